"""Papers, their versions and files, and what a person keeps about them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ReadingState(StrEnum):
    """Where a person stands with a paper. *Unread* is shown as To read."""

    UNREAD = "unread"
    READING = "reading"
    READ = "read"


class FileState(StrEnum):
    """What may be done with a kept file: only *ready* and *no text* may be opened by the window."""

    CHECKING = "checking"
    READY = "ready"
    NO_TEXT = "no_text"
    LOCKED = "locked"
    UNSAFE = "unsafe"


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper's metadata. `id` is 0 until it is kept. Dates are ISO 8601 (`published`, `updated`: dates or instants in UTC).

    `arxiv_id` is without its version; `version` is the newest known (0 where there is none).
    `source` is "arxiv" or "file" or "sample". `links` are web addresses found for the paper (code, publisher).
    `latex_title` and `latex_abstract` are as arXiv wrote them, "" where they read the same.
    """

    title: str
    authors: tuple[str, ...] = ()
    abstract: str = ""
    arxiv_id: str = ""
    version: int = 0
    doi: str = ""
    categories: tuple[str, ...] = ()
    published: str = ""
    updated: str = ""
    comment: str = ""
    journal_reference: str = ""
    links: tuple[str, ...] = ()
    source: str = "file"
    year: int | None = None
    latex_title: str = ""
    latex_abstract: str = ""
    id: int = 0


@dataclass(frozen=True, slots=True)
class PaperVersion:
    """One version of an arXiv paper as it was announced."""

    version: int
    title: str
    abstract: str
    updated: str
    comment: str = ""
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class PaperFile:
    """A PDF kept in the library. `name` is its path inside the library's files folder, in POSIX form.

    `problem` says in words why the file is not *ready*. `pages` is 0 until it has been read.
    """

    id: int
    paper_id: int
    name: str
    sha256: str
    bytes: int
    state: FileState
    version: int = 0
    pages: int = 0
    problem: str = ""
    hidden_characters: int = 0
    text_sha256: str = ""
    original_name: str = ""


@dataclass(frozen=True, slots=True)
class PaperState:
    """What a person decided about a paper."""

    reading: ReadingState
    starred: bool
    added: str
    trashed: str = ""
    tags: tuple[str, ...] = ()
    collections: tuple[int, ...] = ()
    note: str = ""
    note_edited: str = ""


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One row of a list: all that a table or card paints, and nothing more.

    `has_hidden`: its PDF holds text nobody can see; `has_highlight`: it has annotations, of any kind, outside Trash.
    """

    id: int
    title: str
    authors: tuple[str, ...]
    year: int | None
    arxiv_id: str
    categories: tuple[str, ...]
    reading: ReadingState
    starred: bool
    tags: tuple[str, ...]
    topics: tuple[str, ...]
    added: str
    supported: int
    partly: int
    not_found: int
    has_digest: bool
    has_pdf: bool
    has_note: bool
    has_code: bool
    busy: bool = False
    has_hidden: bool = False
    has_highlight: bool = False

    @property
    def statements(self) -> int:
        """How many statements its digest holds."""
        return self.supported + self.partly + self.not_found


@dataclass(frozen=True, slots=True)
class Collection:
    """A named set of papers; collections nest by `parent` (None at the top)."""

    id: int
    name: str
    parent: int | None
    papers: int = 0
