"""The panels of the first page."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from carrel.ui.theme import Theme
from carrel.ui.widgets import Label, Paragraph


class Card(QFrame):
    """A panel with sections one below the other in `column`."""

    def __init__(self, theme: Theme, *, style: str = "body", margin: int = 22) -> None:
        super().__init__()
        self.setProperty("look", "panel")
        self._theme = theme
        self._style_name = style
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(0, theme.px(margin - 4), 0, theme.px(margin - 2))
        self._outer.setSpacing(0)
        self._side = theme.px(margin)
        self.column = self._section()

    def wide(self, widget: QWidget) -> None:
        """Add a widget whose ground stands out a little to both sides, so that its words align with the rest."""
        row = QHBoxLayout()
        row.setContentsMargins(self._side - self._theme.px(12), 0, self._side - self._theme.px(12), 0)
        row.addWidget(widget)
        self._outer.addLayout(row)
        self.column = self._section()

    def head(self, title: str, text: str) -> Paragraph:
        """Begin a section; the sentence is returned, since some of it is known only later."""
        self.column.addWidget(Label(self._theme, title, self._style_name, weight=600))
        self.column.addSpacing(self._theme.px(2))
        words = Paragraph(self._theme, text)
        self.column.addWidget(words)
        self.column.addSpacing(self._theme.px(10))
        return words

    def _section(self) -> QVBoxLayout:
        section = QVBoxLayout()
        section.setContentsMargins(self._side, 0, self._side, 0)
        section.setSpacing(0)
        self._outer.addLayout(section)
        return section


class Mark(QWidget):
    """Carrel's mark on its ground."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """A square."""
        side = self._theme.px(48)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        del event
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("accent"))
        painter.drawRoundedRect(QRectF(self.rect()), 10, 10)
        inset = (self.width() - theme.px(28)) / 2
        painter.drawPixmap(QPointF(inset, inset), theme.pixmap("carrel", 28, "on-accent"))


class SheetPicture(QWidget):
    """A page of the sample, as a sign: a title, lines of text, two of them marked."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setFixedSize(theme.px(84), theme.px(109))
        theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        del event
        theme = self._theme
        painter = QPainter(self)
        painter.scale(self.width() / 84, self.height() / 109)
        painter.setPen(QPen(theme.color("line-strong"), 1))
        painter.setBrush(theme.color("page"))
        painter.drawRect(QRectF(0.5, 0.5, 83, 108))
        painter.fillRect(QRectF(20, 14, 44, 4), theme.color("text-2"))
        painter.fillRect(QRectF(29, 22, 26, 2), theme.color("line-strong"))
        widths = (62, 62, 62, 58, 34)
        for number, width in enumerate(widths):
            token = "focus" if number in {2, 3} else "line-strong"
            painter.fillRect(QRectF(11, 32 + number * 5, width, 2), theme.color(token))
        painter.fillRect(QRectF(11, 61, 22, 3), theme.color("text-3"))
        for number, width in enumerate((62, 62, 62, 60, 62, 40)):
            painter.fillRect(QRectF(11, 69 + number * 5, width, 2), theme.color("line-strong"))
