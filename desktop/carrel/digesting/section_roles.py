"""What sections are for whose headings say nothing, told from their text and their place.

A multinomial logistic regression over rates of cue words and a few facts of place. It was trained on sections whose headings
do tell (`benchmarks/evaluation/section_roles_training.py`), so that nobody had to label them; its numbers are data:
``models/section_roles.toml``. The window's process imports this, so it does without numpy.
"""

from __future__ import annotations

import math
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from carrel.digesting.language import language_of
from carrel.documents.section_kinds import kind_of
from carrel.domain.passage import Passage, PassageKind, Section, SectionKind
from carrel.paths import bundled

if TYPE_CHECKING:
    from collections.abc import Sequence

_CUES = {
    "cites": r"\[\d{1,3}(?:, ?\d{1,3})*\]|\((?:[^()]{0,60}, )?(?:19|20)\d\d[a-z]?\)|[^\W\d_]+ et al\.?|\b(?:19|20)\d\d[a-z]?\)",
    "own": r"\b(?:we|our)\b",
    "defines": r"\b(?:let|define[sd]?|denotes?d?|assume[sd]?|suppose|given|where [\w ]{1,12}(?:is|are)|such that|is called)\b",
    "proves": r"\b(?:theorem|lemma|proof|corollary|proposition|if and only if)\b",
    "earlier": r"\b(?:previous(?:ly)?|prior|existing|recent(?:ly)?|has been|have been|proposed by|introduced by|studied|several|many)\b",
    "tests": r"\b(?:data ?sets?|corpus|corpora|benchmarks?|test set|validation|baselines?|hyper-?parameters?|learning rate|epochs?|batch size|split|experiments?|imagenet|mnist|cifar)\b",
    "shows": r"\b(?:tables?|figures?|fig\.)",
    "scores": r"\b(?:accuracy|error rate|bleu|f1|rouge|outperforms?|improves?d?|improvement|achieves?d?|better than|performs?|performance|score[sd]?|significant(?:ly)?)\b|%",
    "finds": r"\b(?:we (?:find|found|observe|see|note|notice)|results?|as shown|can be seen|indicates?|suggests?|interestingly|surprisingly)\b",
    "builds": r"\b(?:compute[sd]?|updates?|layers?|networks?|algorithms?|steps?|objective|loss|functions?|modules?|parameters?|input|output|vectors?|matrix|optimi[sz]\w+|procedure|consists?)\b",
    "ahead": r"\b(?:future|limitations?|we believe|could|may|might|perhaps|open (?:question|problem)s?|challenges?|remains?|would)\b",
    "sums up": r"\b(?:in this (?:paper|work|article|thesis)|we (?:have )?(?:shown|presented|proposed|introduced|present|propose|introduce)|conclude[sd]?|summar\w+|contributions?)\b",
    "asks": r"\?",
    "did": r"\b(?:we (?:trained?|used?|tested|evaluated?|compared?|ran|run|measured?|report(?:ed)?|set)|(?:was|were) (?:trained|used|tested|evaluated|measured|collected))\b",
    "society": r"\b(?:society|societal|social|ethical|humans?|people|risks?|harms?|fair(?:ness)?|bias(?:es)?)\b",
    "matters": r"\b(?:important|widely|increasingly|success(?:ful(?:ly)?)?|applications?|popular|critical|crucial|problem of)\b",
}
_CUE_PATTERNS = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in _CUES.items()}
_DECIMAL = re.compile(r"\b\d+\.\d+\b")
_MATH = re.compile(r"[=∑∏∫≤≥∈→∀∃∂∇×·±∥‖α-ωΑ-Ω]")
FEATURES = (
    *_CUES, "decimals", "math", "captions", "length", "begins", "ends", "first", "last", "tested before", "tested after", "related before",
)  # fmt: skip
"""What is measured of a section, in the order of the weights."""

ROLES = (
    SectionKind.INTRODUCTION, SectionKind.RELATED, SectionKind.METHOD, SectionKind.EXPERIMENTS, SectionKind.RESULTS,
    SectionKind.DISCUSSION, SectionKind.CONCLUSION,
)  # fmt: skip
"""What a section's text can tell it to be for."""

_TESTED = frozenset({SectionKind.EXPERIMENTS, SectionKind.RESULTS})
_OUTSIDE = frozenset({SectionKind.FRONT, SectionKind.ABSTRACT, SectionKind.REFERENCES, SectionKind.APPENDIX})
_SENTENCES = 120
_FEWEST = 4


@dataclass(frozen=True, slots=True)
class Group:
    """A section with the subsections that share its fate: their positions, sentences and features."""

    positions: tuple[int, ...]
    kind: SectionKind
    sentences: int
    features: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class _Regression:
    """`bias` and a row of `weights` (one a feature) for each role; below `least` probability nothing is told."""

    least: float
    bias: tuple[float, ...]
    weights: tuple[tuple[float, ...], ...]


def roles(sections: Sequence[Section], passages: Sequence[Passage]) -> dict[int, SectionKind]:
    """What each section is for, by its position: as its heading says, else, in English, as its text does.

    What neither tells stays `SectionKind.OTHER`, and so do thanks, lists of keywords and their like.
    """
    kinds = {section.position: section.kind for section in sections}
    unknown = [group for group in groups(sections, passages) if _to_be_told(group, sections)]
    if not unknown or _language(passages) != "en":
        return kinds
    for group in unknown:
        role, share = _likeliest(group.features)
        if share >= _regression().least:
            kinds.update(dict.fromkeys(group.positions, role))
    return kinds


def groups(sections: Sequence[Section], passages: Sequence[Passage]) -> list[Group]:
    """The parts of a paper between its abstract and its references: each section with its subsections of one kind."""
    inside = [section for section in sections if section.kind not in _OUTSIDE]
    runs: list[list[Section]] = []
    for section in inside:
        if runs and section.level > runs[-1][0].level and section.kind is runs[-1][0].kind:
            runs[-1].append(section)
        else:
            runs.append([section])
    texts: dict[int, list[Passage]] = {}
    for passage in passages:
        texts.setdefault(passage.section, []).append(passage)
    counts = [sum(len(texts.get(section.position, ())) for section in run) for run in runs]
    whole = max(sum(counts), 1)
    tested = [at for at, run in enumerate(runs) if run[0].kind in _TESTED]
    related = [at for at, run in enumerate(runs) if run[0].kind is SectionKind.RELATED]
    found, done = [], 0
    for at, (run, count) in enumerate(zip(runs, counts, strict=True)):
        said = [passage for section in run for passage in texts.get(section.position, ())][:_SENTENCES]
        place = (
            min(count, 200) / 200,
            done / whole,
            (done + count) / whole,
            float(at == 0),
            float(at == len(runs) - 1),
            float(any(other < at for other in tested)),
            float(any(other > at for other in tested)),
            float(any(other < at for other in related)),
        )
        positions = tuple(section.position for section in run)
        found.append(Group(positions, run[0].kind, len(said), (*_rates(said), *place)))
        done += count
    return found


def _rates(passages: Sequence[Passage]) -> tuple[float, ...]:
    """How many of a section's sentences hold each kind of cue, decimals, mathematics, and how many are captions."""
    texts = [passage.text for passage in passages]
    count = max(len(texts), 1)
    cues = [sum(bool(pattern.search(text)) for text in texts) / count for pattern in _CUE_PATTERNS.values()]
    decimals = sum(min(len(_DECIMAL.findall(text)), 3) for text in texts) / count
    mathematics = sum(bool(_MATH.search(text)) for text in texts) / count
    captions = sum(passage.kind is PassageKind.CAPTION for passage in passages) / count
    return (*cues, decimals, mathematics, captions)


def _to_be_told(group: Group, sections: Sequence[Section]) -> bool:
    headings = {section.position: section.heading for section in sections}
    about_nothing = kind_of(headings[group.positions[0]]) is SectionKind.OTHER
    return group.kind is SectionKind.OTHER and group.sentences >= _FEWEST and not about_nothing


def _language(passages: Sequence[Passage]) -> str:
    body = [passage.text for passage in passages if passage.kind is PassageKind.BODY]
    middle = len(body) // 2
    return language_of(" ".join(body[max(middle - 20, 0) : middle + 20])[:4000])


def _likeliest(features: Sequence[float]) -> tuple[SectionKind, float]:
    """The likeliest role and its probability."""
    regression = _regression()
    scores = [
        bias + sum(weight * value for weight, value in zip(row, features, strict=True))
        for bias, row in zip(regression.bias, regression.weights, strict=True)
    ]
    highest = max(scores)
    shares = [math.exp(score - highest) for score in scores]
    best = scores.index(highest)
    return ROLES[best], shares[best] / sum(shares)


@cache
def _regression() -> _Regression:
    data = tomllib.loads(bundled("models/section_roles.toml").read_text(encoding="utf-8"))
    told = [data["roles"][role.value] for role in ROLES]
    return _Regression(
        least=data["least"],
        bias=tuple(each["bias"] for each in told),
        weights=tuple(tuple(each["weights"]) for each in told),
    )
