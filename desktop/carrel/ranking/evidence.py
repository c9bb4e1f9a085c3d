"""How much what a person did with a paper says about papers like it."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from carrel.domain.for_you import Act, ActKind

WEIGHTS: Mapping[ActKind, float] = {
    ActKind.MORE: 1.5,
    ActKind.SEED: 1.5,
    ActKind.STARRED: 1.0,
    ActKind.ANNOTATED: 1.0,
    ActKind.NOTED: 1.0,
    ActKind.COLLECTED: 0.8,
    ActKind.READ: 0.5,
    ActKind.KEPT: 0.5,
    ActKind.LESS: 1.5,
    ActKind.HIDDEN: 1.0,
}
_HALF_LIFE = 180
_LEAST = 0.2
"""What was done long ago counts a fifth of what was done today."""
_MOST = 2.0
_SEEN, _SEEN_IN_ALL = 0.03, 4.0
_UNSEEN_IN_ALL = 1.0
_ORDER = list(ActKind)
MOST_WANTED, MOST_UNWANTED = 3000, 300
"""So many papers are learnt from, those that weigh most: they are read and compared in a moment, however many there are."""


def weights(acts: Iterable[Act], today: date) -> dict[int, float]:
    """The weight of each paper that something was done with; at most 2, however much that was."""
    found: dict[int, float] = {}
    for act in acts:
        age = 0 if act.kind is ActKind.SEED else max(0, (today - date.fromisoformat(act.since[:10])).days)
        weight = WEIGHTS[act.kind] * max(_LEAST, 0.5 ** (age / _HALF_LIFE))
        found[act.paper_id] = min(_MOST, found.get(act.paper_id, 0.0) + weight)
    return found


def sides(acts: Sequence[Act]) -> tuple[dict[int, Act], dict[int, Act]]:
    """The papers that speak for others like them, and those that speak against, each with the clearest act on it.

    Less of a paper outweighs all else that was done with it, and anything else that speaks for one outweighs that it was hidden.
    """
    less = {act.paper_id for act in acts if act.kind is ActKind.LESS}
    wanted = clearest(act for act in acts if act.kind.wanted and act.paper_id not in less)
    return wanted, clearest(act for act in acts if not act.kind.wanted and act.paper_id not in wanted)


def that_count(acts: Sequence[Act]) -> list[Act]:
    """The acts on the side of their papers' last word: what was said before it counts for nothing."""
    wanted, _ = sides(acts)
    return [act for act in acts if act.kind.wanted is (act.paper_id in wanted)]


def strongest(acts: Sequence[Act], today: date) -> list[Act]:
    """What counts, of the papers that weigh most on either side."""
    counting = that_count(acts)
    found: set[int] = set()
    for wanted, most in ((True, MOST_WANTED), (False, MOST_UNWANTED)):
        weighed = weights((act for act in counting if act.kind.wanted is wanted), today)
        found |= set(heapq.nlargest(most, weighed, key=weighed.__getitem__))
    return [act for act in counting if act.paper_id in found]


def clearest(acts: Iterable[Act]) -> dict[int, Act]:
    """Of each paper the act that says most."""
    found: dict[int, Act] = {}
    for act in acts:
        other = found.get(act.paper_id)
        if other is None or _ORDER.index(act.kind) < _ORDER.index(other.kind):
            found[act.paper_id] = act
    return found


def background(passed: Mapping[int, bool]) -> dict[int, float]:
    """What little the papers say that were announced and not kept, each with whether it was seen and left."""
    seen, unseen = sum(passed.values()), sum(not one for one in passed.values())
    left = min(_SEEN, _SEEN_IN_ALL / seen) if seen else 0.0
    rest = min(_SEEN, _UNSEEN_IN_ALL / unseen) if unseen else 0.0
    return {paper_id: left if one else rest for paper_id, one in passed.items()}
