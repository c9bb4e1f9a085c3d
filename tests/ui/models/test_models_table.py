"""The models' list: what it says, what its keys and buttons do, and that rows stay where they are."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from carrel.domain.models import Fit, Held, ModelEntry
from carrel.ui.models.model_words import Act
from carrel.ui.models.row import RowState
from carrel.ui.models.table import ModelTable
from carrel.ui.theme import Theme
from loop_watch import LoopWatch
from model_entries import MEASURED, here, job, offered
from shown_window import click, control, shows

USED = here("Qwen3 4B Instruct", in_use=True, measured=MEASURED)
SPARE = here("Phi-4-mini Instruct")
COMING = offered("Qwen3 8B", held=Held.DOWNLOADING, job=1)
WANTED = offered("Qwen3 14B", fit=Fit.SLOW)
LARGE = offered("Qwen3 32B", fit=Fit.TOO_LARGE)
SEARCH = here("all-MiniLM-L6-v2", held=Held.INCLUDED, search=True, in_use=True)
ALL = (USED, SPARE, COMING, WANTED, LARGE, SEARCH)


def states(*entries: ModelEntry, done: int = 0) -> list[RowState]:
    download = job(done=done, total=5_000_000_000, left=300.0)
    return [RowState(one, download if one is COMING else None, None, 16_000_000_000) for one in entries or ALL]


@pytest.fixture
def table(qtbot: QtBot, theme: Theme) -> Iterator[ModelTable]:
    table = ModelTable(theme)
    qtbot.addWidget(table)
    table.resize(850, 560)
    table.show_rows(states(), anew=True, nothing="")
    table.show()
    table.activateWindow()
    table.setFocus()
    qtbot.waitUntil(table.hasFocus)
    yield table
    table.close()


def places(table: ModelTable) -> dict[str, int]:
    """Where each row stands, by its name, from the top."""
    rows = [row for one in ALL if (row := table.row(one.file)) is not None]
    return {row.state.entry.name: row.y() for row in sorted(rows, key=lambda row: row.y())}


def test_each_row_says_all_of_itself(table: ModelTable) -> None:
    assert shows(table, "Qwen3 4B Instruct, In use, Q4_K_M, 2.5 GB, Apache-2.0, Fits in memory, 4.1 GB of memory, 46.8")
    assert shows(table, "Qwen3 32B, Q4_K_M, 2.5 GB, Apache-2.0, Too large, needs 4.1 GB, you have 16, Not offered")
    assert shows(table, "Search model")


def test_keys_move_and_enter_downloads(qtbot: QtBot, table: ModelTable) -> None:
    done: list[tuple[str, Act]] = []
    table.acted.connect(lambda file, act: done.append((file, act)))
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up):
        qtbot.keyClick(table, key)
    assert table.current == USED.file
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert done == []
    table.move_to(3)
    assert table.accessibleDescription().startswith("Qwen3 14B")
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert done == [(WANTED.file, Act.DOWNLOAD)]
    qtbot.keyClick(table, Qt.Key.Key_End)
    assert table.current == SEARCH.file
    qtbot.keyClick(table, Qt.Key.Key_Home)
    assert table.current == USED.file


def test_buttons_do_what_they_say(qtbot: QtBot, table: ModelTable) -> None:
    done: list[tuple[str, Act]] = []
    cancelled: list[str] = []
    table.acted.connect(lambda file, act: done.append((file, act)))
    table.cancelled.connect(cancelled.append)
    click(qtbot, table, "Use Phi-4-mini Instruct")
    click(qtbot, table, "Pause Qwen3 8B")
    click(qtbot, table, "Download Qwen3 14B")
    click(qtbot, table, "Cancel the download of Qwen3 8B")
    assert done == [(SPARE.file, Act.USE), (COMING.file, Act.PAUSE), (WANTED.file, Act.DOWNLOAD)]
    assert cancelled == [COMING.file]


def test_a_click_takes_the_row_and_only_its_buttons_are_reached_by_tab(qtbot: QtBot, table: ModelTable) -> None:
    row = table.row(SPARE.file)
    assert row is not None
    qtbot.mouseClick(row, Qt.MouseButton.LeftButton, pos=QPoint(60, 20))
    assert table.current == SPARE.file
    assert control(table, "Use Phi-4-mini Instruct").focusPolicy() is Qt.FocusPolicy.TabFocus
    assert control(table, "Download Qwen3 14B").focusPolicy() is Qt.FocusPolicy.NoFocus


def test_rows_stay_where_they_are_while_a_download_goes_on_and_ends(table: ModelTable) -> None:
    before = places(table)
    # What is here may come first when the list is read again; what the person looks at does not move.
    table.show_rows(states(COMING, WANTED, USED, SPARE, LARGE, SEARCH, done=4_000_000_000), anew=False, nothing="")
    assert places(table) == before
    assert shows(table, "Qwen3 8B, Q4_K_M, 2.5 GB, Apache-2.0, Fits in memory, 4.1 GB of memory, 80%, 4.0 of 5.0 GB")


def test_a_model_that_is_new_stands_after_the_one_before_it(table: ModelTable) -> None:
    table.show_rows(states(USED, WANTED, LARGE, SEARCH), anew=True, nothing="")
    table.show_rows(states(USED, SPARE, WANTED, LARGE, SEARCH), anew=False, nothing="")
    assert list(places(table))[:3] == ["Qwen3 4B Instruct", "Phi-4-mini Instruct", "Qwen3 14B"]


def test_a_model_that_is_gone_is_taken_no_more(table: ModelTable) -> None:
    table.take(SPARE.file)
    table.show_rows(states(USED, SEARCH), anew=False, nothing="")
    assert table.current == ""
    table.show_rows([], anew=False, nothing="No models are here.")
    assert table.row(USED.file) is None


def test_progress_takes_no_work_to_show(qtbot: QtBot, table: ModelTable, longest_gap: LoopWatch) -> None:
    row = table.row(COMING.file)
    assert row is not None
    longest_gap.start()
    for done in range(0, 5_000_000_000, 100_000_000):
        row.show_state(states(COMING, done=done)[0])
        qtbot.wait(1)
    longest_gap.stop()
    assert longest_gap.longest_work < 0.05
