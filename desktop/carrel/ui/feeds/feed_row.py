"""One followed category: how much of it is unread, what of it comes first, what is left out."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout

from carrel.domain.feed import Feed
from carrel.domain.interests import Interests, parse_terms
from carrel.ui.theme import Theme
from carrel.ui.widgets import Button, ElidedLabel, Icon, Label

_WAIT = 400


class FeedRow(QFrame):
    """`interests` carries (category, Interests) a moment after the last key, `stop` the category."""

    interests = Signal(str, object)
    stop = Signal(str)

    def __init__(self, theme: Theme, category: str, name: str) -> None:
        super().__init__()
        self.setProperty("look", "panel")
        self._theme = theme
        self.category = category
        self._kept = Interests()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_WAIT)
        self._timer.timeout.connect(self._save)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(theme.px(16), theme.px(10), theme.px(12), theme.px(14))
        outer.setSpacing(theme.px(6))
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        head.addWidget(Icon(theme, "rss"))
        head.addWidget(Label(theme, category, "body", weight=600))
        head.addWidget(ElidedLabel(theme, name if name != category else "", token="text-2"), 1)
        self._unread = Label(theme, "", "meta", "text-3", tabular=True)
        head.addWidget(self._unread)
        stop = Button(theme, "Stop following", look="small", clicked=lambda: self.stop.emit(category))
        stop.setAccessibleName(f"Stop following {category}")
        head.addWidget(stop)
        outer.addLayout(head)
        fields = QGridLayout()
        fields.setContentsMargins(0, 0, theme.px(4), 0)
        fields.setHorizontalSpacing(theme.px(16))
        fields.setVerticalSpacing(theme.px(2))
        self.include = self._field(fields, 0, "Show first", "diffusion, author:Ada Lovelace")
        self.exclude = self._field(fields, 1, "Leave out", "survey, cat:cs.CY")
        outer.addLayout(fields)

    def show_feed(self, feed: Feed, checked: str) -> None:
        """Show what is kept; what is being typed stays as it is. `checked` is when arXiv was asked last."""
        if feed.added > checked:
            words = "comes with the next refresh"
        else:
            words = f"{feed.unread:,} unread" if feed.unread else "all read"
        self._unread.setText(words)
        if self._timer.isActive() or feed.interests == self._kept:
            return
        self._kept = feed.interests
        for field, terms in ((self.include, feed.interests.include), (self.exclude, feed.interests.exclude)):
            if not field.hasFocus() and parse_terms(field.text()) != terms:
                field.setText(", ".join(terms))

    def save(self) -> None:
        """Keep at once what was typed last."""
        if self._timer.isActive():
            self._timer.stop()
            self._save()

    def _field(self, grid: QGridLayout, column: int, name: str, example: str) -> QLineEdit:
        grid.addWidget(Label(self._theme, name, "meta", "text-2", weight=500), 0, column)
        field = QLineEdit()
        field.setPlaceholderText(f"Such as {example}")
        field.setAccessibleName(f"{name}, {self.category}")
        field.setFixedHeight(self._theme.px(30))
        field.textEdited.connect(self._timer.start)
        field.editingFinished.connect(self.save)
        grid.addWidget(field, 1, column, Qt.AlignmentFlag.AlignTop)
        return field

    def _save(self) -> None:
        typed = Interests(parse_terms(self.include.text()), parse_terms(self.exclude.text()))
        if typed != self._kept:
            self._kept = typed
            self.interests.emit(self.category, typed)
