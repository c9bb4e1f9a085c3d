"""A section of the sidebar whose rows the person makes: a heading and places, each with a menu."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from carrel.ui.navigation import Place
from carrel.ui.shell.name_field import NameField
from carrel.ui.shell.place_row import PlaceRow
from carrel.ui.theme import Theme
from carrel.ui.widgets import IconButton, Label

GET_PDFS = "Get PDFs of all papers (uses the network)"


@dataclass(frozen=True, slots=True)
class Entry:
    """What a row is: where it leads, its words, how deep it is nested, what its tooltip says."""

    place: Place
    text: str
    depth: int = 0
    tip: str = ""


class Section(QWidget):
    """Shows entries under a heading; in the rail there is no room for their names.

    `chosen` tells the place of a row, `moved` (row, -1 or 1) that an arrow key leads on from it. Kinds of section fill `menu_of`.
    """

    chosen = Signal(object)
    moved = Signal(object, int)

    def __init__(
        self, theme: Theme, title: str, icon: str, *, add: str = "", adds: Callable[[], object] | None = None
    ) -> None:
        super().__init__()
        self._theme = theme
        self._icon = icon
        self._entries: list[Entry] = []
        self._rows: dict[Place, PlaceRow] = {}
        self._current: Place | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, theme.px(10), 0, 0)
        self._layout.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(theme.px(8), 0, 0, 0)
        head.addStrut(max(26, theme.px(26)))
        head.addWidget(Label(theme, title, "meta", "text-3", weight=600), 1)
        if adds is not None:
            head.addWidget(IconButton(theme, "plus", add, small=True, clicked=adds))
        self._layout.addLayout(head)

    def rows(self) -> list[PlaceRow]:
        """The rows, from the top."""
        return list(self._rows.values())

    def mark(self, place: Place) -> None:
        """Mark the row of this place, or none."""
        self._current = place
        for one, row in self._rows.items():
            row.setChecked(one == place)

    def set_rail(self, rail: bool) -> None:
        """Hide in the rail."""
        self.setVisible(not rail)

    def menu_of(self, place: Place) -> Sequence[tuple[str, Callable[[], object]] | None]:
        """What a row's menu offers; None is a line between."""
        del place
        return ()

    def takes_papers(self, row: PlaceRow, place: Place) -> None:
        """Let a row take what is dropped on it; most take nothing."""

    def _show(self, entries: list[Entry]) -> None:
        """Show these; rows stay where they are while the entries are the same."""
        if entries == self._entries:
            return
        self._entries = entries
        for row in self._rows.values():
            self._layout.removeWidget(row)
            row.deleteLater()
        self._rows.clear()
        for entry in entries:
            row = PlaceRow(self._theme, self._icon, entry.text, depth=entry.depth)
            row.set_tip(entry.tip)
            row.clicked.connect(partial(self._choose, entry.place))
            row.menu_wanted.connect(partial(self._menu, entry.place))
            row.moved.connect(partial(self.moved.emit, row))
            row.setChecked(entry.place == self._current)
            self.takes_papers(row, entry.place)
            self._layout.addWidget(row)
            row.setVisible(True)
            self._rows[entry.place] = row

    def _choose(self, place: Place) -> None:
        self.chosen.emit(place)

    def _menu(self, place: Place, at: QPoint) -> None:
        menu = QMenu(self)
        for entry in self.menu_of(place):
            if entry is None:
                menu.addSeparator()
            else:
                text, act = entry
                menu.addAction(text).triggered.connect(partial(_call, act))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(at)

    def _rename(self, place: Place, name: str, then: Callable[[str], None]) -> None:
        """Ask for another name in the row's place."""
        row = self._rows[place]
        row.hide()
        field = self._edit(row.text(), self._layout.indexOf(row), name, then)
        field.ended.connect(row.show)

    def _edit(self, text: str, index: int, name: str, then: Callable[[str], None]) -> NameField:
        field = NameField(self._theme, text, name)
        self._layout.insertWidget(index, field)
        field.named.connect(then)
        field.ended.connect(field.deleteLater)
        field.show()
        field.setFocus(Qt.FocusReason.OtherFocusReason)
        field.selectAll()
        return field


def _call(act: Callable[[], object], _checked: bool = False) -> None:
    act()
