"""Annotations to a copy of the PDF, and from the PDF: asked for here, done beside the window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from carrel.domain.changes import Changes
from carrel.domain.errors import CarrelError
from carrel.services.carrel import Carrel
from carrel.services.events import Notice
from carrel.ui.background import Background
from carrel.ui.reader.annotations.kept import KeptAnnotations
from carrel.ui.reader.paper_pages import PaperPages

_NOT_IN_NAMES = '\\/:*?"<>|'


class PdfCopies(QObject):
    """Exports and imports the annotations of the open file, and says how it went."""

    def __init__(self, carrel: Carrel, background: Background, kept: KeptAnnotations, pages: PaperPages) -> None:
        super().__init__(pages)
        self._carrel = carrel
        self._background = background.of(self)
        self._kept = kept
        self._pages = pages

    def ask(self) -> None:
        """Ask where to, and save a copy of the PDF with its annotations there."""
        paper = self._carrel.reading.paper(self._kept.paper_id)
        title = "".join(" " if one in _NOT_IN_NAMES else one for one in paper.title) if paper is not None else ""
        proposed = Path.home() / f"{' '.join(title.split())[:80] or 'Paper'}, annotated.pdf"
        name, _ = QFileDialog.getSaveFileName(
            self._pages, "Save a copy with annotations", str(proposed), "PDF files (*.pdf)"
        )
        if name:
            self.save(Path(name))

    def save(self, target: Path) -> None:
        """Save a copy of the PDF with its annotations."""
        paper_id, file_id, files = self._kept.paper_id, self._kept.here.file_id, self._carrel.annotation_files

        def saved(count: int) -> None:
            marks = "1 annotation" if count == 1 else f"{count:,} annotations"
            self._say(f"Saved a copy with {marks} as {target.name}.")

        password = self._pages.password_of(file_id)
        self._background.run(
            lambda: files.export_pdf(paper_id, target, file_id=file_id, password=password), saved, failed=self._failed
        )

    def take_in(self) -> None:
        """Take the annotations that the PDF itself holds into the library."""
        file_id, files = self._kept.here.file_id, self._carrel.annotation_files

        def taken(changes: Changes) -> None:
            self._say(
                f"{changes.undo}." if changes.undo else "This PDF holds no annotations that are not here already."
            )

        password = self._pages.password_of(file_id)
        self._background.run(lambda: files.import_from(file_id, password=password), taken, failed=self._failed)

    def _say(self, text: str) -> None:
        self._carrel.events.publish(Notice(text))

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, CarrelError):
            raise error
        self._kept.refused.emit(str(error))
