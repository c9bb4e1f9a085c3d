"""Several orders of the same things as one."""

from __future__ import annotations

from collections.abc import Sequence

_DAMPING = 60
_MOST = 1000


def fused(orders: Sequence[tuple[float, Sequence[int]]]) -> list[int]:
    """All that stands in any of `orders`, each a weight and an order of its own, best first: reciprocal rank fusion.

    A thing's score is the sum over the orders of weight / (60 + place), as Cormack, Clarke and Büttcher propose (SIGIR
    2009). Of each order the first thousand count; what stands behind them follows in the orders' own order.
    """
    scores: dict[int, float] = {}
    for weight, order in orders:
        for place, thing in enumerate(order[:_MOST], 1):
            scores[thing] = scores.get(thing, 0.0) + weight / (_DAMPING + place)
    first = sorted(scores, key=lambda thing: -scores[thing])
    return list(dict.fromkeys([*first, *(thing for _, order in orders for thing in order[_MOST:])]))
