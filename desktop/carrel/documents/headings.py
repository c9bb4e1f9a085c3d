"""Headings: which lines are, how deep they are, and what the section under one is for."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

from carrel.documents.characters import squeeze
from carrel.domain.passage import SectionKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from carrel.documents.line import Line, Style
    from carrel.documents.typography import Typography

_NUMBERED = re.compile(
    r"(?:(?:appendix|section|chapter|part)\s+)?"
    r"(?P<number>\d{1,2}(?:\.\d{1,2}){0,3}|[A-Z](?:\.\d{1,2}){0,3}|[IVX]{1,5})(?P<stop>[.:)]?)\s+(?P<words>[^\W\d_].*)",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[^\W\d_]{2,}")
_CONTENTS_LINE = re.compile(r"(?:\.\s?){4,}\s*\w{0,5}$|\s\.{2,}")
_LONGEST = 140

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
_ALONE = re.compile(
    r"abstract|introduction|related works?|background|(materials? and )?methods?|methodology|experiments?|results?|"
    r"(results and )?discussions?( and conclusions?)?|conclusions?( and future work)?|conclusion and discussion|"
    r"acknowledge?ments?|references|bibliography|appendix|appendices|summary|keywords|contents|limitations|future work",
    re.IGNORECASE,
)
_CAPTION = re.compile(r"(?:figure|fig\.|table|algorithm|listing|scheme|box)\s*[\dIVX]", re.IGNORECASE)


class Heading(NamedTuple):
    """A heading as found: its words with its number, how many lines it takes, and its depth (1 is a section)."""

    text: str
    level: int
    lines: int


def kind_of(heading: str) -> SectionKind | None:
    """What a section is for, by its heading's words; None where they say nothing."""
    match = _NUMBERED.fullmatch(heading)
    words = match["words"] if match else heading
    words = words.strip(" .:—–-").casefold()
    for kind, pattern in _KIND_PATTERNS:
        if pattern.fullmatch(words):
            return kind
    if re.match(r"appendix\b", heading, re.IGNORECASE):
        return SectionKind.APPENDIX
    return None


def find(pages: Sequence[Sequence[Line]], typography: Typography) -> dict[tuple[int, int], Heading]:
    """The paper's headings, each under (index of its page's list, index of its first line there)."""
    candidates = {
        (number, index): line
        for number, lines in enumerate(pages)
        if not _is_contents(lines)
        for index, line in enumerate(lines)
        if _could_be(line) and (typography.stands_out(line) or _ALONE.fullmatch(_words(line.text)))
    }
    strong = {place: line for place, line in candidates.items() if _is_strong(line, typography)}
    levels = _levels(strong.values())
    styles = Counter(line.style for line in strong.values())
    found: dict[tuple[int, int], Heading] = {}
    taken: set[tuple[int, int]] = set()
    for place, line in candidates.items():
        if place in taken or (place[0] == 0 and _is_front(line, strong)):
            continue
        lines = pages[place[0]]
        if place not in strong and not _is_weak(line, lines, place[1], styles, typography):
            continue
        parts = [line.text]
        for follower in lines[place[1] + 1 :]:
            if len(parts) == 4 or not _continues(lines[place[1] + len(parts) - 1], follower):
                break
            taken.add((place[0], place[1] + len(parts)))
            parts.append(follower.text)
        text = squeeze(" ".join(parts))
        found[place] = Heading(text, _level(text, line.style, levels), len(parts))
    return found


def _words(text: str) -> str:
    match = _NUMBERED.fullmatch(text)
    return (match["words"] if match else text).strip(" .:—–-")


def _could_be(line: Line) -> bool:
    text = line.text
    return (
        3 <= len(text) <= _LONGEST
        and line.upright
        and not line.soft
        and not text[0].islower()
        and bool(_WORDS.search(text))
        and text[-1] not in ",;"
        and not _CAPTION.match(text)
        and "@" not in text
    )


def _is_contents(lines: Sequence[Line]) -> bool:
    """Whether a page is (part of) a table of contents."""
    return (
        sum((". ." in line.text or ".." in line.text) and bool(_CONTENTS_LINE.search(line.text)) for line in lines) >= 4
    )


def _is_strong(line: Line, typography: Typography) -> bool:
    """Numbered like a section, or one of the words that only head sections."""
    if _ALONE.fullmatch(_words(line.text)):
        return True
    match = _NUMBERED.fullmatch(line.text)
    if match is None or not match["words"][0].isupper():
        return False
    number = match["number"]
    if (
        len(number) == 1
        and number.isalpha()
        and not match["stop"]
        and not (line.style.bold or line.style.size > typography.size + 0.7)
    ):
        return False
    return not line.text.endswith(".") or len(line.text) < 60


def _is_front(line: Line, strong: dict[tuple[int, int], Line]) -> bool:
    """Whether a line of the first page stands before the first strong heading there: title, authors, affiliations."""
    first = [other for place, other in strong.items() if place[0] == 0]
    return line not in first and (not first or line.start < min(other.start for other in first))


def _is_weak(line: Line, lines: Sequence[Line], index: int, styles: Counter[Style], typography: Typography) -> bool:
    """An unnumbered line that looks like the numbered headings, or like headings of a paper that numbers none."""
    if line.text[-1] in ".?!:" and len(line.text) > 60:
        return False
    if len(line.text) > 100 or not _is_apart(line, lines, index, typography):
        return False
    if styles[line.style] >= 2:
        return True
    return line.style.bold and not typography.bold and line.style.size >= typography.size - 0.2 and len(line.text) > 4


def _is_apart(line: Line, lines: Sequence[Line], index: int, typography: Typography) -> bool:
    """Whether white space stands above the line, or it is the first of its column, and running text follows."""
    if index + 1 >= len(lines):
        return False
    following = lines[index + 1]
    if following.top < line.bottom - 3 and following.bottom > line.top + 3:
        return False
    if index == 0:
        return True
    previous = lines[index - 1]
    gap = line.top - previous.bottom
    return gap > 0.35 * typography.size or gap < -2 * typography.size


def _continues(line: Line, follower: Line) -> bool:
    return (
        follower.style == line.style
        and follower.lead == line.style
        and 0 <= follower.top - line.top <= 1.7 * line.style.size
        and not _NUMBERED.fullmatch(follower.text)
        and not line.text.endswith(".")
    )


def _levels(strong: Iterable[Line]) -> dict[Style, int]:
    depths: dict[Style, Counter[int]] = defaultdict(Counter)
    for line in strong:
        depth = _depth(line.text)
        if depth:
            depths[line.style][depth] += 1
    return {style: counts.most_common(1)[0][0] for style, counts in depths.items()}


def _depth(text: str) -> int:
    match = _NUMBERED.fullmatch(text)
    return match["number"].count(".") + 1 if match else 0


def _level(text: str, style: Style, levels: dict[Style, int]) -> int:
    return _depth(text) or levels.get(style, 1)
