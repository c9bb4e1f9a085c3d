"""An archive in the list of all categories: opens to show what it holds."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from carrel.services.taxonomy import Group
from carrel.ui.theme import Theme
from carrel.ui.theme.focus import paint_focus_ring


class GroupRow(QAbstractButton):
    """A line with an arrow; `opened` tells whether what it holds is to be seen."""

    opened = Signal(bool)

    def __init__(self, theme: Theme, group: Group) -> None:
        super().__init__()
        self._theme = theme
        self._group = group
        self._ticked = 0
        self.setText(group.name)
        self.setCheckable(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.toggled.connect(self.opened)
        self._tell()
        theme.changed.connect(self.updateGeometry)

    def set_ticked(self, count: int) -> None:
        """Say how many of it are ticked."""
        if count != self._ticked:
            self._ticked = count
            self._tell()
            self.update()

    def sizeHint(self) -> QSize:
        """A row."""
        return QSize(self._theme.px(320), max(28, self._theme.px(34)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Right opens, Left closes."""
        if event.key() in {Qt.Key.Key_Right, Qt.Key.Key_Left}:
            self.setChecked(event.key() == Qt.Key.Key_Right)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw arrow, name and numbers."""
        del event
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        if self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("hover"))
            painter.drawRoundedRect(rect, 6, 6)
        size = theme.px(16)
        icon = "chevron-down" if self.isChecked() else "chevron-right"
        painter.drawPixmap(QPointF(theme.px(8), (rect.height() - size) / 2), theme.pixmap(icon, 16, "text-2"))
        inside = Qt.AlignmentFlag.AlignVCenter
        left = theme.px(8) + size + theme.px(8)
        font = theme.font("body", weight=500)
        painter.setFont(font)
        painter.setPen(theme.color("text"))
        painter.drawText(QRectF(left, 0, rect.width() - left, rect.height()), inside, self._group.name)
        left += round(QFontMetricsF(font).horizontalAdvance(self._group.name)) + theme.px(10)
        painter.setFont(theme.font("meta"))
        painter.setPen(theme.color("text-3"))
        painter.drawText(QRectF(left, 0, rect.width() - left, rect.height()), inside, self._words())
        if self.hasFocus():
            paint_focus_ring(painter, rect, theme)

    def _words(self) -> str:
        followed = f", {self._ticked} followed" if self._ticked else ""
        return f"{len(self._group.categories)} categories{followed}"

    def _tell(self) -> None:
        self.setAccessibleName(f"{self._group.name}, {self._words()}")
