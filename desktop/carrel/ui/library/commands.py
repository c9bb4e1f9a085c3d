"""What can be done with papers from a list: the same commands for one and for many."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMessageBox

from carrel.domain.errors import CarrelError
from carrel.domain.paper import ReadingState
from carrel.services.events import Notice
from carrel.ui.library.paper_words import citation
from carrel.ui.library.pickers import NamePicker
from carrel.ui.library.record import load_record
from carrel.ui.library.redo import RedoPopover
from carrel.ui.library.redo_words import ALREADY
from carrel.ui.notes.exporting import NotesToMarkdown

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from carrel.domain.changes import Changes
    from carrel.domain.paper import Collection
    from carrel.services.carrel import Carrel
    from carrel.ui.background import Background
    from carrel.ui.library.record import PaperRecord
    from carrel.ui.theme import Theme


_FEW = 3
"""So many digests are jobs of their own, which a person waits for."""

WAITS = "Work offline is on, so Carrel has not asked arXiv for it. The PDF comes when you turn that off."


class PaperCommands(QObject):
    """Runs commands in the background. `failed` carries the words of what could not be done, `done` of what nobody sees being done."""

    failed = Signal(str)
    done = Signal(str)

    def __init__(self, theme: Theme, carrel: Carrel, background: Background, host: QWidget) -> None:
        """`host` is what pickers are laid over."""
        super().__init__(host)
        self._carrel = carrel
        self._host = host
        self._background = background.of(self)
        self._papers: list[int] = []
        self._tags_taken: set[str] = set()
        self._collections: dict[str, Collection] = {}
        self._collections_taken: set[int] = set()
        self.tag_picker = NamePicker(theme, host, "Tag", "Tag", "New tag")
        self.tag_picker.picked.connect(self._tag)
        self.collection_picker = NamePicker(theme, host, "Collect", "Collection", "New collection")
        self.collection_picker.picked.connect(self._collect)
        self.notes = NotesToMarkdown(carrel, background, host)
        self.redo = RedoPopover(theme, carrel, background, host)
        self.redo.failed.connect(self.failed)

    def run(self, name: str, papers: Sequence[int], anchor: QWidget | None = None) -> None:
        """Do the command with the id `name` for these papers; pickers open at `anchor`.

        Raises:
            KeyError: it is no command for papers.
        """
        functions: dict[str, Callable[[], object]] = {
            "paper.star": lambda: self.star(papers),
            "paper.read": lambda: self.toggle_read(papers),
            "paper.keep": lambda: self.keep(papers),
            "paper.hide": lambda: self.hide(papers),
            "paper.fetch": lambda: self.fetch(papers),
            "paper.tag": lambda: self.offer_tags(papers, anchor),
            "paper.collect": lambda: self.offer_collections(papers, anchor),
            "paper.copy": lambda: self.copy_citation(papers),
            "paper.write": lambda: self.write_digests(papers),
            "paper.redo": lambda: self.redo.offer(papers, anchor),
            "paper.trash": lambda: self.trash(papers),
            "paper.restore": lambda: self.restore(papers),
        }
        functions[name]()

    def star(self, papers: Sequence[int]) -> None:
        """Star papers; where all are starred, take the stars away."""

        def write() -> None:
            self._carrel.organising.set_starred(papers, not self._carrel.reading.all_starred(papers))

        self._run(write)

    def toggle_read(self, papers: Sequence[int]) -> None:
        """Mark papers read; where all are, mark them to read."""

        def write() -> None:
            read = self._carrel.reading.all_in(papers, ReadingState.READ)
            self._carrel.organising.set_reading(papers, ReadingState.UNREAD if read else ReadingState.READ)

        self._run(write)

    def keep(self, papers: Sequence[int]) -> None:
        """Take announced or found papers into the library."""
        self._run(lambda: self._carrel.news.keep(papers))

    def hide(self, papers: Sequence[int]) -> None:
        """Take papers out of the news."""
        self._run(lambda: self._carrel.news.hide(papers))

    def fetch(self, papers: Sequence[int]) -> None:
        """Get the papers' PDFs from arXiv; while Work offline is on they wait."""

        def ask() -> None:
            for job in self._carrel.following.fetch(papers):
                if job.due:
                    self._carrel.jobs.try_now(job.id)

        self._run(ask)
        if self._carrel.network.offline:
            self._carrel.events.publish(Notice(WAITS))

    def get_pdfs(self, papers: Sequence[int]) -> None:
        """Get the PDFs of all papers of a list that have none."""

        def told(changes: Changes) -> None:
            if changes.undo:
                self.done.emit(changes.undo)

        self._background.run(lambda: self._carrel.pdf_requests.of_papers(papers), told, failed=self._tell)

    def trash(self, papers: Sequence[int]) -> None:
        """Move papers to Trash."""
        self._run(lambda: self._carrel.organising.trash(papers))

    def restore(self, papers: Sequence[int]) -> None:
        """Take papers out of Trash."""
        self._run(lambda: self._carrel.organising.restore(papers))

    def confirm_empty_trash(self, count: int) -> None:
        """Delete the `count` papers in Trash after asking: the one write that cannot be undone."""
        words = f"Delete {count} {'paper' if count == 1 else 'papers'} and their files? This cannot be undone."
        buttons = QMessageBox.StandardButton.Yes | QMessageBox.StandardButton.Cancel
        if QMessageBox.question(self._host, "Empty trash", words, buttons) is QMessageBox.StandardButton.Yes:
            self._run(self._carrel.organising.empty_trash)

    def add_sample(self) -> None:
        """Put the sample paper into the library."""
        self._run(self._carrel.sample.add)

    def write_digests(self, papers: Sequence[int]) -> None:
        """Queue the writing of those digests that would not come out the same."""

        def write() -> None:
            plan = self._carrel.redoing.plan(papers)
            if plan.unreadable < plan.papers and not plan.missing:
                self._carrel.events.publish(Notice(f"{ALREADY}."))
            elif len(papers) > _FEW:
                self._carrel.redoing.request(papers)
            else:
                self._carrel.digests.request(papers, priority=1)

        self._run(write)

    def untag(self, papers: Sequence[int], name: str) -> None:
        """Take a tag off papers."""
        self._run(lambda: self._carrel.organising.untag(papers, name))

    def copy_citation(self, papers: Sequence[int]) -> None:
        """Put the papers' citations on the clipboard, one a line."""

        def gather() -> list[PaperRecord | None]:
            return [load_record(self._carrel, paper_id) for paper_id in papers]

        def copy(records: list[PaperRecord | None]) -> None:
            text = "\n".join(citation(record) for record in records if record is not None)
            QGuiApplication.clipboard().setText(text)

        self._background.run(gather, copy, failed=self._tell)

    def offer_tags(self, papers: Sequence[int], anchor: QWidget | None = None) -> None:
        """Let the person give the papers a tag, or take one off that all have."""
        self._papers = list(papers)

        def gather() -> tuple[list[tuple[str, int]], set[str]]:
            return self._carrel.reading.tags(), self._carrel.reading.shared_tags(papers)

        def offer(answer: tuple[list[tuple[str, int]], set[str]]) -> None:
            tags, self._tags_taken = answer
            choices = [(name, count, name in self._tags_taken) for name, count in tags]
            self.tag_picker.offer(choices, title=_title("Tag", len(papers)), anchor=anchor)

        self._background.run(gather, offer)

    def offer_collections(self, papers: Sequence[int], anchor: QWidget | None = None) -> None:
        """Let the person put the papers into a collection, or take them out of one that all are in."""
        self._papers = list(papers)

        def gather() -> tuple[list[Collection], set[int]]:
            return self._carrel.reading.collections(), self._carrel.reading.shared_collections(papers)

        def offer(answer: tuple[list[Collection], set[int]]) -> None:
            collections, self._collections_taken = answer
            self._collections = _paths(collections)
            choices = [(path, c.papers, c.id in self._collections_taken) for path, c in self._collections.items()]
            self.collection_picker.offer(choices, title=_title("Collect", len(papers)), anchor=anchor)

        self._background.run(gather, offer)

    def _tag(self, name: str) -> None:
        papers = self._papers
        if name in self._tags_taken:
            self.untag(papers, name)
        else:
            self._run(lambda: self._carrel.organising.tag(papers, name))

    def _collect(self, name: str) -> None:
        papers, known = self._papers, self._collections.get(name)

        def write() -> None:
            if known is None:
                self._carrel.organising.collect(papers, self._carrel.organising.create_collection(name))
            elif known.id in self._collections_taken:
                self._carrel.organising.uncollect(papers, known.id)
            else:
                self._carrel.organising.collect(papers, known.id)

        self._run(write)

    def _run(self, write: Callable[[], object]) -> None:
        self._background.run(write, lambda _: None, failed=self._tell)

    def _tell(self, error: Exception) -> None:
        if not isinstance(error, CarrelError):
            raise error
        self.failed.emit(str(error))


def _title(what: str, papers: int) -> str:
    return what if papers == 1 else f"{what} {papers:,} papers"


def _paths(collections: list[Collection]) -> dict[str, Collection]:
    """Collections by their names, those inside others with the outer names before them."""
    by_id = {collection.id: collection for collection in collections}
    paths = {}
    for collection in collections:
        names = [collection.name]
        parent = collection.parent
        while parent is not None and parent in by_id:
            names.append(by_id[parent].name)
            parent = by_id[parent].parent
        paths[" / ".join(reversed(names))] = collection
    return paths
