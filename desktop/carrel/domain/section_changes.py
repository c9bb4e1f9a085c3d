"""What changed between two versions of a paper's text, section by section, sentence by sentence.

Sections are matched by their headings, numbers left aside; of the rest, those that share most of their sentences were
renamed. Within a section sentences are matched as lines of a file are (`difflib`), and sentences that took each other's
place are paired where they share at least half of their words.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from carrel.domain.passage import Passage, Section

_ALIKE = 0.5
_NUMBER = re.compile(r"^(?:(?:\d+|[A-Z]|[IVXLC]+)(?:\.\d+)*[.:)]?)\s+(?=\S)")
_WORD = re.compile(r"\w+")
_COMMON = 40
"""A word in more sentences than these tells none of them apart."""


class SectionChange(StrEnum):
    """What became of a section."""

    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    RENAMED = "renamed"


@dataclass(frozen=True, slots=True)
class SentencePair:
    """A sentence in both versions; "" where it came or went. `passage` is the newer one's position, else the older one's.

    `page` counts from 0 and is of the same version.
    """

    before: str
    after: str
    passage: int
    page: int


@dataclass(frozen=True, slots=True)
class ComparedSection:
    """A section in two versions of a paper.

    `heading` is the newer one's, or that of a removed section; `was` the older one's where it was renamed. `share` says how
    much of the words of both versions came, went or stand in sentences worded otherwise, from 0.0 to 1.0. `sentences` are
    those that differ, in reading order.
    """

    change: SectionChange
    heading: str
    level: int
    was: str
    share: float
    sentences: tuple[SentencePair, ...]


@dataclass(frozen=True, slots=True)
class VersionText:
    """The text of one version, as it was read of its PDF."""

    sections: tuple[Section, ...]
    passages: tuple[Passage, ...]


def compare_sections(before: VersionText, after: VersionText) -> tuple[ComparedSection, ...]:
    """All sections of two versions in the newer one's order; those that were removed stand where they stood, roughly."""
    old, new = _by_section(before), _by_section(after)
    match = _match(before.sections, after.sections, old, new)
    compared: list[ComparedSection] = []
    gone = [one for one in before.sections if one.position not in set(match.values()) and old[one.position]]
    for section in after.sections:
        older = match.get(section.position)
        place = older if older is not None else -1
        while gone and gone[0].position < place:
            compared.append(_removed(gone.pop(0), old))
        if older is None:
            if new[section.position]:
                compared.append(_added(section, new))
            continue
        was = next(one for one in before.sections if one.position == older)
        compared.append(_matched(was, section, old[older], new[section.position]))
    return (*compared, *(_removed(one, old) for one in gone))


def _by_section(text: VersionText) -> Mapping[int, list[Passage]]:
    members: defaultdict[int, list[Passage]] = defaultdict(list)
    for passage in text.passages:
        members[passage.section].append(passage)
    return members


def _match(
    before: Sequence[Section],
    after: Sequence[Section],
    old: Mapping[int, list[Passage]],
    new: Mapping[int, list[Passage]],
) -> dict[int, int]:
    """Which older section each newer one is, by their positions."""
    match: dict[int, int] = {}
    # As lines of a file, so that sections of the same name in different places keep their order.
    names_old, names_new = [_name(one.heading) for one in before], [_name(one.heading) for one in after]
    for first, second, size in SequenceMatcher(None, names_old, names_new, autojunk=False).get_matching_blocks():
        for step in range(size):
            match[after[second + step].position] = before[first + step].position
    taken = set(match.values())
    free = [one for one in before if one.position not in taken]
    for section in after:
        if section.position in match:
            continue
        # One that moved keeps its name; one that was renamed keeps its sentences.
        moved = [one for one in free if _name(one.heading) and _name(one.heading) == _name(section.heading)]
        shared = [(_shared(old[one.position], new[section.position]), -one.position, one) for one in free]
        best = max(shared, default=(0.0, 0, None), key=lambda each: each[:2])
        found = moved[0] if moved else best[2] if best[0] >= _ALIKE else None
        if found is not None:
            match[section.position] = found.position
            free.remove(found)
    return match


def _name(heading: str) -> str:
    return " ".join(_NUMBER.sub("", heading.strip()).casefold().split())


def _shared(old: Iterable[Passage], new: Iterable[Passage]) -> float:
    """How many of both sections' sentences stand in both, from 0.0 to 1.0."""
    first, second = {one.text for one in old}, {one.text for one in new}
    return len(first & second) / max(len(first), len(second), 1)


def _matched(was: Section, section: Section, old: Sequence[Passage], new: Sequence[Passage]) -> ComparedSection:
    pairs = tuple(_pairs(old, new))
    share = _share(pairs, old, new)
    renamed = _name(was.heading) != _name(section.heading)
    change = SectionChange.RENAMED if renamed else SectionChange.CHANGED if pairs else SectionChange.SAME
    return ComparedSection(change, section.heading, section.level, was.heading if renamed else "", share, pairs)


def _added(section: Section, new: Mapping[int, list[Passage]]) -> ComparedSection:
    pairs = tuple(SentencePair("", one.text, one.position, one.page) for one in new[section.position])
    return ComparedSection(SectionChange.ADDED, section.heading, section.level, "", 1.0, pairs)


def _removed(section: Section, old: Mapping[int, list[Passage]]) -> ComparedSection:
    pairs = tuple(SentencePair(one.text, "", one.position, one.page) for one in old[section.position])
    return ComparedSection(SectionChange.REMOVED, section.heading, section.level, "", 1.0, pairs)


def _pairs(old: Sequence[Passage], new: Sequence[Passage]) -> Iterable[SentencePair]:
    texts_old, texts_new = [one.text for one in old], [one.text for one in new]
    matcher = SequenceMatcher(None, texts_old, texts_new, autojunk=False)
    for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if tag == "equal":
            continue
        went, came = old[old_from:old_to], new[new_from:new_to]
        partner = _partners(went, came)
        left = sorted(set(range(len(went))) - set(partner.values()))
        for place, one in enumerate(came):
            index = partner.get(place)
            while left and index is not None and left[0] < index:
                gone = went[left.pop(0)]
                yield SentencePair(gone.text, "", gone.position, gone.page)
            yield SentencePair(went[index].text if index is not None else "", one.text, one.position, one.page)
        for gone in (went[index] for index in left):
            yield SentencePair(gone.text, "", gone.position, gone.page)


def _partners(went: Sequence[Passage], came: Sequence[Passage]) -> dict[int, int]:
    """Which of the sentences that went each of those that came is worded after, by their places.

    Candidates share a word that few have, so that a section that was written anew takes no longer than its length.
    """
    words_old, words_new = [_words(one.text) for one in went], [_words(one.text) for one in came]
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for index, words in enumerate(words_old):
        for word in words:
            holders[word].append(index)
    alike: list[tuple[float, int, int]] = []
    for place, words in enumerate(words_new):
        near = {index for word in words if len(holders[word]) <= _COMMON for index in holders[word]}
        for index in near:
            both = len(words & words_old[index])
            ratio = 2 * both / (len(words) + len(words_old[index]))
            if ratio >= _ALIKE:
                alike.append((ratio, place, index))
    partner: dict[int, int] = {}
    taken: set[int] = set()
    for _, place, index in sorted(alike, key=lambda one: (-one[0], one[1], one[2])):
        if place not in partner and index not in taken:
            partner[place] = index
            taken.add(index)
    return partner


def _share(pairs: Iterable[SentencePair], old: Sequence[Passage], new: Sequence[Passage]) -> float:
    changed = sum(_length(pair.before) + _length(pair.after) for pair in pairs)
    total = sum(_length(one.text) for one in (*old, *new))
    return changed / total if total else 0.0


def _length(text: str) -> int:
    return len(text.split())


def _words(text: str) -> frozenset[str]:
    return frozenset(word.casefold() for word in _WORD.findall(text))
