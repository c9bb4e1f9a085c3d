"""Two texts that were made of one and the same, put together: what either changed is changed, and nothing typed is lost.

This is the three-way merge of diff3 (Khanna, Kunal and Pierce, "A formal investigation of diff3", 2007) over words, but where
both changed the same place, both changes are kept, one after the other.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher

_WORDS = re.compile(r"\w+|\s|[^\w\s]")
_LINES = re.compile(r"[^\n]*\n|[^\n]+")
_MOST_CHARACTERS = 20_000
"""Up to so many characters are compared word by word, more of them line by line."""


def merge_notes(base: str, mine: str, theirs: str) -> str:
    """What becomes of `base` when it was changed to `mine` in one place and to `theirs` in another at the same time."""
    if theirs in (base, mine):
        return mine
    if mine == base:
        return theirs
    head = min(common_start(base, mine), common_start(base, theirs))
    while head and base[head - 1].isalnum():
        head -= 1
    foot = min(common_end(base, mine, head), common_end(base, theirs, head))
    while foot and base[-foot].isalnum():
        foot -= 1
    parts = [text[head : len(text) - foot] for text in (base, mine, theirs)]
    pattern = _WORDS if sum(map(len, parts)) <= _MOST_CHARACTERS else _LINES
    return mine[:head] + "".join(_merged(*(pattern.findall(part) for part in parts))) + mine[len(mine) - foot :]


def common_start(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[:middle] == other[:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def common_end(one: str, other: str, start: int = 0) -> int:
    """How many characters two texts end with alike, when their first `start` are left out."""
    low, high = 0, min(len(one), len(other)) - start
    while low < high:
        middle = (low + high + 1) // 2
        if one[len(one) - middle :] == other[len(other) - middle :]:
            low = middle
        else:
            high = middle - 1
    return low


def _merged(base: list[str], mine: list[str], theirs: list[str]) -> list[str]:
    """The parts of the merged text, stretch by stretch between parts that are in all three."""
    in_mine, in_theirs = _places(base, mine), _places(base, theirs)
    found: list[str] = []
    at = at_mine = at_theirs = 0
    for place in range(len(base) + 1):
        end = place == len(base)
        if not end and (place not in in_mine or place not in in_theirs):
            continue
        to_mine = len(mine) if end else in_mine[place]
        to_theirs = len(theirs) if end else in_theirs[place]
        found += _either(base[at:place], mine[at_mine:to_mine], theirs[at_theirs:to_theirs])
        if not end:
            found.append(base[place])
        at, at_mine, at_theirs = place + 1, to_mine + 1, to_theirs + 1
    return found


def _either(base: list[str], mine: list[str], theirs: list[str]) -> list[str]:
    if theirs in (base, mine):
        return mine
    if base == mine or "".join(theirs).startswith("".join(mine)):
        return theirs
    return mine if "".join(mine).startswith("".join(theirs)) else [*mine, *theirs]


def _places(base: list[str], other: list[str]) -> dict[int, int]:
    """Where parts of `base` stand in `other`: their indexes, in order in both."""
    most = min(len(base), len(other))
    head = next((place for place in range(most) if base[place] != other[place]), most)
    foot = next((step for step in range(most - head) if base[-1 - step] != other[-1 - step]), most - head)
    places = {place: place for place in range(head)}
    # Where little differs, only that is compared: the time goes with the square of its length.
    middle = SequenceMatcher(None, base[head : len(base) - foot], other[head : len(other) - foot])
    for block in middle.get_matching_blocks():
        places |= {head + block.a + step: head + block.b + step for step in range(block.size)}
    return places | {len(base) - step: len(other) - step for step in range(1, foot + 1)}
