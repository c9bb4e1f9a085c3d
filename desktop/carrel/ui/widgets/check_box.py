"""A box to tick, with words and an optional count at the right."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from carrel.ui.theme import Theme
from carrel.ui.theme.focus import paint_focus_ring


class CheckBox(QAbstractButton):
    """A tick box; the whole row answers a click. `set_count` shows how many things it would choose."""

    def __init__(self, theme: Theme, text: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._count: int | None = None
        self.setCheckable(True)
        self.setText(text)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._tell()
        theme.changed.connect(self._restyle)

    def set_count(self, count: int | None) -> None:
        """Show a number at the right, or none."""
        if count != self._count:
            self._count = count
            self._tell()
            self.update()

    def sizeHint(self) -> QSize:
        """Box, words and count."""
        width = QFontMetricsF(self._theme.font("body")).horizontalAdvance(self.text())
        extra = 40 if self._count is not None else 0
        return QSize(round(width + 1) + self._theme.px(24 + extra), max(24, self._theme.px(24)))

    def minimumSizeHint(self) -> QSize:
        """Words may be cut, the box not."""
        return QSize(self._theme.px(60), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw box, words, count and focus."""
        del event
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = theme.px(14)
        box = QRectF(0.5, (self.height() - side) // 2 + 0.5, side - 1, side - 1)
        paint_box(painter, box, theme, checked=self.isChecked())
        right = float(self.width())
        font = theme.font("body", tabular=True)
        painter.setFont(font)
        if self._count is not None:
            words = str(self._count)
            width = QFontMetricsF(font).horizontalAdvance(words)
            painter.setPen(theme.color("text-3"))
            painter.drawText(
                QRectF(right - width - 1, 0, width + 1, self.height()), Qt.AlignmentFlag.AlignVCenter, words
            )
            right -= width + theme.px(8)
        left = side + theme.px(8)
        painter.setFont(theme.font("body"))
        painter.setPen(
            theme.color("text" if self.isChecked() else "text-2") if self.isEnabled() else theme.color("text-3")
        )
        shown = QFontMetricsF(painter.font()).elidedText(self.text(), Qt.TextElideMode.ElideRight, right - left)
        painter.drawText(QRectF(left, 0, right - left, self.height()), Qt.AlignmentFlag.AlignVCenter, shown)
        if self.hasFocus():
            paint_focus_ring(painter, QRectF(box.adjusted(-3, -3, 3, 3)), theme, 5)

    def _tell(self) -> None:
        self.setAccessibleName(self.text() if self._count is None else f"{self.text()}, {self._count}")

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()


def paint_box(painter: QPainter, box: QRectF, theme: Theme, *, checked: bool) -> None:
    """Draw a tick box; `box` is on half pixels so that its border is sharp."""
    painter.setPen(QPen(theme.color("accent" if checked else "control"), 1))
    painter.setBrush(theme.color("accent" if checked else "surface"))
    painter.drawRoundedRect(box, 3, 3)
    if checked:
        size = theme.px(10)
        corner = QPointF(box.center().x() - size / 2, box.center().y() - size / 2)
        painter.drawPixmap(corner, theme.pixmap("check", 10, "on-accent", stroke=3.4))
