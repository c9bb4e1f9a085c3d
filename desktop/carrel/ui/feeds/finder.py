"""Finds categories to follow: the common ones or all of arXiv's, and those that match what is typed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from carrel.services.taxonomy import Category, Group, Taxonomy
from carrel.ui.feeds.category_grid import CategoryCheck, CategoryGrid
from carrel.ui.feeds.group_row import GroupRow
from carrel.ui.theme import Theme
from carrel.ui.widgets import Paragraph, SearchField

_MOST = 60


class CategoryFinder(QWidget):
    """The list; its `field` is to be placed where it suits the page. `toggled` tells which category was ticked or not.

    With `common` those are shown while nothing is typed, and what else is ticked; without, all archives, to be opened.
    """

    toggled = Signal(str, bool)

    def __init__(self, theme: Theme, taxonomy: Taxonomy, columns: int, common: Sequence[str] = ()) -> None:
        super().__init__()
        self._theme = theme
        self._taxonomy = taxonomy
        self._columns = columns
        self._ticked: dict[str, None] = {}
        # What is not ticked any more stays where it stands, so that no row moves under the pointer.
        self._resting: dict[str, None] = dict.fromkeys(common)
        self._rows: dict[str, GroupRow] = {}
        self._grids: list[tuple[CategoryGrid, list[Category]]] = []
        self.field = SearchField(theme, "Find a category", width=220)
        self.field.textChanged.connect(self._refill)
        self.field.entered.connect(self._take_first)
        self.grid = self._grid()
        self._nothing = Paragraph(theme, "")
        self._groups = QWidget()
        self._strut = QWidget()
        self._strut.setFixedWidth(0)
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        layout = QVBoxLayout()
        across.addLayout(layout, 1)
        across.addWidget(self._strut)
        layout.setSpacing(0)
        layout.addWidget(self.grid)
        layout.addWidget(self._nothing)
        layout.addWidget(self._groups)
        layout.addStretch(1)
        if not common:
            self._fill_groups()
        self._refill()

    def ticked(self) -> list[str]:
        """What is ticked, in the order of ticking."""
        return list(self._ticked)

    def set_ticked(self, categories: Iterable[str]) -> None:
        """Tick these and no others, without telling."""
        self._ticked = dict.fromkeys(categories)
        if self._resting:
            self._resting |= self._ticked
        self._refill()

    def first(self) -> CategoryCheck | None:
        """The first box of those found, or of the common ones."""
        return next(iter(self.grid.checks()), None)

    def _grid(self) -> CategoryGrid:
        grid = CategoryGrid(self._theme, self._columns)
        grid.toggled.connect(self._toggle)
        return grid

    def _refill(self) -> None:
        text = self.field.text().strip()
        # Where fewer are found than there are, the page keeps its height, and the field its place.
        held = self._strut.minimumHeight() or self.height()
        self._strut.setMinimumHeight(held if text and self.isVisible() else 0)
        if text:
            shown = self._taxonomy.find(text)[:_MOST]
        else:
            shown = [Category(one, self._taxonomy.name(one)) for one in self._resting]
        self.grid.show_categories(shown, self._ticked)
        self.grid.setVisible(bool(shown))
        self._nothing.set_text(f"arXiv has no category with “{text}” in its name." if text else "")
        self._nothing.setVisible(bool(text) and not shown)
        self._groups.setVisible(not text and not self._resting)
        for grid, categories in self._grids:
            grid.show_categories(categories, self._ticked)
        for group in self._taxonomy.groups() if self._rows else ():
            if group.id in self._rows:
                self._rows[group.id].set_ticked(sum(one.id in self._ticked for one in _parts(group)))

    def _fill_groups(self) -> None:
        layout = QVBoxLayout(self._groups)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for group in self._taxonomy.groups():
            if group.categories:
                row = self._rows[group.id] = GroupRow(self._theme, group)
                place = QVBoxLayout()
                place.setContentsMargins(self._theme.px(24), 0, 0, 0)
                row.opened.connect(partial(self._open, group, place))
                layout.addWidget(row)
                layout.addLayout(place)
        layout.addSpacing(self._theme.px(6))
        whole = [Category(group.id, group.name) for group in self._taxonomy.groups() if not group.categories]
        layout.addWidget(self._filled(whole))

    def _open(self, group: Group, place: QVBoxLayout, opened: bool) -> None:
        item = place.itemAt(0)
        grid = item.widget() if item is not None else None
        if grid is None and opened:
            grid = self._filled(_parts(group))
            place.addWidget(grid)
        if grid is not None:
            grid.setVisible(opened)

    def _filled(self, categories: list[Category]) -> CategoryGrid:
        grid = self._grid()
        grid.show_categories(categories, self._ticked)
        self._grids.append((grid, categories))
        return grid

    def _toggle(self, category: str, ticked: bool) -> None:
        if ticked:
            self._ticked[category] = None
        else:
            self._ticked.pop(category, None)
        if self._resting:
            self._resting[category] = None
        self._refill()
        self.toggled.emit(category, ticked)

    def _take_first(self) -> None:
        first = self.first() if self.field.text().strip() else None
        if first is not None:
            first.click()


def _parts(group: Group) -> list[Category]:
    """An archive as a whole, then its categories."""
    return [Category(group.id, f"All of {group.name}"), *group.categories]
