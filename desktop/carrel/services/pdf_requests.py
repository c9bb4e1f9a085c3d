"""The PDFs of many papers at once: of a collection, of what a saved search finds in the library, of a list."""

from __future__ import annotations

from collections.abc import Sequence

from carrel.domain.changes import Changes
from carrel.domain.job import Job
from carrel.domain.query import LibraryQuery
from carrel.services.events import Events, Notice
from carrel.services.fetching import Fetching
from carrel.services.jobs import JobRunner
from carrel.services.network import Network
from carrel.services.reading import Reading
from carrel.services.undo import Undo
from carrel.storage import files, searches
from carrel.storage.database import Database

_NONE = "Every paper here that arXiv has is on this computer already."
_WAITS = ", to come when Work offline is off"


class PdfRequests:
    """Queues downloads, one for each paper of arXiv that has no file yet. That the person asked for them is their wish to use the network."""

    def __init__(
        self,
        database: Database,
        reading: Reading,
        fetching: Fetching,
        jobs: JobRunner,
        network: Network,
        events: Events,
        undo: Undo,
    ) -> None:
        self._database = database
        self._reading = reading
        self._fetching = fetching
        self._jobs = jobs
        self._network = network
        self._events = events
        self._undo = undo

    def of_collection(self, number: int) -> Changes:
        """Get those of a collection, and of the collections inside it."""
        return self.of_papers(self._reading.ids(LibraryQuery(collection=number)))

    def of_search(self, number: int) -> Changes:
        """Get those of the library's papers that a saved search finds; of papers that were only announced none."""
        with self._database.read() as connection:
            text = searches.text(connection, number)
        return self.of_papers(self._reading.ids(LibraryQuery(text=text))) if text else Changes()

    def of_papers(self, ids: Sequence[int]) -> Changes:
        """Get those of these papers, in their order; how many were queued is told, and one undo cancels what is left of them."""
        with self._database.read() as connection:
            wanted = files.wanting(connection, ids)
        before = {job.id for job in self._jobs.open_jobs()}
        queued = self._fetching.request(wanted, "you", many=True)
        new = [job for job in queued if job.id not in before]
        for job in queued:
            # What arXiv did not answer in time is asked for again, as when it is asked for alone.
            if job.due and job.id in before:
                self._jobs.try_now(job.id)
        if not new:
            self._events.publish(Notice(f"On the way already: {_pdfs(len(queued))}." if queued else _NONE))
            return Changes()
        waits = _WAITS if self._network.offline else ""
        changes = Changes(jobs=frozenset(job.id for job in new), undo=f"Queued {_pdfs(len(new))} from arXiv{waits}")
        self._undo.record(changes.undo, lambda: self._take_back(new))
        self._events.publish(changes)
        return changes

    def _take_back(self, jobs: Sequence[Job]) -> None:
        self._jobs.cancel_all([job.id for job in jobs])


def _pdfs(count: int) -> str:
    return f"{count:,} {'PDF' if count == 1 else 'PDFs'}"
