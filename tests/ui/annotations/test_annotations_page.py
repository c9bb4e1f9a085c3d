"""The list of all annotations, over a library with some."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from carrel.domain.annotation import Anchor, Annotation, AnnotationKind, AnnotationQuery, Colour
from carrel.domain.passage import Rectangle
from carrel.services.carrel import Carrel
from carrel.ui.actions import Actions
from carrel.ui.annotations.page import AnnotationsPage
from carrel.ui.background import Background
from carrel.ui.bridge import Bridge
from carrel.ui.navigation import Place
from carrel.ui.rows_by_id import KEPT
from carrel.ui.shell.window import Window
from carrel.ui.theme import Theme
from loop_watch import LoopWatch


def annotation(paper: int, quote: str, **values: object) -> Annotation:
    anchor = Anchor(2, (Rectangle(2, 50, 60, 200, 72),), quote)
    return replace(Annotation(paper, AnnotationKind.HIGHLIGHT, Colour.YELLOW, anchor), **values)  # type: ignore[arg-type]


@pytest.fixture
def page(
    qtbot: QtBot, theme: Theme, library: Carrel, background: Background, bridge: Bridge, actions: Actions
) -> AnnotationsPage:
    library.annotations.add(annotation(1, "Transformers simulate algorithms", tags=("depth",)))
    library.annotations.add(annotation(2, "Experts are merged", colour=Colour.GREEN, text="By their routing"))
    library.annotations.add(annotation(3, "", kind=AnnotationKind.NOTE, text="Ask again"))
    page = AnnotationsPage(theme, library, background, bridge, actions)
    qtbot.addWidget(page)
    page.resize(1000, 600)
    page.show()
    page.show_query(AnnotationQuery())
    qtbot.waitUntil(lambda: page.rows.rowCount() == 3)
    qtbot.waitUntil(lambda: spoken(page, 0) is not None)
    return page


def spoken(page: AnnotationsPage, row: int) -> object:
    return page.rows.data(page.rows.index(row), Qt.ItemDataRole.AccessibleTextRole)


def headings(page: AnnotationsPage) -> list[object]:
    return [page.rows.data(page.rows.index(row)) for row in range(page.rows.rowCount())]


def test_rows_tell_mark_words_and_paper(page: AnnotationsPage) -> None:
    assert spoken(page, 0) == "Yellow note. Ask again. Page 3. In A note on reading"
    assert headings(page)[1:] == ["Experts are merged", "Transformers simulate algorithms"]


def test_words_colours_kinds_and_tags_limit_the_list(page: AnnotationsPage, qtbot: QtBot) -> None:
    page.head.search.setText("routing")
    qtbot.waitUntil(lambda: headings(page) == ["Experts are merged"])
    page.head.search.clear_search()
    qtbot.waitUntil(lambda: page.rows.rowCount() == 3)
    page.head.colours.buttons[Colour.GREEN].click()
    qtbot.waitUntil(lambda: headings(page) == ["Experts are merged"])
    page.head.colours.buttons[Colour.GREEN].click()
    qtbot.waitUntil(lambda: page.rows.rowCount() == 3)
    entries = {action.text(): action for action in page.head.filters().actions() if action.text()}
    assert set(entries) == {"Highlights  2", "Notes  1", "#depth  1", "Written on", "Moved or not found"}
    entries["#depth  1"].trigger()
    qtbot.waitUntil(lambda: headings(page) == ["Transformers simulate algorithms"])


def test_enter_opens_the_paper_at_the_annotation(page: AnnotationsPage, actions: Actions, qtbot: QtBot) -> None:
    actions.trigger("list.next")
    actions.trigger("list.next")
    with qtbot.waitSignal(page.open_reader) as opened:
        QTest.keyClick(page.list, Qt.Key.Key_Return)
    assert opened.args == [2, page.rows.id_at(1)]


def test_del_moves_to_trash_from_which_they_are_restored(
    page: AnnotationsPage, library: Carrel, actions: Actions, qtbot: QtBot
) -> None:
    told: list[str] = []
    page.done.connect(told.append)
    page.list.selectAll()
    qtbot.waitUntil(lambda: actions.action("paper.trash").isEnabled())
    actions.trigger("paper.trash")
    qtbot.waitUntil(lambda: page.rows.rowCount() == 0)
    assert told == ["Moved 3 annotations to Trash"]
    page.head.trash.click()
    qtbot.waitUntil(lambda: page.rows.rowCount() == 3)
    actions.trigger("list.next")
    actions.trigger("paper.restore")
    qtbot.waitUntil(lambda: page.rows.rowCount() == 2)
    assert len(library.annotations.ids(AnnotationQuery())) == 1


def test_a_change_elsewhere_shows_at_once(page: AnnotationsPage, library: Carrel, qtbot: QtBot) -> None:
    library.annotations.save_text(page.rows.id_at(0), "Ask once more")
    qtbot.waitUntil(lambda: "Ask once more" in headings(page))


def test_many_thousands_are_rows_of_which_few_are_held(
    page: AnnotationsPage, library: Carrel, qtbot: QtBot, longest_gap: LoopWatch
) -> None:
    for start in range(0, 6000, 2000):
        some = [annotation(1, f"words {number}") for number in range(start, start + 2000)]
        library.annotations.add_all(some, "Imported")
    qtbot.waitUntil(lambda: page.rows.rowCount() == 6003)
    longest_gap.start()
    for share in range(0, 101, 10):
        bar = page.list.verticalScrollBar()
        bar.setValue(bar.maximum() * share // 100)
        qtbot.wait(20)
    longest_gap.stop()
    assert longest_gap.longest_work < 0.5
    qtbot.waitUntil(lambda: spoken(page, 6002) is not None)
    assert page.rows.kept <= KEPT


@pytest.fixture
def window(qtbot: QtBot, theme: Theme, library: Carrel) -> Iterator[Window]:
    library.settings.change(welcomed=True)
    window = Window(theme, library)
    qtbot.addWidget(window)
    window.resize(1280, 800)
    window.start()
    window.show()
    yield window
    window.close()


def test_the_place_stands_in_the_sidebar_and_leads_to_the_reader(qtbot: QtBot, library: Carrel, window: Window) -> None:
    made = library.annotations.add(annotation(1, "Transformers simulate algorithms"))
    window.commands.trigger("go.annotations")
    assert window.windowTitle().startswith("Annotations")
    qtbot.waitUntil(lambda: "Annotations, 1" in window.sidebar._rows["annotations"].accessibleName())
    page = window.pages.currentWidget()
    assert isinstance(page, AnnotationsPage)
    qtbot.waitUntil(lambda: page.rows.annotation_row(0) is not None)
    window.commands.trigger("list.next")
    window.commands.trigger("list.open")
    assert window.navigation.current == Place("reader", 1, annotation=made.id)
    window.navigation.back()
    assert window.pages.currentWidget() is page
    window.commands.trigger("paper.trash")
    qtbot.waitUntil(lambda: window.toast.text() == "Moved 1 annotation to Trash")
    window.undo()
    qtbot.waitUntil(lambda: page.rows.rowCount() == 1)
