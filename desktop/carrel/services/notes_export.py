"""Notes and annotations go into a folder of Markdown files, for Obsidian or Logseq; again whenever the person likes.

What the person wrote in those files stays: only the managed blocks and Carrel's own names in the front matter are written anew.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from carrel.domain.citation_key import citation_key
from carrel.domain.digest import Status
from carrel.domain.errors import InputError, StorageError
from carrel.domain.query import Has, LibraryQuery
from carrel.services.annotations import Annotations
from carrel.services.reading import Reading
from carrel.storage.durable import write_text

if TYPE_CHECKING:
    from carrel.domain.paper import Paper
    from carrel.interchange.notes_markdown import EvidenceQuote, NotesStyle, PaperNotes

_MOST_BYTES = 16 * 1024 * 1024
_STATUS = {Status.SUPPORTED: "supported", Status.PARTLY: "partly", Status.NOT_FOUND: "not found in paper"}


@dataclass(frozen=True, slots=True)
class ExportedNotes:
    """Which files were written, which were as they should be already, and why others could not be read or written."""

    written: tuple[Path, ...]
    unchanged: tuple[Path, ...]
    problems: tuple[StorageError, ...] = ()


class NotesExport:
    """Writes Markdown files, one a paper."""

    def __init__(self, reading: Reading, annotations: Annotations) -> None:
        self._reading = reading
        self._annotations = annotations

    def papers(self) -> list[int]:
        """The papers of the library that have a note or annotations."""
        return list(self._reading.ids(LibraryQuery(has=(Has.NOTES, Has.HIGHLIGHTS))))

    def export(
        self, papers: Sequence[int], folder: Path, *, style: str = "obsidian", evidence: bool = False
    ) -> ExportedNotes:
        """Write or update the files of papers in `folder`, which is made where there is none.

        A paper's file is found again by its managed blocks, wherever in the folder and under whichever name the person put it;
        a new one is named by the citation key. A file that cannot be read or written, or that the person has made read-only,
        holds up no other. `style` is "obsidian" or "logseq". With `evidence` the statements of the digest
        come along as quotes.

        Raises:
            InputError: `style` is neither, or a paper is not in the library.
            StorageError: the folder cannot be made.
        """
        from carrel.interchange import notes_markdown  # noqa: PLC0415 - only to write notes

        try:
            wanted = notes_markdown.NotesStyle(style)
        except ValueError:
            raise InputError(f"{style} is no style of notes.", "Known are obsidian and logseq.") from None
        folder = folder.expanduser().absolute()
        known = _Folder(folder)
        written, unchanged = [], []
        problems = list(known.problems)
        for paper_id in papers:
            notes = self._notes(paper_id, evidence=evidence)
            path = known.file_of(notes.identities)
            if path is None:
                path = known.free(citation_key(notes.paper), notes.identity)
                before, after = None, notes_markdown.write(notes, wanted)
            else:
                before = _read(path)
                after = notes_markdown.update(before, notes, wanted)
            if after == before:
                unchanged.append(path)
                continue
            try:
                _write(path, after)
            except StorageError as error:
                problems.append(error)
            else:
                written.append(path)
        return ExportedNotes(tuple(written), tuple(unchanged), tuple(problems))

    def render(self, paper_id: int, style: NotesStyle, *, evidence: bool = False) -> str:
        """A paper's notes as Markdown, as a new file has them.

        Raises:
            InputError: the paper is not in the library.
        """
        from carrel.interchange import notes_markdown  # noqa: PLC0415 - only to write notes

        return notes_markdown.write(self._notes(paper_id, evidence=evidence), style)

    def _notes(self, paper_id: int, *, evidence: bool) -> PaperNotes:
        from carrel.interchange.notes_markdown import PaperNotes  # noqa: PLC0415 - only to write notes

        paper = self._reading.paper(paper_id)
        if paper is None:
            raise InputError(f"There is no paper {paper_id} in the library.", "Add it again.")
        note = self._reading.state(paper_id).note
        quotes = tuple(self._evidence(paper)) if evidence else None
        pdf = next((file.sha256 for file in self._reading.files(paper_id)), "")
        return PaperNotes(paper, note, self._annotations.of_paper(paper_id), quotes, pdf)

    def _evidence(self, paper: Paper) -> Iterator[EvidenceQuote]:
        from carrel.interchange.notes_markdown import EvidenceQuote  # noqa: PLC0415 - only to write notes

        digest = self._reading.digest(paper.id)
        if digest is None:
            return
        text = digest.provenance.text_sha256
        file = next((one for one in self._reading.files(paper.id) if one.text_sha256 == text), None)
        passages = self._reading.document(file.id).passages if file is not None else ()
        for statement in digest.statements:
            found = [passages[one] for one in statement.passages if one < len(passages)]
            if found and statement.effective in _STATUS:
                # What readers do not see on screen, for no passage says it, is not written either.
                status = "from the paper" if statement.replaced else _STATUS[statement.effective]
                quote = "" if found[0].text == statement.shown else found[0].text
                yield EvidenceQuote(statement.shown, status, quote, found[0].page)


class _Folder:
    """The Markdown files in a folder and below, by the papers they are about; `problems` tell of those that cannot be read."""

    def __init__(self, folder: Path) -> None:
        from carrel.interchange.managed_blocks import papers_of  # noqa: PLC0415 - only to write notes

        self._folder = folder
        self._files: dict[str, Path] = {}
        self.problems: list[StorageError] = []
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StorageError(
                f"The folder {folder} cannot be made.", "Choose one that you may write to.", details=str(error)
            ) from error
        for path in _markdown_files(folder):
            try:
                text = _read(path)
            except StorageError as error:
                self.problems.append(error)
                continue
            for paper in papers_of(text):
                self._files.setdefault(paper, path)

    def file_of(self, names: Sequence[str]) -> Path | None:
        """The file that has blocks of a paper under one of its names; None where none has."""
        return next((self._files[name] for name in names if name in self._files), None)

    def free(self, name: str, paper: str) -> Path:
        """A path for a new file of a paper, called `name`, or `name-2`, … where a file has that name."""
        number, path = 1, self._folder / f"{name}.md"
        while path.exists() or path in self._files.values():
            number += 1
            path = self._folder / f"{name}-{number}.md"
        self._files[paper] = path
        return path


def _markdown_files(folder: Path) -> Iterator[Path]:
    """Files below a folder that end in .md, those in hidden folders left out; the nearest and first by name come first."""
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(one for one in folders if not one.startswith("."))
        for name in sorted(names):
            path = Path(place, name)
            if path.suffix.lower() == ".md" and path.is_file() and path.stat().st_size <= _MOST_BYTES:
                yield path


def _read(path: Path) -> str:
    """A file's text, its ends of lines as they are; bytes that are no UTF-8 are kept in disguise.

    Raises:
        StorageError: it cannot be read.
    """
    try:
        return path.read_bytes().decode("utf-8", "surrogateescape")
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise StorageError(f"{path} could not be read: {reason}.", "Check its permissions.") from error


def _write(path: Path, text: str) -> None:
    """Write a file where it really is, with the permissions that it has.

    Raises:
        StorageError: it cannot be written, or the person has made it read-only.
    """
    target = path.resolve()
    if target.exists() and not target.stat().st_mode & stat.S_IWUSR:
        raise StorageError(f"{path} is read-only, so it was left as it is.", "Allow writing to it, and export again.")
    write_text(target, [text])
