"""Finds annotations again in the other files of their papers, such as a new version: a job, and none is ever dropped."""

from __future__ import annotations

import logging

from carrel.domain.annotation import Annotation, AnnotationKind, Place, PlaceState, Sighting, Sought
from carrel.domain.changes import Changes
from carrel.domain.errors import DocumentError, PasswordNeeded
from carrel.domain.job import Job, JobKind
from carrel.domain.paper import PaperFile
from carrel.services.events import Events
from carrel.services.jobs import JobRunner
from carrel.services.work import NewJob, Running
from carrel.storage import annotation_places, annotation_rows, files, papers
from carrel.storage.database import Database
from carrel.storage.store import FileStore
from carrel.worker.documents import DocumentsWorker

_TOGETHER = 500
_WHOLE = (AnnotationKind.NOTE, AnnotationKind.AREA)

_log = logging.getLogger(__name__)


class AnnotationPlacing:
    """Queues and does the looking."""

    def __init__(
        self, database: Database, store: FileStore, jobs: JobRunner, worker: DocumentsWorker, events: Events
    ) -> None:
        self._database = database
        self._store = store
        self._jobs = jobs
        self._worker = worker
        self._events = events
        # Passwords stay in memory.
        self._passwords: dict[str, str] = {}

    def start(self) -> None:
        """Queue what is left where Carrel ended before it was looked for."""
        with self._database.read() as connection:
            left = annotation_places.papers_missing(connection)
        for paper_id in left:
            self.request(paper_id)

    def filed(self, paper_id: int, name: str, password: str) -> None:
        """Have a paper's annotations looked for in a file that was just read, called `name`; `password` opens it where it needs one."""
        if password:
            self._passwords[name] = password
        self.request(paper_id)

    def password_of(self, name: str) -> str:
        """The password that a file, called `name`, was opened with since Carrel was started; "" where none is known."""
        return self._passwords.get(name, "")

    def request(self, paper_id: int, *, lost_too: bool = False) -> Job | None:
        """Have a paper's annotations looked for in all its files; `lost_too` looks again for those that were not found.

        None where there is nothing to look for.
        """
        with self._database.write() as connection:
            if lost_too:
                annotation_places.forget_lost(connection, paper_id)
            missing = annotation_places.missing(connection, paper_id)
            paper = papers.get(connection, paper_id)
        if not missing or paper is None:
            return None
        new = NewJob(JobKind.PLACE_ANNOTATIONS, str(paper_id), {"paper": paper_id}, paper.title, paper_id)
        return next(iter(self._jobs.add([new])), None)

    def run(self, running: Running) -> Changes:
        """Look for what was not looked for yet, file by file; a file that is locked or not there yet is left for later.

        Raises:
            WorkerDied: the child died twice over a file. TimeLimit: a file took too long. Cancelled: the job was stopped.
        """
        paper_id = running.job.paper_id or 0
        placed: set[int] = set()
        later: set[int] = set()
        while True:
            running.check()
            with self._database.read() as connection:
                known = annotation_places.missing(connection, paper_id)
                missing = {one: ids for one, ids in known.items() if one not in later}
                file_id = next(iter(missing), 0)
                file = files.get(connection, file_id)
                wanted = annotation_rows.these(connection, missing.get(file_id, ()))
                made_in = {one.id: one for one in files.of_paper(connection, paper_id)}
            running.progress(len(placed), len(placed) + sum(map(len, missing.values())))
            if file is None or not wanted:
                return Changes()
            places = self._look(running, file, _next(wanted), made_in)
            if places is None:
                later.add(file_id)
                continue
            with self._database.write() as connection:
                # Meanwhile one may have been put there by hand, or be gone with its file.
                still = set(annotation_places.missing(connection, paper_id).get(file_id, ()))
                annotation_rows.put_places(connection, [(one, place) for one, place in places.items() if one in still])
            placed |= places.keys()
            self._events.publish(Changes(annotations=frozenset(places), annotated=frozenset({paper_id})))

    def _look(
        self, running: Running, file: PaperFile, wanted: list[Annotation], made_in: dict[int, PaperFile]
    ) -> dict[int, Place] | None:
        """Where annotations of one origin are in a file; they are lost there where it is too damaged to be opened.

        None where it cannot be opened now: it is locked, or not there, as while a folder is brought along by another program.
        """
        path = self._store.path(file.name)
        if not path.is_file():
            _log.info("file %s is not there: annotations are looked for in it later", file.id)
            return None
        origin = made_in.get(wanted[0].file_id or 0)
        sought = [Sought(one.anchor, one.kind in _WHOLE, origin.pages if origin is not None else 0) for one in wanted]
        try:
            sightings = self._worker.find(
                path,
                sought,
                password=self.password_of(file.name),
                made_in=self._store.path(origin.name) if origin is not None else None,
                made_in_password=self.password_of(origin.name) if origin is not None else "",
                cancelled=running.stopped,
            )
        except PasswordNeeded:
            _log.info("file %s is locked: annotations are looked for in it later", file.id)
            return None
        except DocumentError as error:
            _log.info("annotations were not looked for in file %s: %s", file.id, error)
            sightings = [Sighting(one.anchor.page, (), PlaceState.LOST) for one in wanted]
        return {
            one.id: Place(file.id, sighting.page, sighting.rectangles, sighting.state)
            for one, sighting in zip(wanted, sightings, strict=True)
        }


def _next(annotations: list[Annotation]) -> list[Annotation]:
    """Those to be looked for together: of one origin, and not so many that the child would take long."""
    return [one for one in annotations if one.file_id == annotations[0].file_id][:_TOGETHER]
