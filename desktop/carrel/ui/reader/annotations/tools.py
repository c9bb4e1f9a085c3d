"""The toolbar's pieces for annotating: the highlighter, the five colours, the sticky note."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from carrel.domain.annotation import Colour
from carrel.ui.actions import Actions
from carrel.ui.reader.annotations.colour_buttons import ColourButtons
from carrel.ui.theme import Theme
from carrel.ui.widgets import IconButton


class Tool(StrEnum):
    """What the pointer does on the page: select text, mark what it is drawn over, or stick a note where it clicks."""

    SELECT = "select"
    HIGHLIGHTER = "highlighter"
    NOTE = "note"


class AnnotationTools(QWidget):
    """`tool_chosen` and `colour_chosen` tell what was pressed."""

    tool_chosen = Signal(Tool)
    colour_chosen = Signal(Colour)

    def __init__(self, theme: Theme, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.highlighter = IconButton(theme, "highlighter", actions.tooltip("reader.highlight"))
        self.note = IconButton(theme, "sticky-note", actions.tooltip("reader.note"))
        self.colours = ColourButtons(theme)
        for tool, button in ((Tool.HIGHLIGHTER, self.highlighter), (Tool.NOTE, self.note)):
            button.setCheckable(True)
            button.clicked.connect(lambda on, tool=tool: self.tool_chosen.emit(tool if on else Tool.SELECT))
        self.colours.chosen.connect(self.colour_chosen)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.highlighter)
        layout.addWidget(self.colours)
        layout.addWidget(self.note)

    def show_tool(self, tool: Tool) -> None:
        """Show which one is in hand."""
        self.highlighter.setChecked(tool is Tool.HIGHLIGHTER)
        self.note.setChecked(tool is Tool.NOTE)
