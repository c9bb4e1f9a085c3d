"""A search field: magnifier, key that leads here, a cross that clears."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from carrel.ui.theme import Theme
from carrel.ui.widgets.icon_button import IconButton
from carrel.ui.widgets.key_cap import key_size, paint_key
from carrel.ui.widgets.search_typing import SearchTyping


class SearchField(QLineEdit):
    """What is typed is told as `SearchTyping` says, by its signals."""

    def __init__(
        self, theme: Theme, placeholder: str, *, key: str = "", width: int = 420, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._key = key
        self._wide = width
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._typing = SearchTyping(self, self.text, self.clear)
        self.searched, self.left = self._typing.searched, self._typing.left
        self.entered, self.entered_elsewhere = self._typing.entered, self._typing.entered_elsewhere
        self._clear = IconButton(theme, "x", "Clear the search", small=True, clicked=self.clear_search, parent=self)
        self._clear.hide()
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
        self._typing.clear()

    def set_text(self, text: str) -> None:
        """Show `text` without telling."""
        self.setText(text)
        self._typing.show_told(text)

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
        self._typing.typed()

    def _restyle(self) -> None:
        self.setFont(self._theme.font("body"))
        self.setTextMargins(self._theme.px(24), 0, self._theme.px(26), 0)
        self.setFixedHeight(self._theme.px(30))
