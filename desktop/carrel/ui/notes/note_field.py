"""The person's note on a paper, or their words on an annotation: plain text, told as it is typed."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QFocusEvent, QTextCursor
from PySide6.QtWidgets import QWidget

from carrel.domain.note_merging import common_end, common_start, merge_notes
from carrel.ui.notes.linking_field import LinkingField
from carrel.ui.text_offsets import in_qt
from carrel.ui.theme import Theme

PAUSE = 500
"""Milliseconds without a key after which a text is told."""


class NoteField(LinkingField):
    """`edited` carries the text 500 ms after the last key, and at once when the field is left; `typed_over` the text it was made of."""

    edited = Signal(str)
    typed_over = Signal(str, str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._told = ""
        self.setProperty("look", "field")
        self.setPlaceholderText("Write here. It is kept as you type.")
        self.setAccessibleName("Note")
        self.setTabChangesFocus(True)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self.tell)
        self.textChanged.connect(self._pause.start)
        theme.changed.connect(self._restyle)
        self._restyle()

    @property
    def told(self) -> str:
        """The text as it was last shown or told."""
        return self._told

    def show_note(self, note: str) -> None:
        """Show a note that is kept already, unless the person has typed something newer."""
        if self.toPlainText() == self._told:
            self.take_in(note)
            self._pause.stop()

    def take_in(self, note: str) -> None:
        """Show what was written elsewhere meanwhile, together with what is being typed here; undo and cursor stay."""
        if not (note.strip() or self._told.strip()):
            # A note without a word is not kept; the person may have begun with an empty line.
            return
        typed = self.toPlainText()
        shown = merge_notes(self._told, typed, note)
        self._told = note
        if shown == typed:
            return
        start = common_start(typed, shown)
        end = len(typed) - common_end(typed, shown, start)
        kept = self.textCursor()
        kept.setKeepPositionOnInsert(True)
        # Qt counts UTF-16 units.
        cursor = QTextCursor(self.document())
        cursor.setPosition(in_qt(typed, start))
        cursor.setPosition(in_qt(typed, end), QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(shown[start : len(shown) - (len(typed) - end)])
        kept.setKeepPositionOnInsert(False)
        if kept.position() != self.textCursor().position():
            self.setTextCursor(kept)

    def set_note(self, note: str) -> None:
        """Show another paper's note, with nothing to undo; call `tell` first."""
        self._told = note
        self.setPlainText(note)
        self._pause.stop()

    def clear_note(self) -> None:
        """Empty the field for another paper; call `tell` first."""
        self.set_note("")

    def tell(self) -> None:
        """Tell the text if it changed."""
        self._pause.stop()
        text = self.toPlainText()
        if text != self._told:
            before, self._told = self._told, text
            self.edited.emit(text)
            self.typed_over.emit(text, before)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell what was typed."""
        super().focusOutEvent(event)
        self.tell()

    def _restyle(self) -> None:
        self.setFont(self._theme.font("digest"))
