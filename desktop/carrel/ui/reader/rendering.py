"""One open PDF: its images are rendered on another thread, and everything else is asked between renderings.

PDFium is one thread behind one lock, and a call that waits for the lock holds up the window. So at most one page is
being rendered at a time, what is wanted next is decided only then, and questions about text wait for their turn.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, QRect, QSize, Signal
from PySide6.QtGui import QImage, QTransform
from PySide6.QtPdf import QPdfDocument, QPdfDocumentRenderOptions, QPdfPageRenderer

from carrel.ui.reader.image_cache import Piece


class Rendering(QObject):
    """A PDF file open for reading. Open only files that a limited child has checked before."""

    rendered = Signal(object, QImage)
    """A `Piece` and its image, turned as the piece is, with transparent paper."""

    reopened = Signal()
    """The file was opened anew as another copy: all of its pages have to be rendered again."""

    idle = Signal()
    """Nothing is being rendered: the next piece may be asked for."""

    def __init__(self, path: Path, password: str = "", parent: QObject | None = None) -> None:
        """Open `path`; `problem` says whether that worked."""
        super().__init__(parent)
        # Children are deleted in this order, and the renderer's thread must end before the document does.
        self._renderer = QPdfPageRenderer(self)
        self._path, self._password = path, password
        self._document = QPdfDocument(self)
        self._problem = self._load(self._document, path)
        self._renderer.setRenderMode(QPdfPageRenderer.RenderMode.MultiThreaded)
        self._renderer.setDocument(self._document)
        self._renderer.pageRendered.connect(self._rendered)
        self._in_flight: Piece | None = None
        self._questions: deque[Callable[[QPdfDocument], None]] = deque()
        self._closed = False

    @property
    def problem(self) -> QPdfDocument.Error:
        """`Error.None_` where the file is open."""
        return self._problem

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return self._document.pageCount()

    @property
    def busy(self) -> bool:
        """Whether a page is being rendered."""
        return self._in_flight is not None

    def page_sizes(self, known: Sequence[tuple[float, float]] = ()) -> tuple[tuple[float, float], ...]:
        """(width, height) of every page in points: `known` where they are of this file, else asked of PDFium (0.3 ms a page)."""
        if len(known) == self.pages:
            return tuple(known)
        sizes = (self._document.pagePointSize(page) for page in range(self.pages))
        return tuple((max(1.0, size.width()), max(1.0, size.height())) for size in sizes)

    @property
    def path(self) -> Path:
        """The file that is open."""
        return self._path

    def reopen(self, path: Path) -> None:
        """Go on with another copy of the file as soon as nothing is being rendered; `reopened` tells that it is open.

        One that cannot be opened so, or has other pages, leaves all as it is.
        """
        self.ask(lambda _document: self._reopen(path))

    def again(self) -> Rendering:
        """The same file opened once more."""
        return Rendering(self._path, self._password)

    def request(self, piece: Piece) -> None:
        """Render a piece. Ask only while not `busy`."""
        if self._closed:
            return
        options = QPdfDocumentRenderOptions()
        options.setRenderFlags(QPdfDocumentRenderOptions.RenderFlag.Annotations)
        # QtPdf turns whole pages only, not parts of them: so it renders all as the file shows it.
        part = piece.unturned
        if not part.whole:
            options.setScaledSize(QSize(part.width, part.height))
            options.setScaledClipRect(QRect(part.x, part.y, part.columns, part.rows))
        self._in_flight = piece
        self._renderer.requestPage(part.page, QSize(part.columns, part.rows), options)

    def ask(self, question: Callable[[QPdfDocument], None]) -> None:
        """Call `question` with the document as soon as nothing is being rendered, now if possible. Never after `close`."""
        if self._closed:
            return
        self._questions.append(question)
        self._answer()

    def close(self) -> None:
        """Let go of the file. What is being rendered ends by itself, without holding up the window."""
        self._closed = True
        self._questions.clear()
        # A page that is being rendered must end first; until then the application holds this object.
        self.setParent(QCoreApplication.instance())
        if self._in_flight is None:
            self.deleteLater()

    def _load(self, document: QPdfDocument, path: Path) -> QPdfDocument.Error:
        if self._password:
            document.setPassword(self._password)
        return document.load(str(path))

    def _reopen(self, path: Path) -> None:
        document, before = QPdfDocument(self), self._document
        same = self._load(document, path) is QPdfDocument.Error.None_ and document.pageCount() == before.pageCount()
        if not same:
            document.deleteLater()
            return
        self._renderer.setDocument(document)
        self._path, self._document = path, document
        # Models of its links may still know it: it goes with all others, but without its file.
        before.close()
        self.reopened.emit()

    def _answer(self) -> None:
        while self._questions and self._in_flight is None:
            self._questions.popleft()(self._document)

    def _rendered(
        self, page: int, _size: QSize, image: QImage, _options: QPdfDocumentRenderOptions, _number: int
    ) -> None:
        piece, self._in_flight = self._in_flight, None
        if self._closed:
            self.deleteLater()
            return
        if piece is not None and piece.page == page:
            turned = image.transformed(QTransform().rotate(90.0 * piece.turn)) if piece.turn else image
            self.rendered.emit(piece, turned)
        self._answer()
        if self._in_flight is None:
            self.idle.emit()
