"""Beside the pages: the digest as a list with its evidence, the note, related papers, the abstract."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from carrel.domain.digest import Digest, Status
from carrel.domain.paper import Paper
from carrel.services.carrel import Carrel
from carrel.services.events import Writing, WritingState
from carrel.ui.actions import Actions
from carrel.ui.background import Background
from carrel.ui.bridge import Bridge
from carrel.ui.digest.bar import EvidenceBar
from carrel.ui.digest.origin import details_words
from carrel.ui.digest.places import Places
from carrel.ui.digest.strip import CellSize
from carrel.ui.digest.view import Arrangement, DigestView
from carrel.ui.digest.wording import provenance_words
from carrel.ui.library.hidden_text import HiddenTextBadge
from carrel.ui.notes.note_field import NoteField
from carrel.ui.notes.sheet import NoteSheet
from carrel.ui.related.view import RelatedView
from carrel.ui.theme import Theme
from carrel.ui.widgets import Button, ElidedLabel, Icon, IconButton, Label, Line, Paragraph, Tabs

_TABS = (("digest", "Digest"), ("notes", "Notes"), ("related", "Related"), ("abstract", "Abstract"))
_CELLS = CellSize(4.5, 11, 1.5, 6)


class Inspector(QFrame):
    """`statement_chosen` carries a statement's index, -1 for none; `open_requested` one to show at its passage."""

    statement_chosen = Signal(int)
    open_requested = Signal(int)
    verdict_requested = Signal(int)
    rewrite_requested = Signal()
    stop_requested = Signal()
    quote_requested = Signal()

    def __init__(self, theme: Theme, carrel: Carrel, background: Background, bridge: Bridge, actions: Actions) -> None:
        super().__init__()
        self._theme = theme
        self.setProperty("look", "surface")
        self._digest: Digest | None = None
        self._places = Places()
        self._known = False
        self._tabs = Tabs(theme, _TABS, name="Inspector")
        self.related = RelatedView(theme, carrel, background, bridge, inset=20)
        self.related.counted.connect(partial(self._tabs.set_count, "related"))
        self._bar = EvidenceBar(theme, _CELLS, short=True)
        self.view = DigestView(theme, Arrangement.LIST)
        self.note = NoteField(theme)
        self.notes = NoteSheet(theme, carrel, background, self.note)
        tip, view = actions.tooltip, self.view
        self.quote = IconButton(theme, "quote", tip("evidence.note"), small=True, clicked=self.quote_requested.emit)
        self.previous_exception = IconButton(
            theme, "chevron-left", tip("evidence.exception_before"), small=True, clicked=view.previous_exception
        )
        self.next_exception = IconButton(
            theme, "chevron-right", tip("evidence.exception"), small=True, clicked=view.next_exception
        )
        self.hidden_text = HiddenTextBadge(theme)
        self.hidden_text.setContentsMargins(theme.px(20), theme.px(6), theme.px(16), 0)
        self._abstract = Paragraph(theme, "", "quote", "text")
        self._provenance = ElidedLabel(theme, "", "meta", "text-2")
        self._rewrite = Button(theme, "Rewrite", look="link", clicked=self.rewrite_requested.emit)
        self._stack = QStackedWidget()
        self._digest_stack = QStackedWidget()
        self._foot = QWidget()
        self._arrange()
        self._tabs.chosen.connect(self.show_tab)
        self._bar.chosen.connect(self.view.choose)
        self._bar.exceptions_toggled.connect(self.view.set_exceptions_only)
        self._bar.stopped.connect(self.stop_requested)
        self.view.statement_chosen.connect(self._chosen)
        self.view.open_requested.connect(self.open_requested)
        self.view.verdict_requested.connect(self.verdict_requested)
        self.view.rewritten.connect(self._show_bar)

    @property
    def tab(self) -> str:
        """The tab shown: "digest", "notes", "related" or "abstract"."""
        return self._tabs.current()

    def show_tab(self, key: str) -> None:
        """Show a tab."""
        self._tabs.set_current(key)
        self._stack.setCurrentIndex([name for name, _words in _TABS].index(key))
        if key != "notes":
            self.note.tell()

    def write_note(self) -> None:
        """Show the note with the focus in it."""
        self.show_tab("notes")
        self.notes.write()

    def show_digest(self, digest: Digest | None, places: Places) -> None:
        """Show a paper's digest, or offer to write one. A digest being written stays in view."""
        self._digest, self._places, self._known = digest, places, True
        if self.view.writing:
            return
        self.view.show_digest(digest, places)
        self._show_bar()

    def show_paper(self, paper: Paper) -> None:
        """Show the abstract and what is like the paper."""
        self._abstract.set_text(paper.abstract or "This paper has no abstract here.")
        self.related.show_papers((paper.id,))

    def show_note_mark(self, *, noted: bool) -> None:
        """Say on the tab whether there is a note."""
        self._tabs.set_count("notes", 1 if noted else None)

    def clear(self) -> None:
        """Show nothing of the paper before."""
        self.view.show_digest(None, Places())
        self._digest, self._known = None, False
        self.note.clear_note()
        self.related.show_papers(())
        self._show_bar()

    def take_writing(self, writing: Writing) -> bool:
        """Show what a model writes; whether writing has ended and the kept digest is to be shown again."""
        if writing.state is WritingState.STARTED:
            self.view.begin_writing(self._places)
        elif writing.state is WritingState.WRITING and writing.event is not None:
            if not self.view.writing:
                self.view.begin_writing(self._places)
            self.view.apply_writing(writing.event)
        else:
            self.view.show_digest(self._digest, self._places)
            self._show_bar()
            return True
        self._show_bar()
        return False

    def _chosen(self, index: int) -> None:
        self.quote.setEnabled(index >= 0)
        self._bar.set_current(index)
        self.statement_chosen.emit(index)

    def _show_bar(self) -> None:
        writing = self.view.writing
        self._digest_stack.setCurrentIndex(0 if writing or self._digest is not None else 1 if self._known else 2)
        if writing:
            self._bar.show_writing(self.view.statements, self.view.current, self.view.reading)
        else:
            self._bar.show_statements(self.view.statements, self.view.current)
            self._bar.set_exceptions_only(self.view.exceptions_only)
        self.quote.setEnabled(not writing and self.view.current >= 0)
        exceptions = any(one.effective in {Status.PARTLY, Status.NOT_FOUND} for one in self.view.statements)
        for button in (self.previous_exception, self.next_exception):
            button.setVisible(exceptions and not writing)
        self._foot.setVisible(self._digest is not None and not writing)
        if self._digest is not None:
            details = details_words(self._digest, self._places)
            self._provenance.setText(provenance_words(self._digest.provenance))
            self._provenance.set_details(details)
            self._provenance.setAccessibleDescription(details)

    def _arrange(self) -> None:
        px = self._theme.px
        side = px(16)
        tabs = QHBoxLayout()
        tabs.setContentsMargins(px(20), px(4), side, 0)
        tabs.addWidget(self._tabs)
        self._stack.addWidget(self._digest_page())
        notes = QWidget()
        inner = QVBoxLayout(notes)
        inner.setContentsMargins(side, px(12), side, side)
        inner.addWidget(self.notes)
        self._stack.addWidget(notes)
        self._stack.addWidget(self.related)
        self._stack.addWidget(self._abstract_page())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(tabs)
        layout.addWidget(Line())
        layout.addWidget(self.hidden_text)
        layout.addWidget(self._stack, 1)

    def _digest_page(self) -> QWidget:
        px = self._theme.px
        page = QWidget()
        head = QHBoxLayout()
        head.setContentsMargins(px(20), px(8), px(16), px(8))
        head.setSpacing(0)
        head.addWidget(self._bar, 1)
        for button in (self.previous_exception, self.next_exception, self.quote):
            head.addWidget(button)
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(px(20), px(4), px(16), px(4))
        foot.setSpacing(px(8))
        foot.addWidget(Icon(self._theme, "cpu", 14))
        foot.addWidget(self._provenance, 1)
        foot.addWidget(self._rewrite)
        text = QHBoxLayout()
        text.setContentsMargins(px(10), px(6), px(4), 0)
        text.addWidget(self.view)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(Line())
        layout.addLayout(text, 1)
        layout.addWidget(Line())
        layout.addWidget(self._foot)
        self._digest_stack.addWidget(page)
        self._digest_stack.addWidget(self._no_digest())
        self._digest_stack.addWidget(QWidget())
        return self._digest_stack

    def _no_digest(self) -> QWidget:
        px = self._theme.px
        page = QWidget()
        text = "Carrel makes one from the paper’s own sentences, or with the model that is set."
        layout = QVBoxLayout(page)
        layout.setContentsMargins(px(20), px(20), px(20), px(20))
        layout.setSpacing(px(8))
        layout.addWidget(Label(self._theme, "No digest yet", "heading"))
        layout.addWidget(Paragraph(self._theme, text))
        layout.addWidget(Button(self._theme, "Write it", "cpu", clicked=self.rewrite_requested.emit))
        layout.addStretch(1)
        return page

    def _abstract_page(self) -> QWidget:
        px = self._theme.px
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(px(20), px(14), px(20), px(20))
        layout.addWidget(self._abstract)
        layout.addStretch(1)
        area.setWidget(inside)
        return area
