"""What became of the statements of a digest in a later one: kept, worded otherwise, new, gone.

Statements of the same field are paired, those of the same words first, then the most alike: a sentence counts as worded
otherwise where at least half of the words of both stand in both, in order (`difflib`'s ratio).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from carrel.domain.digest import Field, Statement

_ALIKE = 0.5


class StatementChange(StrEnum):
    """What became of a statement."""

    SAME = "same"
    CHANGED = "changed"
    NEW = "new"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class ComparedStatement:
    """A statement in two digests. `before` is None for a new one, `after` for one that is gone.

    `index` is its place among the later digest's statements, -1 for one that is gone.
    """

    change: StatementChange
    field: Field
    before: Statement | None
    after: Statement | None
    index: int = -1


def compare_statements(before: Sequence[Statement], after: Sequence[Statement]) -> tuple[ComparedStatement, ...]:
    """All statements of two digests, field by field in reading order, those that are gone last in their field."""
    compared: list[ComparedStatement] = []
    for part in Field:
        old = [one for one in before if one.field is part]
        new = [(index, one) for index, one in enumerate(after) if one.field is part]
        pairs = _pairs([_said(one) for one in old], [_said(one) for _, one in new])
        for place, (index, one) in enumerate(new):
            match = pairs.get(place)
            if match is None:
                compared.append(ComparedStatement(StatementChange.NEW, part, None, one, index))
                continue
            same = _said(old[match]) == _said(one)
            change = StatementChange.SAME if same else StatementChange.CHANGED
            compared.append(ComparedStatement(change, part, old[match], one, index))
        left = set(range(len(old))) - set(pairs.values())
        compared += [ComparedStatement(StatementChange.GONE, part, old[one], None) for one in sorted(left)]
    return tuple(compared)


def count_changes(compared: Iterable[ComparedStatement]) -> int:
    """How many statements are not the same in both."""
    return sum(one.change is not StatementChange.SAME for one in compared)


def _said(statement: Statement) -> str:
    """What readers see, in the language that was checked: the paper's own sentence where it stands in for another."""
    return " ".join((statement.instead if statement.replaced else statement.text).split())


def _pairs(old: list[str], new: list[str]) -> dict[int, int]:
    """Which of `old` each of `new` goes with, by their places; the most alike are paired first."""
    words_old, words_new = [_words(text) for text in old], [_words(text) for text in new]
    alike: list[tuple[float, int, int]] = []
    for place, words in enumerate(words_new):
        matcher = SequenceMatcher(None, autojunk=False)
        matcher.set_seq2(words)
        for match, others in enumerate(words_old):
            matcher.set_seq1(others)
            if old[match] == new[place]:
                alike.append((2.0, place, match))
            elif matcher.real_quick_ratio() >= _ALIKE and (ratio := matcher.ratio()) >= _ALIKE:
                alike.append((ratio, place, match))
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for _, place, match in sorted(alike, key=lambda one: (-one[0], one[1], one[2])):
        if place not in pairs and match not in taken:
            pairs[place] = match
            taken.add(match)
    return pairs


def _words(text: str) -> list[str]:
    return [word.strip(".,;:()[]“”\"'").casefold() for word in text.split()]
