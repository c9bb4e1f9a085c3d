"""A thin line that says how far something is."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from carrel.ui.theme import Theme


class ProgressLine(QWidget):
    """`done` of `total`; with `total` 0 an empty track, since nothing may pulse. `muted` for work that stands still."""

    def __init__(self, theme: Theme, *, width: int | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._share = 0.0
        self._token = "accent"
        if width is None:
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        else:
            self.setFixedWidth(width)
        self.setFixedHeight(4)
        theme.changed.connect(self.update)

    def set_progress(self, done: int, total: int, *, muted: bool = False) -> None:
        """Show `done` of `total`."""
        share = min(1.0, max(0.0, done / total)) if total > 0 else 0.0
        token = "control" if muted else "accent"
        if (share, token) != (self._share, self._token):
            self._share = share
            self._token = token
            self.setAccessibleName(f"{share:.0%}")
            self.update()

    def sizeHint(self) -> QSize:
        """Thin."""
        return QSize(120, 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the track and the part that is done."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        rect = QRectF(self.rect())
        painter.setBrush(self._theme.color("track"))
        painter.drawRoundedRect(rect, 2, 2)
        if self._share > 0:
            painter.setBrush(self._theme.color(self._token))
            painter.drawRoundedRect(QRectF(0, 0, max(4.0, rect.width() * self._share), rect.height()), 2, 2)
