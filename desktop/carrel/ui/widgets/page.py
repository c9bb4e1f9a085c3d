"""A page of plain settings or rows: a title, a sentence, and a column that scrolls."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from carrel.ui.theme import Theme
from carrel.ui.widgets.label import Label
from carrel.ui.widgets.paragraph import Paragraph


class Page(QFrame):
    """The column is `column`; it is at most `width` wide, so that lines stay readable."""

    def __init__(self, theme: Theme, title: str, text: str, *, width: int = 760, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "surface")
        self.setAccessibleName(title)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        inside = QWidget()
        across = QHBoxLayout(inside)
        across.setContentsMargins(24, theme.px(20), 24, theme.px(32))
        body = QWidget()
        body.setMaximumWidth(theme.px(width))
        body.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.column = QVBoxLayout(body)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        self.column.addWidget(Label(theme, title, "page-title"))
        self.column.addWidget(Paragraph(theme, text))
        self.column.addSpacing(theme.px(16))
        across.addWidget(body, 1000)
        across.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        outer.addWidget(scroll)
        self._scroll = scroll

    def end(self) -> None:
        """Keep what was added at the top."""
        self.column.addStretch(1)
