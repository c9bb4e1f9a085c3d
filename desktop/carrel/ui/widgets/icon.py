"""An icon that only shows."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from carrel.ui.theme import Theme


class Icon(QWidget):
    """Icon `name` in a token's colour. Its contents margins are kept free around it."""

    def __init__(
        self, theme: Theme, name: str, size: int = 16, token: str = "text-2", *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._name = name
        self._size = size
        self._token = token
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def set_icon(self, name: str, token: str = "") -> None:
        """Show another icon, in another colour where `token` names one."""
        self._name = name
        self._token = token or self._token
        self.update()

    def sizeHint(self) -> QSize:
        """The icon and its margins."""
        margins = self.contentsMargins()
        side = self._theme.px(self._size)
        return QSize(side + margins.left() + margins.right(), side + margins.top() + margins.bottom())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        del event
        margins = self.contentsMargins()
        QPainter(self).drawPixmap(
            QPointF(margins.left(), margins.top()), self._theme.pixmap(self._name, self._size, self._token)
        )
