"""Several annotations of the list at once: selected by keys, coloured, tagged, put into Trash, and all of it taken back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from carrel.domain.annotation import Anchor, Annotation, AnnotationKind, AnnotationQuery, AnnotationSort, Colour
from carrel.domain.passage import Rectangle
from carrel.services.carrel import Carrel
from carrel.ui.annotations.page import AnnotationsPage
from carrel.ui.shell.window import Window
from carrel.ui.theme import Theme
from loop_watch import LoopWatch
from shown_window import shown_window


def annotation(number: int) -> Annotation:
    anchor = Anchor(number, (Rectangle(number, 50, 60, 200, 72),), f"words {number}")
    return Annotation(1 + number % 3, AnnotationKind.HIGHLIGHT, Colour.YELLOW, anchor)


@pytest.fixture
def window(qtbot: QtBot, theme: Theme, library: Carrel) -> Iterator[Window]:
    library.settings.change(welcomed=True)
    with shown_window(qtbot, theme, library) as window:
        yield window


def listed(window: Window, qtbot: QtBot, count: int) -> AnnotationsPage:
    window.commands.trigger("go.annotations")
    page = window.pages.currentWidget()
    assert isinstance(page, AnnotationsPage)
    qtbot.waitUntil(lambda: page.rows.rowCount() == count)
    page.list.setFocus()
    return page


def colours(library: Carrel) -> dict[Colour, int]:
    return dict(library.annotations.counts(AnnotationQuery()).colours)


def press(window: Window, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    focus = window.focusWidget()
    QTest.keyClick(focus or window, key, modifier)


def test_some_are_picked_by_keys_and_coloured_and_stay_selected_when_the_order_changes(
    window: Window, library: Carrel, qtbot: QtBot
) -> None:
    for number in range(6):
        library.annotations.add_all([annotation(number)], "Added")
    with library.database.write() as connection:
        # Times are kept to the second, and all of this may happen within one.
        connection.execute("UPDATE annotations SET edited = '2026-01-01T00:00:00Z'")
    page = listed(window, qtbot, 6)
    for key in (Qt.Key.Key_J, Qt.Key.Key_X, Qt.Key.Key_J, Qt.Key.Key_J, Qt.Key.Key_X):
        press(window, key)
    assert page.selection.count == 2
    assert page.bar.isVisible()
    chosen = set(page.selection.ids)
    press(window, Qt.Key.Key_3)
    qtbot.waitUntil(lambda: colours(library) == {Colour.YELLOW: 4, Colour.BLUE: 2})
    # What was changed last comes first in this order.
    qtbot.waitUntil(lambda: set(page.rows.ids[:2]) == chosen)
    assert set(page.selection.ids) == chosen
    press(window, Qt.Key.Key_Escape)
    assert page.selection.count == 1
    assert not page.bar.isVisible()
    press(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: colours(library) == {Colour.YELLOW: 6})


def test_a_selection_grows_by_shift_j(window: Window, library: Carrel, qtbot: QtBot) -> None:
    library.annotations.add_all([annotation(3 * number) for number in range(4)], "Added")
    page = listed(window, qtbot, 4)
    press(window, Qt.Key.Key_J)
    press(window, Qt.Key.Key_J, Qt.KeyboardModifier.ShiftModifier)
    press(window, Qt.Key.Key_J, Qt.KeyboardModifier.ShiftModifier)
    assert page.selection.count == 3
    assert page.bar._count.text() == "3 selected"


def test_several_are_tagged_and_the_tag_is_taken_off_where_all_have_it(
    window: Window, library: Carrel, qtbot: QtBot
) -> None:
    library.annotations.add_all([annotation(3 * number) for number in range(4)], "Added")
    page = listed(window, qtbot, 4)
    press(window, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    press(window, Qt.Key.Key_T)
    qtbot.waitUntil(page.acts.picker.isVisible)
    assert page.acts.picker.title.text() == "Tag 4 annotations"
    QTest.keyClicks(page.acts.picker.field, "mine")
    QTest.keyClick(page.acts.picker.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: library.annotations.counts(AnnotationQuery()).tags == {"mine": 4})
    qtbot.waitUntil(lambda: page.selection.count == 4)
    page.bar.tag.click()
    qtbot.waitUntil(page.acts.picker.isVisible)
    QTest.keyClick(page.acts.picker.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: library.annotations.tags() == [])
    window.undo()
    qtbot.waitUntil(lambda: library.annotations.tags() == ["mine"])


def test_five_thousand_are_coloured_tagged_removed_restored_and_all_of_it_is_taken_back(
    window: Window, library: Carrel, qtbot: QtBot, longest_gap: LoopWatch
) -> None:
    for start in range(0, 5_100, 1_700):
        one = [annotation(3 * number) for number in range(start, start + 1_700)]
        library.annotations.add_all(one, "Imported")
    page = listed(window, qtbot, 5_100)
    page.show_query(AnnotationQuery(sort=AnnotationSort.PAPER))
    qtbot.waitUntil(lambda: page.head._order.text() == "By paper")
    press(window, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: page.selection.count == 5_100)
    everything = sorted(page.selection.ids)
    longest_gap.start()
    press(window, Qt.Key.Key_4)
    qtbot.waitUntil(lambda: colours(library) == {Colour.PINK: 5_100}, timeout=60_000)
    qtbot.waitUntil(lambda: window.toast.text() == "Coloured 5100 annotations")
    longest_gap.stop()
    assert longest_gap.longest_work < 1.0
    assert sorted(page.selection.ids) == everything
    window.undo()
    qtbot.waitUntil(lambda: colours(library) == {Colour.YELLOW: 5_100}, timeout=60_000)
    press(window, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: page.rows.rowCount() == 0, timeout=60_000)
    assert not page.bar.isVisible()
    page.head.trash.click()
    qtbot.waitUntil(lambda: page.rows.rowCount() == 5_100)
    page.list.setFocus()
    press(window, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(page.bar.restore.isVisible)
    assert not page.bar.colours.isVisible()
    last = library.undo.newest
    page.bar.restore.click()
    qtbot.waitUntil(lambda: library.undo.newest > last, timeout=60_000)
    assert library.annotations.counts(AnnotationQuery()).total == 5_100
    window.undo()
    qtbot.waitUntil(lambda: library.annotations.counts(AnnotationQuery(trash=True)).total == 5_100, timeout=60_000)
    window.undo()
    qtbot.waitUntil(lambda: library.annotations.counts(AnnotationQuery()).total == 5_100, timeout=60_000)
