"""The head of a paper's detail: what it is, who wrote it, and what can be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from carrel.domain.paper import ReadingState
from carrel.ui.library.paper_words import file_words, meta_words
from carrel.ui.widgets import Button, ElidedLabel, Icon, IconButton, Paragraph

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from carrel.ui.library.record import PaperRecord
    from carrel.ui.theme import Theme

_READING = {
    ReadingState.UNREAD: ("To read", "bookmark"),
    ReadingState.READING: ("Reading", "book-open"),
    ReadingState.READ: ("Read", "check"),
}
_MORE = {
    "paper.tag": "Tag…",
    "paper.collect": "Collect…",
    "paper.note": "Note",
    "paper.copy": "Copy citation",
    "paper.write": "Write the digest",
    "paper.trash": "Move to trash",
}


class DetailHeader(QWidget):
    """`command_chosen` carries the id of a command, `back_requested` asks for the table."""

    command_chosen = Signal(str)
    back_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._meta = ElidedLabel(theme, "", "meta", "text-3")
        self._file_icon = Icon(theme, "file-text", token="text-3")
        self._file = ElidedLabel(theme, "", "meta", "text-3")
        self._title = Paragraph(theme, "", "paper-title", "text")
        self._authors = ElidedLabel(theme, "", "body", "text-2")
        self._open = self._button("paper.open", "Open PDF", "book-open", "o", primary=True)
        self._star = self._button("paper.star", "Star", "star", "s")
        self._star.setCheckable(True)
        self._read = self._button("paper.read", "To read", "bookmark", "e")
        self.collect = self._button("paper.collect", "Collect", "folder", "c")
        self._note = self._button("paper.note", "Note", "sticky-note", "n")
        self.more = IconButton(theme, "ellipsis", "More", clicked=self._offer_more)
        self._lay_out()

    def _lay_out(self) -> None:
        px = self._theme.px
        meta = QHBoxLayout()
        meta.setSpacing(px(6))
        back = IconButton(
            self._theme, "arrow-left", "Back to the table (Esc)", small=True, clicked=self.back_requested.emit
        )
        meta.addWidget(back)
        meta.addWidget(self._meta, 1)
        meta.addSpacing(px(12))
        meta.addWidget(self._file_icon)
        meta.addWidget(self._file)
        self._actions = QHBoxLayout()
        self._actions.setSpacing(px(8))
        for button in (self._open, self._star, self._read, self.collect, self._note):
            self._actions.addWidget(button)
        self._actions.addStretch(1)
        self._actions.addWidget(self.more)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(px(32), px(10), px(32), 0)
        layout.setSpacing(px(3))
        layout.addLayout(meta)
        layout.addWidget(self._title)
        layout.addWidget(self._authors)
        layout.addSpacing(px(9))
        layout.addLayout(self._actions)

    def show_record(self, record: PaperRecord) -> None:
        """Show a paper."""
        paper, state = record.paper, record.state
        self._meta.setText(meta_words(paper))
        words, icon = file_words(record.file)
        self._file.setText(words)
        self._file_icon.set_icon(icon)
        self._title.set_text(paper.title)
        self._authors.setText(", ".join(paper.authors))
        self._authors.setVisible(bool(paper.authors))
        self._open.setText("Open PDF" if record.file is not None else "Get PDF")
        self._open.set_icon("book-open" if record.file is not None else "download")
        self._open.setEnabled(record.file is not None or bool(record.paper.arxiv_id))
        self._star.setChecked(state.starred)
        self._star.setText("Starred" if state.starred else "Star")
        self._star.set_icon("star", filled=state.starred)
        text, icon = _READING[state.reading]
        self._read.setText(text)
        self._read.set_icon(icon)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out the last buttons where there is no room; the menu has them too."""
        super().resizeEvent(event)
        room = self.width() - self._theme.px(64 + 38)
        for button in (self._open, self._star, self._read, self.collect, self._note):
            room -= button.sizeHint().width() + self._theme.px(8)
            button.setVisible(room >= 0)

    def _offer_more(self) -> None:
        menu = QMenu(self)
        for name, text in _MORE.items():
            menu.addAction(text).triggered.connect(lambda _checked=False, name=name: self.command_chosen.emit(name))
        menu.popup(self.more.mapToGlobal(QPoint(0, self.more.height())))

    def _button(self, name: str, text: str, icon: str, key: str, *, primary: bool = False) -> Button:
        button = Button(self._theme, text, icon, key, "primary" if primary else "plain")
        button.clicked.connect(lambda: self.command_chosen.emit(name))
        return button
