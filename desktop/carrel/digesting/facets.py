"""What of a paper tells its problem, its method or its results: fields of its digest, else sentences of its abstract.

An abstract is taken apart by the words with which its sentences announce what they are for (English alone has them) and by
their order: the problem comes first, the results last.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from carrel.digesting.cues import FoundCues
from carrel.domain.digest import Field
from carrel.domain.related import Facet
from carrel.domain.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FIELDS: Mapping[Facet, tuple[Field, ...]] = {
    Facet.PROBLEM: (Field.SUMMARY, Field.KEY_POINTS),
    Facet.METHOD: (Field.METHODOLOGY,),
    Facet.RESULTS: (Field.RESULTS,),
}
"""The fields of a digest that tell each."""

_ORDER = (Facet.PROBLEM, Facet.METHOD, Facet.RESULTS)
_PLACES = {Facet.PROBLEM: 0.2, Facet.METHOD: 0.6, Facet.RESULTS: 0.95}
_WORTH: Mapping[Facet, Mapping[str, float]] = {
    Facet.PROBLEM: {
        "problem": 0.5, "background": 0.7, "others": 0.5, "contrasts": 0.4, "asks": 0.3, "announces": 0.2, "begins_with_we": -0.4,
    },
    Facet.METHOD: {
        "proposes": 0.5, "announces": 0.3, "begins_with_we": 0.3, "method": 0.6, "parts": 0.3, "names_a_kind": 0.3,
        "names_it": 0.3, "by_doing": 0.3, "here": 0.1, "background": -0.3,
    },
    Facet.RESULTS: {
        "shows": 1.0, "result": 0.5, "compares": 0.6, "number": 0.6, "experiments": 0.4, "releases": 0.3, "implication": 0.3,
    },
}  # fmt: skip
_APART = 2.5
"""What a sentence loses by standing a whole abstract away from where its kind stands."""
_BACK = 1.0
"""What it costs to go back, from results to the method for example."""


def facet_texts(statements: Sequence[tuple[Field, str]], abstract: str) -> dict[Facet, str]:
    """What of a paper tells each facet; left out where nothing does.

    `statements` are those of its digest, as (field, text).
    """
    found = {
        facet: text
        for facet, fields in FIELDS.items()
        if (text := " ".join(text for field in fields for its, text in statements if its is field))
    }
    if len(found) < len(FIELDS):
        lines = sentences(abstract)
        told = abstract_facets(lines)
        for facet in FIELDS:
            text = " ".join(line for line, its in zip(lines, told, strict=True) if its is facet)
            if text and facet not in found:
                found[facet] = text
    return found


def abstract_facets(lines: Sequence[str]) -> list[Facet]:
    """What each sentence of an abstract tells: the likeliest way through it, from the problem to the results."""
    if not lines:
        return []
    cues = FoundCues(lines)
    place = np.arange(len(lines)) / max(1, len(lines) - 1)
    worth = np.stack(
        [sum(part * cues.of(name) for name, part in _WORTH[facet].items()) - _APART * abs(place - _PLACES[facet])
         for facet in _ORDER], axis=1,
    )  # fmt: skip
    back = np.array([[_BACK * (before > after) for after in range(3)] for before in range(3)])
    best, ways = worth[0], []
    for row in worth[1:]:
        reached = best[:, None] - back
        ways.append(reached.argmax(axis=0))
        best = reached.max(axis=0) + row
    at = int(best.argmax())
    path = [at]
    for way in reversed(ways):
        at = int(way[at])
        path.append(at)
    return [_ORDER[at] for at in reversed(path)]
