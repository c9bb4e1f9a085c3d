"""The text a person selected on the pages, by dragging or double click."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtPdf import QPdfDocument

from carrel.ui.reader.layout import PagePoint
from carrel.ui.reader.page_text import PageText, SelectedPart, joined
from carrel.ui.reader.rendering import Rendering


class TextSelection(QObject):
    """What is selected. A drag asks for its text between renderings, and only for where the pointer is by then."""

    changed = Signal()

    def __init__(self, rendering: Rendering, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rendering = rendering
        self._text = PageText()
        self._start: PagePoint | None = None
        self._end: PagePoint | None = None
        self._asked = False
        self._parts: tuple[SelectedPart, ...] = ()

    @property
    def parts(self) -> tuple[SelectedPart, ...]:
        """The selected text page by page."""
        return self._parts

    @property
    def text(self) -> str:
        """The selected text as it goes to the clipboard."""
        return joined(self._parts)

    def begin(self, point: PagePoint) -> None:
        """Start a drag."""
        self._start, self._end = point, None

    def extend(self, point: PagePoint) -> None:
        """The drag goes on to `point`."""
        if self._start is None:
            self._start = point
        self._end = point
        if not self._asked:
            self._asked = True
            self._rendering.ask(self._select)

    def select_word(self, point: PagePoint) -> None:
        """Select the word under a point."""
        self._start = point
        self._rendering.ask(lambda document: self._set(self._text.word(document, point)))

    def select_page(self, page: int) -> None:
        """Select all text of a page."""
        self._rendering.ask(lambda document: self._set(self._text.everything(document, page)))

    def show(self, parts: tuple[SelectedPart, ...]) -> None:
        """Select what is known already without asking the file."""
        self._start = self._end = None
        self._set(parts)

    def clear(self) -> None:
        """Select nothing."""
        self._end = None
        self._set(())

    def _select(self, document: QPdfDocument) -> None:
        self._asked = False
        if self._start is not None and self._end is not None:
            self._set(self._text.select(document, self._start, self._end))

    def _set(self, parts: tuple[SelectedPart, ...]) -> None:
        if parts != self._parts:
            self._parts = parts
            self.changed.emit()
