"""The line that tells of new papers, laid over the upper edge of the list: nothing moves until the person takes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QPushButton, QWidget

from carrel.ui.theme.focus import paint_focus_ring

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from carrel.ui.theme import Theme


class FreshLine(QPushButton):
    """A button over the upper edge of `below`, in `host`, while there is something new. Its click shows what is new."""

    def __init__(self, theme: Theme, host: QWidget, below: QWidget) -> None:
        super().__init__(host)
        self._theme = theme
        self._below = below
        self._count = 0
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.hide()
        below.installEventFilter(self)
        theme.changed.connect(self._place)

    @property
    def count(self) -> int:
        """How many papers wait to be shown."""
        return self._count

    def show_count(self, count: int) -> None:
        """Tell of so many new papers; 0 takes the line away."""
        if count == self._count:
            return
        told = self._count > 0
        self._count = count
        self.setText(f"{count:,} new, show")
        self.setAccessibleName(f"{count:,} new {'paper' if count == 1 else 'papers'}, show")
        self.setVisible(count > 0)
        self._place()
        if count and not told:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self.accessibleName()))

    def sizeHint(self) -> QSize:
        """The words with their padding."""
        theme = self._theme
        width = QFontMetricsF(theme.font("meta", weight=500)).horizontalAdvance(self.text()) + 2 * theme.px(14)
        return QSize(round(width + 0.5), max(26, theme.px(26)))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in the middle."""
        if event.type() in {QEvent.Type.Resize, QEvent.Type.Move}:
            self._place()
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        radius = rect.height() / 2
        painter.setPen(QPen(theme.color("accent-soft-line"), 1))
        painter.setBrush(theme.color("surface" if not self.underMouse() else "accent-soft"))
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        painter.setFont(theme.font("meta", weight=500))
        painter.setPen(theme.color("accent"))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, self.text())
        if self.hasFocus():
            paint_focus_ring(painter, rect, theme, radius)
        painter.end()

    def _place(self) -> None:
        size = self.sizeHint()
        place = self._below.geometry()
        # It ends where the words of the first card begin.
        top = place.top() - self._theme.px(10)
        self.setGeometry(place.left() + (place.width() - size.width()) // 2, top, size.width(), size.height())
        self.raise_()
