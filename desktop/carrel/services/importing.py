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
from carrel.domain.digest import Digest
from carrel.domain.errors import CarrelError, DocumentError, InputError, PasswordNeeded
from carrel.domain.job import Job, JobKind
from carrel.domain.paper import FileState, Paper
from carrel.domain.passage import Document
from carrel.services.clock import now
from carrel.services.jobs import JobRunner
from carrel.services.work import NewJob, Running
from carrel.storage import digests, files, papers, passages
from carrel.storage.database import Connection, Database
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
    ) -> None:
        """`added` is told each paper whose text was read, so that a model may write its digest."""
        self._database = database
        self._store = store
        self._jobs = jobs
        self._worker = worker
        self._added = added
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

    def import_kept(self, name: str, title: str, paper_id: int, version: int) -> None:
        """Queue the reading of a file that is in the library's folder already, such as a download."""
        self._jobs.add([_import(self._store.path(name), title, paper_id=paper_id, kept=name, version=version)])

    def run(self, running: Running) -> Changes:
        """Do one import: copy, read, save.

        Raises:
            CarrelError: the file cannot be read; nothing of it is kept, unless its paper was known before.
        """
        payload = running.job.payload
        path = Path(str(payload["path"]))
        kept_name = str(payload.get("kept", ""))
        running.progress(0, 0, "Copying")
        if kept_name:
            kept = self._store.describe(kept_name)
        else:
            _check_header(path)
            kept = self._store.keep(path)
        paper_id = _number(payload.get("paper"))
        with self._database.read() as connection:
            known = files.by_sha256(connection, kept.sha256)
        if known is not None and known.state in (FileState.READY, FileState.NO_TEXT):
            return self._again(known.paper_id, paper_id)
        try:
            document, digest = self._read(running, path, kept, paper_id)
        except PasswordNeeded as error:
            return self._keep_unread(kept, path, running.job.title, paper_id, FileState.LOCKED, error)
        except DocumentError as error:
            if paper_id is not None:
                self._keep_unread(kept, path, running.job.title, paper_id, FileState.UNSAFE, error)
            else:
                self._discard(kept)
            raise
        except CarrelError:
            if not kept_name:
                self._discard(kept)
            raise
        changes = self._save(kept, running.job.title, paper_id, _number(payload.get("version")) or 0, document, digest)
        self._passwords.pop(str(path), None)
        for added in changes.papers | changes.papers_added:
            self._added(added)
        return changes

    def _read(
        self, running: Running, path: Path, kept: KeptFile, paper_id: int | None
    ) -> tuple[Document, Digest | None]:
        paper = None
        if paper_id is not None:
            with self._database.read() as connection:
                paper = papers.get(connection, paper_id)
        running.progress(0, 0, "Reading")
        return self._worker.read(
            self._store.path(kept.name),
            password=self._passwords.get(str(path), ""),
            paper=paper,
            on_progress=lambda done, total: running.progress(done, total, "Reading"),
            cancelled=running.stopped,
        )

    def _save(
        self, kept: KeptFile, title: str, paper_id: int | None, version: int, document: Document, digest: Digest | None
    ) -> Changes:
        with self._database.write() as connection:
            found = paper_id if paper_id is not None else _known(connection, document)
            if found is None:
                paper = _paper_from(document, title)
                found, is_new = papers.add(connection, paper, added=now()), True
            else:
                is_new = bool(papers.keep(connection, [found]) + papers.restore(connection, [found]))
            state = FileState.READY if document.passages else FileState.NO_TEXT
            printed = parse_arxiv_id(document.arxiv_id)
            file_id = _file(connection, found, kept, state, title, version or (printed.version if printed else 0))
            passages.save(connection, file_id, document)
            digest_ids: frozenset[int] = frozenset()
            current = digests.current(connection, found)
            if digest is not None and (
                current is None or current.provenance.text_sha256 != digest.provenance.text_sha256
            ):
                digest_ids = frozenset({digests.save(connection, found, file_id, digest)})
        one = frozenset({found})
        return Changes(papers=one, papers_added=one if is_new else frozenset(), digests=digest_ids)

    def _keep_unread(
        self, kept: KeptFile, path: Path, title: str, paper_id: int | None, state: FileState, error: CarrelError
    ) -> Changes:
        """Keep a file that could not be read: a locked one, or one of a paper that is known; then say why."""
        with self._database.write() as connection:
            is_new = paper_id is None
            known = files.by_sha256(connection, kept.sha256)
            if known is not None:
                paper_id, is_new = known.paper_id, False
            if paper_id is None:
                paper_id = papers.add(connection, Paper(title=_readable_name(title)), added=now())
            is_new = is_new or bool(papers.keep(connection, [paper_id]))
            file_id = _file(connection, paper_id, kept, state, title, 0)
            files.set_state(connection, file_id, state, error.message)
        if state is FileState.LOCKED and self._passwords.pop(str(path), ""):
            raise error
        one = frozenset({paper_id})
        return Changes(papers=one, papers_added=one if is_new else frozenset())

    def _again(self, paper_id: int, described: int | None) -> Changes:
        """The file is there: its paper comes back from Trash, and gets the metadata of the paper that it was fetched for."""
        with self._database.write() as connection:
            back = papers.restore(connection, [paper_id])
            gone: list[int] = []
            if described is not None and described != paper_id and _untouched(connection, paper_id, described):
                papers.absorb(connection, paper_id, described)
                gone = [described]
        return Changes(papers=frozenset({paper_id}), papers_added=frozenset(back), papers_removed=frozenset(gone))

    def _discard(self, kept: KeptFile) -> None:
        with self._database.read() as connection:
            used = files.by_sha256(connection, kept.sha256) is not None
        if not used:
            self._store.remove(kept.name)


def _fetch(identifier: ArxivId) -> NewJob:
    payload: dict[str, object] = {"arxiv": str(identifier)}
    return NewJob(JobKind.FETCH_PAPER, identifier.value, payload, f"arXiv:{identifier}", priority=2)


def _import(path: Path, title: str, *, paper_id: int | None = None, kept: str = "", version: int = 0) -> NewJob:
    payload: dict[str, object] = {"path": str(path)}
    if paper_id is not None:
        payload |= {"paper": paper_id, "kept": kept, "version": version}
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


def _known(connection: Connection, document: Document) -> int | None:
    identifier = parse_arxiv_id(document.arxiv_id)
    return papers.find(connection, arxiv_id=identifier.value if identifier else "", doi=document.doi)


def _paper_from(document: Document, title: str) -> Paper:
    identifier = parse_arxiv_id(document.arxiv_id)
    return Paper(
        title=document.title or _readable_name(title),
        authors=document.authors,
        abstract=document.abstract,
        arxiv_id=identifier.value if identifier else "",
        version=identifier.version if identifier else 0,
        doi=document.doi,
        year=document.year,
    )


def _file(connection: Connection, paper_id: int, kept: KeptFile, state: FileState, title: str, version: int) -> int:
    known = files.by_sha256(connection, kept.sha256)
    if known is not None:
        return known.id
    return files.add(
        connection,
        paper_id,
        kept,
        state=state,
        version=version,
        original_name=title,
        added=now(),
    )


def _untouched(connection: Connection, file_paper: int, described: int) -> bool:
    """Whether `described` is metadata alone, and `file_paper` a file that nothing was known about."""
    paper = papers.get(connection, file_paper)
    state = papers.state(connection, described)
    bare = not (state.tags or state.collections or state.note or state.starred)
    return bare and paper is not None and not paper.arxiv_id and not files.of_paper(connection, described)


def _readable_name(name: str) -> str:
    return " ".join(Path(name).stem.replace("_", " ").split()) or name


def _number(value: object) -> int | None:
    return value if isinstance(value, int) else None
