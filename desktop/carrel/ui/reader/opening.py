"""Everything the reader needs to know of a paper before it shows it, gathered beside the window."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from carrel.domain.digest import Digest
from carrel.domain.paper import FileState, Paper, PaperFile, PaperState
from carrel.services.reading import DocumentText, Reading
from carrel.ui.digest.places import Places
from carrel.ui.reader.remembered import RememberedPlace
from carrel.ui.reader.statements import Support


class Condition(StrEnum):
    """What can be shown of a paper's PDF."""

    OPEN = "open"
    SCANNED = "scanned"
    NONE = "none"
    CHECKING = "checking"
    LOCKED = "locked"
    UNSAFE = "unsafe"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Opened:
    """A paper as it stands in the library. `path` is there only for a file that may be opened by the window.

    `shown` is what is drawn of it: `path`, or a copy without annotations that were taken into the library.
    Where `whole` is false the paper is a long one, whose text is still to be read by `read_text`: until then `document` has
    no passages. `places` are the passages the digest counts in: those of `file` only where `framed` is true. `support` tells
    which statements rest on which of them.
    """

    paper: Paper
    state: PaperState
    condition: Condition
    file: PaperFile | None
    path: Path | None
    shown: Path | None
    document: DocumentText
    digest: Digest | None
    places: Places
    framed: bool
    support: Support
    remembered: RememberedPlace
    whole: bool

    @property
    def problem(self) -> str:
        """Why the file cannot be opened, in words, or ""."""
        return self.file.problem if self.file is not None else ""


_CHUNK = 2**20
_READ_AHEAD = 64 * 2**20

_LONG = 40
"""With more pages than this, they are shown before the text is read."""

NOTHING_READ = DocumentText((), (), ())


def open_paper(reading: Reading, paper_id: int, known: Opened | None = None) -> Opened | None:
    """Gather a paper, a long one without its text; None where it is no longer in the library. Safe from any thread.

    The text is taken from `known` where that is the same file.
    """
    paper = reading.paper(paper_id)
    if paper is None:
        return None
    digest = reading.digest(paper_id)
    files = reading.files(paper_id)
    file = _shown(files, digest)
    condition = _condition(file)
    path = shown = None
    if file is not None and condition in {Condition.OPEN, Condition.SCANNED}:
        path = reading.file_path(file)
        if not path.is_file():
            condition, path = Condition.GONE, None
    if file is not None and path is not None:
        shown = reading.shown_path(file)
        _read_ahead(shown)
    opened = Opened(
        paper=paper,
        state=reading.state(paper_id),
        condition=condition,
        file=file,
        path=path,
        shown=shown,
        document=NOTHING_READ,
        digest=digest,
        places=Places(),
        framed=False,
        support=Support((), ()),
        remembered=RememberedPlace.parse(reading.value(RememberedPlace.name(paper_id))),
        whole=False,
    )
    if file is not None and path is not None:
        if known is not None and known.whole and known.file == file and known.path == path:
            return _with_text(reading, opened, known.document)
        if file.pages > _LONG:
            return replace(opened, document=reading.outline(file.id))
    return read_text(reading, opened)


def read_text(reading: Reading, opened: Opened) -> Opened:
    """A paper with its text, and with what rests on it. Safe from any thread."""
    file = opened.file
    document = reading.document(file.id) if file is not None and opened.path is not None else NOTHING_READ
    return _with_text(reading, opened, document)


def _with_text(reading: Reading, opened: Opened, document: DocumentText) -> Opened:
    paper, digest, file = opened.paper, opened.digest, opened.file
    framed = _same_text(digest, file) and bool(document.passages)
    if framed and file is not None:
        places = Places(document.passages, document.sections, file_id=file.id, page_sizes=document.page_sizes)
    else:
        places = Places.of_abstract(reading.abstract_for(paper.id, digest) if digest is not None else paper.abstract)
    support = Support(digest.statements if digest is not None else (), document.passages if framed else ())
    return replace(opened, document=document, places=places, framed=framed, support=support, whole=True)


def _read_ahead(path: Path) -> None:
    """Bring a file into the system's memory, so that the window does not wait for a slow disk when it opens it."""
    with path.open("rb") as file:
        for _ in range(_READ_AHEAD // _CHUNK):
            if not file.read(_CHUNK):
                return


def _shown(files: list[PaperFile], digest: Digest | None) -> PaperFile | None:
    """The file the digest was made from, else the newest that may be opened, else the newest."""
    readable = [file for file in files if file.state in {FileState.READY, FileState.NO_TEXT}]
    for file in reversed(readable):
        if _same_text(digest, file):
            return file
    if readable:
        return readable[-1]
    return files[-1] if files else None


def _same_text(digest: Digest | None, file: PaperFile | None) -> bool:
    if digest is None or file is None or not file.text_sha256:
        return False
    return digest.provenance.text_sha256 == file.text_sha256


def _condition(file: PaperFile | None) -> Condition:
    if file is None:
        return Condition.NONE
    return {
        FileState.READY: Condition.OPEN,
        FileState.NO_TEXT: Condition.SCANNED,
        FileState.CHECKING: Condition.CHECKING,
        FileState.LOCKED: Condition.LOCKED,
        FileState.UNSAFE: Condition.UNSAFE,
    }[file.state]
