"""What the library page looks like is remembered: columns, row height, widths of the panes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from carrel.ui.library.columns import Column
from carrel.ui.library.view_state import ViewState, decoded, encoded

if TYPE_CHECKING:
    from carrel.services.reading import Reading
    from carrel.ui.background import Background
    from carrel.ui.library.list_header import ListHeader
    from carrel.ui.library.panes import LibraryPanes
    from carrel.ui.library.table import PaperTable
    from carrel.ui.theme import Theme

_COLUMNS, _DENSITY, _SIDES, _SPLIT = "library.columns", "library.density", "library.sides", "library.split"

_FIRST = 9
"""How many columns there were before their number was kept beside them."""


class LibraryMemory(QObject):
    """Brings back what was kept, and keeps what changes."""

    def __init__(
        self,
        theme: Theme,
        table: PaperTable,
        header: ListHeader,
        panes: LibraryPanes,
        reading: Reading,
        background: Background,
    ) -> None:
        super().__init__(panes)
        self._theme = theme
        self._table, self._header, self._panes = table, header, panes
        self._state = ViewState(reading, background, self)
        bar = table.header_bar
        bar.columns_changed.connect(self._keep_columns)
        bar.sectionResized.connect(lambda *_: self._keep_columns())
        bar.sectionMoved.connect(lambda *_: self._keep_columns())
        header.density_chosen.connect(self._choose_density)
        panes.sides_moved.connect(lambda facets, preview: self._keep_widths(_SIDES, facets, preview))
        panes.split_moved.connect(lambda width: self._keep_widths(_SPLIT, width))
        self._state.load((_COLUMNS, _DENSITY, _SIDES, _SPLIT), self._restore)

    def _restore(self, values: dict[str, str]) -> None:
        scale, _, rest = values[_COLUMNS].partition(":")
        known, _, state = rest.rpartition(":")
        if scale.isdigit() and state:
            self._table.restore_columns(decoded(state), int(scale) / 100, int(known) if known.isdigit() else _FIRST)
        if values[_DENSITY]:
            self._show_density(values[_DENSITY])
        sides, split = self._widths(values[_SIDES]), self._widths(values[_SPLIT])
        self._panes.set_sizes((sides[0], sides[1]) if len(sides) == 2 else None, split[0] if split else 0)

    def _keep_columns(self) -> None:
        if not self._table.narrow:
            state = encoded(self._table.header_bar.saveState())
            self._state.keep(_COLUMNS, f"{round(self._theme.scale * 100)}:{len(Column)}:{state}")

    def _keep_widths(self, name: str, *widths: int) -> None:
        """Keep widths as they would be at a text size of 100 %."""
        self._state.keep(name, ",".join(str(round(width / self._theme.scale)) for width in widths))

    def _widths(self, kept: str) -> list[int]:
        return [self._theme.px(int(part)) for part in kept.split(",") if part.isdigit()]

    def _choose_density(self, density: str) -> None:
        self._show_density(density)
        self._state.keep(_DENSITY, density)

    def _show_density(self, density: str) -> None:
        self._table.set_density(density)
        self._header.set_density(density)
