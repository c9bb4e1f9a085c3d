"""The model of a very long list fetches what is looked at and nothing else."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from carrel.domain.grouping import Grouped
from carrel.domain.paper import PaperRow, ReadingState
from carrel.ui.library.columns import Column
from carrel.ui.library.rows import ROW, PaperRows
from carrel.ui.library.table import PaperTable
from carrel.ui.rows_by_id import KEPT, PAGE

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from carrel.ui.background import Background
    from carrel.ui.theme import Theme

MANY = 10_000


def _row(paper_id: int) -> PaperRow:
    return PaperRow(
        id=paper_id,
        title=f"Paper {paper_id}",
        authors=("Ada Lovelace",),
        year=2024,
        arxiv_id="",
        categories=(),
        reading=ReadingState.UNREAD,
        starred=False,
        tags=(),
        topics=(),
        added="2026-01-01T10:00:00Z",
        supported=3,
        partly=0,
        not_found=0,
        has_digest=True,
        has_pdf=False,
        has_note=False,
        has_code=False,
    )


class _Source:
    def __init__(self) -> None:
        self.asked: list[int] = []

    def rows(self, ids: Sequence[int]) -> list[PaperRow]:
        self.asked.extend(ids)
        return [_row(paper_id) for paper_id in ids]


@pytest.fixture
def source() -> _Source:
    return _Source()


@pytest.fixture
def rows(source: _Source, background: Background) -> PaperRows:
    rows = PaperRows(source.rows, background)
    rows.show(Grouped(array("q", range(1, MANY + 1))))
    return rows


def test_rows_not_at_hand_are_blank_and_come_a_page_at_a_time(qtbot: QtBot, rows: PaperRows, source: _Source) -> None:
    index = rows.index(5_000, Column.TITLE)
    assert rows.data(index, ROW) is None
    for near in range(4_985, 5_030):
        rows.data(rows.index(near, Column.TITLE), ROW)
    qtbot.waitUntil(lambda: rows.data(index, Qt.ItemDataRole.DisplayRole) == "Paper 5001")
    assert rows.fetches == 2 - (4_985 // PAGE == 5_029 // PAGE)
    assert len(source.asked) == rows.fetches * PAGE


def test_roles_nobody_paints_fetch_nothing(rows: PaperRows) -> None:
    index = rows.index(7_000, Column.TITLE)
    for role in (Qt.ItemDataRole.DecorationRole, Qt.ItemDataRole.FontRole, Qt.ItemDataRole.SizeHintRole):
        assert rows.data(index, role) is None
    assert rows.fetches == 0


def test_scrolling_through_everything_fetches_only_what_was_shown(
    qtbot: QtBot, theme: Theme, rows: PaperRows, source: _Source
) -> None:
    table = PaperTable(theme, rows)
    qtbot.addWidget(table)
    table.resize(800, 600)
    table.show()
    bar = table.verticalScrollBar()
    stops = 12
    for stop in range(stops):
        bar.setValue(bar.maximum() * stop // (stops - 1))
        table.viewport().repaint()
    shown = table.viewport().height() // table.rowHeight(rows.index(0, 0)) + 2
    assert rows.fetches <= stops * (shown // PAGE + 2)
    qtbot.waitUntil(lambda: rows.paper_row(MANY - 1) is not None)
    assert len(source.asked) <= rows.fetches * PAGE < MANY // 2
    assert len(set(source.asked)) == len(source.asked)


def test_the_cache_stays_bounded(qtbot: QtBot, rows: PaperRows) -> None:
    for start in range(0, 40 * PAGE, PAGE):
        rows.paper_row(start)
    qtbot.waitUntil(lambda: rows.known(39 * PAGE + 1) is not None)
    assert rows.kept <= KEPT


def test_a_changed_paper_is_fetched_alone_and_shown_as_it_was_until_then(
    qtbot: QtBot, rows: PaperRows, source: _Source
) -> None:
    rows.paper_row(0)
    qtbot.waitUntil(lambda: rows.known(1) is not None)
    source.asked.clear()
    rows.update_papers([3, 9_999])
    assert rows.known(3) is not None
    qtbot.waitUntil(lambda: source.asked == [3])


def test_other_ids_keep_cursor_and_selection(qtbot: QtBot, theme: Theme, rows: PaperRows) -> None:
    table = PaperTable(theme, rows)
    qtbot.addWidget(table)
    table.resize(800, 600)
    table.show()
    table.go_to(500)
    table.toggle_mark()
    table.go_to(502)
    table.toggle_mark()
    top = table.visualRect(table.currentIndex()).top()
    table.show_list(Grouped(array("q", range(101, MANY + 1))))
    assert table.current_id == 503
    assert table.marked == [501, 503]
    assert table.visualRect(table.currentIndex()).top() == top


def test_the_next_paper_takes_the_cursor_of_one_that_is_gone(qtbot: QtBot, theme: Theme, rows: PaperRows) -> None:
    table = PaperTable(theme, rows)
    qtbot.addWidget(table)
    table.resize(800, 600)
    table.show()
    table.go_to(2)
    table.show_list(Grouped(array("q", [1, 2, 4, 5])))
    assert table.current_id == 4
