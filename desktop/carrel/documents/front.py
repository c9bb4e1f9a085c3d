"""The front matter: title and authors from the first page's type."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from carrel.documents.characters import squeeze
from carrel.domain.passage import PassageKind, SectionKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from carrel.documents.line import Line, Page
    from carrel.domain.passage import Passage, Section

_BANNER = re.compile(
    r"(?:proceedings|journal|transactions|volume|vol\.|issn|arxiv|preprint|published|under review|accepted|technical report|"
    r"https?:|www\.|doi|copyright|©|contents lists|sciencedirect|elsevier|springer|ieee|acm|article|research article|"
    r"original (?:paper|article)|review article|open access|letter|report|submitted|draft|to appear|appeared|in:|page \d)\b",
    re.IGNORECASE,
)
_LETTERS = re.compile(r"[^\W\d_]")
_MARKS = re.compile(
    r"[\d∗*†‡§¶#♠♡♢♣♥♦★☆✩✪⋄⋆◇◦•△▽⊕⊗♮♯✝✉α-ω¹²³⁰-₉ᵃ-ᵿ,;\s]+$|^[\d∗*†‡§¶#♠♡♢♣♥♦★☆✩✪⋄⋆◇◦•△▽⊕⊗♮♯✝✉α-ω¹²³⁰-₉ᵃ-ᵿ,;\s]+|(?<=[^\W\d_])[\d∗*†‡§¶#♠♡♢♣♥♦★☆✩✪⋄⋆◇◦•△▽⊕⊗♮♯✝✉α-ω¹²³⁰-₉ᵃ-ᵿ]+(?=\s|,|$)"
)
_SEPARATOR = re.compile(
    r"\s*[,;·•|]\s*|\s+(?:and|&|und|et)\s+|\s{2,}|(?<=[^\W\d_])\s*[\d∗*†‡§¶#♠♡♢♣♥♦★☆✩✪⋄⋆◇◦•△▽⊕⊗♮♯✝✉α-ω¹²³⁰-₉ᵃ-ᵿ]+(?:\s*,\s*[\d∗*†‡§¶#♠♡♢♣♥♦★☆✩✪⋄⋆◇◦•△▽⊕⊗♮♯✝✉α-ω¹²³⁰-₉ᵃ-ᵿ]+)*\s*",
    re.IGNORECASE,
)
_NOT_NAME = re.compile(
    r"\b(?:universit\w*|institut\w*|department|dept|school|college|laborator\w*|labs?|research|center|centre|inc|corp\w*|google|"
    r"facebook|microsoft|deepmind|openai|facult\w*|academy|group|ltd|gmbh|usa|uk|canada|germany|france|china|japan|street|"
    r"road|avenue|abstract|email|e-mail|science|sciences|technology|engineering|national|member|fellow|version|draft|"
    r"january|february|march|april|may|june|july|august|september|october|november|december|introduction|by|"
    r"division|team|brain|company|systems|intelligence|learning|editor|editors|california|new york|the|of|for|in|on|at)\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"[^\W\d_a-z][^\W\d_]*[.’'-]?(?:[ -]?(?:[^\W\d_]+[.’'-]?)){0,5}")
_PARTICLES = frozenset("van von de der den di da del della la le du dos bin ibn ter ten el al y e".split())
_KEYWORDS = re.compile(
    r"(?:keywords|key words|index terms|ccs concepts|categories and subject|general terms)\b", re.IGNORECASE
)
_LONGEST_ABSTRACT = 2500
_MOST_AUTHORS = 60


def title_lines(lines: Sequence[Line], page: Page) -> list[Line]:
    """The title's lines: the largest type in the upper part of the first page, journal banners aside."""
    upper = [
        line
        for line in lines
        if line.upright
        and line.top < 0.6 * page.height
        and "@" not in line.text
        and len(_LETTERS.findall(line.text)) >= 2
    ]
    groups: list[list[Line]] = []
    for line in upper:
        if groups and _continues(groups[-1][-1], line):
            groups[-1].append(line)
        else:
            groups.append([line])
    groups = [group for group in groups if not _BANNER.match(group[0].text) and _is_wordy(group)]
    if not groups:
        return []
    largest = max(group[0].size for group in groups)
    return next(group for group in groups if group[0].size >= largest - 0.3)


def title_of(lines: Sequence[Line]) -> str:
    """The title's lines as one text, without the marks of its footnotes."""
    text = ""
    for line in lines:
        piece = line.text
        if line.soft:
            piece += "-" if len(text) == 0 else ""
        text = f"{text} {piece}" if text and not text.endswith("-") else text + piece
    # Proceedings print the talk's number before its title, and authors a footnote's mark after it.
    return re.sub(r"^\d+\.\d+\s+|\s*[∗*†‡§¶]+$", "", squeeze(text))


def authors_of(lines: Sequence[Line]) -> tuple[str, ...]:
    """Names among the lines that follow the title; affiliations, addresses and marks are left out."""
    names: list[str] = []
    for line in lines:
        text = squeeze(line.text)
        if "@" in text or len(text) > 200 or _NOT_NAME.search(text) or text.count(".") > 8:
            continue
        parts = [squeeze(_MARKS.sub("", part)) for part in _SEPARATOR.split(text)]
        parts = [part for part in parts if part]
        found = [part for part in parts if _is_name(part)]
        if not found or len(found) * 2 < len(parts):
            continue
        names += [name for name in found if name not in names]
        if len(names) >= _MOST_AUTHORS:
            break
    return tuple(names)


def abstract_of(sections: Sequence[Section], passages: Sequence[Passage]) -> str:
    """The text of the section that is the abstract, without its key words; "" where no heading names one.

    Where no heading ends it either, it ends after some 2,500 characters.
    """
    number = next((section.position for section in sections if section.kind is SectionKind.ABSTRACT), None)
    texts: list[str] = []
    for passage in passages:
        if passage.section != number or passage.kind is not PassageKind.BODY:
            continue
        if _KEYWORDS.match(passage.text) or sum(map(len, texts)) > _LONGEST_ABSTRACT:
            break
        texts.append(passage.text)
    return " ".join(texts)


def _is_name(text: str) -> bool:
    words = text.split()
    if not 2 <= len(words) <= 6 or not _NAME.fullmatch(text) or len(text) > 50:
        return False
    return all(word[0].isupper() or word.casefold() in _PARTICLES for word in words) and len(words[-1]) > 1


def _is_wordy(group: Sequence[Line]) -> bool:
    text = " ".join(line.text for line in group)
    return len(text) >= 5 and len(_LETTERS.findall(text)) > 0.5 * len(text.replace(" ", ""))


def _continues(before: Line, line: Line) -> bool:
    capitals = before.text.isupper() and line.text.isupper() and before.style.font == line.style.font
    if abs(before.size - line.size) > (0.26 * before.size if capitals else 0.5):
        return False
    return -0.5 * line.size < line.top - before.top <= 2.1 * line.size
