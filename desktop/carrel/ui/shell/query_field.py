"""The one search field: a line of text whose fields and states are drawn as tokens."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QMimeData, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
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

_ENTER = {Qt.Key.Key_Return, Qt.Key.Key_Enter}
_OWN_KEYS = {Qt.Key.Key_Escape, *_ENTER}
_ELSEWHERE = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


class QueryField(QPlainTextEdit):
    """`searched` tells the text 150 ms after the last key, and at once on Enter or when cleared; Esc clears, then `left`.

    `entered` tells that Enter was pressed, `entered_elsewhere` that it was with Ctrl or Shift; then nothing is searched here.
    """

    searched = Signal(str)
    entered = Signal()
    entered_elsewhere = Signal()
    left = Signal()

    def __init__(self, theme: Theme, placeholder: str, *, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._told = ""
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
        self._lens = Icon(theme, "search", 16, "text-2", parent=self)
        self._key = KeyCap(theme, key, self)
        self._clear = IconButton(theme, "x", "Clear the search", small=True, clicked=self.clear_search, parent=self)
        self._clear.hide()
        self._wait = QTimer(self, singleShot=True, interval=150)
        self._wait.timeout.connect(self._tell)
        self.textChanged.connect(self._typed)
        theme.changed.connect(self._restyle)
        self._restyle()

    def text(self) -> str:
        """What is typed."""
        return self.toPlainText()

    def set_text(self, text: str) -> None:
        """Show `text` without telling."""
        self._told = " ".join(text.splitlines())
        if self._told != self.text():
            self.setPlainText(self._told)
            self.moveCursor(QTextCursor.MoveOperation.End)
        self._wait.stop()

    def clear_search(self) -> None:
        """Empty the field and tell at once."""
        self.clear()
        self._tell()

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

    def event(self, event: QEvent) -> bool:
        """Keep Esc and Enter for the field."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() in _OWN_KEYS:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc clears, and leaves when there is nothing to clear; Down leaves too; Enter takes the text."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear_search()
        elif event.key() in {Qt.Key.Key_Escape, Qt.Key.Key_Down}:
            self.left.emit()
        elif event.key() in _ENTER:
            self._enter(elsewhere=bool(event.modifiers() & _ELSEWHERE))
        else:
            super().keyPressEvent(event)

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
            self._wait.start()

    def _enter(self, *, elsewhere: bool) -> None:
        if elsewhere:
            self.entered_elsewhere.emit()
        else:
            self._tell()
            self.entered.emit()

    def _tell(self) -> None:
        self._wait.stop()
        if self.text() != self._told:
            self._told = self.text()
            self.searched.emit(self._told)

    def _restyle(self) -> None:
        px = self._theme.px
        self.setFont(self._theme.font("body"))
        self.setFixedHeight(px(30))
        # The frame takes five pixels on each side: a border and what the style sheet keeps free.
        room = px(30) - 10 - self.fontMetrics().lineSpacing()
        self.setViewportMargins(px(24), max(0, room // 2), px(26), 0)
        self._colours.rehighlight()
