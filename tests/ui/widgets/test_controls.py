"""The controls, used with real clicks and keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from carrel.ui.theme import Mode, Theme
from carrel.ui.widgets import (
    Banner,
    Button,
    CheckBox,
    Chip,
    ChoiceRow,
    ElidedLabel,
    EmptyState,
    IconButton,
    Paragraph,
    Popover,
    ProgressLine,
    SearchField,
    Segmented,
    Tabs,
    Toggle,
)

Show = Callable[..., QWidget]


@pytest.fixture
def shown(qtbot: QtBot) -> Iterator[Show]:
    """Puts widgets into a window, shows and activates it, and keeps it until the test ends."""
    kept: list[QWidget] = []

    def show(*widgets: QWidget, width: int = 400) -> QWidget:
        window = QWidget()
        layout = QVBoxLayout(window)
        for widget in widgets:
            layout.addWidget(widget)
        window.resize(width, 300)
        qtbot.addWidget(window)
        kept.append(window)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        return window

    yield show
    kept.clear()


def test_a_button_is_pressed_by_click_and_by_space_and_a_click_leaves_the_focus(
    shown: Show, qtbot: QtBot, theme: Theme
) -> None:
    pressed: list[int] = []
    field = QLineEdit()
    button = Button(theme, "Open PDF", "book-open", "o", "primary", clicked=lambda: pressed.append(1))
    shown(field, button)
    field.setFocus()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert field.hasFocus()
    button.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(button, Qt.Key.Key_Space)
    assert pressed == [1, 1]


def test_a_button_says_its_new_words_to_screen_readers(theme: Theme) -> None:
    button = Button(theme, "Pause all", "pause")
    button.setText("Resume all")
    assert button.accessibleName() == "Resume all"


def test_only_the_focused_control_shows_the_ring(shown: Show, theme: Theme) -> None:
    one, other = Button(theme, "One"), Button(theme, "Other")
    shown(one, other)
    one.setFocus(Qt.FocusReason.TabFocusReason)
    ring = theme.color("focus").rgb()
    assert one.grab().toImage().pixelColor(one.width() // 2, 1).rgb() == ring
    assert other.grab().toImage().pixelColor(other.width() // 2, 1).rgb() != ring


def test_arrow_keys_move_between_segments_and_tell_the_key(shown: Show, qtbot: QtBot, theme: Theme) -> None:
    segmented = Segmented(theme, [("both", "Both"), ("words", "Words")], name="Search by")
    shown(segmented)
    first = segmented.findChildren(QWidget)[0]
    first.setFocus()
    with qtbot.waitSignal(segmented.chosen) as chosen:
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right)
    assert chosen.args == ["words"]
    assert segmented.current() == "words"


def test_setting_a_segment_or_a_tab_from_outside_tells_nobody(qtbot: QtBot, theme: Theme) -> None:
    segmented = Segmented(theme, [("a", "A"), ("b", "B")])
    tabs = Tabs(theme, [("digest", "Digest"), ("notes", "Notes")])
    for one, key in ((segmented, "b"), (tabs, "notes")):
        with qtbot.assertNotEmitted(one.chosen):
            one.set_current(key)
        assert one.current() == key


def test_a_tab_is_chosen_by_click_and_its_count_is_part_of_its_name(shown: Show, qtbot: QtBot, theme: Theme) -> None:
    tabs = Tabs(theme, [("digest", "Digest"), ("notes", "Notes")])
    shown(tabs)
    tabs.set_count("notes", 2)
    notes = next(one for one in tabs.findChildren(QWidget) if one.accessibleName() == "Notes, 2")
    with qtbot.waitSignal(tabs.chosen) as chosen:
        qtbot.mouseClick(notes, Qt.MouseButton.LeftButton)
    assert chosen.args == ["notes"]


def test_a_chip_is_removed_by_its_cross_and_by_the_delete_key(shown: Show, qtbot: QtBot, theme: Theme) -> None:
    chip = Chip(theme, "Compression", removable=True)
    shown(chip)
    with qtbot.waitSignal(chip.removed):
        qtbot.mouseClick(chip, Qt.MouseButton.LeftButton, pos=QPoint(chip.width() - 8, chip.height() // 2))
    chip.setFocus()
    with qtbot.waitSignal(chip.removed):
        qtbot.keyClick(chip, Qt.Key.Key_Delete)
    with qtbot.assertNotEmitted(chip.removed), qtbot.waitSignal(chip.clicked):
        qtbot.mouseClick(chip, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))


def test_a_tick_box_names_its_count(shown: Show, qtbot: QtBot, theme: Theme) -> None:
    box = CheckBox(theme, "To read")
    box.set_count(24)
    shown(box)
    qtbot.mouseClick(box, Qt.MouseButton.LeftButton)
    assert box.isChecked()
    assert box.accessibleName() == "To read, 24"


def test_a_search_is_told_once_after_the_last_key(shown: Show, qtbot: QtBot, theme: Theme) -> None:
    field = SearchField(theme, "Search", key="/")
    shown(field)
    told: list[str] = []
    field.searched.connect(told.append)
    field.setFocus()
    qtbot.keyClicks(field, "attention")
    qtbot.waitUntil(lambda: bool(told))
    assert told == ["attention"]


def test_escape_clears_a_search_at_once_and_leaves_an_empty_field(shown: Show, qtbot: QtBot, theme: Theme) -> None:
    field = SearchField(theme, "Search")
    shown(field)
    field.setFocus()
    field.set_text("attention")
    with qtbot.waitSignal(field.searched) as told:
        qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert told.args == [""]
    with qtbot.waitSignal(field.left):
        qtbot.keyClick(field, Qt.Key.Key_Escape)


def test_a_paragraph_is_as_high_as_its_lines(shown: Show, theme: Theme) -> None:
    paragraph = Paragraph(theme, "Words that take several lines in a narrow column, and one in a wide one.")
    line = theme.line("body")
    assert paragraph.heightForWidth(2000) == line
    assert paragraph.heightForWidth(150) >= 3 * line
    shown(paragraph, width=200)
    assert paragraph.height() >= paragraph.heightForWidth(paragraph.width())


def test_a_label_that_does_not_fit_has_its_text_as_tooltip(shown: Show, theme: Theme) -> None:
    label = ElidedLabel(theme, "A title that is much longer than the room that there is for it " * 3)
    shown(label, width=200)
    label.grab()
    assert label.toolTip() == label.text()


def test_a_popover_closes_by_escape_and_gives_the_focus_back(shown: Show, qtbot: QtBot, theme: Theme) -> None:
    field = QLineEdit()
    window = shown(field)
    field.setFocus()
    popover = Popover(theme, window, "Activity")
    inside = Button(theme, "Pause all")
    popover.content.addWidget(inside)
    popover.open(inside)
    assert inside.hasFocus()
    qtbot.keyClick(inside, Qt.Key.Key_Escape)
    assert not popover.isVisible()
    assert field.hasFocus()


def test_a_click_beside_a_popover_closes_it_and_one_inside_does_not(shown: Show, qtbot: QtBot, theme: Theme) -> None:
    window = shown(QLineEdit())
    popover = Popover(theme, window, "Keys")
    popover.content.addWidget(Paragraph(theme, "Words " * 20))
    popover.open()
    qtbot.mouseClick(popover, Qt.MouseButton.LeftButton, pos=popover.panel.geometry().center())
    assert popover.isVisible()
    qtbot.mouseClick(popover, Qt.MouseButton.LeftButton, pos=QPoint(2, window.height() - 2))
    assert not popover.isVisible()


def test_a_banner_offers_its_actions_and_can_be_dismissed(shown: Show, qtbot: QtBot, theme: Theme) -> None:
    done: list[str] = []
    banner = Banner(
        theme,
        "problem",
        "arXiv did not answer.",
        [("Try now", lambda: done.append("try"))],
        dismiss=lambda: done.append("gone"),
    )
    shown(banner)
    qtbot.mouseClick(banner.findChild(Button), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(banner.findChild(IconButton), Qt.MouseButton.LeftButton)
    assert done == ["try", "gone"]


def test_an_empty_state_has_one_primary_action(shown: Show, theme: Theme) -> None:
    state = EmptyState(theme, "Nothing here", "Because.", [("Add", "plus", lambda: None), ("Other", "x", lambda: None)])
    shown(state)
    buttons = state.findChildren(Button)
    accent = theme.color("accent").rgb()
    assert [one.grab().toImage().pixelColor(4, one.height() // 2).rgb() == accent for one in buttons] == [True, False]


def test_a_choice_is_taken_with_the_arrow_keys(shown: Show, qtbot: QtBot, theme: Theme) -> None:
    one, other = ChoiceRow(theme, "Starter", "Rough."), ChoiceRow(theme, "No model", "Sentences.")
    shown(one, other)
    one.setChecked(True)
    one.setFocus()
    qtbot.keyClick(one, Qt.Key.Key_Down)
    assert other.isChecked()
    assert not one.isChecked()


@pytest.mark.parametrize(("done", "total", "name"), [(0, 0, "0%"), (1, 2, "50%"), (9, 3, "100%")])
def test_progress_stays_within_its_track(theme: Theme, done: int, total: int, name: str) -> None:
    line = ProgressLine(theme)
    line.set_progress(1, 3)
    line.set_progress(done, total)
    assert line.accessibleName() == name


def test_no_control_is_smaller_than_a_finger_can_hit(theme: Theme) -> None:
    controls = [
        Button(theme, "A"),
        Button(theme, "A", look="small"),
        Button(theme, "A", look="link"),
        IconButton(theme, "x", "Close"),
        IconButton(theme, "x", "Close", small=True),
        Toggle(theme, "Work offline"),
    ]
    assert all(one.sizeHint().height() >= 26 for one in controls)


def test_every_control_is_drawn_in_both_themes_without_a_warning(shown: Show, theme: Theme) -> None:
    controls: list[QWidget] = [Toggle(theme, "x"), CheckBox(theme, "x"), Chip(theme, "x"), ProgressLine(theme)]
    window = shown(*controls)
    theme.set_mode(Mode.DARK)
    assert not window.grab().isNull()


def test_a_panel_closes_after_what_had_the_focus_is_gone(qtbot: QtBot, theme: Theme) -> None:
    window, field = QWidget(), QLineEdit()
    qtbot.addWidget(window)
    field.setParent(window)
    window.show()
    window.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    popover = Popover(theme, window, "Activity")
    popover.open()
    delete(field)
    popover.close_popover()
    assert not popover.isVisible()
