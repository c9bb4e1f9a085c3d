"""What happened, told to whoever asked to know.

Callbacks run on the thread that publishes, which may be a lane's: a window has to hand events over to its own thread.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from carrel.digesting.events import WritingEvent
from carrel.domain.changes import Changes
from carrel.domain.job import Job

_log = logging.getLogger(__name__)

__all__ = ["Changes", "Event", "Events", "JobProgress", "Notice", "Writing", "WritingEvent", "WritingState"]


@dataclass(frozen=True, slots=True)
class JobProgress:
    """A job moved on: the row as it is now."""

    job: Job


class WritingState(StrEnum):
    """Where the writing of a digest stands."""

    STARTED = "started"
    WRITING = "writing"
    FINISHED = "finished"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Writing:
    """A model writes a digest; `event` is there while `state` is *writing*."""

    paper_id: int
    job_id: int
    state: WritingState
    event: WritingEvent | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to tell the person once; `problem` marks it as one, `search` is a saved search that it is about, 0 for none."""

    text: str
    problem: bool = False
    search: int = 0


Event = Changes | JobProgress | Writing | Notice


class Events:
    """Hands each event to every subscriber, in order of publishing on one thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._subscribers: dict[int, Callable[[Event], None]] = {}
        self._next = 0

    def subscribe(self, callback: Callable[[Event], None]) -> Callable[[], None]:
        """Call `callback` for every event from now on; the function returned ends that."""
        with self._lock:
            key = self._next
            self._next += 1
            self._subscribers[key] = callback

        def unsubscribe() -> None:
            with self._lock:
                self._subscribers.pop(key, None)

        return unsubscribe

    def publish(self, event: Event) -> None:
        """Tell everyone, whatever one of them makes of it. Changes of nothing are not told."""
        if isinstance(event, Changes) and not event:
            return
        with self._lock:
            subscribers = list(self._subscribers.values())
        for subscriber in subscribers:
            try:
                subscriber(event)
            except Exception:  # noqa: BLE001 - an edge: neither the others nor what is being done suffer from one's bug
                _log.exception("one who was told of an event failed")
