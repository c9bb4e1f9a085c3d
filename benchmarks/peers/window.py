"""Carrel's window over a library, told over its standard input what to open, turn, walk through and find.

Run by `carrel.py` beside this file, which says what each answer is. One JSON object a line, in and out.
"""

from __future__ import annotations

import json
import queue
import sys
import threading
import time
from collections.abc import Callable

from PySide6.QtCore import QEventLoop, QPoint, QTimer
from PySide6.QtWidgets import QApplication

from carrel.services.open import open_library
from carrel.ui.navigation import Place
from carrel.ui.reader.page import ReaderPage
from carrel.ui.shell.window import Window
from carrel.ui.theme import Mode, Theme
from carrel.ui.theme.focus import FocusStyle

SIZE = (1440, 900)
LIMIT = 30.0
TICK = 1


def wait_until(condition: Callable[[], bool], start: float | None = None) -> float:
    """Milliseconds from a second (now) until it is so. The event loop sleeps between events; a timer wakes it each millisecond."""
    start = time.perf_counter() if start is None else start
    while not condition():
        if time.perf_counter() - start > LIMIT:
            raise SystemExit("Carrel did not answer.")
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    return (time.perf_counter() - start) * 1e3


def listen(lines: queue.SimpleQueue[str]) -> None:
    """Put every question, and "" at their end."""
    for line in sys.stdin:
        lines.put(line)
    lines.put("")


def next_line(lines: queue.SimpleQueue[str]) -> str:
    """The next question, or "" at the end. The window lives on while it waits."""
    while lines.empty():
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    return lines.get()


def pause(seconds: float) -> None:
    end = time.perf_counter() + seconds
    wait_until(lambda: time.perf_counter() >= end)


class Answers:
    """What the window is asked, by name."""

    def __init__(self, window: Window) -> None:
        self._window = window

    @property
    def _page(self) -> ReaderPage:
        return self._window.findChildren(ReaderPage)[0]

    def open(self, target: int) -> dict[str, object]:
        """From choosing a paper to its first page sharp."""
        start = time.perf_counter()
        self._window.navigation.go(Place("reader", target))
        wait_until(lambda: bool(self._window.findChildren(ReaderPage)) and self._page.paper_id == target)
        wait_until(self._sharp)
        taken = (time.perf_counter() - start) * 1e3
        view = self._page.view
        box, port = view.geometry_of_pages.box(0), view.viewport()
        corner = port.mapToGlobal(QPoint(0, 0))
        return {
            "sharp": taken,
            "width": box.width,
            "at": (corner.x(), corner.y()),
            "view": (port.width(), port.height()),
        }

    def turn(self, rest: float) -> dict[str, object]:
        """One page on, `rest` seconds after the last."""
        pause(rest)
        view = self._page.view
        start = time.perf_counter()
        view.step_page(1)
        taken = wait_until(self._complete, start)
        wait_until(self._sharp)
        return {"sharp": taken, "page": view.page}

    def back(self) -> dict[str, object]:
        """To the first page, where the paper is opened the next time."""
        view = self._page.view
        view.go_to_page(0)
        wait_until(self._sharp)
        return {"page": view.page}

    def walk(self) -> dict[str, object]:
        """Every page from the first to the last, each sharp before the next."""
        view = self._page.view
        for page in range(view.pages):
            view.go_to_page(page)
            wait_until(self._complete)
        pause(1.0)
        return {"pages": view.pages}

    def find(self, text: str) -> dict[str, object]:
        """From words typed into the bar to the first hit framed on its page, with the bar open for half a second."""
        self._page.pages.finder.open()
        pause(0.5)
        start = time.perf_counter()
        self._page.pages.find_bar.field.setText(text)
        wait_until(lambda: bool(self._page.view.current_hit))
        framed = (time.perf_counter() - start) * 1e3
        wait_until(self._sharp)
        return {"framed": framed, "sharp": (time.perf_counter() - start) * 1e3}

    def _sharp(self) -> bool:
        view = self._page.view
        return view.rendering is not None and view.pages > 0 and not view.animated and view.complete

    def _complete(self) -> bool:
        """A page that is jumped to is in view at once, so that nothing is on its way."""
        return self._page.view.complete


def main() -> int:
    application = QApplication(sys.argv[:1])
    theme = Theme(Mode.LIGHT)
    application.setStyle(FocusStyle(theme))
    carrel = open_library()
    theme.choose(Mode.LIGHT, carrel.settings.current.text_scale)
    window = Window(theme, carrel)
    window.painted.connect(carrel.start)
    painted: list[bool] = []
    window.painted.connect(lambda: painted.append(True))
    window.start()
    window.resize(*SIZE)
    window.show()
    awake = QTimer()
    awake.setInterval(TICK)
    awake.start()
    wait_until(lambda: bool(painted))
    answers = Answers(window)
    lines: queue.SimpleQueue[str] = queue.SimpleQueue()
    threading.Thread(target=listen, args=(lines,), daemon=True).start()
    while line := next_line(lines):
        asked = json.loads(line)
        answer = getattr(answers, asked.pop("do"))(**asked)
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
    window.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
