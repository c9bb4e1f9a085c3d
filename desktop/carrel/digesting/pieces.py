"""Cutting a long paper into pieces that a model reads one by one."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from carrel.digesting.reading import PaperText

_ENOUGH = 0.5
"""The share of a piece that is filled before a new section begins another: small sections stand together."""


def pieces_of(
    text: PaperText, budget: int, most: int | None, worth: Mapping[int, float]
) -> tuple[tuple[int, ...], ...]:
    """The portions of a paper as pieces of running text of at most `budget` tokens, in reading order.

    At most `most` tokens are taken in all (None: everything): what stands aside of the running text gives way first, and
    of what is too long still, each section keeps its most important portions, as many as its share. `worth` tells a
    passage's importance by its position.
    """
    pieces: list[tuple[int, ...]] = []
    piece: list[int] = []
    for index in _within(text, most, worth):
        section = text.portions[index].passage.section
        new_section = bool(piece) and text.portions[piece[-1]].passage.section != section
        full = bool(piece) and text.size([*piece, index]) > budget
        if full or (new_section and text.size(piece) > _ENOUGH * budget):
            pieces.append(tuple(piece))
            piece = []
        piece.append(index)
    if piece:
        pieces.append(tuple(piece))
    return tuple(part for whole in pieces for part in _fitting(text, whole, budget))


def _fitting(text: PaperText, piece: tuple[int, ...], budget: int) -> list[tuple[int, ...]]:
    if len(piece) < 2 or text.count(text.written(piece)) <= budget:
        return [piece]
    middle = len(piece) // 2
    return [*_fitting(text, piece[:middle], budget), *_fitting(text, piece[middle:], budget)]


def _within(text: PaperText, most: int | None, worth: Mapping[int, float]) -> Sequence[int]:
    """The portions that are read at all, in reading order."""
    everything = range(len(text.portions))
    if most is None or sum(portion.tokens for portion in text.portions) <= most:
        return everything
    running = [index for index in everything if not text.portions[index].aside]
    aside = [index for index in everything if text.portions[index].aside]
    kept = _in_proportion(text, running, most, worth)
    room = most - sum(text.portions[index].tokens for index in kept)
    if len(kept) == len(running):
        kept |= _in_proportion(text, aside, room, worth)
    return sorted(kept)


def _in_proportion(text: PaperText, indexes: Sequence[int], most: int, worth: Mapping[int, float]) -> set[int]:
    """The most important portions of each section, within its share of `most` tokens; one of each while there is room."""
    size: Counter[int] = Counter()
    for index in indexes:
        size[text.portions[index].passage.section] += text.portions[index].tokens
    share = min(1.0, max(0, most) / max(1, size.total()))
    quota = {section: share * tokens for section, tokens in size.items()}
    ranked = sorted(indexes, key=lambda index: (-worth.get(text.portions[index].passage.position, 0.0), index))
    used: Counter[int] = Counter()
    kept: set[int] = set()
    for index in ranked:
        portion = text.portions[index]
        section = portion.passage.section
        if used[section] + portion.tokens <= quota[section]:
            used[section] += portion.tokens
            kept.add(index)
    first = {text.portions[index].passage.section: index for index in reversed(ranked)}
    for section, index in sorted(first.items()):
        tokens = text.portions[index].tokens
        if not used[section] and used.total() + tokens <= most:
            used[section] += tokens
            kept.add(index)
    return kept
