"""The palette over a real library, used as a person does."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

import announced
from carrel.domain.annotation import Anchor, Annotation, AnnotationKind, Colour
from carrel.domain.lookup import Found
from carrel.domain.passage import Rectangle
from carrel.services.carrel import Carrel
from carrel.services.lookup import Lookup
from carrel.ui.commands import COMMANDS
from carrel.ui.navigation import Place
from carrel.ui.palette.choices import KEYS_ALONE
from carrel.ui.palette.entry import Entry
from carrel.ui.palette.panel import PalettePanel
from carrel.ui.reader.second_window import ReaderWindow
from carrel.ui.settings.group import SettingGroup
from carrel.ui.settings.page import SettingsPage
from carrel.ui.settings.titles import GROUP_TITLES
from carrel.ui.shell.keys_overlay import KeysOverlay
from carrel.ui.shell.window import Window
from carrel.ui.theme import Mode, Theme
from carrel.ui.widgets import Button
from shown_window import click, shown_window

CONTROL, PLAIN = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier


class Desk:
    """A window, and its palette as a person sees it."""

    def __init__(self, qtbot: QtBot, window: Window, carrel: Carrel) -> None:
        self.qtbot, self.window, self.carrel = qtbot, window, carrel

    @property
    def panel(self) -> PalettePanel:
        (panel,) = self.window.findChildren(PalettePanel)
        return panel

    def shown(self) -> bool:
        """Whether the palette is open."""
        return any(panel.isVisible() for panel in self.window.findChildren(PalettePanel))

    @property
    def entries(self) -> list[Entry]:
        return [one for one in self.panel.rows.rows if isinstance(one, Entry)]

    @property
    def texts(self) -> list[str]:
        return [one.text for one in self.entries]

    @property
    def current(self) -> str:
        return self.panel.current.text if self.panel.current is not None else ""

    def open(self) -> None:
        """With Ctrl K, from wherever the focus is."""
        self.press(Qt.Key.Key_K, CONTROL)
        self.qtbot.waitUntil(lambda: self.shown() and self.panel.field.hasFocus())

    def press(self, key: Qt.Key | str, modifier: Qt.KeyboardModifier = PLAIN) -> None:
        self.qtbot.keyClick(QApplication.focusWidget() or self.window, key, modifier)

    def type(self, text: str) -> None:
        self.qtbot.keyClicks(self.panel.field, text)

    def wait(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition)

    def entry(self, text: str) -> Entry:
        return next(one for one in self.entries if one.text == text)


@pytest.fixture
def desk(qtbot: QtBot, theme: Theme, library: Carrel) -> Iterator[Desk]:
    library.settings.change(welcomed=True)
    with shown_window(qtbot, theme, library) as window:
        qtbot.waitUntil(lambda: window.navigation.current == Place("library"))
        yield Desk(qtbot, window, library)


def paper(carrel: Carrel, arxiv_id: str) -> int:
    found = carrel.reading.find(arxiv_id)
    assert found is not None
    return found


def test_it_opens_with_its_key_and_its_button_and_escape_gives_the_focus_back(desk: Desk) -> None:
    before = QApplication.focusWidget()
    desk.open()
    desk.press(Qt.Key.Key_Escape)
    assert not desk.shown()
    assert QApplication.focusWidget() is before
    click(desk.qtbot, desk.window.toolbar, "Commands")
    assert desk.shown()
    desk.press(Qt.Key.Key_K, CONTROL)
    assert not desk.shown()


def test_escape_closes_at_once_also_where_something_is_typed_which_is_gone_the_next_time(desk: Desk) -> None:
    desk.open()
    desk.type("attention")
    desk.press(Qt.Key.Key_Escape)
    assert not desk.shown()
    desk.open()
    assert desk.panel.field.text() == ""


def test_a_click_beside_it_closes_it(desk: Desk) -> None:
    desk.open()
    desk.qtbot.mouseClick(desk.panel, Qt.MouseButton.LeftButton, pos=QPoint(5, desk.panel.height() - 5))
    assert not desk.shown()


def test_an_empty_field_offers_commands_and_the_newest_papers(desk: Desk) -> None:
    desk.open()
    desk.wait(lambda: "A note on reading" in desk.texts)
    # Not where the window is already.
    assert "Go to Library" not in desk.texts
    assert desk.texts[0] == "Go to Today"
    assert desk.current == "Go to Today"


def test_what_was_chosen_and_read_lately_comes_first_the_next_time(desk: Desk) -> None:
    desk.open()
    desk.type("starr")
    desk.press(Qt.Key.Key_Return)
    assert desk.window.navigation.current == Place("starred")
    fast = paper(desk.carrel, "2509.09001")
    desk.window.navigation.go(Place("reader", fast))
    desk.window.navigation.go(Place("today"))
    desk.open()
    assert desk.texts[0] == "Go to Starred"
    desk.wait(lambda: f"paper {fast}" in [one.key for one in desk.entries])
    papers = [one.key for one in desk.entries if one.key.startswith("paper ")]
    assert papers[0] == f"paper {fast}"


def test_papers_are_found_as_one_types_and_enter_reads_one(desk: Desk) -> None:
    desk.open()
    desk.type("mech")
    fast = "Fast attention mechanisms: a tale of parallelism"
    desk.wait(lambda: desk.current == fast)
    found = desk.entry(fast)
    assert [fast[start:end] for start, end in found.spans] == ["mech"]
    assert found.beside == "Library"
    desk.press(Qt.Key.Key_Return)
    assert desk.window.navigation.current == Place("reader", paper(desk.carrel, "2509.09001"))


def test_enter_waits_for_the_papers_of_what_was_typed_last(desk: Desk) -> None:
    desk.open()
    desk.type("merge")
    desk.wait(lambda: desk.current.startswith("Merge"))
    # The loop does not turn between these two: what is shown still belongs to the text before.
    desk.panel.field.setText("mech")
    assert desk.current == ""
    desk.press(Qt.Key.Key_Return)
    desk.wait(lambda: not desk.shown())
    assert desk.window.navigation.current == Place("reader", paper(desk.carrel, "2509.09001"))


def test_an_enter_before_the_answer_uses_no_network(desk: Desk) -> None:
    desk.open()
    desk.panel.field.setText("2310.06825")
    desk.press(Qt.Key.Key_Return)
    desk.wait(lambda: desk.current == "Add 2310.06825 from arXiv")
    assert desk.shown()
    assert not desk.carrel.jobs.open_jobs()
    desk.press(Qt.Key.Key_Return)
    assert not desk.shown()
    desk.wait(lambda: bool(desk.carrel.jobs.open_jobs()))


def test_an_answer_to_an_older_text_is_not_shown(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    find, later, late = Lookup.find, threading.Event(), threading.Event()

    def slow(lookup: Lookup, typed: str) -> Found:
        found = find(lookup, typed)
        if typed == "mech":
            later.wait(30)
            late.set()
        return found

    monkeypatch.setattr(Lookup, "find", slow)
    desk.open()
    desk.panel.field.setText("mech")
    desk.panel.field.setText("note on rea")
    desk.wait(lambda: desk.current == "A note on reading")
    later.set()
    desk.wait(late.is_set)
    answered: list[None] = []
    desk.window.background.run(lambda: None, answered.append)
    desk.wait(lambda: bool(answered))
    assert [one.text for one in desk.entries if one.key.startswith("paper ")] == ["A note on reading"]


def test_authors_find_their_papers(desk: Desk) -> None:
    desk.open()
    desk.type("hopper")
    desk.wait(lambda: desk.current.startswith("Merge"))
    assert desk.entries[-1].author == "Grace Hopper"


def test_control_enter_reads_a_paper_in_a_window_of_its_own(desk: Desk) -> None:
    place = desk.window.navigation.current
    desk.open()
    desk.type("mech")
    desk.wait(lambda: desk.current.startswith("Fast"))
    assert desk.panel.foot.elsewhere.isEnabled()
    desk.press(Qt.Key.Key_Return, CONTROL)
    assert desk.window.navigation.current == place
    tops = [one for one in QApplication.topLevelWidgets() if isinstance(one, ReaderWindow) and one.isVisible()]
    (window,) = tops
    desk.wait(lambda: window.windowTitle().startswith("Fast attention"))
    window.close()


def test_control_enter_does_nothing_where_there_is_no_window_to_open(desk: Desk) -> None:
    desk.open()
    desk.type("starred")
    assert not desk.panel.foot.elsewhere.isEnabled()
    desk.press(Qt.Key.Key_Return, CONTROL)
    assert desk.shown()
    assert desk.window.navigation.current == Place("library")


def test_notes_and_annotations_are_found_by_their_words_with_their_place(desk: Desk) -> None:
    fast = paper(desk.carrel, "2509.09001")
    desk.carrel.organising.save_note(fast, "compare the permutation step")
    anchor = Anchor(2, (Rectangle(2, 72, 100, 300, 112),), "a permutation of rows")
    made = desk.carrel.annotations.add(Annotation(fast, AnnotationKind.HIGHLIGHT, Colour.YELLOW, anchor))
    desk.open()
    desk.type("permut")
    desk.wait(lambda: "“a permutation of rows”" in desk.texts)
    note, marked = desk.entry("“compare the permutation step”"), desk.entry("“a permutation of rows”")
    assert note.beside == "Fast attention mechanisms"
    assert marked.beside == "page 3, Fast attention mechanisms"
    while desk.current != marked.text:
        desk.press(Qt.Key.Key_Down)
    desk.press(Qt.Key.Key_Return)
    assert desk.window.navigation.current == Place("reader", fast, annotation=made.id)


def test_a_note_opens_its_paper_with_the_note(desk: Desk) -> None:
    fast = paper(desk.carrel, "2509.09001")
    desk.carrel.organising.save_note(fast, "compare the permutation step")
    desk.open()
    desk.type("permut")
    desk.wait(lambda: desk.current == "“compare the permutation step”")
    desk.press(Qt.Key.Key_Return)
    assert desk.window.navigation.current == Place("reader", fast)
    note = desk.window.pages.currentWidget().inspector.note  # type: ignore[union-attr]  # it is the reader
    desk.wait(lambda: note.isVisible() and note.toPlainText() == "compare the permutation step")


def test_announced_papers_say_so(desk: Desk) -> None:
    announced.follow(desk.carrel.database)
    announced.announce(desk.carrel.database, announced.paper(0), day=announced.BEFORE)
    announced.announce(desk.carrel.database, announced.paper(1), day=announced.DAY)
    desk.open()
    desk.type("lantern")
    desk.wait(lambda: len([one for one in desk.entries if one.key.startswith("paper ")]) == 2)
    where = {one.text[:9]: (one.beside, one.icon) for one in desk.entries if one.key.startswith("paper ")}
    assert where == {"Lantern 0": ("Today, 19 Nov", "newspaper"), "Lantern 1": ("Today", "newspaper")}


def test_every_command_is_found_by_its_words(desk: Desk) -> None:
    desk.open()
    for command in COMMANDS:
        if command.id not in KEYS_ALONE:
            desk.panel.field.setText(f">{command.name}")
            assert command.name in desk.texts


def test_every_command_that_anything_does_is_in_the_palette(desk: Desk) -> None:
    for place in ("today", "library", "reader", "annotations", "duplicates", "arxiv", "models", "settings", "feeds"):
        desk.window.navigation.go(Place(place, 1))
    bound = {name for name, bindings in desk.window.commands._bindings.items() if bindings}
    desk.window.navigation.go(Place("library"))
    desk.open()
    desk.panel.field.setText(">")
    offered = {one.key.removeprefix("command ") for one in desk.entries}
    assert bound - offered == {"close", "palette"}
    assert {one.id for one in COMMANDS} - bound <= KEYS_ALONE


def test_a_chosen_command_is_done_where_the_focus_was(desk: Desk) -> None:
    desk.window.navigation.go(Place("library"))
    table = desk.window.pages.currentWidget().table  # type: ignore[union-attr]  # it is the library
    desk.wait(lambda: table.current_id > 0)
    table.go_to(1)
    chosen = table.current_id
    desk.open()
    desk.type("star")
    assert desk.current == "Star"
    desk.press(Qt.Key.Key_Return)
    desk.wait(lambda: desk.carrel.reading.state(chosen).starred)


def test_what_is_not_possible_now_says_where_it_is_and_cannot_be_chosen(desk: Desk) -> None:
    desk.open()
    desk.type(">highlight")
    one = desk.entry("Highlight")
    assert not one.possible
    assert one.beside == "in the reader"
    assert one.spoken == "Highlight, in the reader, h, not possible now"
    assert desk.current == ""
    desk.press(Qt.Key.Key_Return)
    desk.qtbot.mouseClick(
        desk.panel.list.viewport(),
        Qt.MouseButton.LeftButton,
        pos=desk.panel.list.visualRect(desk.panel.rows.index(1)).center(),
    )
    assert desk.shown()


def test_a_command_of_another_place_than_its_group_says_so(desk: Desk) -> None:
    desk.open()
    desk.type(">duplicates")
    told = {one.text: (one.beside, one.icon) for one in desk.entries}
    assert told["Merge duplicates"] == ("in Possible duplicates", "layers")
    assert told["Keep both duplicates"] == ("in Possible duplicates", "copy")


def test_a_key_is_shown_beside_its_command_and_the_network_is_named(desk: Desk) -> None:
    desk.open()
    desk.type(">")
    assert desk.entry("Next in the list").caps == ("j",)
    assert desk.entry("Activity").caps == ("Ctrl", "J")
    refresh = desk.entry("Refresh from arXiv")
    assert refresh.network
    assert refresh.spoken == "Refresh from arXiv, uses the network, r"
    used = {one.text for one in desk.entries if one.network}
    assert used == {"Refresh from arXiv", "Search arXiv", "Add what was copied"}


def test_a_greater_than_leaves_commands_alone(desk: Desk) -> None:
    desk.open()
    desk.type(">no")
    assert {one.group.value for one in desk.entries} == {"Commands"}
    assert not any(one.typed for one in desk.entries)
    desk.type("qqq")
    assert desk.panel.rows.rows == ("No command fits “noqqq”",)


def test_a_question_mark_shows_all_keys(desk: Desk) -> None:
    desk.open()
    desk.press("?")
    assert not desk.shown()
    assert any(one.isVisible() for one in desk.window.findChildren(KeysOverlay))


def test_a_question_mark_after_words_is_text(desk: Desk) -> None:
    desk.open()
    desk.type("why?")
    assert desk.panel.field.text() == "why?"


def test_the_foot_can_be_clicked(desk: Desk) -> None:
    desk.open()
    desk.type("no")
    click(desk.qtbot, desk.panel, ">: commands only")
    assert desk.panel.field.text() == ">no"
    assert desk.panel.field.hasFocus()
    click(desk.qtbot, desk.panel, "?: all keys")
    assert not desk.shown()


def test_places_are_gone_to_by_their_names(desk: Desk) -> None:
    collection = desk.carrel.organising.create_collection("Efficient attention", None)
    desk.carrel.organising.create_collection("Old", collection)
    desk.carrel.organising.tag([1], "thesis")
    search = desk.carrel.news.save_search("Proofs about depth", "depth proofs")
    announced.follow(desk.carrel.database)
    for typed, text, place in (
        ("eff att", "Go to collection Efficient attention", Place("collection", collection)),
        ("thes", "Go to tag thesis", Place("tag", name="thesis")),
        ("proofs", "Go to saved search Proofs about depth", Place("search", search)),
        ("machine learning", "Go to feed cs.LG, Machine Learning", Place("feed", name="cs.LG")),
        ("settings network", "Settings: Network", Place("settings", name="Network")),
        ("models", "Go to Models", Place("models")),
    ):
        desk.open()
        desk.type(typed)
        desk.wait(lambda text=text: desk.current == text)  # type: ignore[misc]
        if place.kind == "collection":
            assert desk.entry(text).icon == "folder"
        desk.press(Qt.Key.Key_Return)
        assert desk.window.navigation.current == place


def test_a_collection_says_which_one_it_is_in(desk: Desk) -> None:
    outer = desk.carrel.organising.create_collection("Efficient attention", None)
    desk.carrel.organising.create_collection("Old", outer)
    desk.open()
    desk.type(">old")
    desk.wait(lambda: "Go to collection Old" in desk.texts)
    assert desk.entry("Go to collection Old").beside == "in Efficient attention"


def test_the_groups_of_the_settings_are_those_that_there_are(desk: Desk) -> None:
    desk.window.navigation.go(Place("settings", name="Library"))
    page = desk.window.pages.currentWidget()
    assert isinstance(page, SettingsPage)
    assert tuple(one.title for one in page.findChildren(SettingGroup)) == GROUP_TITLES
    desk.wait(lambda: page._scroll.verticalScrollBar().value() > 0)


def test_any_text_can_be_searched_for(desk: Desk) -> None:
    desk.window.navigation.go(Place("settings"))
    desk.open()
    desk.type("quantum zebra")
    desk.wait(lambda: desk.current == "Search the library for “quantum zebra”")
    arxiv = desk.entry("Search arXiv for “quantum zebra”")
    assert arxiv.network
    desk.press(Qt.Key.Key_Return)
    assert desk.window.navigation.current == Place("library")
    assert desk.window.toolbar.search.text() == "quantum zebra"


def test_an_identifier_that_is_unknown_can_be_added_and_says_that_this_uses_the_network(desk: Desk) -> None:
    desk.open()
    desk.panel.field.setText("https://arxiv.org/abs/2310.06825v1")
    desk.wait(lambda: desk.current == "Add 2310.06825v1 from arXiv")
    assert desk.panel.current is not None
    assert desk.panel.current.network
    desk.press(Qt.Key.Key_Return)
    desk.wait(lambda: "2310.06825" in "".join(job.key + job.title for job in desk.carrel.jobs.open_jobs()))
    assert desk.window.overlays._memory.commands == [], "there is no such command another time"


def test_an_identifier_that_is_known_opens_its_paper(desk: Desk) -> None:
    desk.open()
    desk.panel.field.setText("arXiv:2310.01334")
    desk.wait(lambda: desk.current.startswith("Merge"))
    assert not any(one.network for one in desk.entries)
    desk.press(Qt.Key.Key_Return)
    assert desk.window.navigation.current == Place("reader", paper(desk.carrel, "2310.01334"))


def test_arrows_go_round_and_tab_goes_to_the_next_group(desk: Desk) -> None:
    desk.open()
    desk.type("note")
    desk.wait(lambda: "A note on reading" in desk.texts)
    first = desk.current
    desk.press(Qt.Key.Key_Up)
    assert desk.current == desk.texts[-1]
    desk.press(Qt.Key.Key_Down)
    assert desk.current == first
    desk.press(Qt.Key.Key_Tab)
    assert desk.current == "A note on reading"
    desk.press(Qt.Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
    assert desk.current == first
    desk.press(Qt.Key.Key_PageDown)
    assert desk.current == desk.texts[-1]
    assert desk.panel.field.hasFocus()


def test_a_click_opens_a_row(desk: Desk) -> None:
    desk.open()
    desk.type("mech")
    desk.wait(lambda: desk.current.startswith("Fast"))
    row = desk.panel.rows.row_of(desk.entry(desk.current).key)
    place = desk.panel.list.visualRect(desk.panel.rows.index(row)).center()
    desk.qtbot.mouseClick(desk.panel.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert not desk.shown()
    assert desk.window.navigation.current == Place("reader", paper(desk.carrel, "2509.09001"))


def test_rows_are_told_to_screen_readers_whole(desk: Desk) -> None:
    desk.open()
    desk.type("mech")
    desk.wait(lambda: desk.current.startswith("Fast"))
    rows = desk.panel.rows
    told = [rows.index(row).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(rows.rowCount())]
    assert told == [
        "Commands",
        "Search the library for “mech”",
        "Search arXiv for “mech”, uses the network",
        "Papers",
        "Fast attention mechanisms: a tale of parallelism, Library",
    ]


def test_the_windows_keys_rest_while_it_is_open(desk: Desk) -> None:
    desk.open()
    desk.type("s")
    desk.press(Qt.Key.Key_J, CONTROL)
    desk.press(Qt.Key.Key_B, CONTROL)
    assert desk.panel.field.text() == "s"
    assert not any(one.isVisible() and one.accessibleName() == "Activity" for one in desk.window.findChildren(QWidget))
    assert not desk.window.sidebar.rail


def test_it_closes_what_else_is_open_over_the_window(desk: Desk) -> None:
    desk.window.overlays.activity()
    desk.window.overlays.palette()
    assert desk.shown()
    assert not any(one.isVisible() and one.accessibleName() == "Activity" for one in desk.window.findChildren(QWidget))


def test_papers_that_come_move_no_command_and_keep_what_is_chosen(desk: Desk) -> None:
    desk.open()
    desk.panel.field.setText("note")
    before = desk.texts
    desk.press(Qt.Key.Key_Down)
    chosen = desk.current
    desk.wait(lambda: "A note on reading" in desk.texts)
    assert desk.texts[: len(before)] == before
    assert desk.current == chosen


def test_it_fits_a_small_window_and_the_largest_text(desk: Desk, theme: Theme) -> None:
    theme.choose(Mode.LIGHT, 150)
    desk.window.resize(1120, 680)
    desk.open()
    desk.type(">")
    inside = desk.panel.rect()
    assert inside.contains(desk.panel.panel.geometry())
    last = desk.panel.rows.choosable()[-1]
    desk.press(Qt.Key.Key_Up)
    assert desk.panel.list.currentIndex().row() == last
    shown = desk.panel.list.viewport().rect()
    assert shown.contains(desk.panel.list.visualRect(desk.panel.list.currentIndex()).center())


def test_what_is_behind_is_not_painted_again_with_every_letter(desk: Desk) -> None:
    painted: list[QEvent.Type] = []

    class Watch(QObject):
        """Notes when the page is painted."""

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - the name is Qt’s
            del watched
            if event.type() is QEvent.Type.Paint:
                painted.append(event.type())
            return False

    desk.open()
    desk.wait(lambda: "A note on reading" in desk.texts)
    table = desk.window.pages.currentWidget().table  # type: ignore[union-attr]  # it is the library
    watch = Watch()
    table.viewport().installEventFilter(watch)
    desk.type("mech")
    desk.wait(lambda: desk.current.startswith("Fast"))
    assert painted == []
    desk.press(Qt.Key.Key_Escape)
    desk.wait(lambda: bool(painted))


def test_the_toolbar_leaves_keys_out_where_there_is_no_room_for_them(desk: Desk, theme: Theme) -> None:
    theme.choose(Mode.LIGHT, 150)
    desk.window.resize(1120, 680)
    desk.window.toolbar.search.setPlainText("attention")
    shown = [one for one in desk.window.toolbar.findChildren(Button) if one.isVisible()]
    assert {"Search arXiv", "Commands", "Add"} <= {one.text() for one in shown}
    desk.wait(lambda: all(one.width() >= one.sizeHint().width() for one in shown))


def test_it_is_not_there_before_welcome_was_finished(qtbot: QtBot, theme: Theme, library: Carrel) -> None:
    with shown_window(qtbot, theme, library) as window:
        action = window.commands.action("palette")
        assert isinstance(action, QAction)
        assert not action.isEnabled()
