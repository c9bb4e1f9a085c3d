"""Places a reader jumped from, to go back to and forward again."""

from __future__ import annotations

from typing import Generic, TypeVar

Place = TypeVar("Place")


class Jumps(Generic[Place]):
    """Back and forward over places, as in a browser."""

    def __init__(self, limit: int = 100) -> None:
        self._limit = limit
        self._back: list[Place] = []
        self._forward: list[Place] = []

    @property
    def can_go_back(self) -> bool:
        """Whether there is a place to go back to."""
        return bool(self._back)

    @property
    def can_go_forward(self) -> bool:
        """Whether a place was gone back from."""
        return bool(self._forward)

    def jump(self, origin: Place) -> None:
        """Remember where a jump began; what could be gone forward to is forgotten."""
        self._back = [*self._back[-self._limit + 1 :], origin]
        self._forward.clear()

    def back(self, now: Place) -> Place | None:
        """The place before, or None; `now` can be gone forward to again."""
        if not self._back:
            return None
        self._forward.append(now)
        return self._back.pop()

    def forward(self, now: Place) -> Place | None:
        """The place that was gone back from, or None."""
        if not self._forward:
            return None
        self._back.append(now)
        return self._forward.pop()

    def clear(self) -> None:
        """Forget all places."""
        self._back.clear()
        self._forward.clear()
