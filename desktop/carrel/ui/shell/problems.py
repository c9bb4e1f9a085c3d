"""A problem told over the page: one banner at a time, until it is dismissed or another one comes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QVBoxLayout

from carrel.ui.theme import Theme
from carrel.ui.widgets import Banner
from carrel.ui.widgets.banner import Kind


class Problems:
    """Puts the banner into `layout` at `position`."""

    def __init__(self, theme: Theme, layout: QVBoxLayout, position: int) -> None:
        self._theme = theme
        self._layout = layout
        self._position = position
        self._banner: Banner | None = None

    def tell(self, text: str, actions: Sequence[tuple[str, Callable[[], object]]], kind: Kind) -> None:
        """Show `text` with its actions."""
        self.drop()
        self._banner = Banner(self._theme, kind, text, actions, dismiss=self.drop)
        self._layout.insertWidget(self._position, self._banner)

    def drop(self) -> None:
        """Take the banner away."""
        if self._banner is not None:
            self._layout.removeWidget(self._banner)
            self._banner.hide()
            self._banner.deleteLater()
            self._banner = None
