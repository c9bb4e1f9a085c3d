"""A field that holds a paper's note: saved as typed, and shown as it was written in another window."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QObject

from carrel.domain.errors import CarrelError
from carrel.services.carrel import Carrel
from carrel.ui.background import Background
from carrel.ui.notes.note_field import NoteField
from carrel.ui.notes.note_saving import NoteSaving


class KeptNote(QObject):
    """Joins a field to the library."""

    def __init__(
        self, carrel: Carrel, background: Background, field: NoteField, failed: Callable[[str], object]
    ) -> None:
        """`failed` is told in words why a note could not be saved; it is tried again with the next key and at the end."""
        super().__init__(field)
        self._failed = failed
        self._reading = carrel.reading
        self._background = background.of(self)
        self._field = field
        self._saving = NoteSaving(carrel.organising)
        self._paper = 0
        field.typed_over.connect(self._typed)
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self.save_now)

    def show_note(self, paper: int, note: str) -> None:
        """Show a paper's note. What is being typed is never lost, whatever was written elsewhere."""
        if paper != self._paper:
            self._field.tell()
            waiting = self._saving.newest(paper)
            self._paper = paper
            self._field.set_note(note if waiting is None else waiting)
        elif note != self._field.told:
            self._look()

    def close_note(self) -> None:
        """Save what was typed and show no note."""
        self._field.tell()
        self._paper = 0
        self._field.clear_note()

    def save_now(self) -> None:
        """Save what was typed before returning."""
        self._field.tell()
        self._saving.save()

    def _typed(self, text: str, base: str) -> None:
        if self._paper:
            self._saving.put(self._paper, text, base)
            self._background.run(self._saving.save, lambda _: self._look(), failed=self._not_saved)

    def _look(self) -> None:
        """Find out what the note is. What was known of it may be older than what was typed here since."""
        paper, told = self._paper, self._field.told
        if not paper or self._saving.newest(paper) is not None:
            return

        def found(note: str) -> None:
            if paper == self._paper and told == self._field.told and self._saving.newest(paper) is None:
                self._field.take_in(note)

        self._background.latest("look", lambda: self._reading.note(paper), found)

    def _not_saved(self, error: Exception) -> None:
        if not isinstance(error, CarrelError):
            raise error
        self._failed(str(error))
