"""Whether the window ever waits for annotations: thousands of them in one document of hundreds of pages.

    python benchmarks/annotations.py [--pages 300] [--annotations 5000]

Prints Markdown in less than a minute. Gaps are the longest time between two turns of the event loop and, in brackets, the most
processor time that one turn took. Run on a quiet machine; without a screen unless `QT_QPA_PLATFORM` names one.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication, QListView, QWidget

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
from event_loop import Gaps, pause, scroll, wait_until
from made_pages import HEIGHT, LINES, WIDTH, make_pdf
from markdown_table import table

MANY = 1000


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


def measure(page: ReaderPage, actions: Actions, carrel: Carrel, paper_id: int, count: int) -> list[list[str]]:
    gaps, annotating = Gaps(), page.annotating
    rows: list[list[str]] = []

    def here() -> int:
        return len(annotating.kept.here)

    def told(name: str, act: Callable[[], object], until: Callable[[], bool] = lambda: True) -> None:
        pause(0.3)
        gaps.start()
        start = time.perf_counter()
        act()
        wait_until(until)
        seconds = time.perf_counter() - start
        pause(1)
        rows.append([name, f"{seconds * 1e3:.0f} ms", str(gaps), "≤ 50 ms"])

    marks = page.left.marks
    told("open, until all are there", lambda: page.open_paper(paper_id), lambda: here() == count)
    told("close", page.close_paper)
    told("open again", lambda: page.open_paper(paper_id), lambda: here() == count)
    told("scroll through 100 pages at full speed", lambda: scroll(page.view, 100))
    told("scroll through their list", lambda: _walk(marks.list))
    page.view.go_to_page(3)
    actions.refresh()
    actions.trigger("list.next")
    told("highlight a sentence", lambda: actions.trigger("reader.green"), lambda: here() == count + 1)
    made = max(annotating.kept.here.listed(), key=lambda one: one.id).id
    told("choose it", lambda: annotating.choose(made), annotating.editor.isVisible)
    told("write on it", lambda: annotating.kept.save_text(made, "Read this again"), lambda: _text(page, made) != "")
    told("list one colour", lambda: marks.set_filter(MarkFilter(frozenset({Colour.PINK}))))
    told("list what moved or was lost", lambda: marks.set_filter(MarkFilter(unsure=True)))
    told("list all again", lambda: marks.set_filter(MarkFilter()))
    told("open the filter's menu", lambda: marks.menu().close())
    told("remove it", annotating.remove, lambda: here() == count)
    many = [one.id for one in annotating.kept.here.listed()[:MANY]]
    told(f"remove {len(many):,}", lambda: annotating.kept.remove(many), lambda: here() == count - len(many))
    told(
        f"undo the removal of {len(many):,}",
        lambda: annotating.kept.write(carrel.undo.undo, lambda _label: None),
        lambda: here() == count,
    )
    told("close at the end", page.close_paper)
    return rows


def _walk(marks: QListView) -> None:
    bar = marks.verticalScrollBar()
    for share in range(101):
        bar.setValue(bar.maximum() * share // 100)
        QApplication.processEvents()


def _text(page: ReaderPage, annotation_id: int) -> str:
    one = page.annotating.kept.here.get(annotation_id)
    return one.text if one is not None else ""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--annotations", type=int, default=5000)
    options = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
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
        pause(0.5)
        # As the window does once it rests.
        gc.freeze()
        rows = measure(page, actions, carrel, paper_id, options.annotations)
        print(
            table([f"{options.annotations:,} annotations in {options.pages} pages", "took", "longest gap", "aim"], rows)
        )
        bridge.close()
        background.close()
        carrel.close()
        page.close()
        application.processEvents()
    return 0


if __name__ == "__main__":
    sys.exit(main())
