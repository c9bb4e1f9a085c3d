"""Which of the commands and places fit what was typed, the best first. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from carrel.domain.name_matching import fit
from carrel.ui.palette.entry import Entry


def ranked(typed: str, entries: Iterable[Entry], recent: Sequence[str]) -> list[Entry]:
    """The entries that fit: possible ones first, then by how well they fit, what was chosen lately, and the shorter name.

    `recent` are keys of entries, the last chosen first. Where nothing is typed all entries fit.
    """
    places = {key: place for place, key in enumerate(recent)}

    def order(one: tuple[int, Entry]) -> tuple[bool, int, int, int]:
        cost, entry = one
        return not entry.possible, cost, places.get(entry.key, len(places)), len(entry.text) if typed else 0

    fitting: list[tuple[int, Entry]] = []
    for entry in entries:
        found = fit(typed, entry.text) if typed else None
        if found is not None:
            fitting.append((found.cost, replace(entry, spans=found.spans)))
        elif not typed:
            fitting.append((0, entry))
    return [entry for _, entry in sorted(fitting, key=order)]


def fewer(entries: Sequence[Entry], most: int, impossible: int) -> list[Entry]:
    """The first ones, at most `most`, and of those that are not possible now at most `impossible`."""
    first = [entry for entry in entries if entry.possible][:most]
    rest = [entry for entry in entries if not entry.possible][: min(impossible, most - len(first))]
    return [*first, *rest]


def chosen_lately(
    entries: Iterable[Entry], recent: Sequence[str], first: Sequence[str], most: int, *, here: str
) -> list[Entry]:
    """What can be chosen of what was chosen lately, filled up with those named by `first`, without the place `here`."""
    possible = {entry.key: entry for entry in entries if entry.possible and entry.key != here}
    keys = dict.fromkeys(key for key in [*recent, *first] if key in possible)
    return [possible[key] for key in keys][:most]
