"""What opens over the window: the palette, Activity and the list of all keys, each made when first wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carrel.ui.navigation import Place
from carrel.ui.palette.memory import Memory
from carrel.ui.shell.activity import ActivityPopover
from carrel.ui.shell.keys_overlay import KeysOverlay
from carrel.ui.widgets import Popover

if TYPE_CHECKING:
    from carrel.ui.palette.palette import Palette
    from carrel.ui.shell.window import Window
    from carrel.ui.theme import Theme


class Overlays:
    """Opens one, or closes it where it is open."""

    def __init__(self, theme: Theme, window: Window) -> None:
        self._theme = theme
        self._window = window
        self._activity: ActivityPopover | None = None
        self._keys: KeysOverlay | None = None
        self._palette: Palette | None = None
        self._memory = Memory(window.carrel.reading, window.background, window)
        window.navigation.moved.connect(self._moved)

    def palette(self) -> None:
        """Open or close the palette. What else is open is closed before."""
        if self._palette is None:
            from carrel.ui.palette.palette import Palette  # noqa: PLC0415 - nothing of it is needed before it is wanted

            self._palette = Palette(self._theme, self._window, self._memory)
        self._close_all(but=self._palette.panel)
        self._palette.toggle()

    def activity(self) -> None:
        """Open or close Activity."""
        if self._activity is None:
            window = self._window
            self._activity = ActivityPopover(
                self._theme, window.carrel, window.background, window.bridge, window, seen=window.live.saw
            )
            self._activity.place_wanted.connect(window.choose)
            window.live.follow(self._activity)
        _toggle(self._activity)

    def keys(self) -> None:
        """Open or close the list of all keys."""
        if self._keys is None:
            self._keys = KeysOverlay(self._theme, self._window)
        _toggle(self._keys)

    def _close_all(self, but: Popover | None = None) -> None:
        for popover in self._window.findChildren(Popover):
            if popover is not but:
                popover.close_popover()

    def _moved(self, place: Place) -> None:
        # What is open over a page speaks of that page.
        self._close_all()
        if place.kind == "reader":
            self._memory.note_paper(place.id)


def _toggle(popover: Popover) -> None:
    if popover.isVisible():
        popover.close_popover()
    else:
        popover.open()
