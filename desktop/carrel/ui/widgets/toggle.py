"""A switch that is on or off."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from carrel.ui.theme import Theme
from carrel.ui.theme.focus import paint_focus_ring


class Toggle(QAbstractButton):
    """A switch; `name` is what a screen reader says. The knob jumps: nothing moves that need not."""

    def __init__(self, theme: Theme, name: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setCheckable(True)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        """Track and room for the ring."""
        return QSize(self._theme.px(34) + 6, max(26, self._theme.px(26)))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw track and knob."""
        del event
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width, height = theme.px(34), theme.px(20)
        track = QRectF((self.width() - width) / 2, (self.height() - height) / 2, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("accent" if self.isChecked() else "control"))
        painter.drawRoundedRect(track, height / 2, height / 2)
        radius = height / 2 - 2
        x = track.right() - height / 2 if self.isChecked() else track.left() + height / 2
        painter.setBrush(theme.color("on-accent" if self.isChecked() else "surface"))
        painter.drawEllipse(QPointF(x, track.center().y()), radius, radius)
        if self.hasFocus():
            paint_focus_ring(painter, track.adjusted(-3, -3, 3, 3), theme, height / 2 + 2)
