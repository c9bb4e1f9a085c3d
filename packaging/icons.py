"""Draw the application's icon, the mark on a paper-white tile, as PNG files from ``resources/icons/carrel.svg``.

The tile keeps the ink-blue mark visible on dark panels and docks. Run ``make icons`` after the mark changed.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter, QPen
from PySide6.QtSvg import QSvgRenderer

ICONS = Path(__file__).resolve().parents[1] / "resources" / "icons"
SIZES = (64, 128, 256, 512)
TILE = QColor("#FFFFFF")
EDGE = QColor("#DEDCD6")


def draw(mark: QSvgRenderer, size: int) -> QImage:
    """Return the icon as a square image of `size` pixels with transparent corners."""
    image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    edge = size / 64
    tile = QRectF(0, 0, size, size).adjusted(edge, edge, -edge, -edge)
    painter.setPen(QPen(EDGE, edge))
    painter.setBrush(TILE)
    painter.drawRoundedRect(tile, size * 0.22, size * 0.22)
    inset = size * 0.17
    mark.render(painter, QRectF(inset, inset, size - 2 * inset, size - 2 * inset))
    painter.end()
    return image


def main() -> int:
    """Write one PNG per size beside the mark; return a process's exit status."""
    application = QGuiApplication(sys.argv[:1])
    mark = QSvgRenderer(str(ICONS / "carrel.svg"))
    if not mark.isValid():
        print("resources/icons/carrel.svg is not an SVG that Qt can draw", file=sys.stderr)
        return 1
    for size in SIZES:
        path = ICONS / f"carrel-{size}.png"
        if not draw(mark, size).save(str(path)):
            print(f"{path} cannot be written", file=sys.stderr)
            return 1
    application.quit()
    return 0


if __name__ == "__main__":
    sys.exit(main())
