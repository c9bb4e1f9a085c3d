"""A search field: magnifier, key that leads here, a cross that clears."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from carrel.ui.theme import Theme
from carrel.ui.widgets.icon_button import IconButton
from carrel.ui.widgets.key_cap import key_size, paint_key

_OWN_KEYS = {Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter}
_ELSEWHERE = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


class SearchField(QLineEdit):
    """`searched` tells the text 150 ms after the last key, and at once on Enter or when cleared; Esc clears, then `left`.

    `entered` tells that Enter was pressed, `entered_elsewhere` that it was with Ctrl or Shift; then nothing is searched here.
    """

    searched = Signal(str)
    entered = Signal()
    entered_elsewhere = Signal()
    left = Signal()

    def __init__(
        self, theme: Theme, placeholder: str, *, key: str = "", width: int = 420, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._key = key
        self._wide = width
        self._told = ""
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._clear = IconButton(theme, "x", "Clear the search", small=True, clicked=self.clear_search, parent=self)
        self._clear.hide()
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(150)
        self._wait.timeout.connect(self._tell)
        self.textChanged.connect(self._typed)
        theme.changed.connect(self._restyle)
        self._restyle()

    def sizeHint(self) -> QSize:
        """The width it was made for."""
        return QSize(self._theme.px(self._wide), self._theme.px(30))

    def minimumSizeHint(self) -> QSize:
        """Half of it at least."""
        return QSize(self._theme.px(self._wide // 2), self._theme.px(30))

    def clear_search(self) -> None:
        """Empty the field and tell at once."""
        self.clear()
        self._tell()

    def set_text(self, text: str) -> None:
        """Show `text` without telling."""
        self._told = text
        self.setText(text)
        self._wait.stop()

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
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._enter(elsewhere=bool(event.modifiers() & _ELSEWHERE))
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the cross at the right."""
        super().resizeEvent(event)
        side = self._clear.sizeHint().width()
        self._clear.setGeometry(self.width() - side - 2, (self.height() - side) // 2, side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the field, the magnifier and the key."""
        super().paintEvent(event)
        theme = self._theme
        painter = QPainter(self)
        size = theme.px(16)
        painter.drawPixmap(QPointF(theme.px(10), (self.height() - size) / 2), theme.pixmap("search", 16, "text-2"))
        if self._key and not self.text() and not self.hasFocus():
            box = key_size(theme, self._key)
            place = QRectF(
                self.width() - box.width() - theme.px(8), (self.height() - box.height()) // 2, box.width(), box.height()
            )
            paint_key(painter, place, self._key, theme)

    def _typed(self, text: str) -> None:
        self._clear.setVisible(bool(text))
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
        self.setFont(self._theme.font("body"))
        self.setTextMargins(self._theme.px(24), 0, self._theme.px(26), 0)
        self.setFixedHeight(self._theme.px(30))
