"""How much what a person did with a paper says about papers like it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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


def weights(acts: Iterable[Act], today: date) -> dict[int, float]:
    """The weight of each paper that something was done with; at most 2, however much that was."""
    found: dict[int, float] = {}
    for act in acts:
        age = 0 if act.kind is ActKind.SEED else max(0, (today - date.fromisoformat(act.since[:10])).days)
        weight = WEIGHTS[act.kind] * max(_LEAST, 0.5 ** (age / _HALF_LIFE))
        found[act.paper_id] = min(_MOST, found.get(act.paper_id, 0.0) + weight)
    return found


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
