"""The line over the table: how many papers, found by what, in which order, which columns."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QWidget

from carrel.domain.grouping import GroupBy
from carrel.domain.query import LibraryQuery, SearchBy, Sort
from carrel.domain.query_editing import asks_for_words, meant
from carrel.ui.library.columns import sort_name
from carrel.ui.library.group_words import GROUP_NAMES
from carrel.ui.widgets import Button, IconButton, Label, Segmented

if TYPE_CHECKING:
    from carrel.ui.library.table_header import TableHeader
    from carrel.ui.theme import Theme

_ORDERS = (
    (Sort.BEST, True),
    (Sort.ADDED, True),
    (Sort.ADDED, False),
    (Sort.TITLE, False),
    (Sort.AUTHOR, False),
    (Sort.YEAR, True),
    (Sort.YEAR, False),
)
_BY = ((SearchBy.BOTH, "Both"), (SearchBy.WORDS, "Words"), (SearchBy.MEANING, "Meaning"))
DENSITIES = {"compact": "Compact rows", "normal": "Normal rows", "roomy": "Roomy rows"}


class ListHeader(QFrame):
    """`query_edited` carries the query with another order; `density_chosen` a key of `DENSITIES`, `group_chosen` a `GroupBy`.

    `command_chosen` carries a command's id.

    `by` is what words are searched by, shown where words are searched for.
    """

    query_edited = Signal(object)
    density_chosen = Signal(str)
    group_chosen = Signal(object)
    command_chosen = Signal(str)
    facets_toggled = Signal()
    preview_toggled = Signal()
    empty_requested = Signal()

    def __init__(self, theme: Theme, table_header: TableHeader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._table_header = table_header
        self._query = LibraryQuery()
        self._density = "normal"
        self._group = GroupBy.NONE
        self.setProperty("look", "surface")
        self._count = Label(theme, "", "label", weight=600)
        self._whole = Label(theme, "", "body", "text-3")
        self.by = Segmented(theme, _BY, name="Search by")
        self.by.setToolTip("Papers with these words, papers close to them in meaning, or both")
        self._filter = IconButton(theme, "filter", "Filters", clicked=self.facets_toggled.emit)
        self._order = Button(theme, "", "arrow-up-down", look="flat", clicked=self._offer_orders)
        self._columns = IconButton(theme, "columns-3", "Columns and row height", clicked=self._offer_columns)
        self._preview = IconButton(theme, "panel-right", "Preview", clicked=self.preview_toggled.emit)
        self._empty = Button(theme, "Empty trash", "trash-2", look="danger", clicked=self.empty_requested.emit)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.px(12), 0, theme.px(12), 0)
        layout.setSpacing(theme.px(8))
        layout.addWidget(self._filter)
        layout.addWidget(self._count)
        layout.addWidget(self._whole)
        layout.addStretch(1)
        layout.addWidget(self._empty)
        layout.addWidget(self.by)
        layout.addWidget(self._order)
        layout.addWidget(self._columns)
        layout.addWidget(self._preview)
        self._rescale()
        theme.changed.connect(self._rescale)

    def show_query(self, query: LibraryQuery) -> None:
        """Say in which order the list is."""
        self._query = query
        self._empty.setVisible(query.trash)
        self.by.setVisible(bool(meant(query.text)))
        self._order.setText(sort_name(_effective(query), descending=query.descending))

    def show_count(self, count: int, whole: int | None, *, waiting: bool = False) -> None:
        """Say how many papers the list holds, of `whole` in the library (None: do not say).

        While it is `waiting` for vectors, papers are found by words alone.
        """
        self._empty.setEnabled(count > 0)
        self._count.setText(f"{count:,} {'paper' if count == 1 else 'papers'}")
        of = f"of {whole:,}" if whole is not None and whole != count else ""
        self._whole.setText(
            ", ".join(part for part in (of, "by words until meanings are ready" if waiting else "") if part)
        )

    def set_toggles(self, shown: bool) -> None:
        """Offer the buttons that show filters and preview where there is no room for them."""
        self._filter.setVisible(shown)
        self._preview.setVisible(shown)

    def set_density(self, density: str) -> None:
        """Tick a row height in the menu."""
        self._density = density

    def set_group(self, by: GroupBy) -> None:
        """Tick in the menu what the list is grouped by."""
        self._group = by

    def set_narrow(self, *, narrow: bool) -> None:
        """Leave out the choice of columns beside an open digest."""
        self._columns.setVisible(not narrow)

    def _rescale(self) -> None:
        self.setFixedHeight(self._theme.px(46))

    def _offer_orders(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for sort, descending in _ORDERS:
            if sort is Sort.BEST and not asks_for_words(self._query.text):
                continue
            action = menu.addAction(sort_name(sort, descending=descending))
            action.setCheckable(True)
            action.setChecked(
                sort is _effective(self._query) and (sort is Sort.BEST or descending == self._query.descending)
            )
            wanted = replace(self._query, sort=sort, descending=descending)
            action.triggered.connect(lambda _checked=False, wanted=wanted: self.query_edited.emit(wanted))
        menu.addSeparator()
        for by, name in GROUP_NAMES.items():
            action = menu.addAction(name)
            action.setCheckable(True)
            action.setChecked(by is self._group)
            action.triggered.connect(lambda _checked=False, by=by: self.group_chosen.emit(by))
        if self._group is not GroupBy.NONE:
            menu.addSeparator()
            for command, name in (
                ("list.collapse_all", "Collapse all groups"),
                ("list.expand_all", "Expand all groups"),
            ):
                action = menu.addAction(name)
                action.triggered.connect(lambda _checked=False, command=command: self.command_chosen.emit(command))
        menu.popup(self._order.mapToGlobal(QPoint(0, self._order.height())))

    def _offer_columns(self) -> None:
        menu = self._table_header.columns_menu(self)
        menu.addSeparator()
        for density, text in DENSITIES.items():
            action = menu.addAction(text)
            action.setCheckable(True)
            action.setChecked(density == self._density)
            action.triggered.connect(lambda _checked=False, density=density: self.density_chosen.emit(density))
        menu.popup(self._columns.mapToGlobal(QPoint(0, self._columns.height())))


def _effective(query: LibraryQuery) -> Sort:
    return Sort.ADDED if query.sort is Sort.BEST and not asks_for_words(query.text) else query.sort
