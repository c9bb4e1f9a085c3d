"""The search field: one line, tokens, hints, and one state with the facets."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QTextCharFormat
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from carrel.domain.paper import ReadingState
from carrel.domain.query import LibraryQuery
from carrel.services.carrel import Carrel
from carrel.ui.library.page import LibraryPage
from carrel.ui.navigation import Place
from carrel.ui.shell.query_field import QueryField
from carrel.ui.shell.window import Window
from carrel.ui.theme import Mode, Theme
from carrel.ui.widgets import Label
from shown_window import click


def underlined(window: Window) -> str:
    layout, text = window.toolbar.search.document().firstBlock().layout(), window.toolbar.search.text()
    ranges = layout.formats()
    dotted = QTextCharFormat.UnderlineStyle.DotLine
    return "".join(text[one.start : one.start + one.length] for one in ranges if one.format.underlineStyle() == dotted)


def inks(field: QueryField) -> set[str]:
    layout = field.document().firstBlock().layout()
    ranges = layout.formats()
    return {one.format.foreground().color().name() for one in ranges}


def told(window: Window) -> str:
    line = window.searching.hinting.line
    return line.findChildren(Label)[0].text() if line.isVisible() else ""


def test_what_is_not_understood_is_underlined_and_told_and_can_be_changed(
    qtbot: QtBot, window: Window, typed: Callable[[str], None]
) -> None:
    typed("sparse auther:smith")
    qtbot.waitUntil(lambda: told(window) == "auther: is no field. Did you mean author:?")
    assert underlined(window) == "auther:"
    assert window.toolbar.search.accessibleDescription() == told(window)
    click(qtbot, window.searching.hinting.line, "Change to author:")
    assert window.toolbar.search.text() == "sparse author:smith"
    assert window.toolbar.search.hasFocus()
    qtbot.waitUntil(lambda: told(window) == "" and underlined(window) == "")


def test_hints_are_reached_by_tab_and_leave_with_the_focus(
    qtbot: QtBot, window: Window, typed: Callable[[str], None]
) -> None:
    typed("is:reed x")
    qtbot.waitUntil(lambda: told(window) == "is:reed is not known. Did you mean is:read?")
    qtbot.keyClick(window.toolbar.search, Qt.Key.Key_Tab)
    change = QApplication.focusWidget()
    assert change is not None
    assert change.accessibleName() == "Change to is:read"
    qtbot.keyClick(change, Qt.Key.Key_Space)
    assert window.toolbar.search.text() == "is:read x"
    typed(" year:soon y")
    qtbot.waitUntil(lambda: told(window).startswith("soon is no year."))
    window.pages.setFocus()
    assert told(window) == ""
    assert underlined(window) == "year:soon"


def test_typing_keeps_the_focus_and_enter_leads_to_what_was_found(
    qtbot: QtBot, window: Window, typed: Callable[[str], None]
) -> None:
    typed("merge")
    qtbot.waitUntil(lambda: not window.toolbar.search._typing._wait.isActive())
    assert window.toolbar.search.hasFocus()
    qtbot.keyClick(window.toolbar.search, Qt.Key.Key_Return)
    page, focus = window.pages.currentWidget(), QApplication.focusWidget()
    assert isinstance(page, LibraryPage)
    assert focus is not None
    assert page.isAncestorOf(focus)


def test_what_is_begun_is_not_wrong_yet(qtbot: QtBot, window: Window, typed: Callable[[str], None]) -> None:
    typed("is:unr")
    qtbot.waitUntil(lambda: window.searching.hinting._about == "is:unr")
    assert told(window) == underlined(window) == ""
    typed("eed x")
    qtbot.waitUntil(lambda: told(window) == "is:unreed is not known. Did you mean is:unread?")


def test_names_that_nothing_has_are_told(
    qtbot: QtBot, window: Window, library: Carrel, typed: Callable[[str], None]
) -> None:
    library.organising.tag(list(library.reading.ids(LibraryQuery()))[:1], "thesis")
    typed("tag:thesys")
    qtbot.waitUntil(lambda: told(window) == "There is no tag “thesys”. Did you mean thesis?")


def test_an_identifier_has_no_hints(qtbot: QtBot, window: Window, typed: Callable[[str], None]) -> None:
    typed("auther:x")
    qtbot.waitUntil(lambda: told(window) != "")
    # As a search, it would be told that nothing was read behind the colon.
    identifier = "arxiv: 2310.06825"
    window.toolbar.search.set_text(identifier)
    qtbot.waitUntil(lambda: window.searching.hinting._about == identifier)
    assert told(window) == underlined(window) == ""


def test_fields_are_tokens_also_behind_what_qt_counts_twice(window: Window) -> None:
    field = window.toolbar.search
    field.set_text('🙂🙂 tag:"a b" -is:read word')
    units = field.text().encode("utf-16-le")
    tokens = [(units[2 * start : 2 * end].decode("utf-16-le"), no) for start, end, no in field._colours.tokens]
    assert tokens == [('tag:"a b"', False), ("-is:read", True)]


def test_the_field_is_one_line_whatever_comes(window: Window) -> None:
    field = window.toolbar.search
    pasted = QMimeData()
    pasted.setText("one\ntwo\r\nthree\u2029four")
    field.insertFromMimeData(pasted)
    assert field.text() == "one two three four"
    field.set_text("a\nb")
    assert field.text() == "a b"
    assert field.blockCount() == 1
    assert field.viewport().height() >= field.fontMetrics().lineSpacing()


def test_ticking_a_facet_writes_it_into_the_field_and_typing_ticks_it(
    qtbot: QtBot, window: Window, typed: Callable[[str], None]
) -> None:
    typed("merge")
    page = window.pages.currentWidget()
    assert isinstance(page, LibraryPage)
    qtbot.waitUntil(lambda: page.query.text == "merge")
    page.facets._states[ReadingState.READ].click()
    assert window.toolbar.search.text() == "merge is:read"
    assert window.commands.enabled("search.save")
    window.toolbar.search.clear_search()
    qtbot.waitUntil(lambda: not page.facets._states[ReadingState.READ].isChecked())
    typed("-is:read")
    qtbot.waitUntil(page.facets._states[ReadingState.UNREAD].isChecked)
    assert page.facets._states[ReadingState.READING].isChecked()


def test_arxiv_is_asked_only_what_it_knows(window: Window, typed: Callable[[str], None]) -> None:
    typed("state space is:read author:gu")
    window.searching.ask_arxiv()
    assert window.navigation.current == Place("arxiv", name="state space author:gu")


def test_colours_follow_the_theme(window: Window, theme: Theme) -> None:
    field = window.toolbar.search
    field.set_text("is:read")
    light = inks(field)
    theme.set_mode(Mode.DARK)
    assert inks(field) == {theme.color("accent").name()} != light
    theme.set_mode(Mode.LIGHT)
