"""The tree of prompts' common beginnings that a model's cache holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(eq=False, slots=True)
class Trunk:
    """A beginning: `tokens` after the `above` ones of its parent, in a sequence of its own that holds `filled` of all.

    `users` are the requests and trunks that begin with it, `used` the step it was last used in, `order` is the place of the first in the line.
    """

    tokens: tuple[int, ...]
    parent: Trunk | None
    sequence: int
    used: int
    order: int
    filled: int = 0
    users: int = 0

    @property
    def above(self) -> int:
        """How many tokens its parent has."""
        return self.parent.length if self.parent is not None else 0

    @property
    def length(self) -> int:
        """How many tokens it has, its parent's included."""
        return self.above + len(self.tokens)

    @property
    def whole(self) -> bool:
        """Whether it is computed."""
        return self.filled == self.length


class Trunks:
    """Beginnings by what they hold. Some that nobody uses are kept for those who may come."""

    def __init__(self) -> None:
        self._by_path: dict[tuple[tuple[int, ...], ...], Trunk] = {}
        self._clock = 0

    @property
    def cells(self) -> int:
        """The tokens that all of them take together."""
        return sum(len(trunk.tokens) for trunk in self._by_path.values())

    def missing(self, beginnings: tuple[tuple[int, ...], ...]) -> tuple[int, int]:
        """How many trunks, and tokens in them, are not there yet."""
        absent = [path[-1] for path in _paths(beginnings) if path not in self._by_path]
        return len(absent), sum(map(len, absent))

    def order(self, beginnings: tuple[tuple[int, ...], ...]) -> int | None:
        """The place in the line of the first request with all these beginnings, None where they are not there."""
        trunk = self._by_path.get(beginnings)
        return None if trunk is None else trunk.order

    def enter(self, beginnings: tuple[tuple[int, ...], ...], order: int, sequence: Callable[[], int]) -> Trunk | None:
        """The trunk for these beginnings, made where it is not there, with one more user; None without beginnings.

        `order` is the place in the line of the request that it is for.
        """
        trunk: Trunk | None = None
        for path in _paths(beginnings):
            parent = trunk
            trunk = self._by_path.get(path)
            if trunk is None:
                trunk = self._by_path[path] = Trunk(path[-1], parent, sequence(), self._clock, order)
                if parent is not None:
                    parent.users += 1
            trunk.used = self._clock
        if trunk is not None:
            trunk.users += 1
        return trunk

    def leave(self, trunk: Trunk | None) -> None:
        """Note that a request, or a trunk that begins with it, no longer uses it."""
        if trunk is not None:
            trunk.users -= 1
            trunk.used = self._clock

    def forget_idle(self, keep: tuple[tuple[int, ...], ...], drop: Callable[[int], None]) -> bool:
        """Forget the unused trunk that was used longest ago, but none that `keep` begins with; whether there was one."""
        kept = set(_paths(keep))
        idle = [trunk for path, trunk in self._by_path.items() if not trunk.users and path not in kept]
        if not idle:
            return False
        self.forget(min(idle, key=lambda trunk: trunk.used), drop)
        return True

    def tick(self, most: int, drop: Callable[[int], None]) -> None:
        """Note that a step is made; forget what nobody has used for `most` of them."""
        self._clock += 1
        for trunk in [one for one in self._by_path.values() if not one.users and self._clock - one.used > most]:
            self.forget(trunk, drop)

    def forget(self, trunk: Trunk, drop: Callable[[int], None]) -> None:
        """Forget a trunk that nobody uses."""
        for path, known in list(self._by_path.items()):
            if known is trunk:
                del self._by_path[path]
                drop(trunk.sequence)
                self.leave(trunk.parent)


def _paths(beginnings: tuple[tuple[int, ...], ...]) -> Iterator[tuple[tuple[int, ...], ...]]:
    return (beginnings[: count + 1] for count in range(len(beginnings)))
