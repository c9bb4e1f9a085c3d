"""The text a person selected on the pages, by dragging, by clicks that take words, lines and paragraphs, or a page at once."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtPdf import QPdfDocument

from carrel.ui.reader.layout import PagePoint
from carrel.ui.reader.page_text import PageText, SelectedPart, Unit, joined
from carrel.ui.reader.rendering import Rendering

_SLICE = 0.02
_PAUSE = 1


class TextSelection(QObject):
    """What is selected. A drag asks for its text between renderings, and only for where the pointer is by then."""

    changed = Signal()

    def __init__(self, rendering: Rendering, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rendering = rendering
        self.page_text = PageText()
        self._start: PagePoint | None = None
        self._end: PagePoint | None = None
        self._unit = Unit.CHARACTER
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

    def begin(self, point: PagePoint, unit: Unit = Unit.CHARACTER) -> None:
        """Start a drag that grows by whole units; the first is selected at once where it is more than a character."""
        self._start, self._end, self._unit = point, None, unit
        if unit is not Unit.CHARACTER:
            self.extend(point)

    def extend(self, point: PagePoint) -> None:
        """The drag goes on to `point`."""
        if self._start is None:
            self._start = point
        self._end = point
        if not self._asked:
            self._asked = True
            pages = sorted((self._start.page, point.page))
            self.when_known(range(pages[0], pages[1] + 1), self._select)

    def select_word(self, point: PagePoint) -> None:
        """Select the word under a point."""
        self.begin(point, Unit.WORD)

    def select_page(self, page: int) -> None:
        """Select all text of a page."""
        self.when_known((page,), lambda document: self._set(self.page_text.everything(document, page)))

    def show(self, parts: tuple[SelectedPart, ...]) -> None:
        """Select what is known already without asking the file."""
        self._start = self._end = None
        self._set(parts)

    def clear(self) -> None:
        """Select nothing."""
        self._end = None
        self._set(())

    def when_known(self, pages: Iterable[int], question: Callable[[QPdfDocument], None]) -> None:
        """Ask once the order of pages is known, which on some takes a moment: the window goes on meanwhile."""

        def ask(document: QPdfDocument) -> None:
            if self.page_text.prepare(document, pages, time.perf_counter() + _SLICE):
                question(document)
            else:
                QTimer.singleShot(_PAUSE, self, lambda: self._rendering.ask(ask))

        self._rendering.ask(ask)

    def _select(self, document: QPdfDocument) -> None:
        self._asked = False
        if self._start is not None and self._end is not None:
            self._set(self.page_text.select(document, self._start, self._end, self._unit))

    def _set(self, parts: tuple[SelectedPart, ...]) -> None:
        if parts != self._parts:
            self._parts = parts
            self.changed.emit()
