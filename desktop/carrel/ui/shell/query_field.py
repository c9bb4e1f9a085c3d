"""The one search field: a line of text whose fields and states are drawn as tokens."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QMimeData, QRectF, QSize, Qt
from PySide6.QtGui import (
    QFocusEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextCursor,
    QWheelEvent,
)
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QWidget

from carrel.domain.query_terms import Hint
from carrel.ui.shell.query_colours import QueryColours
from carrel.ui.theme import Theme
from carrel.ui.widgets import Icon, IconButton, KeyCap
from carrel.ui.widgets.search_typing import SearchTyping


class QueryField(QPlainTextEdit):
    """What is typed is told as `SearchTyping` says, by its signals."""

    def __init__(self, theme: Theme, placeholder: str, *, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._seen = ""
        self.setProperty("look", "field")
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(0)
        self._colours = QueryColours(theme, self.document())
        self._typing = SearchTyping(self, self.text, self.clear)
        self.searched, self.left = self._typing.searched, self._typing.left
        self.entered, self.entered_elsewhere = self._typing.entered, self._typing.entered_elsewhere
        self._lens = Icon(theme, "search", 16, "text-2", parent=self)
        self._key = KeyCap(theme, key, self)
        self._clear = IconButton(theme, "x", "Clear the search", small=True, clicked=self.clear_search, parent=self)
        self._clear.hide()
        self.textChanged.connect(self._typed)
        theme.changed.connect(self._restyle)
        self._restyle()

    def text(self) -> str:
        """What is typed."""
        return self.toPlainText()

    def set_text(self, text: str) -> None:
        """Show `text` without telling."""
        line = " ".join(text.splitlines())
        if line != self.text():
            self.setPlainText(line)
            self.moveCursor(QTextCursor.MoveOperation.End)
        self._typing.show_told(line)

    def clear_search(self) -> None:
        """Empty the field and tell at once."""
        self._typing.clear()

    def show_hints(self, hints: Sequence[Hint]) -> None:
        """Underline what is not understood, and say why to those who ask."""
        self._colours.show_hints(hints, self.text())
        told = " ".join(hint.message for hint in hints)
        self.setToolTip(told)
        self.setAccessibleDescription(told)

    def sizeHint(self) -> QSize:
        """A line of 420 pixels."""
        return QSize(self._theme.px(420), self._theme.px(30))

    def minimumSizeHint(self) -> QSize:
        """Half of it at least."""
        return QSize(self._theme.px(210), self._theme.px(30))

    def insertFromMimeData(self, source: QMimeData) -> None:
        """What is pasted becomes one line."""
        self.insertPlainText(" ".join(source.text().splitlines()))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """One line does not scroll."""
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the tokens' grounds under the text."""
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for start, end, negated in self._colours.tokens:
            painter.setBrush(self._theme.color("hover" if negated else "selection"))
            left, right = self._place(start), self._place(end)
            ground = QRectF(left.left() - 2, left.top() - 1, right.left() - left.left() + 4, left.height() + 2)
            painter.drawRoundedRect(ground, 4, 4)
        painter.end()
        super().paintEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the magnifier at the left, the cross and the key at the right."""
        super().resizeEvent(event)
        px, middle = self._theme.px, self.height() / 2
        self._lens.adjustSize()
        self._lens.move(px(10), round(middle - self._lens.height() / 2))
        side = self._clear.sizeHint().width()
        self._clear.setGeometry(self.width() - side - 2, round(middle - side / 2), side, side)
        self._key.adjustSize()
        self._key.move(self.width() - self._key.width() - px(8), round(middle - self._key.height() / 2))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The key that leads here is not needed here."""
        super().focusInEvent(event)
        self._key.hide()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show the key that leads here."""
        super().focusOutEvent(event)
        self._key.setVisible(not self.text())

    def _place(self, offset: int) -> QRectF:
        cursor = QTextCursor(self.document())
        cursor.setPosition(min(offset, self.document().characterCount() - 1))
        return QRectF(self.cursorRect(cursor))

    def _typed(self) -> None:
        # Qt tells of colours, too.
        text = self.text()
        if text != self._seen:
            self._seen = text
            self._clear.setVisible(bool(text))
            self._key.setVisible(not text and not self.hasFocus())
            self.viewport().update()
            self._typing.typed()

    def _restyle(self) -> None:
        px = self._theme.px
        self.setFont(self._theme.font("body"))
        self.setFixedHeight(px(30))
        # The frame takes five pixels on each side: a border and what the style sheet keeps free.
        room = px(30) - 10 - self.fontMetrics().lineSpacing()
        self.setViewportMargins(px(24), max(0, room // 2), px(26), 0)
        self._colours.rehighlight()
