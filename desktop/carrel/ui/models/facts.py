"""Facts one below the other: a name at the left, its value at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent

    from carrel.ui.theme import Theme

_LINE = 26


class Facts(QWidget):
    """Lines of (name, value)."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._facts: tuple[tuple[str, str], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def show_facts(self, facts: Sequence[tuple[str, str]]) -> None:
        """Show those that have a value."""
        shown = tuple((name, value) for name, value in facts if value)
        if shown != self._facts:
            self._facts = shown
            self.setAccessibleName("; ".join(f"{name}: {value}" for name, value in shown))
            self.updateGeometry()
            self.update()
        self.setVisible(bool(shown))

    def sizeHint(self) -> QSize:
        """A line a fact."""
        return QSize(self._theme.px(200), self._theme.px(_LINE) * len(self._facts))

    def minimumSizeHint(self) -> QSize:
        """Narrow, but as high as it is."""
        return QSize(self._theme.px(120), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw them."""
        del event
        theme = self._theme
        painter = QPainter(self)
        line = theme.px(_LINE)
        font = theme.font("label", tabular=True)
        metrics = QFontMetricsF(font)
        painter.setFont(font)
        middle = Qt.AlignmentFlag.AlignVCenter
        for number, (name, value) in enumerate(self._facts):
            rect = QRectF(0, number * line, self.width(), line)
            painter.setPen(theme.color("text"))
            painter.drawText(rect, middle | Qt.AlignmentFlag.AlignRight, value)
            painter.setPen(theme.color("text-2"))
            room = rect.width() - metrics.horizontalAdvance(value) - theme.px(12)
            painter.drawText(rect, middle, metrics.elidedText(name, Qt.TextElideMode.ElideRight, room))
