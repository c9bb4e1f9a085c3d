"""Where the window was: its geometry, the sidebar's width and the place it showed, kept from one start to the next."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray

from carrel.domain.errors import StorageError
from carrel.ui.navigation import Place
from carrel.ui.shell.places import LISTS, NEWS, place_from, place_text

if TYPE_CHECKING:
    from carrel.services.carrel import Carrel
    from carrel.services.reading import Reading
    from carrel.ui.shell.window import Window

_log = logging.getLogger(__name__)
_SIZE = (1440, 900)
_FRAME = 40
"""What the title bar and its frame may take of the screen's height, in pixels."""
_GEOMETRY, _PLACE, _SIDEBAR = "window.geometry", "window.place", "window.sidebar"


def restore(window: Window, reading: Reading, sidebar: int) -> None:
    """Put the window where it was; `sidebar` is the sidebar's width at the first start."""
    room = window.screen().availableGeometry()
    window.resize(min(_SIZE[0], room.width()), min(_SIZE[1], room.height() - _FRAME))
    geometry = reading.value(_GEOMETRY)
    if geometry:
        window.restoreGeometry(QByteArray.fromBase64(geometry.encode("ascii")))
    width = reading.value(_SIDEBAR)
    window.folding.set_width(int(width) if width.isdigit() else sidebar)


def first_place(carrel: Carrel) -> Place:
    """The list that was shown last; where none was, Today if anything is followed, else the library."""
    kept = place_from(carrel.reading.value(_PLACE))
    return kept or Place("today" if carrel.news.feeds() else "library")


def keep(window: Window, reading: Reading) -> None:
    """Keep where the window is. Where that fails the window closes all the same."""
    place = window.navigation.current
    try:
        reading.set_value(_GEOMETRY, window.saveGeometry().toBase64().toStdString())
        reading.set_value(_SIDEBAR, str(window.folding.width))
        if place is not None and place.kind in LISTS | NEWS:
            reading.set_value(_PLACE, place_text(place))
    except StorageError as error:
        _log.warning("where the window was is not kept: %s", error)
