"""How fast the reader opens papers, turns pages and finds words, and whether the window ever waits, beside what is aimed at.

    python benchmarks/reader.py [FOLDER]

Papers of text are made here; with FOLDER every PDF under it is opened and scrolled through, too. Without it that is done with
some papers of the corpus (`CARREL_CORPUS`, else ../shared/data beside the checkout), where there is one. What other programs
take is measured by `reader_peers.py`, annotations by the thousand by `annotations.py`.

Prints Markdown in some two minutes. Gaps are the longest time between two turns of the event loop and, in brackets, the most
processor time that one turn took. Run on a quiet machine; without a screen unless `QT_QPA_PLATFORM` names one.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import QApplication

import reader_in_window as in_window
from carrel.domain.passage import Passage, Rectangle
from carrel.ui.background import Background
from carrel.ui.reader.find_bar import FindBar
from carrel.ui.reader.finder import Finder
from carrel.ui.reader.page_view import PageView
from carrel.ui.reader.rendering import Rendering
from carrel.ui.theme import Mode, Theme
from event_loop import Gaps, pause, scroll, wait_until
from made_pages import LINES, line_text, make_pdf
from markdown_table import table

CORPUS = Path(os.environ.get("CARREL_CORPUS", Path(__file__).resolve().parents[2] / "shared" / "data"))
ROUNDS = 5
HEAD = (
    "pages alone; aims: gaps ≤ 50 ms, a white page no longer than needed",
    "pages",
    "first",
    "sharp",
    "gap",
    "scrolled through 100 pages in",
    "gap",
    "white pages, longest",
    "then sharp after",
)


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


class White:
    """For how long a page is in view with nothing of it painted yet."""

    def __init__(self, view: PageView) -> None:
        self.longest = 0.0
        self.pages: set[int] = set()
        self._view = view
        self._since: dict[int, float] = {}

    def look(self) -> None:
        """Call after each turn of the loop."""
        area, now = self._view.visible_content(), time.perf_counter()
        shown = self._view.geometry_of_pages.pages_between(area.top(), area.bottom())
        white = {page for page in shown if not has_image(self._view, page)}
        self.pages |= white
        for page in list(self._since):
            if page in white or page in shown:
                self.longest = max(self.longest, now - self._since[page])
            if page not in white:
                del self._since[page]
        for page in white:
            self._since.setdefault(page, now)


def turns(theme: Theme, path: Path) -> str:
    """Page turns by key, one after another without a pause, to anything painted and to the whole page sharp."""
    view, gaps = opened(theme, path), Gaps()
    painted, sharp = [], []
    for _ in range(20):
        start = time.perf_counter()
        view.step_page(1)
        page = view.geometry_of_pages.nearest_page(view.visible_content().center().y()) or 0
        wait_until(partial(has_image, view, page))
        painted.append((time.perf_counter() - start) * 1e3)
        wait_until(lambda: not view.animated and view.complete)
        sharp.append((time.perf_counter() - start) * 1e3)
    shut(view)
    told = [f"{statistics.median(one):.0f} ({max(one):.0f}) ms" for one in (painted, sharp)]
    return table(
        ["20 page turns at once", "painted", "sharp", "longest gap", "aim"], [["text", *told, str(gaps), "≤ 50 ms"]]
    )


def find(theme: Theme, path: Path, pages: int) -> str:
    """From a typed word to the first hit framed on its page."""
    view, gaps = opened(theme, path), Gaps()
    bar, background = FindBar(theme), Background()
    finder = Finder(view, bar, background)
    passages = [
        Passage(page * LINES + line, 0, page, line_text(page, line), (Rectangle(page, 72, top, 540, top + 14),))
        for page in range(pages)
        for line, top in ((line, 50 + 12 * line) for line in range(LINES))
    ]
    rows = []

    def told(name: str, word: str, rest: float | None) -> None:
        taken, longest, busiest = [], 0.0, 0.0
        for _ in range(ROUNDS):
            if rest is not None:
                # As a person does: the bar is opened by its key, and the word typed at once or a moment later.
                finder.set_passages(list(passages))
                finder.open()
                pause(rest)
            else:
                view.go_to_page(0)
                pause(0.3)
            view.show_hits((), ())
            gaps.start()
            start = time.perf_counter()
            bar.searched.emit(word)
            wait_until(lambda: bool(view.current_hit))
            taken.append((time.perf_counter() - start) * 1e3)
            pause(0.2)
            longest, busiest = max(longest, gaps.longest), max(busiest, gaps.busiest)
        hit = f"{statistics.median(taken):.0f} ({max(taken):.0f}) ms"
        rows.append([name, hit, "≤ 150 ms", f"{longest * 1e3:.0f} ({busiest * 1e3:.0f}) ms", "≤ 50 ms"])

    told("a line's words, the bar opened this moment", "line 7: statements", 0)
    told("the bar opened 0.4 s before", "line 7: statements", 0.4)
    told("words of every sentence", "rest on", None)
    told("one letter", "e", None)
    finder.set_passages(())
    background.close(500)
    shut(view)
    return table([f"find in {pages} pages", "first hit", "aim", "longest gap", "aim"], rows)


def measure(theme: Theme, path: Path) -> list[str]:
    """A row of a table: opened and scrolled through at full speed."""
    view, gaps = PageView(theme), Gaps()
    view.resize(760, 800)
    view.show()
    pause(0.1)
    known = known_sizes(path)
    gaps.start()
    start = time.perf_counter()
    rendering = Rendering(path)
    if rendering.problem is not QPdfDocument.Error.None_:
        rendering.close()
        shut(view)
        return [path.name[:40], f"not opened: {rendering.problem.name}", *[""] * 7]
    view.open(rendering, rendering.page_sizes(known))
    wait_until(partial(has_image, view, 0))
    first = time.perf_counter() - start
    wait_until(lambda: view.complete)
    sharp = time.perf_counter() - start
    opening = str(gaps)
    white = White(view)
    gaps.start()
    seconds = scroll(view, 100, white.look)
    scrolling = str(gaps)
    settled = wait_until(lambda: view.complete)
    view.close_file()
    view.close()
    view.deleteLater()
    wait_until(lambda: not rendering_alive(rendering))
    name = path.name if len(path.name) <= 40 else f"{path.stem[:38]}…"
    times = [f"{one * 1e3:.0f} ms" for one in (first, sharp)]
    empty = f"{len(white.pages)} of {min(100, len(known))}, {white.longest * 1e3:.0f} ms"
    return [name, f"{len(known):,}", *times, opening, f"{seconds:.1f} s", scrolling, empty, f"{settled * 1e3:.0f} ms"]


def known_sizes(path: Path) -> tuple[tuple[float, float], ...]:
    """The sizes of pages that a library knows from reading the paper."""
    rendering = Rendering(path)
    sizes = rendering.page_sizes() if rendering.problem is QPdfDocument.Error.None_ else ()
    rendering.close()
    return sizes


def rendering_alive(rendering: Rendering) -> bool:
    try:
        rendering.objectName()
    except RuntimeError:
        return False
    return True


def corpus_papers() -> list[Path]:
    """The longest and the largest papers of the corpus."""
    folder = CORPUS / "papers"
    largest = sorted((folder / "arxiv_ml").glob("*.pdf"), key=lambda path: -path.stat().st_size)[:6]
    return [*sorted((folder / "very_long").glob("*.pdf")), *largest]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, help="open every PDF under this folder")
    folder = parser.parse_args().folder
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication(sys.argv[:1])
    application.setStyle("Fusion")
    theme = Theme(Mode.LIGHT)
    theme.apply()

    def told(text: str) -> None:
        print(f"{text}\n", flush=True)

    with tempfile.TemporaryDirectory() as temporary:
        made = Path(temporary)
        # First, so that the process holds nothing else yet.
        told(in_window.memory(theme, made / "memory"))
        told(in_window.openings(theme, made / "openings"))
        told(in_window.ways(theme, made / "ways"))
        told(in_window.one_after_another(theme, made / "fifty"))
        told(find(theme, make_pdf(made / "500.pdf", 500), 500))
        told(turns(theme, make_pdf(made / "100.pdf", 100)))
        paths = sorted(folder.rglob("*.pdf")) if folder is not None else corpus_papers()
        told(table(HEAD, [measure(theme, path) for path in (made / "100.pdf", made / "500.pdf", *paths)]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
