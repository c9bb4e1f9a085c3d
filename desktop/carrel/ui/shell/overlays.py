"""What opens over the window: Activity and the list of all keys, each made when first wanted."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from carrel.services.carrel import Carrel
from carrel.ui.background import Background
from carrel.ui.bridge import Bridge
from carrel.ui.navigation import Place
from carrel.ui.shell.activity import ActivityPopover
from carrel.ui.shell.keys_overlay import KeysOverlay
from carrel.ui.shell.live import Live
from carrel.ui.theme import Theme
from carrel.ui.widgets import Popover


class Overlays:
    """Opens one, or closes it where it is open."""

    def __init__(
        self,
        theme: Theme,
        carrel: Carrel,
        background: Background,
        bridge: Bridge,
        live: Live,
        host: QWidget,
        go: Callable[[Place], object],
    ) -> None:
        """`go` shows a place."""
        self._theme = theme
        self._carrel = carrel
        self._background = background
        self._bridge = bridge
        self._live = live
        self._host = host
        self._go = go
        self._activity: ActivityPopover | None = None
        self._keys: KeysOverlay | None = None

    def activity(self) -> None:
        """Open or close Activity."""
        if self._activity is None:
            self._activity = ActivityPopover(
                self._theme, self._carrel, self._background, self._bridge, self._host, seen=self._live.saw
            )
            self._activity.place_wanted.connect(self._go)
            self._live.follow(self._activity)
        _toggle(self._activity)

    def keys(self) -> None:
        """Open or close the list of all keys."""
        if self._keys is None:
            self._keys = KeysOverlay(self._theme, self._host)
        _toggle(self._keys)


def _toggle(popover: Popover) -> None:
    if popover.isVisible():
        popover.close_popover()
    else:
        popover.open()
