"""The colour of paper: as printed, sepia, or night."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from carrel.ui.theme import Theme


class Tint(StrEnum):
    """How pages are coloured."""

    PAPER = "paper"
    SEPIA = "sepia"
    NIGHT = "night"

    @property
    def next(self) -> Tint:
        """The one that follows in the cycle."""
        order = list(Tint)
        return order[(order.index(self) + 1) % len(order)]


def page_color(tint: Tint, theme: Theme) -> QColor:
    """The colour of an empty page. In the light theme `page` is white, so night takes the ink's colour for the page."""
    if tint is Tint.PAPER:
        return QColor(Qt.GlobalColor.white)
    if tint is Tint.SEPIA:
        return theme.color("sepia")
    return theme.color("page" if theme.dark else "text")


def tinted(image: QImage, tint: Tint, theme: Theme, pictures: Sequence[QRect] = ()) -> QImage:
    """An opaque copy of a rendered page on paper of this colour.

    PDFium leaves paper transparent where nothing is printed. Night inverts the page and lifts black to the page's colour,
    but leaves `pictures`, in the image's own pixels, as they are printed.
    """
    paper = QImage(image.size(), QImage.Format.Format_RGB32)
    paper.fill(Qt.GlobalColor.white)
    painter = QPainter(paper)
    painter.drawImage(0, 0, image)
    if tint is Tint.SEPIA:
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
        painter.fillRect(paper.rect(), page_color(tint, theme))
    painter.end()
    if tint is Tint.NIGHT:
        paper.invertPixels()
        painter.begin(paper)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Screen)
        painter.fillRect(paper.rect(), page_color(tint, theme))
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        for picture in pictures:
            painter.fillRect(picture, Qt.GlobalColor.white)
            painter.drawImage(picture, image, picture)
        painter.end()
    return paper
