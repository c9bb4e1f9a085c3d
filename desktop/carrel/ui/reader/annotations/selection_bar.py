"""The small bar beside selected text: five colours, underline, note, quote, copy, search."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from carrel.domain.annotation import Colour
from carrel.ui.actions import Actions
from carrel.ui.reader.annotations.colour_buttons import ColourButtons
from carrel.ui.reader.annotations.floating import place_beside
from carrel.ui.reader.page_view import PageView
from carrel.ui.theme import Theme
from carrel.ui.widgets import IconButton, Line


class SelectionBar(QFrame):
    """Appears without taking the focus. Its keys work whether it is looked at or not."""

    colour_chosen = Signal(Colour)
    underline_asked = Signal()
    note_asked = Signal()
    quote_asked = Signal()
    copy_asked = Signal()
    search_asked = Signal()

    def __init__(self, theme: Theme, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "panel")
        self.setAccessibleName("Selected text")
        self.colours = ColourButtons(theme)
        self.colours.chosen.connect(self.colour_chosen)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(6, 4, 6, 4)
        layout.setSpacing(2)
        layout.addWidget(self.colours)
        line = Line(upright=True)
        line.setFixedHeight(18)
        layout.addSpacing(4)
        layout.addWidget(line)
        layout.addSpacing(4)
        tip = actions.tooltip
        self.buttons = {
            "underline": IconButton(theme, "underline", tip("reader.underline"), clicked=self.underline_asked.emit),
            "note": IconButton(theme, "sticky-note", tip("reader.note"), clicked=self.note_asked.emit),
            "quote": IconButton(theme, "quote", tip("evidence.note"), clicked=self.quote_asked.emit),
            "copy": IconButton(theme, "copy", "Copy (Ctrl C)", clicked=self.copy_asked.emit),
            "search": IconButton(theme, "text-search", tip("reader.find"), clicked=self.search_asked.emit),
        }
        for button in self.buttons.values():
            layout.addWidget(button)
        self.hide()

    def show_at(self, view: PageView, area: QRectF, colour: Colour) -> None:
        """Show it beside the selected text, unless that is out of view."""
        self.colours.show_colour(colour)
        if place_beside(self, view, area):
            self.show()
            self.raise_()
        else:
            self.hide()
