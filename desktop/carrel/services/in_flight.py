"""Pieces of one job that are done at once, each in a thread of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Generic, TypeVar

_Result = TypeVar("_Result")


class InFlight(Generic[_Result]):
    """A ``with`` block of pieces, known by numbers. Left by an error, what is still done is given up and waited for."""

    def __init__(self, most: int) -> None:
        self._pool = ThreadPoolExecutor(most, thread_name_prefix="in flight")
        self._lock = threading.Lock()
        self._begun: dict[Future[_Result], int] = {}
        self._given_up = threading.Event()

    def __enter__(self) -> InFlight[_Result]:
        return self

    def __exit__(self, *_error: object) -> None:
        self._given_up.set()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def __len__(self) -> int:
        return len(self._begun)

    @property
    def pieces(self) -> list[int]:
        """What is being done, the first begun first. Any thread may ask."""
        with self._lock:
            return list(self._begun.values())

    def given_up(self) -> bool:
        """Whether a piece should stop, because its result is not wanted any more."""
        return self._given_up.is_set()

    def begin(self, piece: int, work: Callable[[], _Result]) -> None:
        """Have `work` done for this piece."""
        with self._lock:
            self._begun[self._pool.submit(work)] = piece

    def ended(self) -> list[tuple[int, Future[_Result]]]:
        """Wait until a piece has ended, and give all that have: they are not in flight any more."""
        done, _ = wait(self._begun, return_when=FIRST_COMPLETED)
        with self._lock:
            return [(self._begun.pop(one), one) for one in list(self._begun) if one in done]
