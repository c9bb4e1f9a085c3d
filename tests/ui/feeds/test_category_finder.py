"""Finding categories to follow."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from carrel.services.taxonomy import Taxonomy
from carrel.ui.feeds.category_grid import CategoryCheck
from carrel.ui.feeds.finder import CategoryFinder
from carrel.ui.feeds.group_row import GroupRow
from carrel.ui.theme import Theme
from loop_watch import LoopWatch

COMMON = ("cs.LG", "cs.CL", "stat.ML", "cs.IR")


class Host(QWidget):
    """The finder with its field over it."""

    def __init__(self, theme: Theme, common: tuple[str, ...] = ()) -> None:
        super().__init__()
        self.finder = CategoryFinder(theme, Taxonomy(), 2, common)
        self.told: list[tuple[str, bool]] = []
        self.finder.toggled.connect(lambda category, on: self.told.append((category, on)))
        layout = QVBoxLayout(self)
        layout.addWidget(self.finder.field)
        layout.addWidget(self.finder)

    def shown(self) -> list[str]:
        return [one.category.id for one in self.findChildren(CategoryCheck) if one.isVisible()]

    def check(self, category: str) -> CategoryCheck:
        return next(one for one in self.findChildren(CategoryCheck) if one.isVisible() and one.category.id == category)


def opened(qtbot: QtBot, theme: Theme, common: tuple[str, ...] = ()) -> Host:
    host = Host(theme, common)
    qtbot.addWidget(host)
    host.resize(760, 600)
    host.show()
    host.activateWindow()
    qtbot.waitUntil(host.isActiveWindow)
    return host


@pytest.fixture
def common(qtbot: QtBot, theme: Theme) -> Host:
    return opened(qtbot, theme, COMMON)


@pytest.fixture
def everything(qtbot: QtBot, theme: Theme) -> Host:
    return opened(qtbot, theme)


def test_the_common_ones_are_shown_until_something_is_typed(qtbot: QtBot, common: Host) -> None:
    assert common.shown() == list(COMMON)
    qtbot.keyClicks(common.finder.field, "robot")
    assert common.shown() == ["cs.RO"]
    qtbot.keyClick(common.finder.field, Qt.Key.Key_Escape)
    assert common.shown() == list(COMMON)


def test_enter_ticks_the_closest_and_it_stays_in_view_afterwards(qtbot: QtBot, common: Host) -> None:
    qtbot.keyClicks(common.finder.field, "cs.ro")
    qtbot.keyClick(common.finder.field, Qt.Key.Key_Return)
    assert common.told == [("cs.RO", True)]
    common.finder.field.clear_search()
    assert common.shown() == [*COMMON, "cs.RO"]
    qtbot.mouseClick(common.check("cs.RO"), Qt.MouseButton.LeftButton)
    assert common.finder.ticked() == []
    assert common.shown() == [*COMMON, "cs.RO"]


def test_what_is_not_at_arxiv_is_said(qtbot: QtBot, common: Host) -> None:
    qtbot.keyClicks(common.finder.field, "cooking")
    assert common.shown() == []
    names = [one.accessibleName() for one in common.findChildren(QWidget) if one.isVisible()]
    assert "arXiv has no category with “cooking” in its name." in names


def test_arrows_lead_from_box_to_box_and_space_ticks(qtbot: QtBot, common: Host) -> None:
    common.check("cs.LG").setFocus()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Up):
        qtbot.keyClick(QApplication.focusWidget() or common, key)
    assert QApplication.focusWidget() is common.check("stat.ML")
    qtbot.keyClick(common.check("stat.ML"), Qt.Key.Key_Space)
    assert common.finder.ticked() == ["stat.ML"]


def test_an_archive_opens_and_can_be_followed_as_a_whole(qtbot: QtBot, everything: Host) -> None:
    assert "quant-ph" in everything.shown()
    assert "cs.LG" not in everything.shown()
    row = next(one for one in everything.findChildren(GroupRow) if one.text() == "Computer Science")
    row.setFocus()
    qtbot.keyClick(row, Qt.Key.Key_Right)
    assert "cs.LG" in everything.shown()
    qtbot.mouseClick(everything.check("cs"), Qt.MouseButton.LeftButton)
    assert everything.told == [("cs", True)]
    assert row.accessibleName() == "Computer Science, 40 categories, 1 followed"
    qtbot.keyClick(row, Qt.Key.Key_Left)
    assert "cs.LG" not in everything.shown()


def test_typing_does_not_move_the_field(qtbot: QtBot, everything: Host) -> None:
    height = everything.finder.height()
    qtbot.keyClicks(everything.finder.field, "machine learning")
    QApplication.processEvents()
    assert everything.finder.height() >= height


def test_all_of_arxiv_appears_without_a_pause(qtbot: QtBot, everything: Host, longest_gap: LoopWatch) -> None:
    longest_gap.start()
    for row in everything.findChildren(GroupRow):
        row.setChecked(True)
        QApplication.processEvents()
    qtbot.keyClicks(everything.finder.field, "physics")
    QApplication.processEvents()
    longest_gap.stop()
    assert longest_gap.longest_work < 0.25
    assert len(everything.shown()) > 20


def test_names_do_not_run_into_one_another_where_ids_are_long(qtbot: QtBot, theme: Theme) -> None:
    host = opened(qtbot, theme, ("cond-mat.mtrl-sci", "cond-mat.dis-nn"))
    host.resize(500, 300)
    QApplication.processEvents()
    assert host.finder.grid.columns == 1
    host.resize(800, 300)
    QApplication.processEvents()
    assert host.finder.grid.columns == 2
