"""The reader's page over a library, as a person opens and reads papers in it: with their text, panes and annotations."""

from __future__ import annotations

import gc
import statistics
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

import psutil
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QWidget

from annotations import fill
from carrel.paths import Paths
from carrel.services.carrel import Carrel
from carrel.services.open import open_library
from carrel.ui.actions import Actions
from carrel.ui.background import Background
from carrel.ui.bridge import Bridge
from carrel.ui.reader.page import ReaderPage
from carrel.ui.reader.spreads import Spread
from carrel.ui.theme import Theme
from event_loop import Gaps, pause, scroll, wait_until
from markdown_table import table

OPENINGS = {10: 150, 100: 200, 1000: 400}
"""Pages of a paper, and the milliseconds its first page may take."""

ROUNDS = 5
PAPERS, TIMES = 25, 4


class Reader:
    """A reader's page over a library of its own."""

    def __init__(self, theme: Theme, folder: Path) -> None:
        self.folder = folder
        self.carrel: Carrel = open_library(Paths(folder / "Carrel"))
        self._window = QWidget()
        self._background, self._bridge = Background(), Bridge(self.carrel.events)
        self.actions = Actions(self._window)
        self.page = ReaderPage(theme, self.carrel, self._background, self._bridge, self.actions)
        self.page.resize(1440, 900)
        self.page.show()
        pause(0.5)
        # As the window does once it rests.
        gc.freeze()

    def add(self, pages: int) -> int:
        """A paper of so many pages of text in the library; its id."""
        place = self.folder / f"{pages}"
        place.mkdir()
        return fill(self.carrel, place, pages, 0)

    def open(self, paper_id: int) -> tuple[float, float]:
        """Open a paper where it was left; milliseconds to anything of that page and to all in view at full resolution."""
        page, start = self.page, perf_counter()

        def painted() -> bool:
            area, tiles = page.view.visible_content(), page.view.tiles
            shown = page.view.geometry_of_pages.pages_between(area.top(), area.bottom())
            return tiles is not None and any(tiles.has_stand_in(one) for one in shown)

        page.open_paper(paper_id)
        wait_until(painted)
        first = perf_counter() - start
        wait_until(lambda: page.view.tiles is not None and not page.view.animated and page.view.complete)
        return first * 1e3, (perf_counter() - start) * 1e3

    def wait_for_text(self) -> None:
        """Until the text of a long paper is read."""
        wait_until(lambda: bool(self.page.view.accessibleDescription()))

    def close(self) -> None:
        self.page.close_paper()
        self._bridge.close()
        self._background.close()
        self.carrel.close()
        self.page.close()


@contextmanager
def reader(theme: Theme, folder: Path) -> Iterator[Reader]:
    folder.mkdir()
    made = Reader(theme, folder)
    yield made
    made.close()


def memory(theme: Theme, folder: Path) -> str:
    """The most memory of the whole process with a paper of 300 pages, all of them rendered sharp one after another."""
    process, pages = psutil.Process(), 300
    with reader(theme, folder) as at:
        empty = process.memory_info().rss
        at.open(at.add(pages))
        most = opened = process.memory_info().rss
        for number in range(pages):
            at.page.view.go_to_page(number)
            wait_until(lambda: not at.page.view.animated and at.page.view.complete)
            most = max(most, process.memory_info().rss)
        tiles = at.page.view.tiles
        images = tiles.bytes if tiles is not None else 0
        at.page.close_paper()
        pause(1)
        closed = process.memory_info().rss
    told = [f"{one / 2**20:.0f} MiB" for one in (empty, opened, most, images, closed)]
    head = ["memory of the whole process", "no paper", "opened", "at most", "of it images", "closed again", "aim"]
    return table(head, [[f"a paper of {pages} pages, each rendered sharp", *told, "≤ 400 MiB"]])


def openings(theme: Theme, folder: Path) -> str:
    """From choosing a paper to its first page, its text read from the library meanwhile."""
    rows, gaps = [], Gaps()
    with reader(theme, folder) as at:
        papers = {pages: at.add(pages) for pages in OPENINGS}
        at.open(papers[10])
        for pages, aim in OPENINGS.items():
            first, sharp, longest, busiest = [], [], 0.0, 0.0
            for _ in range(ROUNDS):
                at.page.close_paper()
                pause(0.3)
                gaps.start()
                taken = at.open(papers[pages])
                pause(1)
                first.append(taken[0])
                sharp.append(taken[1])
                longest, busiest = max(longest, gaps.longest), max(busiest, gaps.busiest)
            rows.append(
                [
                    f"{pages:,} pages",
                    f"{statistics.median(first):.0f} ({max(first):.0f}) ms",
                    f"≤ {aim} ms",
                    f"{statistics.median(sharp):.0f} ({max(sharp):.0f}) ms",
                    f"{longest * 1e3:.0f} ({busiest * 1e3:.0f}) ms",
                    "≤ 50 ms",
                ]
            )
    return table(["opened in the reader", "first page", "aim", "sharp", "longest gap", "aim"], rows)


def ways(theme: Theme, folder: Path) -> str:
    """What changes how the pages of a paper of 1,000 pages look or lie."""
    rows, gaps = [], Gaps()
    with reader(theme, folder) as at:
        at.open(at.add(1000))
        at.wait_for_text()
        view, trigger = at.page.view, at.actions.trigger
        view.go_to_page(500)
        middle = QPointF(view.viewport().width() / 2, view.viewport().height() / 3)

        def pinch(factor: float) -> None:
            for _ in range(30):
                view.set_zoom(view.zoom * factor, middle)
                pause(0.016)

        def spread(wanted: Spread) -> None:
            while view.spread is not wanted:
                trigger("reader.spread")

        def told(name: str, act: Callable[[], object]) -> None:
            pause(0.3)
            gaps.start()
            start = perf_counter()
            act()
            wait_until(lambda: not view.animated and view.complete)
            taken = perf_counter() - start
            pause(0.3)
            rows.append([name, f"{taken * 1e3:.0f} ms", str(gaps), "≤ 50 ms"])

        for name in ("sepia", "night", "paper"):
            told(name, lambda: trigger("reader.tint"))
        told("two pages side by side", lambda: spread(Spread.TWO))
        told("two pages, cover alone", lambda: spread(Spread.COVER))
        told("one page", lambda: spread(Spread.SINGLE))
        told("turned by a quarter", lambda: trigger("reader.turn"))
        told("turned back", lambda: trigger("reader.turn_back"))
        told("zoomed by keys, five steps in", lambda: [trigger("reader.zoom_in") for _ in range(5)])
        told("fitted to the width", lambda: trigger("reader.fit"))
        told("zoomed by two fingers, 30 steps in", lambda: pinch(1.03))
        told("and 30 out", lambda: pinch(1 / 1.03))
        told("scrolled through 100 pages at full speed", lambda: scroll(view, 100))
        told("to the last page", lambda: view.go_to_page(999))
        told("closed", at.page.close_paper)
    return table(["1,000 pages", "until all in view is sharp", "longest gap", "aim"], rows)


def one_after_another(theme: Theme, folder: Path) -> str:
    """What is left of a hundred papers that were opened, scrolled and closed one after another: 25, four times."""
    process, rows = psutil.Process(), []

    def held() -> list[str]:
        gc.collect()
        memory = process.memory_info().rss / 2**20
        return [f"{memory:.0f} MiB", str(process.num_threads()), str(process.num_fds())]

    with reader(theme, folder) as at:
        papers = [at.add(3 + number) for number in range(PAPERS)]
        for number, paper in enumerate(papers * TIMES, start=1):
            at.open(paper)
            scroll(at.page.view, 20)
            at.page.close_paper()
            pause(0.05)
            if number in {1, 10, 50, 100}:
                pause(1)
                rows.append([f"after {number}", *held()])
    rows.append(["aim", "no growth", "no growth", "no growth"])
    return table(["papers opened and closed", "memory", "threads", "open files"], rows)
