"""A field for plain Markdown in which names of papers and places are completed after ``[[``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel, QTextCursor
from PySide6.QtWidgets import QCompleter, QListView, QPlainTextEdit, QWidget

from carrel.domain.note_links import being_typed

_PICKS = {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Escape}
_WIDE = 380
_GAP = 8


@dataclass(frozen=True, slots=True)
class Offered:
    """What may be meant: two lines of words, and what a link to it says."""

    title: str
    detail: str
    name: str


class LinkingField(QPlainTextEdit):
    """`name_typed` carries what stands behind an open ``[[``, "" where none does; answer it with `offer`. `names` is the list they are picked from."""

    name_typed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = ""
        self._offered = QStandardItemModel(self)
        self._completer = QCompleter(self._offered, self)
        self._completer.setWidget(self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.names = QListView()
        self.names.setAccessibleName("What the link leads to")
        self.names.setProperty("look", "offers")
        self.names.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.names.setTextElideMode(Qt.TextElideMode.ElideRight)
        self._completer.setPopup(self.names)
        # The same signal is there for texts; only its index knows which paper is meant.
        self._completer.activated[QModelIndex].connect(self._picked)  # type: ignore[index]
        self.cursorPositionChanged.connect(self._look)

    def offer(self, typed: str, offered: Sequence[Offered]) -> None:
        """Offer what was typed may mean, unless something else has been typed since."""
        if typed != self._name or not self.hasFocus():
            return
        self._offered.clear()
        for one in offered:
            lines = [" ".join(part.split()) for part in (one.title, one.detail) if part]
            item = QStandardItem("\n".join(lines))
            item.setData(one.name, Qt.ItemDataRole.UserRole)
            item.setData(", ".join(lines), Qt.ItemDataRole.AccessibleTextRole)
            self._offered.appendRow(item)
        if not offered:
            self.names.hide()
            return
        cursor = self.cursorRect()
        wide = min(_WIDE, self.viewport().width())
        left = min(cursor.left(), self.viewport().width() - wide)
        place = QRect(left, cursor.top(), wide, cursor.height() + _GAP)
        self._completer.complete(place.translated(self.viewport().pos()))
        self.names.setCurrentIndex(self._offered.index(0, 0))

    def append_paragraph(self, text: str) -> None:
        """Put a paragraph at the end, as a change that can be undone by itself, and bring it into sight."""
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        before = self.toPlainText()
        gap = "\n" * max(0, 2 - (len(before) - len(before.rstrip("\n")))) if before.strip() else ""
        cursor.beginEditBlock()
        cursor.insertText(f"{gap}{text}\n")
        cursor.endEditBlock()
        self.setTextCursor(cursor)
        self.ensureCursorVisible()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the keys that pick from the list to the list, while it is open."""
        if self.names.isVisible() and event.key() in _PICKS:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _look(self) -> None:
        cursor = self.textCursor()
        before = cursor.block().text()[: cursor.positionInBlock()]
        name = "" if cursor.hasSelection() else being_typed(before)
        if name == self._name:
            return
        self._name = name
        if not name:
            self.names.hide()
        self.name_typed.emit(name)

    def _picked(self, index: QModelIndex) -> None:
        cursor = self.textCursor()
        after = cursor.block().text()[cursor.positionInBlock() :]
        cursor.movePosition(QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor, len(self._name))
        closed = after.startswith("]]")
        cursor.insertText(f"{index.data(Qt.ItemDataRole.UserRole)}{'' if closed else ']]'}")
        # What is typed behind it is undone before it: Qt joins typing only to a document that is marked as changed.
        self.document().setModified(False)
        if closed:
            cursor.movePosition(QTextCursor.MoveOperation.Right, QTextCursor.MoveMode.MoveAnchor, 2)
        self.setTextCursor(cursor)
