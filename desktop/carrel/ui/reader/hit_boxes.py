"""Where hits are printed: found page by page, a few at a time, so that the window never waits."""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence

from PySide6.QtCore import QObject, QRectF, QTimer, Signal
from PySide6.QtPdf import QPdfDocument

from carrel.domain.passage import Rectangle
from carrel.ui.reader.find import Hit, Hits, folded, printed_spans
from carrel.ui.reader.page_text import PageText, Span
from carrel.ui.reader.rendering import Rendering

_SLICE = 0.008
_SHIFT = 40


class HitBoxes(QObject):
    """Rectangles of hits. Ask for pages with `resolve`; `changed` tells when more is known."""

    changed = Signal()

    def __init__(self, rendering: Rendering, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rendering = rendering
        self._text = PageText()
        self._wanted = ""
        self._hits = Hits()
        self._boxes: dict[Hit, tuple[Rectangle, ...]] = {}
        self._pages: list[int] = []
        self._done: set[int] = set()
        self._spans: list[tuple[int, int]] | None = None
        self._asked = False
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._ask)

    def search(self, text: str, hits: Hits) -> None:
        """Forget what was found before; `hits` are those of `text`."""
        self._timer.stop()
        self._wanted = folded(text)
        self._hits = hits
        self._boxes, self._pages, self._done, self._spans = {}, [], set(), None

    def resolve(self, pages: Sequence[int]) -> None:
        """Find the hits on these pages, in this order, before any asked for earlier."""
        new = [page for page in pages if self._hits.on_page(page) and page not in self._done]
        if not new:
            return
        keep = self._pages[:1] if self._spans is not None else []
        self._pages = keep + [page for page in new if page not in keep]
        self._timer.start()

    def boxes(self, hit: Hit) -> tuple[Rectangle, ...]:
        """A hit's rectangles; () while not known. Its whole passage where the print cannot be matched."""
        return self._boxes.get(hit, ())

    def on_pages(self, pages: Collection[int]) -> list[Rectangle]:
        """All known rectangles on some pages."""
        positions = dict.fromkeys(passage.position for page in pages for passage in self._hits.on_page(page))
        hits = (hit for position in positions for hit in self._hits.of_passage(position))
        return [box for hit in hits for box in self._boxes.get(hit, ()) if box.page in pages]

    def _ask(self) -> None:
        # One question at a time: those asked during a long rendering would all be answered in one go after it.
        if not self._asked:
            self._asked = True
            self._rendering.ask(self._work)

    def _work(self, document: QPdfDocument) -> None:
        self._asked = False
        end = time.perf_counter() + _SLICE
        while self._pages and time.perf_counter() < end:
            page = self._pages[0]
            if not self._text.prepare(document, (page,), end):
                break
            if self._spans is None:
                self._spans = printed_spans(self._text.text(document, page), self._wanted)
            if self._spans:
                self._match(page, self._print(document, page, *self._spans.pop(0)))
            else:
                self._finish(page)
        self.changed.emit()
        if self._pages:
            self._timer.start()

    def _match(self, page: int, printed: tuple[Rectangle, ...]) -> None:
        """Give print that was found to the next hit of the passage in whose lines it stands."""
        if not printed:
            return
        for passage in self._hits.on_page(page):
            if any(line.page == page and _covers(line, printed[0]) for line in passage.rectangles):
                hits = self._hits.of_passage(passage.position)
                hit = next((one for one in hits if one not in self._boxes), None)
                if hit is not None:
                    self._boxes[hit] = printed

    def _finish(self, page: int) -> None:
        self._spans = None
        self._pages.pop(0)
        self._done.add(page)
        for passage in self._hits.on_page(page):
            if page == passage.rectangles[-1].page:
                for hit in self._hits.of_passage(passage.position):
                    self._boxes.setdefault(hit, passage.rectangles)

    def _print(self, document: QPdfDocument, page: int, start: int, length: int) -> tuple[Rectangle, ...]:
        if not self._text.straight(document, page):
            parts = self._text.parts(document, Span(page, start, start + length))
            return tuple(_rectangle(page, box) for part in parts for box in part.rectangles)
        selection = document.getSelectionAtIndex(page, start, length)
        if _squeezed(selection.text()) != _squeezed(self._wanted):
            # PDFium counts control characters that its text lacks, so places late on a page can be off by some.
            around = document.getSelectionAtIndex(page, max(0, start - _SHIFT), length + 2 * _SHIFT).text()
            near = printed_spans(around, self._wanted)
            if not near:
                return ()
            first, length = min(near, key=lambda span: abs(span[0] - min(start, _SHIFT)))
            selection = document.getSelectionAtIndex(page, max(0, start - _SHIFT) + first, length)
        return tuple(_rectangle(page, polygon.boundingRect()) for polygon in selection.bounds())


def _squeezed(text: str) -> str:
    return "".join(folded(text.replace("\ufffe", "")).split()).replace("-", "")


def _rectangle(page: int, box: QRectF) -> Rectangle:
    return Rectangle(page, box.left(), box.top(), box.right(), box.bottom())


def _covers(line: Rectangle, box: Rectangle) -> bool:
    x, y = (box.left + min(box.right, line.right)) / 2, (box.top + box.bottom) / 2
    return line.left - 2 <= x <= line.right + 2 and line.top - 2 <= y <= line.bottom + 2
