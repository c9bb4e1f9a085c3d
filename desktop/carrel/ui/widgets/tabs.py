"""Underlined tabs with counts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from carrel.ui.theme import Theme
from carrel.ui.theme.focus import paint_focus_ring


class Tabs(QWidget):
    """Tabs as (key, text). `chosen` tells the key when the person takes another; arrow keys move."""

    chosen = Signal(str)

    def __init__(
        self, theme: Theme, tabs: Sequence[tuple[str, str]], *, name: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._tabs: dict[str, _Tab] = {}
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(20))
        group = QButtonGroup(self)
        for key, text in tabs:
            tab = _Tab(theme, text, self)
            group.addButton(tab)
            layout.addWidget(tab)
            tab.clicked.connect(partial(self._choose, key))
            self._tabs[key] = tab
        layout.addStretch(1)
        self._current = tabs[0][0] if tabs else ""
        if tabs:
            self._tabs[self._current].setChecked(True)

    def current(self) -> str:
        """The key taken."""
        return self._current

    def set_current(self, key: str) -> None:
        """Take `key` without telling."""
        self._current = key
        self._tabs[key].setChecked(True)

    def set_count(self, key: str, count: int | None) -> None:
        """Show a number after a tab's word, or none."""
        self._tabs[key].set_count(count)

    def set_shown(self, key: str, shown: bool) -> None:
        """Offer a tab or not."""
        self._tabs[key].setVisible(shown)

    def _choose(self, key: str) -> None:
        if key != self._current:
            self._current = key
            self.chosen.emit(key)


class _Tab(QAbstractButton):
    def __init__(self, theme: Theme, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._count: int | None = None
        self.setText(text)
        self.setAccessibleName(text)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def set_count(self, count: int | None) -> None:
        if count != self._count:
            self._count = count
            self.setAccessibleName(self.text() if count is None else f"{self.text()}, {count}")
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        width = self._text_width
        if self._count is not None:
            width += self._theme.px(6) + QFontMetricsF(self._theme.font("body")).horizontalAdvance(str(self._count))
        return QSize(round(width) + 2, self._theme.px(36))

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        theme = self._theme
        painter = QPainter(self)
        rect = QRectF(self.rect())
        painter.setFont(theme.font("label", weight=600 if self.isChecked() else 400))
        lit = self.isChecked() or self.underMouse()
        painter.setPen(theme.color("accent" if self.isChecked() else "text" if lit else "text-2"))
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter, self.text())
        if self._count is not None:
            painter.setFont(theme.font("body"))
            painter.setPen(theme.color("text-3"))
            painter.drawText(
                rect.adjusted(self._text_width + theme.px(6), 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, str(self._count)
            )
        if self.isChecked():
            painter.fillRect(QRectF(0, rect.height() - 2, rect.width(), 2), theme.color("accent"))
        if self.hasFocus():
            paint_focus_ring(painter, rect.adjusted(0, 4, 0, -4), theme, 4)

    @property
    def _text_width(self) -> float:
        return QFontMetricsF(self._theme.font("label", weight=600)).horizontalAdvance(self.text())
