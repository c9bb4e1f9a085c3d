"""Whose turn it is to ask: one request at a time, with a pause in between, and none while who is asked wants to be left alone.

It is kept in a file, so that it holds for all processes of a library and after a restart. Two clocks are written down: the
wall clock, which people set, and the one that counts since the computer was started. Where they differ, the one that says
that more time has passed is believed, so that no pause is ever longer than it was meant to be.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from carrel.domain.errors import NetworkError
from carrel.sources.policy import HttpPolicy
from carrel.sources.refusals import KeptOut

_MOST_DOUBLINGS = 3


class Turns:
    """Hands out turns under a policy."""

    def __init__(self, policy: HttpPolicy) -> None:
        self._policy = policy

    @contextmanager
    def take(self, check: Callable[[], None]) -> Iterator[None]:
        """Wait for the turn and hold it. `check` is called while waiting and may raise to give up.

        Raises:
            NetworkError: who is asked wants to be left alone for now; its `wait` says for how long.
        """
        self._policy.state.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(f"{self._policy.state}.lock")
        while True:
            check()
            try:
                lock.acquire(timeout=0.5)
                break
            except Timeout:
                continue
        try:
            self._refuse_while_cooling()
            pause = self._policy.pause
            wait = pause - _since(self._read().get("last"))
            if wait > 0:
                time.sleep(min(wait, pause))
                check()
            self._write(last=_now())
            try:
                yield
            finally:
                self._write(last=_now())
        finally:
            lock.release()

    def left_alone(self, error: NetworkError) -> None:
        """Ask nothing for as long as the error says, or, where it does not, longer each time. Sets its `wait`."""
        times = _count(self._read().get("times"))
        seconds = error.wait or self._policy.cool_off * 2 ** min(times, _MOST_DOUBLINGS)
        error.wait = seconds
        self._write(cool={"since": _now(), "seconds": seconds, "why": error.message}, times=times + 1)

    def welcomed(self) -> None:
        """An answer came as it should: the next cool-off is a short one again."""
        if self._read().get("times"):
            self._write(cool=None, times=0)

    def _refuse_while_cooling(self) -> None:
        cool = self._read().get("cool")
        if not isinstance(cool, dict):
            return
        seconds, why = cool.get("seconds"), cool.get("why")
        if not isinstance(seconds, int | float) or not isinstance(why, str):
            return
        left = seconds - _since(cool.get("since"))
        if left <= 0:
            return
        if _was_set_back(cool.get("since")):
            # Neither clock knows how much of it is over: count from now on.
            self._write(cool={**cool, "since": _now()})
        error = KeptOut(why, f"Carrel asks {self._policy.service} for nothing until the wait it asked for is over.")
        error.wait = math.ceil(left)
        raise error

    def _read(self) -> dict[str, Any]:
        try:
            kept = json.loads(self._policy.state.read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        if isinstance(kept, dict):
            return kept
        # Until version 0.1 the file held the last request's time alone.
        return {"last": [kept, math.inf]} if isinstance(kept, int | float) else {}

    def _write(self, **changed: object) -> None:
        part = Path(f"{self._policy.state}.part")
        part.write_text(json.dumps(self._read() | changed), "utf-8")
        part.replace(self._policy.state)


def _now() -> list[float]:
    return [time.time(), time.monotonic()]


def _since(moment: object) -> float:
    """Seconds since a moment that was written down; infinitely many where there was none."""
    clocks = _clocks(moment)
    if clocks is None:
        return math.inf
    wall, running = clocks
    return max(time.time() - wall, time.monotonic() - running, 0.0)


def _was_set_back(moment: object) -> bool:
    """Whether the wall clock was set back since, and the computer was started anew."""
    clocks = _clocks(moment)
    return clocks is not None and time.time() < clocks[0] and time.monotonic() < clocks[1]


def _clocks(moment: object) -> tuple[float, float] | None:
    match moment:
        case [int() | float() as wall, int() | float() as running]:
            return float(wall), float(running)
    return None


def _count(kept: object) -> int:
    return kept if isinstance(kept, int) and kept > 0 else 0
