"""How fast the reader opens papers, turns pages and finds words, and whether the window ever waits.

Open times, gaps of the event loop while scrolling at full speed, page turns, the first hit in 500 pages, memory with 300
pages. What other programs take is measured by `reader_peers.py`.

    python benchmarks/reader.py [FOLDER]

Without FOLDER the PDFs are made here (10, 100 and 1,000 pages of text); with it every PDF under it is opened too.
Run on a quiet machine; `QT_QPA_PLATFORM=offscreen` measures without a screen.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import psutil
from PySide6.QtCore import QTimer
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import QApplication
from reportlab.pdfgen.canvas import Canvas

from carrel.domain.passage import Passage, Rectangle
from carrel.ui.background import Background
from carrel.ui.reader.find_bar import FindBar
from carrel.ui.reader.finder import Finder
from carrel.ui.reader.page_view import PageView
from carrel.ui.reader.rendering import Rendering
from carrel.ui.theme import Mode, Theme

LIMIT = 20.0
LINES = 56


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
        return f"{self.longest * 1e3:4.0f} ({self.busiest * 1e3:3.0f} busy) ms"

    def _turn(self) -> None:
        now, used = time.perf_counter(), time.thread_time()
        self.longest, self.busiest = max(self.longest, now - self._last), max(self.busiest, used - self._used)
        self._last, self._used = now, used


def make_pdf(path: Path, pages: int) -> Path:
    canvas = Canvas(str(path), pagesize=(612, 792), pageCompression=1)
    for page in range(pages):
        canvas.setFont("Times-Roman", 10)
        for line in range(LINES):
            canvas.drawString(72, 730 - 12 * line, line_text(page, line))
        canvas.showPage()
    canvas.save()
    return path


def wait_until(condition: Callable[[], bool]) -> float:
    start = time.perf_counter()
    while not condition() and time.perf_counter() - start < LIMIT:
        QApplication.processEvents()
    return time.perf_counter() - start


def pause(seconds: float) -> None:
    end = time.perf_counter() + seconds
    wait_until(lambda: time.perf_counter() >= end)


def scroll(view: PageView, pages: int) -> float:
    """Scroll over up to 100 pages, a fifth of the view each turn; seconds it took."""
    bar = view.verticalScrollBar()
    layout = view.geometry_of_pages
    end = min(bar.maximum(), layout.box(min(pages, 100) - 1).bottom)
    step = max(1, view.viewport().height() // 5)
    start = time.perf_counter()
    while bar.value() < end and time.perf_counter() - start < LIMIT:
        bar.setValue(bar.value() + step)
        for _ in range(3):
            QApplication.processEvents()
    return time.perf_counter() - start


def line_text(page: int, line: int) -> str:
    return f"Page {page}, line {line}: statements are checked against the passages they rest on, word by word."


def opened(theme: Theme, path: Path) -> PageView:
    """A view with a file open and its first page sharp."""
    view = PageView(theme)
    view.resize(760, 800)
    view.show()
    QApplication.processEvents()
    rendering = Rendering(path)
    view.open(rendering, rendering.page_sizes())
    wait_until(lambda: view.complete)
    return view


def has_image(view: PageView, page: int) -> bool:
    return view.tiles is not None and view.tiles.has_stand_in(page)


def shut(view: PageView) -> None:
    view.close_file()
    view.close()
    view.deleteLater()
    QApplication.processEvents()


def turns(theme: Theme, path: Path, gaps: Gaps) -> str:
    """Page turns by key, one after another without a pause, to anything painted and to the whole page sharp."""
    view = opened(theme, path)
    painted, sharp = [], []
    gaps.start()
    for _ in range(20):
        start = time.perf_counter()
        view.step_page(1)
        page = view.geometry_of_pages.nearest_page(view.visible_content().center().y()) or 0
        wait_until(partial(has_image, view, page))
        painted.append(time.perf_counter() - start)
        wait_until(lambda: not view.animated and view.complete)
        sharp.append(time.perf_counter() - start)
    line = (
        f"page turn, {path.name}: painted {statistics.median(painted) * 1e3:.1f} ms (longest {max(painted) * 1e3:.0f}), "
        f"sharp {statistics.median(sharp) * 1e3:.0f} ms (longest {max(sharp) * 1e3:.0f}), gap {gaps}"
    )
    shut(view)
    return line


def find(theme: Theme, path: Path, pages: int, gaps: Gaps) -> str:
    """From a typed word to the first hit framed on its page, cold and then with another word."""
    view = opened(theme, path)
    bar, background = FindBar(theme), Background()
    finder = Finder(view, bar, background)
    passages = [
        Passage(
            page * LINES + line,
            0,
            page,
            line_text(page, line),
            (Rectangle(page, 72, 50 + 12 * line, 540, 64 + 12 * line),),
        )
        for page in range(pages)
        for line in range(LINES)
    ]
    finder.set_passages(passages)
    bar.show()
    gaps.start()
    taken = []
    for word in ("line 7: statements", "rest on", "line 9: statements"):
        if word.startswith("line 9"):
            # As a person does: the bar is opened by its key, and the word typed a moment later.
            finder.set_passages(list(passages))
            finder.open()
            pause(0.4)
        view.show_hits((), ())
        start = time.perf_counter()
        bar.searched.emit(word)
        wait_until(lambda: bool(view.current_hit))
        taken.append(time.perf_counter() - start)
    line = (
        f"find in {pages} pages: first hit {taken[2] * 1e3:.0f} ms where the bar was opened 0.4 s before, "
        f"{taken[0] * 1e3:.0f} ms with it, {taken[1] * 1e3:.0f} ms for another word, gap {gaps}"
    )
    finder.set_passages(())
    background.close(500)
    shut(view)
    return line


def memory(theme: Theme, path: Path) -> str:
    """The most memory of the whole process while all pages of a file are scrolled over and each fourth is rendered sharp."""
    process = psutil.Process()
    view = opened(theme, path)
    most = process.memory_info().rss
    for page in range(0, view.pages, 4):
        view.go_to_page(page)
        wait_until(lambda: not view.animated and view.complete)
        most = max(most, process.memory_info().rss)
    images = view.tiles.bytes if view.tiles is not None else 0
    line = f"memory, {path.name}: {most / 2**20:.0f} MiB in all at most, {images / 2**20:.0f} MiB of them images"
    shut(view)
    return line


def measure(theme: Theme, path: Path, gaps: Gaps) -> str:
    process = psutil.Process()
    view = PageView(theme)
    view.resize(760, 800)
    view.show()
    QApplication.processEvents()
    before = process.memory_info().rss
    known, asked = known_sizes(path)
    gaps.start()
    start = time.perf_counter()
    rendering = Rendering(path)
    if rendering.problem is not QPdfDocument.Error.None_:
        rendering.close()
        return f"{path.name[:44]:44} not opened: {rendering.problem.name}"
    loaded = time.perf_counter() - start
    sizes = rendering.page_sizes(known)
    view.open(rendering, sizes)
    wait_until(lambda: view.tiles is not None and view.tiles.has_stand_in(0))
    first = time.perf_counter() - start
    wait_until(lambda: view.complete)
    sharp = time.perf_counter() - start
    opening = str(gaps)
    gaps.start()
    seconds = scroll(view, len(sizes))
    scrolling = str(gaps)
    settled = wait_until(lambda: view.complete)
    images = view.tiles.bytes if view.tiles is not None else 0
    memory = process.memory_info().rss - before
    view.close_file()
    view.close()
    view.deleteLater()
    wait_until(lambda: not rendering_alive(rendering))
    return (
        f"{path.name[:44]:44} {len(sizes):5} pages  load {loaded * 1e3:5.1f}  first {first * 1e3:4.0f}  "
        f"sharp {sharp * 1e3:4.0f}  gap {opening}   scroll {seconds:4.1f} s  gap {scrolling}  "
        f"settled {settled * 1e3:4.0f} ms   images {images / 2**20:4.0f}  memory +{memory / 2**20:4.0f} MiB   "
        f"(asking for unknown sizes {asked * 1e3:4.0f} ms)"
    )


def known_sizes(path: Path) -> tuple[tuple[tuple[float, float], ...], float]:
    """The sizes the library knows from reading the paper, and how long the reader would take to ask for them."""
    rendering = Rendering(path)
    start = time.perf_counter()
    sizes = rendering.page_sizes() if rendering.problem is QPdfDocument.Error.None_ else ()
    taken = time.perf_counter() - start
    rendering.close()
    return sizes, taken


def rendering_alive(rendering: Rendering) -> bool:
    try:
        rendering.objectName()
    except RuntimeError:
        return False
    return True


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, help="open every PDF under this folder too")
    folder = parser.parse_args().folder
    application = QApplication(sys.argv[:1])
    application.setStyle("Fusion")
    theme = Theme(Mode.LIGHT)
    theme.apply()
    gaps = Gaps()
    with tempfile.TemporaryDirectory() as made:
        # First, so that the process holds nothing else yet.
        print(memory(theme, make_pdf(Path(made) / "300.pdf", 300)), flush=True)
        paths = [make_pdf(Path(made) / f"{pages}.pdf", pages) for pages in (10, 100, 1000)]
        paths += sorted(folder.rglob("*.pdf")) if folder is not None else []
        for path in paths:
            print(measure(theme, path, gaps), flush=True)
        print(turns(theme, Path(made) / "100.pdf", gaps), flush=True)
        print(find(theme, make_pdf(Path(made) / "500.pdf", 500), 500, gaps), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
