"""Notes, marks and quotes to a folder of Markdown files: asked for here, written beside the window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from carrel.domain.errors import CarrelError
from carrel.services.carrel import Carrel
from carrel.services.events import Notice
from carrel.services.notes_export import ExportedNotes
from carrel.ui.background import Background

_FOLDER = "notes.folder"
_LOGSEQ = "logseq"
"""A folder of this name is in every graph of Logseq, and in no vault of Obsidian."""


class NotesToMarkdown(QObject):
    """Asks for the folder, the one of last time first, and says how it went."""

    def __init__(self, carrel: Carrel, background: Background, host: QWidget) -> None:
        super().__init__(host)
        self._carrel = carrel
        self._background = background.of(self)
        self._host = host

    def ask(self, papers: Callable[[], Sequence[int]]) -> None:
        """Ask where to, and write the notes of `papers`, which is called beside the window."""

        def choose(last: str) -> None:
            title = "Choose a folder for the notes"
            name = QFileDialog.getExistingDirectory(self._host, title, last or str(Path.home()))
            if name:
                self.write(papers, Path(name))

        self._background.run(lambda: self._carrel.reading.value(_FOLDER), choose)

    def ask_for_all(self) -> None:
        """Ask where to, and write the notes of all papers that have a note or marks."""
        self.ask(self._carrel.notes_export.papers)

    def write(self, papers: Callable[[], Sequence[int]], folder: Path) -> None:
        """Write the notes of papers in a folder, as Logseq has them where it is one of its own, else as Obsidian has them."""
        style = style_of(folder)

        def work() -> ExportedNotes:
            self._carrel.reading.set_value(_FOLDER, str(folder))
            return self._carrel.notes_export.export(papers(), folder, style=style)

        def written(done: ExportedNotes) -> None:
            words = done_words(len(done.written), len(done.unchanged), folder.name)
            if done.problems:
                words = problem_words(words if done.written or done.unchanged else "", done.problems)
            self._carrel.events.publish(Notice(words, problem=bool(done.problems)))

        def failed(error: Exception) -> None:
            if not isinstance(error, CarrelError):
                raise error
            self._carrel.events.publish(Notice(str(error), problem=True))

        self._background.run(work, written, failed=failed)


def style_of(folder: Path) -> str:
    """What notes in a folder are written for: "logseq" in one of its graphs or its folder of pages, else "obsidian"."""
    return _LOGSEQ if any((one / _LOGSEQ).is_dir() for one in (folder, folder.parent)) else "obsidian"


def problem_words(done: str, problems: Sequence[CarrelError]) -> str:
    """Why files were not written, in words, behind how the rest went."""
    more = f"{len(problems) - 1:,} more files could not be read or written." if len(problems) > 2 else ""
    more = more or ("Another file could not be read or written." if len(problems) > 1 else "")
    return " ".join(filter(None, (done, str(problems[0]), more)))


def done_words(written: int, unchanged: int, folder: str) -> str:
    """How an export went, in words."""
    if not written and not unchanged:
        return "There are no notes or marks to export yet."
    files = "1 file" if written == 1 else f"{written:,} files"
    same = f", {unchanged:,} needed no change" if unchanged else ""
    return f"Wrote {files} to {folder}{same}."
