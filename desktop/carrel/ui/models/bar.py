"""A bar that says how much of something is taken, and the slider that gives layers to the graphics card."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QSlider, QWidget

from carrel.ui.theme.focus import paint_focus_ring

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent, QPaintEvent, QWheelEvent

    from carrel.ui.theme import Theme


class ShareBar(QWidget):
    """How much is taken, quietly."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._share = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(5)
        theme.changed.connect(self.update)

    def set_share(self, share: float) -> None:
        """Show a share between 0 and 1."""
        self._share = min(1.0, max(0.0, share))
        self.setAccessibleName(f"{self._share:.0%} taken")
        self.update()

    def sizeHint(self) -> QSize:
        """Thin."""
        return QSize(120, 5)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the track and the part that is taken."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        rect = QRectF(self.rect())
        painter.setBrush(self._theme.color("track"))
        painter.drawRoundedRect(rect, 2.5, 2.5)
        if self._share > 0:
            painter.setBrush(self._theme.color("control"))
            painter.drawRoundedRect(QRectF(0, 0, max(5.0, rect.width() * self._share), rect.height()), 2.5, 2.5)


class Slider(QSlider):
    """Whole numbers from 0 on, by mouse and arrows; the wheel scrolls the page and leaves it alone."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._theme = theme
        self.setAccessibleName(name)
        self.setSingleStep(1)
        self.setPageStep(4)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        theme.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        """High enough for the knob and its ring."""
        return QSize(160, max(26, self._theme.px(26)))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave it to the page."""
        event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go where the pointer is."""
        self._follow(event)
        self.setSliderDown(True)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer."""
        if self.isSliderDown():
            self._follow(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Stay there."""
        del event
        self.setSliderDown(False)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the track, the part that is given, and the knob."""
        del event
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle, radius = self.height() / 2, self._radius
        track = QRectF(0, middle - 2, self.width(), 4)
        share = (self.value() - self.minimum()) / max(1, self.maximum() - self.minimum())
        x = radius + 1 + share * (self.width() - 2 * radius - 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("track"))
        painter.drawRoundedRect(track, 2, 2)
        painter.setBrush(theme.color("accent"))
        painter.drawRoundedRect(QRectF(0, middle - 2, x, 4), 2, 2)
        painter.setPen(QPen(theme.color("control"), 1))
        painter.setBrush(theme.color("surface"))
        painter.drawEllipse(QPointF(x, middle), radius, radius)
        if self.hasFocus():
            around = QRectF(x - radius, middle - radius, 2 * radius, 2 * radius).adjusted(-3, -3, 3, 3)
            paint_focus_ring(painter, around, theme, radius + 3)

    @property
    def _radius(self) -> float:
        return self._theme.px(15) / 2

    def _follow(self, event: QMouseEvent) -> None:
        room = max(1.0, self.width() - 2 * self._radius - 2)
        share = (event.position().x() - self._radius - 1) / room
        self.setValue(round(self.minimum() + min(1.0, max(0.0, share)) * (self.maximum() - self.minimum())))
