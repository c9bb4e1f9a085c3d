"""What a section is for, by its heading's words."""

from __future__ import annotations

import re

from carrel.domain.passage import SectionKind

_NUMBER = re.compile(
    r"^(?:(?:appendix|section|chapter|part)\s+)?(?:\d{1,2}(?:\.\d{1,2}){0,3}|[A-Z](?:\.\d{1,2}){0,3}|[IVX]{1,5})[.:)]?\s+(?=[^\W\d_])",
    re.IGNORECASE,
)
_KINDS: tuple[tuple[SectionKind, str], ...] = (
    (SectionKind.ABSTRACT, r"abstract|summary|zusammenfassung|résumé|resumen"),
    (SectionKind.REFERENCES, r"references?( and notes| cited)?|bibliography|literature cited|works cited|literatur"),
    (SectionKind.APPENDIX, r"appendi(x|ces)\b.*|supplement.*|supporting information"),
    (SectionKind.INTRODUCTION, r"introduction.*|overview|einleitung"),
    (
        SectionKind.RELATED,
        r".*(related|previous|prior|earlier) (work|research|literature|approach).*|(.* )?background.*|literature (review|survey)|preliminar.*",
    ),
    (SectionKind.CONCLUSION, r"(.* )?conclu(sion|ding).*|summary and .*|closing remarks|final remarks"),
    (
        SectionKind.DISCUSSION,
        r"(.* )?(discussions?|limitations?|broader impacts?|future (work|directions|research)|outlook|implications)\b.*|ethic.*",
    ),
    (SectionKind.RESULTS, r"(.* )?(results?|findings)\b.*|(.* )?(ablation|error analysis|comparison).*"),
    (
        SectionKind.EXPERIMENTS,
        r"(.* )?(experiment(s|al)?|evaluations?|empirical|case stud(y|ies)|setup|datasets?|benchmarks?)\b.*|data",
    ),
    (
        SectionKind.METHOD,
        r"(.* )?(methods?|methodolog(y|ies)|approach|models?|architecture|algorithms?|framework|implementation|design|training|proposed .*|problem (statement|formulation|definition|setting)|formulation|theory|analysis)\b.*",
    ),
)
_KIND_PATTERNS = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _KINDS)
_THANKS = re.compile(r"acknowledge?ment|funding|author contributions|conflicts? of interest|data availability")


def kind_of(heading: str) -> SectionKind | None:
    """What a section is for, by its heading's words; None where they say nothing."""
    words = _NUMBER.sub("", heading, count=1).strip(" .:—–-").casefold()
    for kind, pattern in _KIND_PATTERNS:
        if pattern.fullmatch(words):
            return kind
    if re.match(r"appendix\b", heading, re.IGNORECASE):
        return SectionKind.APPENDIX
    return SectionKind.OTHER if _THANKS.match(words) else None
