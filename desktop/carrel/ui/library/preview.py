"""The preview beside the table: what the paper is, why it matched, its key points, tags and note."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from carrel.domain.digest import Field
from carrel.domain.note_links import NoteLink
from carrel.ui.digest.quote import QuoteView
from carrel.ui.digest.view import DigestView
from carrel.ui.digest.wording import day_words, provenance_words
from carrel.ui.library.flow import FlowLayout
from carrel.ui.library.hidden_text import HiddenTextBadge
from carrel.ui.library.paper_words import meta_words
from carrel.ui.navigation import Place
from carrel.ui.widgets import Button, Chip, ElidedLabel, Label, Paragraph

if TYPE_CHECKING:
    from carrel.ui.library.record import PaperRecord
    from carrel.ui.theme import Theme


class Preview(QScrollArea):
    """`command_chosen` carries the id of a command, `statement_opened` a statement's index, `untagged` a tag's name.

    `place_wanted` carries the `Place` of the passage by which the paper matched.
    """

    command_chosen = Signal(str)
    statement_opened = Signal(int)
    untagged = Signal(str)
    place_wanted = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Preview")
        self._meta = ElidedLabel(theme, "", "meta", "text-3")
        self._place = Label(theme, "", "meta", "text-3")
        self._title = Paragraph(theme, "", "card-title", "text")
        self._authors = Paragraph(theme, "", "body", "text-2")
        self.hidden_text = HiddenTextBadge(theme)
        self._open = Button(theme, "Open PDF", "book-open", "o", "primary")
        self._open.clicked.connect(lambda: self.command_chosen.emit("paper.open"))
        self._digest_button = Button(theme, "Digest", "rows-3")
        self._digest_button.setToolTip("Open digest (Enter)")
        self._digest_button.clicked.connect(lambda: self.command_chosen.emit("list.open"))
        self._related = Button(theme, "Related", "layers")
        self._related.setToolTip("Papers that are like this one (Shift S)")
        self._related.clicked.connect(lambda: self.command_chosen.emit("paper.related"))
        self._why = QuoteView(theme, fitted=True)
        self._why_place = ElidedLabel(theme, "", "meta", "text-3")
        self._match = Place("library")
        self.open_match = Button(theme, "", look="link", clicked=lambda: self.place_wanted.emit(self._match))
        self._points = DigestView(theme, compact=True, fitted=True, headings=False)
        self._points.open_requested.connect(self.statement_opened)
        self._provenance = ElidedLabel(theme, "", "meta", "text-3")
        self._no_points = Paragraph(theme, "", "body", "text-2")
        self._abstract = QuoteView(theme, fitted=True)
        self._tag_row = QWidget()
        self._tags = FlowLayout(self._tag_row, theme.px(6))
        self.add_tag = Button(theme, "Add", "plus", look="link")
        self.add_tag.clicked.connect(lambda: self.command_chosen.emit("paper.tag"))
        self._note = Paragraph(theme, "", "body", "text-2")
        self._note_edited = Label(theme, "", "meta", "text-3")
        self._add_note = Button(theme, "Write a note", look="link")
        self._add_note.clicked.connect(lambda: self.command_chosen.emit("paper.note"))
        self._body = self._lay_out()
        ground = QFrame()
        ground.setProperty("look", "surface")
        whole = QVBoxLayout(ground)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._body, 1)
        whole.addStretch(0)
        self.setWidget(ground)
        self._body.hide()

    def _lay_out(self) -> QWidget:
        px = self._theme.px
        body = QWidget()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(px(18), px(16), px(18), px(20))
        layout.setSpacing(px(4))
        meta = QHBoxLayout()
        meta.addWidget(self._meta, 1)
        meta.addWidget(self._place)
        row = QWidget()
        buttons = FlowLayout(row, px(8))
        for button in (self._open, self._digest_button, self._related):
            buttons.addWidget(button)
        layout.addLayout(meta)
        layout.addWidget(self._title)
        layout.addWidget(self._authors)
        layout.addWidget(self.hidden_text)
        layout.addSpacing(px(8))
        layout.addWidget(row)
        self._why_group = self._group(layout, "Why it matched", self._why, self._why_place, self.open_match)
        self._points_group = self._group(layout, "Key points", self._points, self._provenance)
        self._no_points_group = self._group(layout, "Abstract", self._no_points, self._abstract)
        self._group(layout, "Tags", self._tag_row)
        self._group(layout, "Note", self._note, self._note_edited, self._add_note)
        layout.addStretch(1)
        return body

    def _group(self, layout: QVBoxLayout, heading: str, *widgets: QWidget) -> QWidget:
        group = QWidget()
        inner = QVBoxLayout(group)
        inner.setContentsMargins(0, self._theme.px(14), 0, 0)
        inner.setSpacing(self._theme.px(3))
        inner.addWidget(Label(self._theme, heading, "label", weight=600))
        for widget in widgets:
            inner.addWidget(widget)
        layout.addWidget(group)
        return group

    def show_record(self, record: PaperRecord | None, place: str = "") -> None:
        """Show a paper, or nothing; `place` is said beside the metadata ("2 of 3 selected")."""
        self._body.setVisible(record is not None)
        if record is None:
            return
        paper = record.paper
        self._meta.setText(meta_words(paper, short=True))
        self._place.setText(place)
        self._title.set_text(paper.title)
        self._authors.set_text(_authors(paper.authors))
        self._authors.setVisible(bool(paper.authors))
        self.hidden_text.show_characters(record.hidden_characters)
        self._open.setText("Open PDF" if record.file is not None else "Get PDF")
        self._open.set_icon("book-open" if record.file is not None else "download")
        self._open.setEnabled(record.file is not None or bool(record.paper.arxiv_id))
        self._show_match(record)
        self._show_points(record)
        self._show_tags(record.state.tags)
        note = record.state.note.strip()
        self._note.set_text(note if len(note) <= 400 else f"{note[:400].rstrip()} …")
        self._note.setVisible(bool(note))
        self._note_edited.setText(f"Edited {day_words(record.state.note_edited)}")
        self._note_edited.setVisible(bool(note))
        self._add_note.setText("Edit" if note else "Write a note")

    def set_place(self, place: str) -> None:
        """Say beside the metadata where the paper stands in the selection."""
        self._place.setText(place)

    def _show_match(self, record: PaperRecord) -> None:
        self._why_group.setVisible(bool(record.hits))
        if record.hits:
            hit = record.hits[0]
            self._why.show_text(hit.text, hit.matches, token="mark-yellow")
            page = f"page {hit.page + 1}" if hit.page >= 0 else ""
            by = "By meaning" if hit.by_meaning else "By words"
            self._why_place.setText(", ".join(part for part in (by, page, hit.section) if part))
            self.open_match.setVisible(hit.page >= 0 and record.readable is not None)
            self.open_match.setText(f"Open at page {hit.page + 1}")
            quote = hit.text if hit.passage >= 0 else ""
            self._match = Place("reader", record.paper.id, link=NoteLink("", hit.page, quote=quote))

    def _show_points(self, record: PaperRecord) -> None:
        digest = record.digest
        self._points_group.setVisible(digest is not None)
        self._no_points_group.setVisible(digest is None)
        if digest is not None:
            self._points.show_digest(digest, record.places, (Field.KEY_POINTS,))
            self._provenance.setText(provenance_words(digest.provenance))
            return
        working = "Carrel is working on this paper." if record.job is not None else ""
        self._no_points.set_text(working or ("" if record.paper.abstract else "No abstract and no digest yet."))
        self._no_points.setVisible(bool(self._no_points.text()))
        self._abstract.show_text(record.paper.abstract, quoted=False)
        self._abstract.setVisible(bool(record.paper.abstract))

    def _show_tags(self, tags: tuple[str, ...]) -> None:
        self._tags.clear(keep=self.add_tag)
        for tag in tags:
            chip = Chip(self._theme, tag, removable=True)
            chip.removed.connect(lambda tag=tag: self.untagged.emit(tag))
            self._tags.addWidget(chip)
        self._tags.addWidget(self.add_tag)


def _authors(authors: tuple[str, ...]) -> str:
    return ", ".join(authors) if len(authors) <= 6 else f"{', '.join(authors[:5])} and {len(authors) - 5} more"
