"""A window and its palette, as a person sees it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from carrel.services.carrel import Carrel
from carrel.ui.palette.entry import Entry
from carrel.ui.palette.panel import PalettePanel
from carrel.ui.shell.window import Window

CONTROL, PLAIN = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier


class Desk:
    """What a person does with the palette, and what it shows."""

    def __init__(self, qtbot: QtBot, window: Window, carrel: Carrel) -> None:
        self.qtbot, self.window, self.carrel = qtbot, window, carrel

    @property
    def panel(self) -> PalettePanel:
        """The palette itself."""
        (panel,) = self.window.findChildren(PalettePanel)
        return panel

    def shown(self) -> bool:
        """Whether the palette is open."""
        return any(panel.isVisible() for panel in self.window.findChildren(PalettePanel))

    @property
    def entries(self) -> list[Entry]:
        """What can be chosen, without the names of groups."""
        return [one for one in self.panel.rows.rows if isinstance(one, Entry)]

    @property
    def texts(self) -> list[str]:
        """The words of what can be chosen."""
        return [one.text for one in self.entries]

    @property
    def current(self) -> str:
        """The words of what is chosen, "" for none."""
        return self.panel.current.text if self.panel.current is not None else ""

    def open(self) -> None:
        """With Ctrl K, from wherever the focus is."""
        self.press(Qt.Key.Key_K, CONTROL)
        self.qtbot.waitUntil(lambda: self.shown() and self.panel.field.hasFocus())

    def press(self, key: Qt.Key | str, modifier: Qt.KeyboardModifier = PLAIN) -> None:
        """Wherever the focus is."""
        self.qtbot.keyClick(QApplication.focusWidget() or self.window, key, modifier)

    def type(self, text: str) -> None:
        """Into its field."""
        self.qtbot.keyClicks(self.panel.field, text)

    def wait(self, condition: Callable[[], bool]) -> None:
        """Until that is so."""
        self.qtbot.waitUntil(condition)

    def entry(self, text: str) -> Entry:
        """What has these words."""
        return next(one for one in self.entries if one.text == text)


def paper(carrel: Carrel, arxiv_id: str) -> int:
    """The paper with this arXiv identifier."""
    found = carrel.reading.find(arxiv_id)
    assert found is not None
    return found
