"""Collections in the sidebar: nested rows that can be made, renamed and deleted, and that take papers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Signal

from carrel.domain.paper import Collection
from carrel.ui.navigation import Place
from carrel.ui.shell.place_row import PlaceRow
from carrel.ui.shell.section import GET_PDFS, Entry, Section
from carrel.ui.theme import Theme

_NAME = "Name of the collection"


class CollectionList(Section):
    """Shows the collections. What the person wants done is told by signals; nothing is written here.

    `create_wanted` carries (name, parent or None), `rename_wanted` (id, name), `dropped` (id, paper ids),
    `delete_wanted` and `pdfs_wanted` the id.
    """

    create_wanted = Signal(str, object)
    rename_wanted = Signal(int, str)
    delete_wanted = Signal(int)
    pdfs_wanted = Signal(int)
    dropped = Signal(int, list)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Collections", "folder", add="New collection", adds=lambda: self.start_new(None))

    def show_collections(self, collections: list[Collection]) -> None:
        """Show these; rows that only changed their count stay where they are."""
        self._show([Entry(_place(one.id), one.name, depth) for one, depth in _nested(collections)])
        for one in collections:
            self._rows[_place(one.id)].set_count(one.papers)

    def start_new(self, parent: int | None) -> None:
        """Ask for the name of a new collection, in the place where it will stand."""
        index = self._layout.count() if parent is None else self._layout.indexOf(self._rows[_place(parent)]) + 1
        self._edit("", index, _NAME, lambda name: self.create_wanted.emit(name, parent))

    def menu_of(self, place: Place) -> Sequence[tuple[str, Callable[[], object]] | None]:
        """Rename, nest, get PDFs, delete."""
        rename = partial(self.rename_wanted.emit, place.id)
        return (
            ("Rename…", lambda: self._rename(place, _NAME, rename)),
            ("New collection inside…", lambda: self.start_new(place.id)),
            None,
            (GET_PDFS, lambda: self.pdfs_wanted.emit(place.id)),
            None,
            ("Delete collection", lambda: self.delete_wanted.emit(place.id)),
        )

    def takes_papers(self, row: PlaceRow, place: Place) -> None:
        """Papers dropped on a collection are put into it."""
        row.setAcceptDrops(True)
        row.papers_dropped.connect(partial(self.dropped.emit, place.id))


def _place(collection: int) -> Place:
    return Place("collection", collection)


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
