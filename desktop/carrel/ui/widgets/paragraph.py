"""Running text with the line height of its type style, which a label cannot keep."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QSizePolicy, QWidget

from carrel.ui.theme import Theme


class Paragraph(QWidget):
    """Plain text that wraps. Its height follows its width; it is never cut."""

    def __init__(
        self,
        theme: Theme,
        text: str = "",
        style: str = "body",
        token: str = "text-2",
        *,
        weight: int | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._text = text
        self._style_name = style
        self._token = token
        self._weight = weight
        # Layouts ask for the same heights again and again while they settle.
        self._lines: dict[int, int] = {}
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(text)
        theme.changed.connect(self._restyle)

    def text(self) -> str:
        """The words."""
        return self._text

    def set_text(self, text: str) -> None:
        """Show other words."""
        if text != self._text:
            self._text = text
            self.setAccessibleName(text)
            self._restyle()

    def hasHeightForWidth(self) -> bool:
        """The height follows the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The lines the text takes in `width`."""
        if width not in self._lines:
            self._lines[width] = self._layout(width)[1]
        return self._lines[width] * self._theme.line(self._style_name)

    def sizeHint(self) -> QSize:
        """A comfortable measure, or less where the text is short."""
        metrics = QFontMetricsF(self._font)
        natural = max((metrics.horizontalAdvance(line) for line in self._text.split("\n")), default=0.0)
        width = min(self._theme.px(420), math.ceil(natural) + 1)
        return QSize(width, self.heightForWidth(max(1, width)))

    def minimumSizeHint(self) -> QSize:
        """Narrow; layouts ask for the height that goes with a width."""
        return QSize(self._theme.px(80), self._theme.line(self._style_name))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for the height that the new width needs."""
        if event.oldSize().width() != event.size().width():
            self.updateGeometry()
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw line by line."""
        del event
        painter = QPainter(self)
        painter.setPen(self._theme.color(self._token))
        layout, _ = self._layout(self.width())
        layout.draw(painter, QPointF(0, 0))

    @property
    def _font(self) -> QFont:
        return self._theme.font(self._style_name, weight=self._weight)

    def _layout(self, width: int) -> tuple[QTextLayout, int]:
        layout = QTextLayout(self._text.replace("\n", "\u2028"), self._font)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        option.setAlignment(Qt.AlignmentFlag.AlignLeft)
        layout.setTextOption(option)
        height = self._theme.line(self._style_name)
        layout.beginLayout()
        count = 0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(1, width))
            line.setPosition(QPointF(0, count * height + (height - line.height()) / 2))
            count += 1
        layout.endLayout()
        return layout, max(1, count)

    def _restyle(self) -> None:
        self._lines.clear()
        self.updateGeometry()
        self.update()
