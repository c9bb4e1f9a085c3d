"""The person's note on a paper: plain text, kept as it is typed."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QWidget

from carrel.ui.notes.linking_field import LinkingField
from carrel.ui.theme import Theme

_PAUSE = 600


class NoteField(LinkingField):
    """`edited` carries the text 600 ms after the last key, and at once when the field is left."""

    edited = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._told = ""
        self.setProperty("look", "field")
        self.setPlaceholderText("Write here. It is kept as you type.")
        self.setAccessibleName("Note")
        self.setTabChangesFocus(True)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(self.tell)
        self.textChanged.connect(self._pause.start)
        theme.changed.connect(self._restyle)
        self._restyle()

    def show_note(self, note: str) -> None:
        """Show a note that is kept already, unless the person has typed something newer."""
        if self.toPlainText() != self._told:
            return
        if note != self._told:
            self._told = note
            self.setPlainText(note)
        self._pause.stop()

    def clear_note(self) -> None:
        """Empty the field for another paper; call `tell` first."""
        self._told = ""
        self.setPlainText("")
        self._pause.stop()

    def tell(self) -> None:
        """Tell the text if it changed."""
        self._pause.stop()
        text = self.toPlainText()
        if text != self._told:
            self._told = text
            self.edited.emit(text)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell what was typed."""
        super().focusOutEvent(event)
        self.tell()

    def _restyle(self) -> None:
        self.setFont(self._theme.font("digest"))
