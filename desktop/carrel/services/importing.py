"""Papers come in: from a file, a folder, or arXiv. What is added is whole or not there at all.

A file is copied into the library first, read in a limited child process, and saved with its passages and its
extractive digest in one write. Where that fails the copy is removed again; the person's own file is never touched.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from carrel.domain.arxiv_id import ArxivId, parse_arxiv_id
from carrel.domain.changes import Changes
from carrel.domain.digest import Digest, DigestOptions
from carrel.domain.errors import CarrelError, DocumentError, InputError, PasswordNeeded
from carrel.domain.job import Job, JobKind
from carrel.domain.paper import FileState
from carrel.domain.passage import Document
from carrel.services.filing import Arrival, Filing
from carrel.services.jobs import JobRunner
from carrel.services.work import NewJob, Running
from carrel.storage import files, papers
from carrel.storage.database import Database
from carrel.storage.store import FileStore, KeptFile
from carrel.worker.documents import DocumentsWorker

_HEADER_BYTES = 1024


class Importing:
    """Queues what the person adds, and reads it."""

    def __init__(
        self,
        database: Database,
        store: FileStore,
        jobs: JobRunner,
        worker: DocumentsWorker,
        added: Callable[[int], None],
        filed: Callable[[int, str, str], object],
        options: Callable[[], DigestOptions],
    ) -> None:
        """`options` tells what the person wants of every digest.

        `added` is told each paper whose text was read, so that a model may write its digest, `filed` each paper that
        got a file, with that file's name and the password it needs, so that annotations are looked for in it.
        """
        self._database = database
        self._filing = Filing(database)
        self._store = store
        self._jobs = jobs
        self._worker = worker
        self._added = added
        self._filed = filed
        self._options = options
        # Passwords stay in memory: a job's row is on the disk.
        self._passwords: dict[str, str] = {}

    def add(self, inputs: Sequence[str | Path], *, password: str = "") -> list[Job]:
        """Queue PDF files, folders of them, and arXiv identifiers, addresses or DOIs.

        Raises:
            InputError: one of them is nothing that Carrel can add; then none is queued.
        """
        new: list[NewJob] = []
        for one in inputs:
            identifier = parse_arxiv_id(str(one))
            if identifier is not None and not Path(one).exists():
                new.append(_fetch(identifier))
                continue
            for path in _pdf_files(Path(one).expanduser()):
                if password:
                    self._passwords[str(path)] = password
                new.append(_import(path, path.name))
        return self._jobs.add(new)

    def unlock(self, paper_id: int, password: str) -> list[Job]:
        """Read a kept file that is locked, with its password."""
        with self._database.read() as connection:
            locked = [file for file in files.of_paper(connection, paper_id) if file.state is FileState.LOCKED]
        new = []
        for file in locked:
            path = self._store.path(file.name)
            self._passwords[str(path)] = password
            new.append(_import(path, file.original_name or file.name, paper_id=paper_id, kept=file.name))
        return self._jobs.add(new)

    def import_kept(self, name: str, title: str, paper_id: int, version: int, *, asked: bool = True) -> None:
        """Queue the reading of a file that is in the library's folder already, such as a download.

        One that was not `asked` for neither takes its paper into the library nor replaces its digest.
        """
        path = self._store.path(name)
        self._jobs.add([_import(path, title, paper_id=paper_id, kept=name, version=version, asked=asked)])

    def run(self, running: Running) -> Changes:
        """Do one import: copy, read, save.

        Raises:
            CarrelError: the file cannot be read; nothing of it is kept, unless its paper was known before.
        """
        payload = running.job.payload
        path = Path(str(payload["path"]))
        kept_name = str(payload.get("kept", ""))
        running.progress(0, 0, "Copying")
        kept = self._store.describe(kept_name) if kept_name else self._copy(path)
        arrival = Arrival.of(running.job, kept)
        again = self._filing.again(arrival)
        if again is not None:
            return again
        try:
            document, digest = self._read(running, path, arrival)
        except PasswordNeeded as error:
            changes = self._filing.unread(arrival, FileState.LOCKED, error)
            if self._passwords.pop(str(path), ""):
                raise
            return changes
        except DocumentError as error:
            if arrival.paper_id is not None:
                self._filing.unread(arrival, FileState.UNSAFE, error)
            else:
                self._discard(kept)
            raise
        except CarrelError:
            if not kept_name:
                self._discard(kept)
            raise
        changes = self._filing.read(arrival, document, digest)
        self._tell(arrival, changes, self._passwords.pop(str(path), ""))
        return changes

    def _tell(self, arrival: Arrival, changes: Changes, password: str) -> None:
        for paper_id in changes.papers | changes.papers_added:
            self._filed(paper_id, arrival.kept.name, password)
            if arrival.asked:
                self._added(paper_id)

    def _copy(self, path: Path) -> KeptFile:
        _check_header(path)
        return self._store.keep(path)

    def _read(self, running: Running, path: Path, arrival: Arrival) -> tuple[Document, Digest | None]:
        paper = None
        if arrival.paper_id is not None:
            with self._database.read() as connection:
                paper = papers.get(connection, arrival.paper_id)
        running.progress(0, 0, "Reading")
        return self._worker.read(
            self._store.path(arrival.kept.name),
            password=self._passwords.get(str(path), ""),
            paper=paper,
            options=self._options(),
            on_progress=lambda done, total: running.progress(done, total, "Reading"),
            cancelled=running.stopped,
        )

    def _discard(self, kept: KeptFile) -> None:
        with self._database.read() as connection:
            used = files.by_sha256(connection, kept.sha256) is not None
        if not used:
            self._store.remove(kept.name)


def _fetch(identifier: ArxivId) -> NewJob:
    payload: dict[str, object] = {"arxiv": str(identifier)}
    return NewJob(JobKind.FETCH_PAPER, identifier.value, payload, f"arXiv:{identifier}", priority=2)


def _import(
    path: Path, title: str, *, paper_id: int | None = None, kept: str = "", version: int = 0, asked: bool = True
) -> NewJob:
    payload: dict[str, object] = {"path": str(path)}
    if paper_id is not None:
        payload |= {"paper": paper_id, "kept": kept, "version": version, "asked": asked}
    # A file's name may hold bytes that are no text; JSON carries them, the database's text columns do not.
    key = str(path).encode("utf-8", "backslashreplace").decode()
    return NewJob(JobKind.IMPORT_FILE, key, payload, os.fsencode(title).decode("utf-8", "replace"), paper_id)


def _pdf_files(path: Path) -> Iterator[Path]:
    if path.is_dir():
        found = sorted(one for one in path.rglob("*") if one.suffix.lower() == ".pdf" and one.is_file())
        if not found:
            raise InputError(f"There is no PDF in {path}.", "Choose a folder that holds PDF files.")
        yield from (one.absolute() for one in found)
    elif path.is_file():
        yield path.absolute()
    elif os.sep in str(path) or path.suffix.lower() == ".pdf":
        raise InputError(f"There is no file {path}.", "Check the path.")
    else:
        raise InputError(
            f"“{path}” is no arXiv identifier, address, DOI, PDF file or folder.",
            "Give something like 2310.06825, https://arxiv.org/abs/2310.06825 or paper.pdf.",
        )


def _check_header(path: Path) -> None:
    try:
        with path.open("rb") as file:
            start = file.read(_HEADER_BYTES)
    except OSError as error:
        raise InputError(
            f"{path.name} cannot be opened: {error.strerror}.", "Check that it is there and may be read."
        ) from error
    if not start:
        raise InputError(f"{path.name} is empty.", "Get the file again.")
    if b"%PDF-" not in start:
        raise InputError(f"{path.name} is not a PDF.", "Add the paper's PDF, or its arXiv identifier.")
