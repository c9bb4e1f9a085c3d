"""How long a window's event loop does not turn, and waiting as a window at rest does: without keeping Python's lock."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QApplication

from carrel.ui.reader.page_view import PageView

LIMIT = 20.0
TICK = 0.0005
"""How long a loop that waits rests between two turns, in seconds. One that never rested would keep other threads from working."""


class Gaps:
    """The longest time between two turns of the event loop, and the most processor time that one turn took.

    On a machine that does other things too, the first is theirs as much as Carrel's, the second is not.
    """

    def __init__(self) -> None:
        self.longest = self.busiest = 0.0
        self._last, self._used = time.perf_counter(), time.thread_time()
        self._timer = QTimer()
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._turn)
        self._timer.start()

    def start(self) -> None:
        self.longest = self.busiest = 0.0
        self._last, self._used = time.perf_counter(), time.thread_time()

    def __str__(self) -> str:
        return f"{self.longest * 1e3:.0f} ({self.busiest * 1e3:.0f}) ms"

    def _turn(self) -> None:
        now, used = time.perf_counter(), time.thread_time()
        self.longest, self.busiest = max(self.longest, now - self._last), max(self.busiest, used - self._used)
        self._last, self._used = now, used


def wait_until(condition: Callable[[], bool], limit: float = LIMIT) -> float:
    """Turn the loop until `condition()`, or for `limit` seconds; the seconds it took."""
    start = time.perf_counter()
    while not condition() and time.perf_counter() - start < limit:
        QApplication.processEvents()
        # A loop that runs does this by itself; `processEvents` outside of one does not.
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        time.sleep(TICK)
    return time.perf_counter() - start


def pause(seconds: float) -> None:
    end = time.perf_counter() + seconds
    wait_until(lambda: time.perf_counter() >= end, seconds + 1)


def scroll(view: PageView, pages: int, after_step: Callable[[], object] = lambda: None) -> float:
    """Scroll at full speed over up to so many pages from here on, a fifth of the view each turn; the seconds it took."""
    bar, layout = view.verticalScrollBar(), view.geometry_of_pages
    last = min(layout.pages.stop, view.page + pages) - 1
    end = min(bar.maximum(), layout.box(last).bottom)
    step = max(1, view.viewport().height() // 5)
    start = time.perf_counter()
    while bar.value() < end and time.perf_counter() - start < LIMIT:
        bar.setValue(bar.value() + step)
        for _ in range(3):
            QApplication.processEvents()
        after_step()
    return time.perf_counter() - start
