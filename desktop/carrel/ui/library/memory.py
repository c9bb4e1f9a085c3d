"""What the library page looks like is remembered: columns, row height, widths of the panes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from carrel.ui.library.view_state import ViewState, decoded, encoded

if TYPE_CHECKING:
    from carrel.services.reading import Reading
    from carrel.ui.background import Background
    from carrel.ui.library.list_header import ListHeader
    from carrel.ui.library.panes import LibraryPanes
    from carrel.ui.library.table import PaperTable

_COLUMNS, _DENSITY, _SIDES, _SPLIT = "library.columns", "library.density", "library.sides", "library.split"


class LibraryMemory(QObject):
    """Brings back what was kept, and keeps what changes."""

    def __init__(
        self, table: PaperTable, header: ListHeader, panes: LibraryPanes, reading: Reading, background: Background
    ) -> None:
        super().__init__(panes)
        self._table, self._header, self._panes = table, header, panes
        self._state = ViewState(reading, background, self)
        bar = table.header_bar
        bar.columns_changed.connect(self._keep_columns)
        bar.sectionResized.connect(lambda *_: self._keep_columns())
        bar.sectionMoved.connect(lambda *_: self._keep_columns())
        header.density_chosen.connect(self._choose_density)
        panes.sides_moved.connect(lambda facets, preview: self._state.keep(_SIDES, f"{facets},{preview}"))
        panes.split_moved.connect(lambda width: self._state.keep(_SPLIT, str(width)))
        self._state.load((_COLUMNS, _DENSITY, _SIDES, _SPLIT), self._restore)

    def _restore(self, values: dict[str, str]) -> None:
        if values[_COLUMNS]:
            self._table.header_bar.restoreState(decoded(values[_COLUMNS]))
        if values[_DENSITY]:
            self._show_density(values[_DENSITY])
        sides = [int(part) for part in values[_SIDES].split(",") if part.isdigit()]
        split = int(values[_SPLIT]) if values[_SPLIT].isdigit() else 0
        self._panes.set_sizes((sides[0], sides[1]) if len(sides) == 2 else None, split)

    def _keep_columns(self) -> None:
        if not self._table.narrow:
            self._state.keep(_COLUMNS, encoded(self._table.header_bar.saveState()))

    def _choose_density(self, density: str) -> None:
        self._show_density(density)
        self._state.keep(_DENSITY, density)

    def _show_density(self, density: str) -> None:
        self._table.set_density(density)
        self._header.set_density(density)
