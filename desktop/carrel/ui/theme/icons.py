"""Lucide icons, tinted with a token and drawn sharp at any scale."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from carrel.paths import bundled


@lru_cache(maxsize=128)
def _source(name: str) -> str:
    # Carrel's own mark is drawn in its light accent, so that file managers can show it as it is.
    return bundled(f"resources/icons/{name}.svg").read_text("utf-8").replace("#1F4E8C", "currentColor")


@lru_cache(maxsize=1024)
def icon_pixmap(
    name: str, size: int, color: str, ratio: float, *, filled: bool = False, stroke: float = 1.75
) -> QPixmap:
    """Draw icon `name` at `size` logical pixels in `color` (#RRGGBB) for a screen of device pixel ratio `ratio`.

    Raises:
        FileNotFoundError: no such icon is bundled.
    """
    text = _source(name).replace("currentColor", color).replace('stroke-width="2"', f'stroke-width="{stroke}"')
    if filled:
        text = text.replace('fill="none"', f'fill="{color}"', 1)
    pixels = round(size * ratio)
    image = QImage(pixels, pixels, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(QByteArray(text.encode())).render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    pixmap = QPixmap.fromImage(image)
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def make_icon(name: str, size: int, normal: QColor, active: QColor, disabled: QColor, ratio: float) -> QIcon:
    """An icon with its normal, checked and disabled colours."""
    icon = QIcon()
    for color, mode, state in (
        (normal, QIcon.Mode.Normal, QIcon.State.Off),
        (active, QIcon.Mode.Normal, QIcon.State.On),
        (disabled, QIcon.Mode.Disabled, QIcon.State.Off),
    ):
        icon.addPixmap(icon_pixmap(name, size, color.name(), ratio), mode, state)
    return icon
