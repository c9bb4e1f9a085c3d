"""A button that is an icon alone; its tooltip is its name."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QToolTip, QWidget

from carrel.ui.theme import Theme
from carrel.ui.theme.focus import paint_focus_ring

_BY_KEY = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason)


class IconButton(QAbstractButton):
    """An icon that can be pressed, 30 × 30 (26 × 26 when `small`)."""

    def __init__(
        self,
        theme: Theme,
        icon: str,
        tooltip: str,
        *,
        small: bool = False,
        clicked: Callable[[], object] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon = icon
        self._filled = False
        self._side = 26 if small else 30
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_tooltip(tooltip)
        if clicked is not None:
            self.clicked.connect(lambda _checked=False: clicked())
        theme.changed.connect(self._restyle)

    def set_icon(self, icon: str, *, filled: bool = False) -> None:
        """Show another icon; `filled` draws it solid."""
        self._icon = icon
        self._filled = filled
        self.update()

    def set_tooltip(self, tooltip: str) -> None:
        """Say what it does, for the eye and for screen readers."""
        self.setToolTip(tooltip)
        self.setAccessibleName(tooltip)

    def sizeHint(self) -> QSize:
        """A square."""
        side = max(26, self._theme.px(self._side))
        return QSize(side, side)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the tooltip to people who came by keyboard too."""
        super().focusInEvent(event)
        if event.reason() in _BY_KEY and self.isVisible():
            QToolTip.showText(self.mapToGlobal(self.rect().bottomLeft()), self.toolTip(), self)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ground, icon and focus."""
        del event
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        painter.setPen(Qt.PenStyle.NoPen)
        if self.isChecked():
            painter.setBrush(theme.color("accent-soft"))
            painter.drawRoundedRect(rect, 6, 6)
        elif (self.underMouse() or self.isDown()) and self.isEnabled():
            painter.setBrush(theme.color("selection-unfocused" if self.isDown() else "hover"))
            painter.drawRoundedRect(rect, 6, 6)
        ink = "accent" if self.isChecked() or self._filled else "text-2"
        if not self.isEnabled():
            painter.setOpacity(0.4)
        size = theme.px(16)
        painter.drawPixmap(
            QPointF((rect.width() - size) / 2, (rect.height() - size) / 2),
            theme.pixmap(self._icon, 16, ink, filled=self._filled),
        )
        painter.setOpacity(1.0)
        if self.hasFocus():
            paint_focus_ring(painter, rect, theme)

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()
