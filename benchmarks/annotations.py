"""Whether the window ever waits for annotations: thousands of them in one document of hundreds of pages.

    python benchmarks/annotations.py [--pages 300] [--annotations 5000]

Run on a quiet machine; `QT_QPA_PLATFORM=offscreen` measures without a screen.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication, QWidget

from carrel.domain.annotation import Anchor, Annotation, AnnotationKind, Colour
from carrel.domain.paper import FileState, Paper
from carrel.domain.passage import Document, Passage, Rectangle
from carrel.paths import Paths
from carrel.services.carrel import Carrel
from carrel.services.open import open_library
from carrel.storage import files, papers, passages
from carrel.storage.store import FileStore
from carrel.ui.actions import Actions
from carrel.ui.background import Background
from carrel.ui.bridge import Bridge
from carrel.ui.reader.annotations.filtering import MarkFilter
from carrel.ui.reader.page import ReaderPage
from carrel.ui.theme import Mode, Theme
from reader import Gaps, make_pdf, scroll, wait_until

LINES = 56
WIDTH, HEIGHT = 612, 792


def line(page: int, number: int) -> Rectangle:
    """Where `make_pdf` prints a line."""
    baseline = HEIGHT - (730 - 12 * number)
    return Rectangle(page, 72, baseline - 8, 480, baseline + 3)


def document(pages: int) -> Document:
    printed = [(page, number) for page in range(pages) for number in range(LINES)]
    words = "statements are checked against the passages they rest on, word by word."
    return Document(
        "Thousands of marks",
        (),
        "",
        (),
        tuple(
            Passage(position, 0, page, f"Page {page}, line {number}: {words}", (line(page, number),))
            for position, (page, number) in enumerate(printed)
        ),
        ((WIDTH, HEIGHT),) * pages,
        "a" * 64,
    )


def fill(carrel: Carrel, folder: Path, pages: int, count: int) -> int:
    """A paper with a PDF and so many annotations; its id."""
    kept = FileStore(carrel.paths.files).keep(make_pdf(folder / "paper.pdf", pages))
    with carrel.database.write() as connection:
        paper_id = papers.add(connection, Paper(title="Thousands of marks"), added="2026-01-01T10:00:00Z")
        file_id = files.add(connection, paper_id, kept, state=FileState.READY, added="2026-01-01T10:00:00Z")
        passages.save(connection, file_id, document(pages))
    new = []
    for number in range(count):
        page, row = number * pages // count, number * 7 % (LINES - 1)
        kind = (
            (AnnotationKind.UNDERLINE, AnnotationKind.AREA)[number % 2] if number % 8 == 0 else AnnotationKind.HIGHLIGHT
        )
        anchor = Anchor(
            page, (line(page, row), line(page, row + 1)), f"Page {page}, line {row}: statements are checked"
        )
        text = "Compare with the other paper." if number % 5 == 0 else ""
        new.append(Annotation(paper_id, kind, list(Colour)[number % 5], anchor, text=text, file_id=file_id))
    carrel.annotations.add_all(new, "Filled")
    return paper_id


def measure(page: ReaderPage, actions: Actions, paper_id: int, count: int) -> None:
    gaps, annotating = Gaps(), page.annotating

    def told(name: str, act: Callable[[], object], until: Callable[[], bool] = lambda: True) -> None:
        rest(0.3)
        gaps.start()
        start = time.perf_counter()
        act()
        wait_until(until)
        seconds = time.perf_counter() - start
        rest(0.3)
        print(f"{name:44} {seconds * 1e3:6.0f} ms   longest gap {gaps}")

    told("open, all annotations there", lambda: page.open_paper(paper_id), lambda: len(annotating.kept.here) == count)
    told("scroll through 100 pages", lambda: scroll(page.view, page.view.pages))
    page.view.go_to_page(3)
    actions.refresh()
    actions.trigger("list.next")
    told(
        "highlight a sentence", lambda: actions.trigger("reader.green"), lambda: len(annotating.kept.here) == count + 1
    )
    made = max(annotating.kept.here.listed(), key=lambda one: one.id).id
    told("choose it", lambda: annotating.choose(made), annotating.editor.isVisible)
    told("write on it", lambda: annotating.kept.save_text(made, "Read this again"), lambda: _text(page, made) != "")
    told("filter by a colour", lambda: page.left.marks.set_filter(MarkFilter(frozenset({Colour.PINK}))))
    told("list all again", lambda: page.left.marks.set_filter(MarkFilter()))
    told("remove it", annotating.remove, lambda: len(annotating.kept.here) == count)
    page.close_paper()


def _text(page: ReaderPage, annotation_id: int) -> str:
    one = page.annotating.kept.here.get(annotation_id)
    return one.text if one is not None else ""


def rest(seconds: float) -> None:
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        QApplication.processEvents()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--annotations", type=int, default=5000)
    options = parser.parse_args()
    application = QApplication(sys.argv[:1])
    theme = Theme(Mode.LIGHT)
    theme.apply()
    with tempfile.TemporaryDirectory() as folder:
        carrel = open_library(Paths(Path(folder) / "Carrel"))
        paper_id = fill(carrel, Path(folder), options.pages, options.annotations)
        window = QWidget()
        background, bridge, actions = Background(), Bridge(carrel.events), Actions(window)
        page = ReaderPage(theme, carrel, background, bridge, actions)
        page.resize(1200, 800)
        page.show()
        print(f"{options.annotations:,} annotations in {options.pages} pages")
        measure(page, actions, paper_id, options.annotations)
        bridge.close()
        background.close()
        carrel.close()
        page.close()
        application.processEvents()
    return 0


if __name__ == "__main__":
    sys.exit(main())
