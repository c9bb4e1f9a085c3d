"""Which images a view of the pages needs, most urgent first. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from carrel.ui.reader.image_cache import Piece
from carrel.ui.reader.layout import PageLayout, PagePoint

LARGEST_WHOLE = 4_000_000  # device pixels; a larger page is rendered in tiles
TILE = 1024
PREVIEW_WIDTH = 256
_BEFORE = 24


def preview(layout: PageLayout, page: int) -> Piece:
    """The low-resolution image of a page, which is also its thumbnail."""
    width, height = layout.shown_size(page)
    rows = max(1, min(4 * PREVIEW_WIDTH, round(PREVIEW_WIDTH * height / width)))
    return Piece(page, PREVIEW_WIDTH, rows, 0, 0, PREVIEW_WIDTH, rows, layout.turn)


def crop(layout: PageLayout, target: PagePoint, zoom: float, size: tuple[int, int], ratio: float) -> Piece:
    """The part of a page around a place, of at most `size` logical pixels at a zoom; a little stands before the place."""
    lying = PageLayout(layout.sizes, zoom, (1, 1), only=target.page, turn=layout.turn)
    box = lying.box(target.page)
    x, y = lying.to_content(target)
    width, height = min(size[0], box.width), min(size[1], box.height)
    left = min(max(0.0, x - box.left - _BEFORE), box.width - width)
    top = min(max(0.0, y - box.top - _BEFORE), box.height - height)
    across, down, columns, rows = (round(length * ratio) for length in (left, top, width, height))
    return Piece(
        target.page, round(box.width * ratio), round(box.height * ratio), across, down, columns, rows, layout.turn
    )


def sharp(
    layout: PageLayout, page: int, top: float, bottom: float, left: float, right: float, ratio: float
) -> Iterator[Piece]:
    """The pieces at full resolution that cover the part of a page inside a content rectangle; `ratio` is device pixels per pixel."""
    box = layout.box(page)
    width, height = round(box.width * ratio), round(box.height * ratio)
    if width * height <= LARGEST_WHOLE:
        yield Piece(page, width, height, 0, 0, width, height, layout.turn)
        return
    first_row = max(0, int((top - box.top) * ratio)) // TILE
    last_row = min(height - 1, max(0, int((bottom - box.top) * ratio))) // TILE
    first_column = max(0, int((left - box.left) * ratio)) // TILE
    last_column = min(width - 1, max(0, int((right - box.left) * ratio))) // TILE
    for row in range(first_row, last_row + 1):
        for column in range(first_column, last_column + 1):
            x, y = column * TILE, row * TILE
            yield Piece(page, width, height, x, y, min(TILE, width - x), min(TILE, height - y), layout.turn)
