"""One paper in full: digest with its evidence, abstract, notes, related papers, versions."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QWidget

from carrel.services.events import WritingState
from carrel.ui.digest.panel import DigestPanel
from carrel.ui.digest.quote import QuoteView
from carrel.ui.library.detail_acts import DetailActs
from carrel.ui.library.detail_columns import column_in, inset
from carrel.ui.library.detail_header import DetailHeader
from carrel.ui.library.digest_differences import change_remarks
from carrel.ui.library.digest_notice import DigestNotice
from carrel.ui.library.live import LiveWriting
from carrel.ui.library.notes import NoteEditor
from carrel.ui.library.panes import least_detail
from carrel.ui.library.pending import PendingDigest
from carrel.ui.library.possible_duplicate import DuplicateBanner
from carrel.ui.library.provenance import ProvenanceLine
from carrel.ui.library.record import load_record
from carrel.ui.library.versions import VersionsView
from carrel.ui.library.withdrawn import WithdrawnBanner
from carrel.ui.related.view import RelatedView
from carrel.ui.widgets import Line, Tabs

if TYPE_CHECKING:
    from carrel.domain.changes import Changes
    from carrel.domain.job import Job
    from carrel.services.carrel import Carrel
    from carrel.services.events import Writing
    from carrel.ui.background import Background
    from carrel.ui.bridge import Bridge
    from carrel.ui.library.record import PaperRecord
    from carrel.ui.theme import Theme

_TABS = (
    ("digest", "Digest"),
    ("abstract", "Abstract"),
    ("notes", "Notes"),
    ("related", "Related"),
    ("versions", "Versions"),
)


class DetailPane(QWidget):
    """Shows the paper given to `show_paper`. `open_requested` carries a paper and a statement (-1: none) for the reader.

    `command_chosen` carries the id of a command for this paper, `back_requested` asks for the table.
    """

    open_requested = Signal(int, int)
    place_wanted = Signal(object)
    command_chosen = Signal(str)
    back_requested = Signal()

    def __init__(
        self, theme: Theme, carrel: Carrel, background: Background, bridge: Bridge, *, back: bool = True
    ) -> None:
        """`back` offers the way to the table; a list that stays beside the pane needs none."""
        super().__init__()
        self._theme = theme
        self._carrel = carrel
        self._background = background.of(self)
        self._paper_id = 0
        self._record: PaperRecord | None = None
        self._live = LiveWriting()
        self._acts = DetailActs(carrel, background, self)
        self.header = DetailHeader(theme, back=back)
        self.withdrawn = WithdrawnBanner(theme)
        self.duplicate = DuplicateBanner(theme, self.place_wanted.emit)
        self.tabs = Tabs(theme, _TABS, name="Parts of this paper")
        self.provenance = ProvenanceLine(theme)
        self.notice = DigestNotice(theme)
        self.panel = DigestPanel(theme)
        self.pending = PendingDigest(theme)
        self.abstract = QuoteView(theme)
        self.notes = NoteEditor(theme, carrel, background)
        self.related = RelatedView(theme, carrel, background, bridge)
        self.versions = VersionsView(theme, carrel.reading, background)
        self._stack = QStackedWidget()
        self._lay_out()
        self.panel.hide()
        self.pending.hide()
        self._connect(bridge)

    def _lay_out(self) -> None:
        px = self._theme.px
        digest = QWidget()
        column = column_in(digest)
        column.addWidget(self.notice)
        column.addWidget(self.panel, 1)
        column.addWidget(self.pending, 1)
        self._pages: dict[str, QWidget] = {
            "digest": digest,
            "abstract": inset(self._theme, self.abstract),
            "notes": inset(self._theme, self.notes),
            "related": self.related,
            "versions": self.versions,
        }
        for page in self._pages.values():
            self._stack.addWidget(page)
        row = QHBoxLayout()
        row.setContentsMargins(px(32), 0, px(32), 0)
        row.addWidget(self.tabs)
        row.addSpacing(px(16))
        row.addWidget(self.provenance, 1)
        line = QHBoxLayout()
        line.setContentsMargins(px(32), 0, px(32), 0)
        line.addWidget(Line())
        ground = QFrame()
        ground.setProperty("look", "surface")
        # Nothing but the ground is seen until the first paper is there.
        self._inside = QWidget(ground)
        self._inside.hide()
        column_in(ground).addWidget(self._inside)
        layout = column_in(self._inside)
        layout.addWidget(self.header)
        layout.addWidget(self.withdrawn)
        layout.addWidget(self.duplicate)
        layout.addLayout(row)
        layout.addLayout(line)
        layout.addWidget(self._stack, 1)
        column_in(self).addWidget(ground)
        self._set_least()
        self._theme.changed.connect(self._set_least)

    def _set_least(self) -> None:
        self.setMinimumWidth(least_detail(self._theme))

    def _connect(self, bridge: Bridge) -> None:
        self.tabs.chosen.connect(self.show_tab)
        self.header.command_chosen.connect(self._command)
        self.header.back_requested.connect(self.back_requested)
        self.panel.open_requested.connect(lambda index: self.open_requested.emit(self._paper_id, index))
        self.panel.verdict_requested.connect(self.toggle_verdict)
        self.panel.stop_requested.connect(lambda: self._acts.stop(self._paper_id))
        self.panel.live_shown.connect(lambda _: self._show_provenance())
        for asked in (self.pending.write_requested, self.notice.retry_requested):
            asked.connect(lambda: self.command_chosen.emit("paper.write"))
        self.provenance.rewrite_requested.connect(lambda: self.command_chosen.emit("paper.redo"))
        self.pending.unlocked.connect(lambda password: self._acts.unlock(self._paper_id, password))
        self.versions.digest_chosen.connect(lambda digest: self._acts.make_current(self._paper_id, digest))
        self.versions.pdf_wanted.connect(self._get_version)
        self.notes.failed.connect(self._acts.tell)
        for view in (self.notes, self.versions, self.related):
            view.place_wanted.connect(self.place_wanted)
        self.related.counted.connect(partial(self.tabs.set_count, "related"))
        bridge.changes.connect(self._changed)
        bridge.writing.connect(self._writing)
        bridge.job.connect(self._job_moved)

    @property
    def paper_id(self) -> int:
        """The paper shown, 0 for none."""
        return self._paper_id

    @property
    def record(self) -> PaperRecord | None:
        """What is known of it, None while it is being gathered."""
        return self._record

    def show_paper(self, paper_id: int) -> None:
        """Show a paper; what is on screen stays until the new one is there."""
        if paper_id == self._paper_id:
            return
        self.notes.save()
        self._paper_id = paper_id
        self._record = None
        self.notice.clear_failure()
        self._load()

    def show_tab(self, name: str) -> None:
        """Show "digest", "abstract", "notes", "related" or "versions"."""
        self.tabs.set_current(name)
        self._stack.setCurrentWidget(self._pages[name])
        self._show_provenance()

    def edit_note(self) -> None:
        """Put the cursor into the note."""
        self.show_tab("notes")
        self.notes.sheet.write()

    def close_files(self) -> None:
        """Let go of the PDF whose page is shown in small."""
        self.panel.close_file()

    def open_current(self) -> None:
        """Ask for the reader at the chosen statement, or at the place left off."""
        if self._record is not None and self._record.readable is not None:
            self.open_requested.emit(self._paper_id, self.panel.current)

    def open_or_get(self) -> None:
        """Ask for the reader, or for the PDF where there is none yet."""
        record = self._record
        if record is None:
            return
        if record.file is not None or not record.paper.arxiv_id:
            self.open_current()
        else:
            self.command_chosen.emit("paper.fetch")

    def toggle_verdict(self, index: int = -1) -> None:
        """Call a statement's status wrong, or take that back; -1: the chosen one's."""
        digest = self._record.digest if self._record is not None else None
        self._acts.toggle_verdict(self._paper_id, digest, index if index >= 0 else self.panel.current)

    def _load(self) -> None:
        paper_id = self._paper_id
        self._background.latest("record", lambda: load_record(self._carrel, paper_id), self._loaded)

    def _loaded(self, record: PaperRecord | None) -> None:
        if record is None or record.paper.id != self._paper_id:
            return
        first, self._record = self._record is None, record
        self.header.show_record(record)
        self.withdrawn.show_record(record)
        self.duplicate.show_record(record)
        self.tabs.set_shown("versions", bool(record.versions) or len(record.history) > 1)
        self.tabs.set_count("versions", len(record.versions) or len(record.history))
        self.abstract.show_text(record.paper.abstract or "Carrel has no abstract of this paper.", quoted=False)
        self.notes.show_note(record.paper.id, record.state.note, record.state.note_edited)
        self.related.show_papers((record.paper.id,))
        self.versions.show_record(record)
        self._show_digest(record)
        self.tabs.set_count("notes", 1 if record.state.note else None)
        if first:
            self.show_tab("digest")
        self._inside.show()

    def _show_digest(self, record: PaperRecord) -> None:
        digest = record.digest
        live = self._live.paper_id == record.paper.id
        path = record.path if record.readable is not None else None
        self.panel.show_digest(digest, record.places, path, change_remarks(record))
        if live and not self.panel.writing:
            self.panel.begin_writing()
            for event in self._live.events:
                self.panel.apply_writing(event)
        elif not live and self.panel.writing:
            self.panel.end_writing()
        self.pending.show_record(record)
        self.panel.setVisible(digest is not None or live)
        self.pending.setVisible(digest is None and not live)
        busy = record.job is not None or live
        self.provenance.show_digest(digest, record.places, busy=busy, out_of_date=record.out_of_date)
        self._show_provenance()
        self.notice.show_record(record)

    def _show_provenance(self) -> None:
        digest = self._record.digest if self._record is not None else None
        self.provenance.setVisible(digest is not None and self.tabs.current() == "digest" and not self.panel.live)

    def _changed(self, changes: Changes) -> None:
        if self._paper_id in changes.papers or self._paper_id in changes.papers_added:
            self._load()

    def _writing(self, writing: Writing) -> None:
        self._live.take(writing)
        if writing.paper_id != self._paper_id or self._record is None:
            return
        if writing.state is WritingState.STARTED:
            self.notice.clear_failure()
        elif writing.state is WritingState.WRITING and writing.event is not None:
            if self.panel.writing:
                self.panel.apply_writing(writing.event)
            else:
                self._show_digest(self._record)
        elif writing.state in {WritingState.STOPPED, WritingState.FAILED}:
            self.panel.end_writing()
            self._load()
        elif writing.state is WritingState.FINISHED:
            self._load()
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, "The digest is finished"))

    def _job_moved(self, job: Job) -> None:
        if job.paper_id != self._paper_id or self._record is None:
            return
        self._load()

    def _command(self, name: str) -> None:
        if name == "paper.open":
            self.open_or_get()
        elif name == "paper.note":
            self.edit_note()
        else:
            self.command_chosen.emit(name)

    def _get_version(self, version: int) -> None:
        if self._record is not None:
            self._acts.get_version(self._record.paper, version)
