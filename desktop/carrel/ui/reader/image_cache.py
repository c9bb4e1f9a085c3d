"""Rendered pieces of pages, the most recently used kept within a number of bytes."""

from __future__ import annotations

from collections import OrderedDict
from typing import NamedTuple

from PySide6.QtGui import QImage


class Piece(NamedTuple):
    """One image to render: a page scaled to `width` × `height` device pixels, and the part of it from (`x`, `y`).

    `columns` × `rows` is the size of that part. A whole page has the page's own size and starts at (0, 0). All of these are
    of the page as it lies, `turn` quarters clockwise from how the file shows it.
    """

    page: int
    width: int
    height: int
    x: int
    y: int
    columns: int
    rows: int
    turn: int = 0

    @property
    def unturned(self) -> Piece:
        """The same part of the page as the file shows it."""
        page, width, height, x, y, columns, rows, turn = self
        if turn == 1:
            return Piece(page, height, width, y, width - x - columns, rows, columns)
        if turn == 2:
            return Piece(page, width, height, width - x - columns, height - y - rows, columns, rows)
        if turn == 3:
            return Piece(page, height, width, height - y - rows, x, rows, columns)
        return self

    @property
    def whole(self) -> bool:
        """Whether it is all of the page."""
        return (self.columns, self.rows) == (self.width, self.height)


class ImageCache:
    """Images by piece. `budget` is in bytes; the one just put in always stays."""

    def __init__(self, budget: int) -> None:
        self._budget = budget
        self._images: OrderedDict[Piece, QImage] = OrderedDict()
        self._whole: dict[int, set[Piece]] = {}
        self._outdated: set[Piece] = set()
        self.bytes = 0

    def __contains__(self, piece: Piece) -> bool:
        """Whether there is an image of a piece that is not outdated."""
        return piece in self._images and piece not in self._outdated

    def __len__(self) -> int:
        return len(self._images)

    def get(self, piece: Piece) -> QImage | None:
        """The image of a piece, marked as used, or None."""
        image = self._images.get(piece)
        if image is not None:
            self._images.move_to_end(piece)
        return image

    def put(self, piece: Piece, image: QImage) -> None:
        """Keep an image; the least recently used go until the budget holds."""
        self._drop(piece)
        self._images[piece] = image
        self.bytes += image.sizeInBytes()
        if piece.whole:
            self._whole.setdefault(piece.page, set()).add(piece)
        while self.bytes > self._budget and len(self._images) > 1:
            self._drop(next(iter(self._images)))

    def stand_in(self, page: int) -> QImage | None:
        """The largest image of a whole page at any size, or None; one that is outdated only without another."""
        pieces = self._whole.get(page)
        return self.get(max(pieces, key=lambda piece: (piece in self, piece.width))) if pieces else None

    def outdate(self) -> None:
        """Keep the images only until there are newer ones."""
        self._outdated.update(self._images)

    def clear(self) -> None:
        """Forget all images."""
        self._images.clear()
        self._whole.clear()
        self._outdated.clear()
        self.bytes = 0

    def _drop(self, piece: Piece) -> None:
        image = self._images.pop(piece, None)
        if image is None:
            return
        self._outdated.discard(piece)
        self.bytes -= image.sizeInBytes()
        if piece.whole:
            self._whole[piece.page].discard(piece)
