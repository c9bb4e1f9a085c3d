"""The note of the paper that is shown in full: written, read, and when it was edited."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from carrel.ui.digest.wording import day_words
from carrel.ui.navigation import Place
from carrel.ui.notes.kept_note import KeptNote
from carrel.ui.notes.note_field import NoteField
from carrel.ui.notes.sheet import NoteSheet
from carrel.ui.widgets import Label

if TYPE_CHECKING:
    from PySide6.QtGui import QHideEvent

    from carrel.domain.note_links import NoteLink
    from carrel.services.carrel import Carrel
    from carrel.ui.background import Background
    from carrel.ui.theme import Theme


class NoteEditor(QWidget):
    """Edits one paper's note. It is saved half a second after the last key, when focus leaves, and when it is hidden.

    `failed` tells in words why a note could not be saved; it is tried again. `place_wanted` carries the `Place` that a
    link in it leads to.
    """

    failed = Signal(str)
    place_wanted = Signal(object)

    def __init__(self, theme: Theme, carrel: Carrel, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._paper_id = 0
        self.field = NoteField(theme)
        self._kept = KeptNote(carrel, background, self.field, self.failed.emit)
        self.sheet = NoteSheet(theme, carrel, background, self.field)
        self.sheet.followed.connect(lambda link: self._go(self._paper_id, link))
        self.sheet.paper_wanted.connect(self._go)
        self._edited = Label(theme, "", "meta", "text-3")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(4))
        layout.addWidget(self.sheet, 1)
        layout.addWidget(self._edited)

    def show_note(self, paper_id: int, body: str, edited: str) -> None:
        """Show a paper's note. What is being typed for the same paper is never lost."""
        self._paper_id = paper_id
        self._kept.show_note(paper_id, body)
        self.sheet.show_paper(paper_id)
        self._edited.setText(f"Edited {day_words(edited)}" if edited and body else "")

    def save(self) -> None:
        """Save what was typed, in the background."""
        self.field.tell()

    def save_now(self) -> None:
        """Save what was typed before returning."""
        self._kept.save_now()

    def hideEvent(self, event: QHideEvent) -> None:
        """Save when the editor is left by changing tabs or pages."""
        super().hideEvent(event)
        self.save()

    def _go(self, paper: int, link: NoteLink) -> None:
        self.place_wanted.emit(Place("reader", paper, link=link))
