"""A watch on Qt's event loop."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, QTimer


class LoopWatch(QObject):
    """Measures the longest time between two turns of the event loop, and the longest work in one, without a thread."""

    def __init__(self) -> None:
        super().__init__()
        self._longest = 0.0
        self._last = time.perf_counter()
        self._last_work = time.thread_time()
        self.longest_work = 0.0
        """Processor time of this thread in one turn, in seconds: what other threads and programs do does not count."""
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._turn)

    def start(self) -> None:
        """Watch from now on."""
        self._longest = self.longest_work = 0.0
        self._last = time.perf_counter()
        self._last_work = time.thread_time()
        self._timer.start()

    def stop(self) -> float:
        """End the watch; the longest gap in seconds."""
        self._timer.stop()
        return self._longest

    def _turn(self) -> None:
        now = time.perf_counter()
        work = time.thread_time()
        self._longest = max(self._longest, now - self._last)
        self.longest_work = max(self.longest_work, work - self._last_work)
        self._last, self._last_work = now, work
