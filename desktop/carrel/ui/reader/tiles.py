"""The pages' images: what is wanted is rendered in order of need, kept within a budget, and found again when painting."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QRect, QRectF, Signal
from PySide6.QtGui import QImage

from carrel.ui.reader.image_cache import ImageCache, Piece
from carrel.ui.reader.pictures import pictures_of
from carrel.ui.reader.pieces import PREVIEW_WIDTH
from carrel.ui.reader.rendering import Rendering
from carrel.ui.reader.tint import Tint, tinted
from carrel.ui.theme import Theme

SHARP_BUDGET = 104 * 2**20
PREVIEW_BUDGET = 24 * 2**20


class Tiles(QObject):
    """Images of one open file in one tint. `ready` tells that a page has a new image.

    `outdated` tells that all have to be rendered anew; until then the old ones stand in for them.
    """

    ready = Signal(int)
    outdated = Signal()

    def __init__(self, theme: Theme, rendering: Rendering, tint: Tint, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rendering = rendering
        self._tint = tint
        self._turn = 0
        self._pictures: dict[int, tuple[QRectF, ...]] = {}
        self._urgent: tuple[Piece, Callable[[QImage], object]] | None = None
        self._sharp = ImageCache(SHARP_BUDGET)
        self._previews = ImageCache(PREVIEW_BUDGET)
        self._wanted: list[Piece] = []
        self._later: list[Piece] = []
        rendering.rendered.connect(self._keep)
        rendering.idle.connect(self._next)
        rendering.reopened.connect(self._outdate)

    @property
    def bytes(self) -> int:
        """What the images take."""
        return self._sharp.bytes + self._previews.bytes

    def want(self, pieces: Sequence[Piece]) -> None:
        """Render these, in this order; what was wanted before and is not among them is dropped."""
        self._wanted = [piece for piece in pieces if piece not in self._cache(piece)]
        self._next()

    def want_later(self, pieces: Sequence[Piece]) -> None:
        """Render these when nothing more urgent is left, such as thumbnails."""
        self._later = [piece for piece in pieces if piece not in self._cache(piece)]
        self._next()

    def want_at_once(self, piece: Piece, then: Callable[[QImage], object]) -> None:
        """Render a piece before all others and give its image to `then`; it takes the place of one asked for before."""
        self._urgent = (piece, then)
        self._next()

    def image(self, piece: Piece) -> QImage | None:
        """The image of a piece, or None while it is not rendered."""
        return self._cache(piece).get(piece)

    def has(self, piece: Piece) -> bool:
        """Whether the image of a piece is rendered, and not outdated."""
        return piece in self._cache(piece)

    def stand_in(self, page: int) -> QImage | None:
        """An image of the whole page at another resolution, or None."""
        return self._sharp.stand_in(page) or self._previews.stand_in(page)

    def has_stand_in(self, page: int) -> bool:
        """Whether anything can be painted for a page."""
        return self.stand_in(page) is not None

    def preview(self, page: int) -> QImage | None:
        """The low-resolution image of a page, or None while it is not rendered."""
        return self._previews.stand_in(page)

    def set_turn(self, turn: int) -> None:
        """Pages lie so many quarters clockwise from now on."""
        if turn != self._turn:
            self._turn = turn
            self._urgent = None
            self._pictures.clear()
            self._forget()

    def set_tint(self, tint: Tint) -> None:
        """Render again in another tint, or in the same one after the theme changed."""
        self._tint = tint
        self._forget()

    def _outdate(self) -> None:
        self._sharp.outdate()
        self._previews.outdate()
        self.outdated.emit()

    def _forget(self) -> None:
        self._sharp.clear()
        self._previews.clear()

    def _pictures_in(self, piece: Piece, image: QImage) -> tuple[QRect, ...]:
        """The pictures in a piece, in its own pixels: known once an image of the whole page has come, which comes first."""
        if piece.whole and piece.page not in self._pictures:
            self._pictures[piece.page] = pictures_of(image)
        found = []
        for share in self._pictures.get(piece.page, ()):
            left, top = round(share.left() * piece.width) - piece.x, round(share.top() * piece.height) - piece.y
            area = QRect(left, top, round(share.width() * piece.width), round(share.height() * piece.height))
            found.append(area.intersected(image.rect()))
        return tuple(area for area in found if not area.isEmpty())

    def _cache(self, piece: Piece) -> ImageCache:
        return self._previews if piece.width == PREVIEW_WIDTH else self._sharp

    def _next(self) -> None:
        if self._urgent is not None and not self._rendering.busy:
            self._rendering.request(self._urgent[0])
        for queue in (self._wanted, self._later):
            while queue and not self._rendering.busy:
                piece = queue.pop(0)
                if piece not in self._cache(piece):
                    self._rendering.request(piece)

    def _keep(self, piece: Piece, image: QImage) -> None:
        if piece.turn != self._turn:
            return
        pictures = self._pictures_in(piece, image) if self._tint is Tint.NIGHT else ()
        coloured = tinted(image, self._tint, self._theme, pictures)
        if self._urgent is not None and self._urgent[0] == piece:
            then, self._urgent = self._urgent[1], None
            then(coloured)
            return
        self._cache(piece).put(piece, coloured)
        self.ready.emit(piece.page)
