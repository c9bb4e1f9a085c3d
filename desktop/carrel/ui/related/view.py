"""Related papers with a choice of what they are compared by; asked for in the background, and anew when papers came."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from carrel.domain.errors import CarrelError
from carrel.domain.job import JobKind, JobState
from carrel.domain.related import Facet, RelatedPapers
from carrel.services.events import Notice
from carrel.ui.navigation import Place
from carrel.ui.related.list import RelatedList
from carrel.ui.related.words import ALL, FACETS, nothing, remark
from carrel.ui.widgets import EmptyState, Paragraph, Segmented

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QShowEvent

    from carrel.domain.changes import Changes
    from carrel.domain.job import Job
    from carrel.services.carrel import Carrel
    from carrel.ui.background import Background
    from carrel.ui.bridge import Bridge
    from carrel.ui.theme import Theme

_PASSING = 200
"""Whoever passes a paper sooner, in milliseconds, does not have others compared with it."""
_SETTLED = 1500


class RelatedView(QWidget):
    """`counted` carries how many papers there are, None while that is not known; `place_wanted` a `Place` to go to."""

    counted = Signal(object)
    place_wanted = Signal(object)

    def __init__(
        self,
        theme: Theme,
        carrel: Carrel,
        background: Background,
        bridge: Bridge,
        *,
        inset: float = 32,
        leads: bool = True,
    ) -> None:
        """`inset` is how far words stand from the left. Where a click `leads` nowhere, only the cursor moves."""
        super().__init__()
        self._theme = theme
        self._carrel = carrel
        self._background = background.of(self)
        self._papers: tuple[int, ...] = ()
        self._wanted = 0
        self._awaited = False
        self._stale = False
        self.answer: RelatedPapers | None = None
        side = theme.px(inset)
        self.facets = Segmented(theme, FACETS, name="Compare by")
        self.remark = Paragraph(theme, "", "meta", "text-3")
        self.remark.hide()
        self.list = RelatedList(theme, inset=side)
        self._stack = QStackedWidget()
        self._stack.addWidget(QWidget())
        self._stack.addWidget(self.list)
        self._empty: QWidget | None = None
        head = QHBoxLayout()
        head.setContentsMargins(side, theme.px(10), theme.px(14), theme.px(6))
        head.addWidget(self.facets)
        head.addStretch(1)
        note = QHBoxLayout()
        note.setContentsMargins(side, 0, theme.px(14), theme.px(4))
        note.addWidget(self.remark)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addLayout(note)
        layout.addWidget(self._stack, 1)
        self.setFocusProxy(self.list)
        self._passing = QTimer(self, singleShot=True, interval=_PASSING)
        self._passing.timeout.connect(self._ask)
        self._settled = QTimer(self, singleShot=True, interval=_SETTLED)
        self._settled.timeout.connect(self._ask)
        self.facets.chosen.connect(lambda _key: self._ask())
        if leads:
            self.list.opened.connect(self.open_paper)
            self.list.clicked_on.connect(self.open_paper)
        self.list.star_clicked.connect(self.star)
        bridge.changes.connect(self._changed)
        bridge.job.connect(self._job_moved)

    @property
    def papers(self) -> tuple[int, ...]:
        """The papers that others are like."""
        return self._papers

    @property
    def facet(self) -> Facet | None:
        """What is compared, None for all of it."""
        key = self.facets.current()
        return Facet(key) if key != ALL else None

    def show_papers(self, papers: tuple[int, ...], *, facet: str = "", current: int = 0) -> None:
        """Show what is like these papers, the cursor on `current` once that is there.

        Of the papers that are shown already, only a `current` one says by what they are compared.
        """
        if papers == self._papers:
            if current:
                self._go_to(current, facet or ALL)
            return
        self._papers, self._wanted, self.answer = papers, current, None
        self._awaited = bool(papers)
        self.facets.set_current(facet or ALL)
        self.list.rows.show(())
        self.remark.hide()
        self._stack.setCurrentIndex(0)
        self._background.forget("related")
        self.counted.emit(None)
        self._settled.stop()
        if papers:
            self._passing.start()
        else:
            self._passing.stop()

    def open_paper(self, paper: int) -> None:
        """Go to a paper, among those that are like the same."""
        self.place_wanted.emit(Place("related", paper, self.facet or "", papers=self._papers))

    def open_pdf(self) -> None:
        """Go to the PDF of the paper under the cursor."""
        if self.list.current is not None:
            self.place_wanted.emit(Place("reader", self.list.current.paper_id))

    def star(self, paper: int) -> None:
        """Star a paper, which keeps one that was announced, or take its star away."""
        row = self.list.rows.at(self.list.rows.row_of(paper))
        if row is not None:
            self._write(lambda: self._carrel.organising.set_starred([paper], not row.row.starred))

    def star_current(self) -> None:
        """Star the paper under the cursor."""
        if self.list.current is not None:
            self.star(self.list.current.paper_id)

    def keep_current(self) -> None:
        """Take the announced paper under the cursor into the library."""
        current = self.list.current
        if current is not None:
            self._write(lambda: self._carrel.news.keep([current.paper_id]))

    # Within

    def _go_to(self, paper: int, facet: str) -> None:
        """Put the cursor on a paper of those that are compared by `facet`."""
        if facet != self.facets.current():
            self.facets.set_current(facet)
            self._wanted = paper
            self._ask()
            return
        if self._awaited:
            self._wanted = paper
        self.list.show_papers(self.list.rows.papers, paper)

    def _ask(self) -> None:
        papers, facet = self._papers, self.facet
        self._passing.stop()
        self._stale = False
        if papers:
            self._awaited = True
            relating = self._carrel.relating
            self._background.latest(
                "related", lambda: relating.related(papers, facet=facet), self._found, failed=self._failed
            )

    def _found(self, answer: RelatedPapers) -> None:
        self.answer = answer
        self._awaited = False
        self.list.show_papers(answer.papers, self._wanted)
        self._wanted = 0
        self.remark.set_text(remark(answer, self.facet, len(self._papers)))
        self.remark.setVisible(bool(self.remark.text()))
        self.counted.emit(len(answer.papers))
        if answer.papers:
            self._stack.setCurrentWidget(self.list)
        else:
            self._show_empty(EmptyState(self._theme, *nothing(answer, self.facet, len(self._papers))))

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, CarrelError):
            raise error
        self._awaited = False
        self.counted.emit(None)
        again = ("Try again", "rotate-ccw", self._ask)
        self._show_empty(EmptyState(self._theme, error.message.rstrip("."), error.advice, (again,)))

    def _show_empty(self, empty: QWidget) -> None:
        if self._empty is not None:
            self._stack.removeWidget(self._empty)
            self._empty.deleteLater()
        self._empty = empty
        self._stack.addWidget(empty)
        self._stack.setCurrentWidget(empty)

    def _changed(self, changes: Changes) -> None:
        shown = {one.paper_id for one in self.list.rows.papers}
        if shown & (changes.papers | changes.papers_added | changes.papers_removed):
            self._soon(at_once=True)
        elif changes.papers_added or changes.news or changes.digests & set(self._papers):
            self._soon(at_once=False)

    def _job_moved(self, job: Job) -> None:
        if job.kind is JobKind.EMBED_PAPERS and job.state is JobState.DONE:
            self._soon(at_once=False)

    def _soon(self, *, at_once: bool) -> None:
        """Ask anew; while nobody looks, once somebody does."""
        if self.answer is None:
            return
        if not self.isVisible():
            self._stale = True
        elif at_once:
            self._ask()
        elif not self._settled.isActive():
            self._settled.start()

    def _write(self, function: Callable[[], object]) -> None:
        def tell(error: Exception) -> None:
            if not isinstance(error, CarrelError):
                raise error
            self._carrel.events.publish(Notice(str(error), problem=True))

        self._background.run(function, lambda _: None, failed=tell)

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what changed meanwhile."""
        super().showEvent(event)
        if self._stale:
            self._ask()
