"""The reader: toolbar, outline, pages, inspector, and what they have to do with one another."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from carrel.domain.changes import Changes
from carrel.services.carrel import Carrel
from carrel.services.events import Writing
from carrel.ui.actions import Actions
from carrel.ui.background import Background
from carrel.ui.bridge import Bridge
from carrel.ui.notes.kept_note import KeptNote
from carrel.ui.reader.aids import Aids
from carrel.ui.reader.annotations.annotating import Annotating
from carrel.ui.reader.annotations.joining import join_annotations
from carrel.ui.reader.arrival import Arrival
from carrel.ui.reader.bar import ReaderBar
from carrel.ui.reader.evidence import Evidence, opposite
from carrel.ui.reader.gathering import Gathering
from carrel.ui.reader.inspector import Inspector
from carrel.ui.reader.keeping import Keeping
from carrel.ui.reader.left_panel import LeftPanel
from carrel.ui.reader.opening import Opened
from carrel.ui.reader.outline import Heading, bookmarks_of, headings_of
from carrel.ui.reader.panes import Panes
from carrel.ui.reader.paper_pages import PaperPages
from carrel.ui.reader.tint import Tint
from carrel.ui.reader.wiring import connect_bar, register_commands
from carrel.ui.theme import Theme
from carrel.ui.widgets import Line


class ReaderPage(QWidget):
    """Shows one paper at a time. `closed` asks the window to go back to the list, `paper_wanted` for another paper."""

    closed = Signal()
    paper_wanted = Signal(int)

    def __init__(
        self,
        theme: Theme,
        carrel: Carrel,
        background: Background,
        bridge: Bridge,
        actions: Actions,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.theme = theme
        self._carrel = carrel
        self._background = background.of(self)
        self._bridge = bridge
        self._paper_id = 0
        self._wanted_statement = -1
        self._opened: Opened | None = None
        self.bar = ReaderBar(theme, actions)
        self.left = LeftPanel(theme)
        self.pages = PaperPages(theme, self._background)
        self.inspector = Inspector(theme, carrel, self._background, bridge, actions)
        self.view = self.pages.view
        self.evidence = Evidence(self.view, self.inspector)
        self._note = KeptNote(carrel, self._background, self.inspector.note, self.pages.problem.emit)
        self.annotating = Annotating(theme, carrel, background, self.pages, actions)
        self._gathering = Gathering(carrel.reading, self._background, self._show, self)
        self._keeping = Keeping(carrel, self._background, self.view, self)
        self._arrival = Arrival(
            carrel, self._background, bridge, self._keeping, self.pages, lambda: self._opened, self._show
        )
        self.panes = Panes(theme, self.left, self.pages, self.inspector)
        self._arrange()
        self._connect()
        connect_bar(self)
        register_commands(self, actions)
        join_annotations(self, actions)
        self.aids = Aids(self, carrel, background, actions)
        self._keeping.load(self.panes.restore, self._apply_tint)
        self.close_paper()

    @property
    def paper_id(self) -> int:
        """The paper shown, 0 for none."""
        return self._paper_id

    @property
    def can_go_back(self) -> bool:
        """Whether a jump inside the paper can be taken back."""
        return self.pages.jumps.can_go_back

    @property
    def can_go_forward(self) -> bool:
        """Whether a jump was taken back."""
        return self.pages.jumps.can_go_forward

    def open_paper(self, paper_id: int, statement: int = -1) -> None:
        """Show a paper where it was left, or at the passage of one of its digest's statements."""
        if paper_id == self._paper_id and self._opened is not None:
            if statement >= 0:
                self.show_statement(statement)
            return
        self.close_paper()
        self._paper_id = paper_id
        self._wanted_statement = statement
        self._gathering.gather(paper_id)

    def close_paper(self) -> None:
        """Keep note and place, and let go of the file. Called when the window leaves the reader or closes."""
        self._note.close_note()
        self.annotating.close_paper()
        self._keeping.keep_now(self._paper_id)
        self._gathering.forget()
        self._paper_id, self._opened = 0, None
        self.evidence.show_paper(None)
        self.pages.close_paper()
        self.left.thumbnails.show_pages(self.view.geometry_of_pages, None, self.view.tint)
        self.inspector.clear()
        self._show_outline([])
        self.aids.show_paper(None)
        self.bar.show_title("")
        self.bar.show_document_controls(shown=False)

    def hideEvent(self, event: QHideEvent) -> None:
        """Keep note and place when another page is shown or the window closes."""
        super().hideEvent(event)
        self.inspector.note.tell()
        self._keeping.keep_now(self._paper_id)

    def show_statement(self, index: int) -> None:
        """Choose a statement and scroll to its passage, framed; -1 for none."""
        self.evidence.show_statement(index)

    def leave(self) -> None:
        """Close what is open over the pages, else go back to the list."""
        if self.pages.link_bar.isVisible():
            self.pages.link_bar.hide()
        elif self.pages.find_bar.isVisible():
            self.pages.finder.close()
        elif not (self.annotating.dismiss() or self.pages.caret.leave()):
            self.closed.emit()

    def next_statement(self) -> None:
        """Go to the next statement and its passage."""
        self.inspector.view.next_statement()

    def previous_statement(self) -> None:
        """Go to the statement before and its passage."""
        self.inspector.view.previous_statement()

    def next_exception(self) -> None:
        """Go to the next statement that is *partly* or *not found*."""
        self.inspector.view.next_exception()

    def cycle_tint(self) -> None:
        """Paper, Sepia, Night."""
        self._keeping.set_tint(self.view.tint.next)
        self._apply_tint()

    def toggle_star(self) -> None:
        """Star the paper or take the star away."""
        if self._opened is not None:
            starred, paper = not self._opened.state.starred, self._paper_id
            self._keeping.write(lambda: self._carrel.organising.set_starred([paper], starred))

    def mark_wrong(self) -> None:
        """Give the current statement the person's own status, or take it back."""
        self._verdict(self.inspector.view.current)

    def rewrite(self) -> None:
        """Queue the writing of the digest by the model that is set."""
        paper = self._paper_id
        if paper:
            self._keeping.write(
                lambda: self._carrel.digests.request([paper], again=True, priority=1), self._arrival.refused
            )

    def write_note(self) -> None:
        """Show the note with the focus in it."""
        self.bar.inspector.setChecked(True)
        self.inspector.write_note()

    def _show(self, opened: Opened | None) -> None:
        if opened is None or opened.paper.id != self._paper_id:
            return
        before, self._opened = self._opened, opened
        if before is not None and opened.whole and not before.whole:
            self.pages.finder.read(opened.document.passages, whole=True)
        else:
            self._show_paper(before, opened)
        self.annotating.show_paper(opened)
        self.evidence.show_paper(opened)
        self._page_changed(self.view.page)
        if opened.whole:
            self._show_text(opened)

    def _show_paper(self, before: Opened | None, opened: Opened) -> None:
        same = before is not None and before.file == opened.file and before.path == opened.path
        if not same or not self.pages.shows_pages:
            self.pages.show_paper(opened, offline=self._carrel.network.offline)
            if self.pages.shows_pages:
                self._show_outline(headings_of(opened.document.sections))
                if not opened.document.sections:
                    self.pages.ask(lambda document: self._show_outline(bookmarks_of(document)))
            self.left.thumbnails.show_pages(self.view.geometry_of_pages, self.view.tiles, self.view.tint)
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        self._arrival.look()
        self.bar.show_title(opened.paper.title)
        self.bar.show_star(starred=opened.state.starred)
        self.bar.show_document_controls(shown=self.pages.shows_pages)
        self.inspector.hidden_text.show_characters(opened.file.hidden_characters if opened.file is not None else 0)
        self.inspector.show_paper(opened.paper)
        self._note.show_note(opened.paper.id, opened.state.note)
        self.inspector.show_note_mark(noted=bool(opened.state.note))
        self.show_zoom()

    def _show_text(self, opened: Opened) -> None:
        self.inspector.show_digest(opened.digest, opened.places)
        wanted, self._wanted_statement = self._wanted_statement, -1
        if wanted >= 0:
            self.show_statement(wanted)
        self.aids.show_paper(opened)

    def _reload(self) -> None:
        if self._paper_id:
            self._gathering.gather(self._paper_id)

    def _verdict(self, index: int) -> None:
        digest, paper = (self._opened.digest if self._opened is not None else None), self._paper_id
        if digest is None or not 0 <= index < len(digest.statements):
            return
        statement = digest.statements[index]
        verdict = None if statement.verdict is not None else opposite(statement.status)
        self._keeping.write(lambda: self._carrel.organising.set_verdict(paper, digest.id, index, verdict))

    def _stop_writing(self) -> None:
        paper = self._paper_id
        self._keeping.write(lambda: self._carrel.digests.stop(paper))

    def _page_changed(self, page: int) -> None:
        self.bar.show_page(page, self.view.pages)
        self.left.thumbnails.show_page(page)
        self.left.show_counts(self.evidence.support.counts(page))

    def _moved(self) -> None:
        if self._opened is not None and self.pages.shows_pages:
            self.left.outline.show_place(self.view.place(0.3))
            self._keeping.place_moved(self._paper_id)

    def show_zoom(self) -> None:
        """Say in the toolbar how large pages are."""
        self.bar.show_zoom(self.view.zoom, self.view.fit, continuous=self.view.continuous)

    def _show_outline(self, headings: list[Heading]) -> None:
        self.left.outline.show_headings(headings)
        self.left.outline_changed(known=self._opened is not None)

    def _apply_tint(self) -> None:
        tint = self._keeping.tint(dark=self.theme.dark)
        if tint is not self.view.tint:
            self.view.set_tint(Tint(tint))
            self.left.thumbnails.show_pages(self.view.geometry_of_pages, self.view.tiles, tint)

    def _changes(self, changes: Changes) -> None:
        self.annotating.kept.take(changes)
        # What is marked on its pages changes nothing else that is shown of a paper.
        marked = self._paper_id in changes.annotated and not changes.digests
        if self._paper_id in changes.papers_removed:
            self.closed.emit()
        elif self._paper_id in changes.papers_added or (self._paper_id in changes.papers and not marked):
            self._reload()

    def _writing(self, writing: Writing) -> None:
        if writing.paper_id == self._paper_id and self.inspector.take_writing(writing):
            self._reload()

    def _arrange(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.bar)
        layout.addWidget(Line())
        layout.addWidget(self.panes, 1)
        self.setFocusProxy(self.view)

    def _connect(self) -> None:
        self.view.page_changed.connect(self._page_changed)
        self.view.zoom_changed.connect(lambda _zoom: self.show_zoom())
        self.view.moved.connect(self._moved)
        self.pages.clicked.connect(self.evidence.choose_at)
        self.left.outline.chosen.connect(self.pages.jump)
        self.left.thumbnails.chosen.connect(self.view.go_to_page)
        self.inspector.verdict_requested.connect(self._verdict)
        self.inspector.rewrite_requested.connect(self.rewrite)
        self.inspector.stop_requested.connect(self._stop_writing)
        self.panes.moved.connect(self._keeping.set_panes)
        self.panes.narrowed.connect(lambda narrow: self.bar.outline.setChecked(not narrow))
        self._bridge.changes.connect(self._changes)
        self._bridge.writing.connect(self._writing)
        self.theme.changed.connect(self._apply_tint)
