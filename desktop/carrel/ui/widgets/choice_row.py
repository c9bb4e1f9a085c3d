"""One of several choices, each with a sentence about it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from carrel.ui.theme import Theme
from carrel.ui.theme.focus import paint_focus_ring


class ChoiceRow(QAbstractButton):
    """A radio button over a whole row: title, a word in the accent, a description, and words at the right."""

    def __init__(
        self,
        theme: Theme,
        title: str,
        description: str,
        *,
        mark: str = "",
        right: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._description = description
        self._mark = mark
        self._right = right
        self.setText(title)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(", ".join(part for part in (title, mark, right) if part))
        self.setAccessibleDescription(description)
        theme.changed.connect(self.updateGeometry)

    def set_description(self, description: str) -> None:
        """Say something else about it."""
        self._description = description
        self.setAccessibleDescription(description)
        self.update()

    def sizeHint(self) -> QSize:
        """Two lines and their padding."""
        return QSize(self._theme.px(320), self._theme.px(56))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the row."""
        del event
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        if self.isChecked() or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent-soft" if self.isChecked() else "hover"))
            painter.drawRoundedRect(rect, 8, 8)
        top = theme.px(8)
        line = theme.line("body")
        self._paint_disc(painter, QPointF(theme.px(20), top + line / 2 + 0.5))
        left = theme.px(40)
        right = rect.width() - theme.px(12)
        font = theme.font("meta")
        painter.setFont(font)
        painter.setPen(theme.color("text-3"))
        width = QFontMetricsF(font).horizontalAdvance(self._right) + 1
        painter.drawText(QRectF(right - width, top, width, line), Qt.AlignmentFlag.AlignVCenter, self._right)
        title = theme.font("body", weight=600)
        painter.setFont(title)
        painter.setPen(theme.color("text"))
        room = right - width - left - theme.px(8)
        shown = QFontMetricsF(title).elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRectF(left, top, room, line), Qt.AlignmentFlag.AlignVCenter, shown)
        if self._mark:
            after = left + QFontMetricsF(title).horizontalAdvance(shown) + theme.px(8)
            painter.setFont(theme.font("body"))
            painter.setPen(theme.color("accent"))
            painter.drawText(QRectF(after, top, right - after, line), Qt.AlignmentFlag.AlignVCenter, self._mark)
        body = theme.font("body")
        painter.setFont(body)
        painter.setPen(theme.color("text-2"))
        words = QFontMetricsF(body).elidedText(self._description, Qt.TextElideMode.ElideRight, right - left)
        painter.drawText(QRectF(left, top + line, right - left, line), Qt.AlignmentFlag.AlignVCenter, words)
        if self.hasFocus():
            paint_focus_ring(painter, rect, theme, 8)

    def _paint_disc(self, painter: QPainter, center: QPointF) -> None:
        theme = self._theme
        radius = theme.px(15) / 2
        painter.setPen(QPen(theme.color("accent" if self.isChecked() else "control"), 1))
        painter.setBrush(theme.color("accent" if self.isChecked() else "surface"))
        painter.drawEllipse(center, radius, radius)
        if self.isChecked():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("on-accent"))
            painter.drawEllipse(center, radius * 0.38, radius * 0.38)
