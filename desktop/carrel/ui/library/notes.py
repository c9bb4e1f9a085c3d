"""A note: plain Markdown text that is kept as it is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from carrel.domain.errors import CarrelError
from carrel.ui.digest.wording import day_words
from carrel.ui.navigation import Place
from carrel.ui.notes.linking_field import LinkingField
from carrel.ui.notes.sheet import NoteSheet
from carrel.ui.widgets import Label

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QHideEvent

    from carrel.domain.note_links import NoteLink
    from carrel.services.carrel import Carrel
    from carrel.ui.background import Background
    from carrel.ui.theme import Theme

PAUSE = 500
"""Milliseconds without a key after which a note is saved."""


class _Field(LinkingField):
    left = Signal()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()


class NoteEditor(QWidget):
    """Edits one paper's note. It is saved half a second after the last key, when focus leaves, and when it is hidden.

    One save runs at a time, so an older text never overwrites a newer one. At the application's end what is not yet
    saved is saved before anything closes. `failed` tells in words why a note could not be saved; it is tried again.
    `place_wanted` carries the `Place` that a link in it leads to.
    """

    failed = Signal(str)
    place_wanted = Signal(object)

    def __init__(self, theme: Theme, carrel: Carrel, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._organising = carrel.organising
        self._background = background.of(self)
        self._paper_id = 0
        self._saved = ""
        self._waiting: dict[int, str] = {}
        self._saving = False
        self.field = _Field()
        self.field.setProperty("look", "field")
        self.field.setPlaceholderText("What you want to remember. Saved as you type.")
        self.field.setAccessibleName("Note")
        self.field.setTabChangesFocus(True)
        self.field.left.connect(self.save)
        self.sheet = NoteSheet(theme, carrel.reading, background, self.field)
        self.sheet.followed.connect(lambda link: self._go(self._paper_id, link))
        self.sheet.paper_wanted.connect(self._go)
        self._edited = Label(theme, "", "meta", "text-3")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(4))
        layout.addWidget(self.sheet, 1)
        layout.addWidget(self._edited)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self.save)
        self.field.textChanged.connect(self._typed)
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self.save_now)

    def show_note(self, paper_id: int, body: str, edited: str) -> None:
        """Show a paper's note. What is being typed for the same paper is never replaced."""
        if paper_id == self._paper_id and self._unsaved:
            return
        if paper_id != self._paper_id:
            self.save()
        body = self._waiting.get(paper_id, body)
        self._paper_id, self._saved = paper_id, body
        if self.field.toPlainText() != body:
            self.field.setPlainText(body)
            self._pause.stop()
        self._edited.setText(f"Edited {day_words(edited)}" if edited and body else "")

    def save(self) -> None:
        """Save what was typed, in the background."""
        self._pause.stop()
        if self._paper_id and self.field.toPlainText() != self._saved:
            self._saved = self.field.toPlainText()
            self._waiting[self._paper_id] = self._saved
            self._save_next()

    def save_now(self) -> None:
        """Save what was typed before returning."""
        self._pause.stop()
        if self._paper_id and self.field.toPlainText() != self._saved:
            self._saved = self.field.toPlainText()
            self._waiting[self._paper_id] = self._saved
        for paper_id, body in list(self._waiting.items()):
            self._organising.save_note(paper_id, body)
        self._waiting.clear()

    def hideEvent(self, event: QHideEvent) -> None:
        """Save when the editor is left by changing tabs or pages."""
        super().hideEvent(event)
        self.save()

    @property
    def _unsaved(self) -> bool:
        return self.field.toPlainText() != self._saved or self._paper_id in self._waiting

    def _go(self, paper: int, link: NoteLink) -> None:
        self.place_wanted.emit(Place("reader", paper, link=link))

    def _typed(self) -> None:
        self._pause.start()

    def _save_next(self) -> None:
        if self._saving or not self._waiting:
            return
        paper_id, body = next(iter(self._waiting.items()))
        self._saving = True

        def saved(_: object) -> None:
            self._saving = False
            if self._waiting.get(paper_id) == body:
                del self._waiting[paper_id]
            self._save_next()

        def failed(error: Exception) -> None:
            self._saving = False
            if not isinstance(error, CarrelError):
                raise error
            # The text waits and is tried again with the next key, and at the end.
            self.failed.emit(str(error))

        self._background.run(lambda: self._organising.save_note(paper_id, body), saved, failed=failed)
