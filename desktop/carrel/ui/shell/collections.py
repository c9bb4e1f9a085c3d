"""Collections in the sidebar: nested rows that can be made, renamed and deleted, and that take papers."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QVBoxLayout, QWidget

from carrel.domain.paper import Collection
from carrel.ui.shell.place_row import PlaceRow
from carrel.ui.theme import Theme
from carrel.ui.widgets import IconButton, Label


class CollectionList(QWidget):
    """Shows the collections. What the person wants done is told by signals; nothing is written here.

    `create_wanted` carries (name, parent or None), `rename_wanted` (id, name), `dropped` (id, paper ids), `moved` (row, -1 or 1) for arrow keys.
    """

    chosen = Signal(int)
    create_wanted = Signal(str, object)
    rename_wanted = Signal(int, str)
    delete_wanted = Signal(int)
    dropped = Signal(int, list)
    moved = Signal(object, int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._collections: list[Collection] = []
        self._rows: dict[int, PlaceRow] = {}
        self._current: int | None = None
        self._rail = False
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._head = QWidget()
        head = QHBoxLayout(self._head)
        head.setContentsMargins(theme.px(8), 0, 0, 0)
        head.addWidget(Label(theme, "Collections", "meta", "text-3", weight=600), 1)
        head.addWidget(IconButton(theme, "plus", "New collection", small=True, clicked=lambda: self.start_new(None)))
        self._layout.addWidget(self._head)

    def rows(self) -> list[PlaceRow]:
        """The rows, from the top."""
        return list(self._rows.values())

    def show_collections(self, collections: list[Collection]) -> None:
        """Show these; rows that only changed their count stay where they are."""
        shape = [(one.id, one.name, one.parent) for one in collections]
        if shape != [(one.id, one.name, one.parent) for one in self._collections]:
            self._collections = collections
            self._rebuild()
        self._collections = collections
        for one in collections:
            self._rows[one.id].set_count(one.papers)

    def mark(self, collection: int | None) -> None:
        """Mark the collection that is shown."""
        self._current = collection
        for number, row in self._rows.items():
            row.setChecked(number == collection)

    def set_rail(self, rail: bool) -> None:
        """In the rail there is no room for names."""
        self._rail = rail
        self.setVisible(not rail)

    def start_new(self, parent: int | None) -> None:
        """Ask for the name of a new collection, in the place where it will stand."""
        index = self._layout.count() if parent is None else self._layout.indexOf(self._rows[parent]) + 1
        self._edit("", index, lambda name: self.create_wanted.emit(name, parent))

    def _rebuild(self) -> None:
        for row in self._rows.values():
            self._layout.removeWidget(row)
            row.deleteLater()
        self._rows.clear()
        for one, depth in _nested(self._collections):
            row = PlaceRow(self._theme, "folder", one.name, depth=depth, takes_papers=True)
            row.clicked.connect(partial(self._choose, one.id))
            row.menu_wanted.connect(partial(self._menu, one.id))
            row.moved.connect(partial(self.moved.emit, row))
            row.papers_dropped.connect(partial(self.dropped.emit, one.id))
            row.setChecked(one.id == self._current)
            row.setVisible(True)
            self._layout.addWidget(row)
            self._rows[one.id] = row

    def _choose(self, collection: int) -> None:
        self.chosen.emit(collection)

    def _menu(self, collection: int, place: QPoint) -> None:
        menu = QMenu(self)
        menu.addAction("Rename…", lambda: self._rename(collection))
        menu.addAction("New collection inside…", lambda: self.start_new(collection))
        menu.addSeparator()
        menu.addAction("Delete collection", lambda: self.delete_wanted.emit(collection))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(place)

    def _rename(self, collection: int) -> None:
        row = self._rows[collection]
        row.hide()
        field = self._edit(
            row.text(), self._layout.indexOf(row), lambda name: self.rename_wanted.emit(collection, name)
        )
        field.ended.connect(row.show)

    def _edit(self, text: str, index: int, then: Callable[[str], None]) -> _NameField:
        field = _NameField(self._theme, text)
        self._layout.insertWidget(index, field)
        field.named.connect(then)
        field.ended.connect(field.deleteLater)
        field.show()
        field.setFocus(Qt.FocusReason.OtherFocusReason)
        field.selectAll()
        return field


class _NameField(QLineEdit):
    """A name being typed: Enter or leaving takes it, Esc does not."""

    named = Signal(str)
    ended = Signal()

    def __init__(self, theme: Theme, text: str) -> None:
        super().__init__(text)
        self._before = text
        self._done = False
        self.setFixedHeight(max(28, theme.px(28)))
        self.setPlaceholderText("Name")
        self.setAccessibleName("Name of the collection")
        self.setMaxLength(120)
        self.returnPressed.connect(self._take)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc gives up."""
        if event.key() == Qt.Key.Key_Escape:
            self._end()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Leaving takes the name."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._take()

    def _take(self) -> None:
        name = self.text().strip()
        if not self._done and name and name != self._before:
            self._done = True
            self.named.emit(name)
        self._end()

    def _end(self) -> None:
        self._done = True
        self.ended.emit()


def _nested(collections: list[Collection]) -> list[tuple[Collection, int]]:
    """Collections with their depth, children after their parent, by name; those of unknown parents stand at the top."""
    known = {one.id for one in collections}
    children: dict[int | None, list[Collection]] = {}
    for one in sorted(collections, key=lambda c: c.name.casefold()):
        children.setdefault(one.parent if one.parent in known else None, []).append(one)
    found: list[tuple[Collection, int]] = []

    def visit(parent: int | None, depth: int) -> None:
        for one in children.get(parent, []):
            found.append((one, depth))
            visit(one.id, depth + 1)

    visit(None, 0)
    return found
