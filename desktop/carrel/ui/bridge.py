"""Hands the library's events over to the window's thread, no oftener than the eye needs.

Events come from the lanes' threads. They are kept until the window's next turn: changes are joined, of a job's progress
and of a field's growing text only the newest is told. Nothing else is dropped.
"""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from carrel.services.events import Changes, Event, Events, JobProgress, Notice, Writing

if TYPE_CHECKING:
    from collections.abc import Hashable

_INTERVAL = 0.04


class Bridge(QObject):
    """The library's events as signals of the window's thread."""

    changes = Signal(object)
    job = Signal(object)
    writing = Signal(object)
    notice = Signal(object)
    _woken = Signal()

    def __init__(self, events: Events, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = threading.Lock()
        self._waiting: dict[Hashable, Event] = {}
        self._number = 0
        self._last = 0.0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._flush)
        self._woken.connect(self._wake, Qt.ConnectionType.QueuedConnection)
        self._unsubscribe = events.subscribe(self._receive)

    def close(self) -> None:
        """Hear no more events."""
        self._unsubscribe()
        self._timer.stop()

    def _receive(self, event: Event) -> None:
        with self._lock:
            first = not self._waiting
            key = self._key(event)
            if isinstance(event, Changes):
                earlier = self._waiting.get(key)
                event = earlier | event if isinstance(earlier, Changes) else event
            self._waiting[key] = event
        if first:
            self._woken.emit()

    def _key(self, event: Event) -> Hashable:
        """Events of one key replace one another; a finished text is told even when a newer one follows."""
        if isinstance(event, Changes):
            return "changes"
        if isinstance(event, JobProgress):
            return "job", event.job.id
        if isinstance(event, Writing) and event.event is not None and event.event.kind in {"reading", "text"}:
            return event.event.kind, event.paper_id, event.event.field
        self._number += 1
        return self._number

    def _wake(self) -> None:
        if not self._timer.isActive():
            due = self._last + _INTERVAL - time.monotonic()
            self._timer.start(max(0, round(due * 1000)))

    def _flush(self) -> None:
        self._last = time.monotonic()
        with self._lock:
            events = list(self._waiting.values())
            self._waiting.clear()
        for event in events:
            if isinstance(event, Changes):
                self.changes.emit(event)
            elif isinstance(event, JobProgress):
                self.job.emit(event.job)
            elif isinstance(event, Writing):
                self.writing.emit(event)
            elif isinstance(event, Notice):
                self.notice.emit(event)
