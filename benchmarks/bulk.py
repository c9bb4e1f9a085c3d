"""How acts on thousands of papers that are selected together go in the window of a large library.

python benchmarks/bulk.py --folder DIR [--papers 10000]

DIR holds a library as `benchmarks/library.py` makes it; what is done to it is undone. Prints a markdown table: the seconds until
an act and its undo are shown, and the most processor time of one turn of the window's thread meanwhile.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QItemSelection, QItemSelectionModel
from PySide6.QtWidgets import QApplication

from carrel.paths import Paths
from carrel.services.open import open_library
from carrel.services.undo import Undo
from carrel.ui.library.columns import Column
from carrel.ui.library.page import LibraryPage
from carrel.ui.navigation import Place
from carrel.ui.shell.window import Window
from carrel.ui.theme import Mode, Theme
from event_loop import Gaps, pause, wait_until

REST = 1.5


def select(page: LibraryPage, count: int) -> None:
    """Select the first papers of the list together."""
    page.table.selectAll()
    rows = page.rows
    span = QItemSelection(rows.index(0, 0), rows.index(count - 1, len(Column) - 1))
    page.table.selectionModel().select(span, QItemSelectionModel.SelectionFlag.ClearAndSelect)


def main() -> None:
    """Measure each act."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--papers", type=int, default=10_000)
    parser.add_argument("--folder", type=Path, required=True)
    given = parser.parse_args()
    application = QApplication([])
    theme = Theme(Mode.LIGHT)
    theme.apply()
    carrel = open_library(Paths(given.folder), digest_on_import=False)
    carrel.settings.change(welcomed=True)
    window = Window(theme, carrel)
    window.start()
    window.resize(1440, 900)
    window.show()
    window.navigation.go(Place("library"))
    page = window.pages.currentWidget()
    assert isinstance(page, LibraryPage)  # noqa: S101 - the place says so
    wait_until(lambda: page.rows.rowCount() > 0)
    pause(REST)
    gaps = Gaps()

    def measured(name: str, act: Callable[[], object], done: Callable[[], bool]) -> None:
        gaps.start()
        start = time.perf_counter()
        act()
        wait_until(done, 120)
        took = time.perf_counter() - start
        # What follows of it: the list is asked for anew, rows are drawn.
        pause(REST)
        print(f"| {name} | {took:.1f} s | {gaps.busiest * 1000:.0f} ms |", flush=True)

    print("| what | seconds | longest turn, processor |\n|---|---:|---:|")
    whole = page.rows.rowCount()
    measured(f"select all of {whole:,}", page.table.selectAll, lambda: page.table.marked_count == whole)
    undo = carrel.undo
    shelf = carrel.organising.create_collection("Bulk")
    acts: dict[str, Callable[[], object]] = {
        "star": lambda: page.commands.run("paper.star", page.table.chosen),
        "read": lambda: page.commands.run("paper.read", page.table.chosen),
        "tag": lambda: page.commands._run(partial(carrel.organising.tag, page.table.chosen, "bulk")),  # noqa: SLF001 - without the picker
        "collect": lambda: page.commands._run(partial(carrel.organising.collect, page.table.chosen, shelf)),  # noqa: SLF001 - as above
        "trash": lambda: page.commands.run("paper.trash", page.table.chosen),
    }
    for name, act in acts.items():
        select(page, given.papers)
        pause(REST)
        before = undo.newest
        measured(f"{name} {given.papers:,}", act, partial(_newer, undo, before))
        measured(f"undo {name}", window.undo, partial(_as_before, undo, before))
        wait_until(lambda: page.rows.rowCount() == whole)
    undo.undo()
    window.close()
    application.processEvents()


def _newer(undo: Undo, before: int) -> bool:
    return undo.newest > before


def _as_before(undo: Undo, before: int) -> bool:
    return undo.newest == before


if __name__ == "__main__":
    main()
