"""Links that a PDF carries: to places in the paper, and to addresses on the web."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, QPointF, QRectF
from PySide6.QtPdf import QPdfDocument, QPdfLinkModel

from carrel.domain.web_links import web_address
from carrel.ui.reader.layout import PagePoint


@dataclass(frozen=True, slots=True)
class Link:
    """A link: its page and its rectangles there in points, and a `target` in the paper or a web `address`."""

    page: int
    rectangles: tuple[QRectF, ...]
    target: PagePoint | None = None
    address: str = ""

    def contains(self, point: QPointF) -> bool:
        """Whether a point of the page lies on it."""
        return any(rectangle.contains(point) for rectangle in self.rectangles)


class PageLinks:
    """Links of one document, each page's kept once asked for. Ask between renderings."""

    def __init__(self, parent: QObject) -> None:
        self._model = QPdfLinkModel(parent)
        self._pages: dict[int, tuple[Link, ...]] = {}

    def known(self, page: int) -> tuple[Link, ...] | None:
        """A page's links if they were read before."""
        return self._pages.get(page)

    def read(self, document: QPdfDocument, page: int) -> tuple[Link, ...]:
        """A page's links. Only http and https addresses count: a PDF can also name programs and files."""
        if page not in self._pages:
            self._model.setDocument(document)
            self._model.setPage(page)
            found = []
            for row in range(self._model.rowCount(self._model.index(-1, -1))):
                data = self._model.data(self._model.index(row, 0), QPdfLinkModel.Role.Link.value)
                rectangles = tuple(QRectF(rectangle) for rectangle in data.rectangles())
                if not rectangles:
                    continue
                address = data.url().toString()
                if web_address(address):
                    found.append(Link(page, rectangles, address=address))
                elif not address and 0 <= data.page() < document.pageCount():
                    location = data.location()
                    found.append(Link(page, rectangles, PagePoint(data.page(), location.x(), location.y())))
            self._pages[page] = tuple(found)
        return self._pages[page]
