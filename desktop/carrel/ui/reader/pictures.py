"""Where a page has pictures, told from its image: night leaves them as they are printed, for a negative shows nothing.

A picture is a rectangle that is inked all over in many shades: photographs, renderings, heat maps. Print, line drawings,
charts on white ground and boxes of one colour are not, and are inverted with the page.
"""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QImage, QPainter

_CELLS = 64
_FINE = 4
_DARK = 180
_COLOURED = 28
_SHADES = 4
_LEAST_SIDE = 5
_LEAST_FILLED = 0.6
_PAPER = 235


def pictures_of(page: QImage) -> tuple[QRectF, ...]:
    """The pictures on the image of a whole page (transparent where nothing is printed), in shares of its width and height."""
    columns = _CELLS
    rows = max(1, min(4 * _CELLS, round(columns * page.height() / max(1, page.width()))))
    fine = _on_white(_scaled(page, columns * _FINE, rows * _FINE))
    cells = _shades(_scaled(fine, columns, rows))
    found = []
    for left, top, right, bottom in _areas(cells, columns):
        box = _fitted(fine, QRect(left * _FINE, top * _FINE, (right - left) * _FINE, (bottom - top) * _FINE))
        width, height = fine.width(), fine.height()
        found.append(QRectF(box.left() / width, box.top() / height, box.width() / width, box.height() / height))
    return tuple(found)


def _scaled(image: QImage, width: int, height: int) -> QImage:
    return image.scaled(width, height, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)


def _on_white(image: QImage) -> QImage:
    paper = QImage(image.size(), QImage.Format.Format_RGB32)
    paper.fill(Qt.GlobalColor.white)
    painter = QPainter(paper)
    painter.drawImage(0, 0, image)
    painter.end()
    return paper


def _shades(image: QImage) -> list[int]:
    """For each cell its shade in sixteenths, or -1 where it is not inked all over."""
    pixels = bytes(image.convertToFormat(QImage.Format.Format_RGB32).constBits())
    shades = []
    for blue, green, red in zip(pixels[0::4], pixels[1::4], pixels[2::4], strict=True):
        least, most = min(blue, green, red), max(blue, green, red)
        inked = most < _DARK or most - least > _COLOURED
        shades.append((red + 2 * green + blue) // 64 if inked else -1)
    return shades


def _areas(cells: list[int], columns: int) -> list[tuple[int, int, int, int]]:
    """(left, top, right, bottom) of each stretch of inked cells that is a picture."""
    open_cells = {index for index, shade in enumerate(cells) if shade >= 0}
    found = []
    while open_cells:
        stretch = [open_cells.pop()]
        for index in stretch:
            column = index % columns
            for step in (-columns, columns, *((-1,) if column else ()), *((1,) if column + 1 < columns else ())):
                if index + step in open_cells:
                    open_cells.remove(index + step)
                    stretch.append(index + step)
        across, down = [index % columns for index in stretch], [index // columns for index in stretch]
        left, top, right, bottom = min(across), min(down), max(across) + 1, max(down) + 1
        large = right - left >= _LEAST_SIDE and bottom - top >= _LEAST_SIDE
        filled = len(stretch) >= _LEAST_FILLED * (right - left) * (bottom - top)
        # Cells at the edge are mixed with paper: only shades between alike neighbours tell of a picture's own.
        inner = {cells[one] for one, other in pairwise(sorted(stretch)) if other == one + 1}
        if large and filled and len(inner) >= _SHADES:
            found.append((left, top, right, bottom))
    return found


def _fitted(image: QImage, box: QRect) -> QRect:
    """`box` with each edge moved, by a cell at most, to where the ink begins."""
    page = image.rect()
    left, top, right, bottom = box.left(), box.top(), box.right(), box.bottom()
    outer = QRect(box.adjusted(-_FINE, -_FINE, _FINE, _FINE)).intersected(page)
    left = next((x for x in range(outer.left(), left + _FINE) if _inked(image, QRect(x, top, 1, box.height()))), left)
    right = next(
        (x for x in range(outer.right(), right - _FINE, -1) if _inked(image, QRect(x, top, 1, box.height()))), right
    )
    top = next((y for y in range(outer.top(), top + _FINE) if _inked(image, QRect(left, y, right - left, 1))), top)
    bottom = next(
        (y for y in range(outer.bottom(), bottom - _FINE, -1) if _inked(image, QRect(left, y, right - left, 1))), bottom
    )
    return QRect(left, top, right - left + 1, bottom - top + 1)


def _inked(image: QImage, strip: QRect) -> bool:
    color = _scaled(image.copy(strip), 1, 1).pixelColor(0, 0)
    return min(color.red(), color.green(), color.blue()) < _PAPER
