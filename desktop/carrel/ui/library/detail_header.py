"""The head of a paper's detail: what it is, who wrote it, and what can be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from carrel.domain.job import JobKind
from carrel.domain.paper import ReadingState
from carrel.domain.web_links import code_of, without_scheme
from carrel.ui.library.flow import FlowLayout
from carrel.ui.library.hidden_text import HiddenTextBadge
from carrel.ui.library.paper_words import announced_words, file_words, meta_words
from carrel.ui.widgets import Button, ElidedLabel, Icon, IconButton, Label, LinkBar, Paragraph

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
    "paper.keep": "Keep in library",
    "paper.tag": "Tag…",
    "paper.collect": "Collect…",
    "paper.note": "Note",
    "paper.copy": "Copy citation",
    "paper.write": "Write the digest",
    "paper.redo": "Write the digest with…",
    "paper.hide": "Hide",
    "paper.trash": "Move to trash",
}
_ABSTRACT_PAGE = "https://arxiv.org/abs/{}"
_MOST_LINKS = 4


class DetailHeader(QWidget):
    """`command_chosen` carries the id of a command, `back_requested` asks for the table (only with `back`)."""

    command_chosen = Signal(str)
    back_requested = Signal()

    def __init__(self, theme: Theme, *, back: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._record: PaperRecord | None = None
        self._kind = Label(theme, "", "meta", "text-2", weight=500)
        self._meta = ElidedLabel(theme, "", "meta", "text-3")
        self._file_icon = Icon(theme, "file-text", token="text-3")
        self._file = ElidedLabel(theme, "", "meta", "text-3")
        self._title = Paragraph(theme, "", "paper-title", "text")
        self._authors = ElidedLabel(theme, "", "body", "text-2")
        self.hidden_text = HiddenTextBadge(theme)
        self._links = QWidget()
        self._flow = FlowLayout(self._links, theme.px(12))
        self._code = Label(theme, "Code", "meta", "text-3")
        self._flow.addWidget(self._code)
        self._open = self._button("paper.open", "Open PDF", "book-open", "o", primary=True)
        self._uses = Label(theme, "uses the network", "meta", "text-3")
        self._star = self._button("paper.star", "Star", "star", "s")
        self._star.setCheckable(True)
        self._keep = self._button("paper.keep", "Keep", "bookmark-plus", "b")
        self._read = self._button("paper.read", "To read", "bookmark", "e")
        self.collect = self._button("paper.collect", "Collect", "folder", "c")
        self._note = self._button("paper.note", "Note", "sticky-note", "n")
        self.more = IconButton(theme, "ellipsis", "More", clicked=self._offer_more)
        self.link_bar = LinkBar(theme)
        self.link_bar.setFixedHeight(theme.px(44))
        self._lay_out(back=back)

    def _lay_out(self, *, back: bool) -> None:
        px = self._theme.px
        meta = QHBoxLayout()
        meta.setSpacing(px(6))
        if back:
            arrow = IconButton(
                self._theme, "arrow-left", "Back to the table (Esc)", small=True, clicked=self.back_requested.emit
            )
            meta.addWidget(arrow)
        meta.addWidget(self._kind)
        meta.addWidget(self._meta, 1)
        meta.addSpacing(px(12))
        meta.addWidget(self._file_icon)
        meta.addWidget(self._file)
        self._actions = QHBoxLayout()
        self._actions.setSpacing(px(8))
        self._actions.addWidget(self._open)
        self._actions.addWidget(self._uses)
        for button in (self._star, self._keep, self._read, self.collect, self._note):
            self._actions.addWidget(button)
        self._actions.addStretch(1)
        self._actions.addWidget(self.more)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(px(32), px(10 if back else 14), px(32), px(6))
        layout.setSpacing(px(3))
        layout.addLayout(meta)
        layout.addWidget(self._title)
        layout.addWidget(self._authors)
        layout.addWidget(self.hidden_text)
        layout.addWidget(self._links)
        layout.addSpacing(px(9))
        layout.addLayout(self._actions)
        layout.addWidget(self.link_bar)

    def show_record(self, record: PaperRecord) -> None:
        """Show a paper."""
        before, self._record = self._record, record
        if before is None or before.paper.id != record.paper.id:
            self.link_bar.hide()
        paper, state, card = record.paper, record.state, record.card
        kind = announced_words(card.type) if card is not None else ""
        self._kind.setText(kind)
        self._kind.setVisible(bool(kind))
        self._meta.setText(meta_words(paper))
        words, icon = file_words(record.file)
        self._file.setText(words)
        self._file_icon.set_icon(icon)
        self._file.setVisible(bool(words))
        self._file_icon.setVisible(bool(words))
        self._title.set_text(paper.title)
        self._authors.setText(", ".join(paper.authors))
        self._authors.setVisible(bool(paper.authors))
        self.hidden_text.show_characters(record.hidden_characters)
        self._show_links(paper.links)
        self._show_open(record)
        self._star.setChecked(state.starred)
        self._star.setText("Starred" if state.starred else "Star")
        self._star.set_icon("star", filled=state.starred)
        text, icon = _READING[state.reading]
        self._read.setText(text)
        self._read.set_icon(icon)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out the last buttons where there is no room; the menu has them too."""
        super().resizeEvent(event)
        self._fit()

    def _show_open(self, record: PaperRecord) -> None:
        job = record.job
        # One that waits for its next try, or for Work offline to end, can be asked for now.
        coming = job is not None and job.kind is JobKind.FETCH_PAPER and not job.due
        here = record.file is not None
        self._open.setText("Open PDF" if here else "Getting the PDF" if coming else "Get PDF")
        self._open.set_icon("book-open" if here else "download")
        self._open.setEnabled(here or (bool(record.paper.arxiv_id) and not coming))
        self._open.setAccessibleDescription("" if here else self._uses.text())

    def _show_links(self, links: tuple[str, ...]) -> None:
        code = code_of(links)[:_MOST_LINKS]
        self._flow.clear(keep=self._code)
        self._flow.addWidget(self._code)
        for address in code:
            button = Button(self._theme, without_scheme(address), look="link")
            button.clicked.connect(lambda _checked=False, address=address: QDesktopServices.openUrl(QUrl(address)))
            button.setToolTip(f"Open {address} in the browser")
            button.setAccessibleName(f"Code: {without_scheme(address)}")
            button.setAccessibleDescription("Opens in the browser")
            self._flow.addWidget(button)
        self._links.setVisible(bool(code))
        self._links.updateGeometry()

    def _fit(self) -> None:
        record, gap = self._record, self._theme.px(8)
        if record is None:
            return
        room = self.width() - self._theme.px(64 + 38)
        wanted = {
            self._open: True,
            self._uses: self._open.text() == "Get PDF" and self._open.isEnabled(),
            self._star: True,
            self._keep: not record.kept,
            self._read: record.kept,
            self.collect: True,
            self._note: True,
        }
        for widget, is_wanted in wanted.items():
            room -= widget.sizeHint().width() + gap if is_wanted else 0
            widget.setVisible(is_wanted and room >= 0)

    @property
    def command_anchor(self) -> QWidget:
        """What the popover of a command opens beside."""
        return self.collect if self.collect.isVisible() else self.more

    def _offer_more(self) -> None:
        record = self._record
        if record is None:
            return
        announced = record.card is not None and record.card.type is not None
        left_out = {
            "paper.keep": record.kept,
            "paper.hide": not announced,
            "paper.trash": not record.kept,
        }
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name, text in _MORE.items():
            if not left_out.get(name):
                menu.addAction(text).triggered.connect(lambda _checked=False, name=name: self.command_chosen.emit(name))
        if record.paper.arxiv_id:
            menu.addSeparator()
            menu.addAction("Abstract page at arXiv…").triggered.connect(lambda _checked=False: self.show_page_address())
        menu.popup(self.more.mapToGlobal(QPoint(0, self.more.height())))

    def show_page_address(self) -> None:
        """Show where the paper's page at arXiv is, with a way to open it in the browser."""
        if self._record is not None and self._record.paper.arxiv_id:
            paper = self._record.paper
            version = f"v{paper.version}" if paper.version else ""
            self.link_bar.show_address(_ABSTRACT_PAGE.format(f"{paper.arxiv_id}{version}"))

    def _button(self, name: str, text: str, icon: str, key: str, *, primary: bool = False) -> Button:
        button = Button(self._theme, text, icon, key, "primary" if primary else "plain")
        button.clicked.connect(lambda: self.command_chosen.emit(name))
        return button
