"""One of two texts to choose from: a radio button over the whole text, with the words tinted that the other has not."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from carrel.ui.text_offsets import in_qt
from carrel.ui.theme import Theme
from carrel.ui.theme.focus import paint_focus_ring

_LINE, _PAD = 1, 12


class Side(QAbstractButton):
    """`across` asks for the text beside it, by an arrow key. `style` is the text's type style."""

    across = Signal()

    def __init__(
        self,
        theme: Theme,
        text: str,
        spans: Sequence[tuple[int, int]],
        *,
        name: str,
        style: str,
        parent: QWidget | None = None,
    ) -> None:
        """`spans` are the (start, end) offsets of what differs; `name` says for screen readers which text it is."""
        super().__init__(parent)
        self._theme = theme
        self._said = text or "Nothing"
        self._empty = not text
        self._spans = tuple(spans)
        self._style_name = style
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        differing = "; ".join(text[start:end].strip() for start, end in self._spans)
        self.setAccessibleName(f"{name}: {self._said}")
        self.setAccessibleDescription(f"Only here: {differing}" if differing else "")
        theme.changed.connect(self._restyle)

    def text(self) -> str:
        """The text that is chosen with it."""
        return "" if self._empty else self._said

    def hasHeightForWidth(self) -> bool:
        """The height follows the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The lines that the text takes in `width`, and their padding."""
        return self._lines(width)[1] * self._theme.line(self._style_name) + 2 * self._theme.px(_PAD)

    def sizeHint(self) -> QSize:
        """As wide as half a page."""
        width = self._theme.px(360)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Narrow; layouts ask for the height that goes with a width."""
        return QSize(self._theme.px(160), self._theme.px(44))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for the height that the new width needs."""
        if event.oldSize().width() != event.size().width():
            self.updateGeometry()
        super().resizeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go to the text beside it."""
        if event.key() in {Qt.Key.Key_Left, Qt.Key.Key_Right}:
            self.across.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the frame, the disc and the text."""
        del event
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        chosen = self.isChecked()
        ground = "accent-soft" if chosen else "hover" if self.underMouse() else "surface"
        painter.setPen(QPen(theme.color("accent" if chosen else "line-strong"), _LINE))
        painter.setBrush(theme.color(ground))
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        self._paint_disc(painter, QPointF(theme.px(22), theme.px(_PAD) + theme.line(self._style_name) / 2))
        painter.setPen(theme.color("text-3" if self._empty else "text"))
        layout, _ = self._lines(self.width())
        layout.draw(painter, QPointF(self._left, theme.px(_PAD)))
        if self.hasFocus():
            paint_focus_ring(painter, rect, theme, 8)

    @property
    def _left(self) -> int:
        return self._theme.px(42)

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

    def _lines(self, width: int) -> tuple[QTextLayout, int]:
        theme = self._theme
        layout = QTextLayout(self._said.replace("\n", " "), theme.font(self._style_name))
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        tinted = QTextCharFormat()
        tinted.setBackground(theme.color("selection" if not self.isChecked() else "surface"))
        tinted.setFontUnderline(True)
        layout.setFormats([_stretch(self._said, start, end, tinted) for start, end in self._spans])
        height = theme.line(self._style_name)
        room = max(1, width - self._left - theme.px(_PAD))
        layout.beginLayout()
        count = 0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(room)
            line.setPosition(QPointF(0, count * height + (height - line.height()) / 2))
            count += 1
        layout.endLayout()
        return layout, max(1, count)

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()


def _stretch(text: str, start: int, end: int, style: QTextCharFormat) -> QTextLayout.FormatRange:
    stretch = QTextLayout.FormatRange()
    stretch.start, stretch.length, stretch.format = in_qt(text, start), in_qt(text[start:end], end - start), style
    return stretch
