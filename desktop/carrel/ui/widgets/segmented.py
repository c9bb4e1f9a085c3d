"""A few choices side by side, one of them taken."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from carrel.ui.theme import Theme
from carrel.ui.theme.focus import paint_focus_ring


class Segmented(QWidget):
    """Choices as (key, text). `chosen` tells the key when the person takes another; arrow keys move."""

    chosen = Signal(str)

    def __init__(
        self, theme: Theme, choices: Sequence[tuple[str, str]], *, name: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._segments: dict[str, _Segment] = {}
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(3, 3, 3, 3)
        layout.setSpacing(0)
        group = QButtonGroup(self)
        for key, text in choices:
            segment = _Segment(theme, text, self)
            group.addButton(segment)
            layout.addWidget(segment)
            segment.clicked.connect(partial(self._choose, key))
            self._segments[key] = segment
        if choices:
            self._segments[choices[0][0]].setChecked(True)
        self._current = choices[0][0] if choices else ""
        theme.changed.connect(self.update)

    def current(self) -> str:
        """The key taken."""
        return self._current

    def set_current(self, key: str) -> None:
        """Take `key` without telling."""
        self._current = key
        self._segments[key].setChecked(True)

    def set_count(self, key: str, count: int) -> None:
        """Show a number beside a choice's words."""
        self._segments[key].set_count(count)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the trough."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.color("line"), 1))
        painter.setBrush(self._theme.color("sidebar"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)

    def _choose(self, key: str) -> None:
        if key != self._current:
            self._current = key
            self.chosen.emit(key)


class _Segment(QAbstractButton):
    def __init__(self, theme: Theme, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._count = ""
        self.setText(text)
        self.setAccessibleName(text)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def set_count(self, count: int) -> None:
        if f"{count:,}" != self._count:
            self._count = f"{count:,}"
            self.setAccessibleName(f"{self.text()}, {self._count}")
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetricsF(self._theme.font("label", weight=500))
        width = metrics.horizontalAdvance(self.text()) + self._theme.px(24)
        if self._count:
            width += metrics.horizontalAdvance(self._count) + self._theme.px(18)
        return QSize(round(width), max(24, self._theme.px(24)))

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        if self.isChecked():
            painter.setPen(QPen(theme.color("line-strong"), 1))
            painter.setBrush(theme.color("surface"))
            painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.setFont(theme.font("label", weight=500 if self.isChecked() else 400))
        painter.setPen(theme.color("text" if self.isChecked() else "text-2"))
        if self._count:
            inside = rect.adjusted(theme.px(11), 0, -theme.px(17), 0)
            middle = Qt.AlignmentFlag.AlignVCenter
            painter.drawText(inside, middle | Qt.AlignmentFlag.AlignLeft, self.text())
            painter.setFont(theme.font("label", tabular=True))
            painter.setPen(theme.color("text-2" if self.isChecked() else "text-3"))
            painter.drawText(inside, middle | Qt.AlignmentFlag.AlignRight, self._count)
        else:
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, self.text())
        if self.hasFocus():
            paint_focus_ring(painter, rect, theme, 4)
