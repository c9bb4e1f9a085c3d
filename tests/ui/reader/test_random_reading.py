"""Random things done in the real window while papers are rendered, changed elsewhere and read by a child that is killed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from annotated_papers import print_columns, print_sentences
from carrel.domain.query import LibraryQuery
from carrel.services.carrel import Carrel
from carrel.services.open import open_library
from carrel.ui.reader.page import ReaderPage
from carrel.ui.shell.window import Window
from carrel.ui.theme import Theme
from shown_window import shown_window
from window_monkey import Monkey
from window_watch import WindowWatch

SECONDS = 60_000


@pytest.fixture
def carrel(library_home: Path, tmp_path: Path) -> Iterator[Carrel]:
    """A library that works, with a sample and two papers that its child is to read."""
    del library_home
    opened = open_library(digest_on_import=False)
    opened.settings.change(welcomed=True, offline=True, model="", theme="light")
    opened.sample.add()
    opened.importing.add(
        [
            print_sentences(tmp_path / "glaciers.pdf", pages=4),
            print_columns(tmp_path / "columns.pdf"),
        ]
    )
    yield opened
    opened.close()


@pytest.fixture
def window(qtbot: QtBot, theme: Theme, carrel: Carrel) -> Iterator[Window]:
    with shown_window(qtbot, theme, carrel) as window:
        carrel.jobs.start()
        carrel.annotation_placing.start()
        qtbot.waitUntil(lambda: not carrel.jobs.open_jobs(), timeout=SECONDS)
        yield window
    theme.set_scale(100)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_nothing_that_is_done_brings_the_window_down(window: Window, carrel: Carrel, qtbot: QtBot, seed: int) -> None:
    watch = WindowWatch()
    monkey = Monkey(window, list(carrel.reading.ids(LibraryQuery())), watch, seed)
    try:
        monkey.open_paper()
        qtbot.waitUntil(lambda: bool(window.findChildren(ReaderPage)), timeout=SECONDS)
        monkey.act(60, seconds=12)
        monkey.open_paper()
        window.close()
    finally:
        monkey.close()
        watch.stop()
    assert monkey.done > 0
    # How long anything takes is the benchmarks' matter: this machine may do other things.
    assert [trouble for trouble in watch.troubles if trouble.kind != "gap"] == []
