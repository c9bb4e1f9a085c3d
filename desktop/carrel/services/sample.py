"""The sample paper: written for Carrel, so that everything can be tried at once and without a network."""

from __future__ import annotations

import msgspec

from carrel.domain.changes import Changes
from carrel.domain.digest import Digest
from carrel.domain.paper import FileState, Paper
from carrel.domain.passage import Document
from carrel.paths import bundled
from carrel.services.clock import now
from carrel.services.events import Events
from carrel.storage import digests, files, notes, papers, passages, settings
from carrel.storage.database import Database
from carrel.storage.store import FileStore

_KEPT = "sample.paper"
_NOTE = (
    "To try: walk through the statements with . and , and open their passages with Enter. "
    "Three statements were made wrong on purpose. One number is not the paper's: which?"
)


class SampleContents(msgspec.Struct, frozen=True):
    """What ``resources/sample/sample.json`` holds: the PDF as Carrel read it, and a digest with every evidence status."""

    document: Document
    digest: Digest


class Sample:
    """Puts the sample paper into the library, read already, so that it opens at once."""

    def __init__(self, database: Database, store: FileStore, events: Events) -> None:
        self._database = database
        self._store = store
        self._events = events

    def add(self) -> int:
        """Add the sample, or find it where it was added before (out of Trash, too), and return its id."""
        with self._database.read() as connection:
            kept = settings.value(connection, _KEPT)
            known = kept and papers.get(connection, int(kept)) is not None
        if known:
            with self._database.write() as connection:
                papers.restore(connection, [int(kept)])
            self._events.publish(Changes(papers_added=frozenset({int(kept)})))
            return int(kept)
        contents = msgspec.json.decode(bundled("resources/sample/sample.json").read_bytes(), type=SampleContents)
        document = contents.document
        file = self._store.keep(bundled("resources/sample/checking-a-summary.pdf"))
        paper = Paper(
            title=document.title,
            authors=document.authors,
            abstract=document.abstract,
            source="sample",
            year=document.year,
        )
        with self._database.write() as connection:
            paper_id = papers.add(connection, paper, added=now())
            file_id = files.add(
                connection, paper_id, file, state=FileState.READY, version=0, original_name="Sample", added=now()
            )
            passages.save(connection, file_id, document)
            digests.save(connection, paper_id, file_id, contents.digest)
            notes.save(connection, paper_id, _NOTE, now())
            settings.set_value(connection, _KEPT, str(paper_id))
        self._events.publish(Changes(papers=frozenset({paper_id}), papers_added=frozenset({paper_id})))
        return paper_id
