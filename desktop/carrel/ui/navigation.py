"""Where the window is, where it was, and where it can go back to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QObject, Signal

from carrel.domain.note_links import NoteLink

PlaceKind = Literal[
    "today",
    "for_you",
    "feed",
    "search",
    "arxiv",
    "feeds",
    "library",
    "annotations",
    "duplicates",
    "unread",
    "reading",
    "starred",
    "collection",
    "tag",
    "trash",
    "reader",
    "related",
    "models",
    "settings",
    "welcome",
]
_KEPT = 100


@dataclass(frozen=True, slots=True)
class Place:
    """A place: a list, a paper in the reader, or a page.

    `id` is a collection's, a saved search's or a paper's; `name` a tag, Today's day ("" for the newest), a feed's category
    or what arXiv is searched for.

    `statement` is the statement of the digest whose passage the reader shows, -1 for none; `annotation` the annotation that it
    shows, 0 for none; `link` a link of a note that it follows; `versions` an older and a newer version that it shows beside
    one another.

    `papers` are those that a list of related papers is about; `id` is then the one of the list that is shown, 0 for the first,
    and `name` the facet. Of duplicates they are two that the person wants to see side by side.
    """

    kind: PlaceKind
    id: int = 0
    name: str = ""
    statement: int = -1
    annotation: int = 0
    link: NoteLink | None = None
    versions: tuple[int, int] | None = None
    papers: tuple[int, ...] = ()


class Navigation(QObject):
    """The history of places. `moved` tells the place the window is now to show."""

    moved = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._places: list[Place] = []
        self._at = -1

    @property
    def current(self) -> Place | None:
        """Where the window is."""
        return self._places[self._at] if self._places else None

    @property
    def can_back(self) -> bool:
        """Whether there is a place before this one."""
        return self._at > 0

    @property
    def can_forward(self) -> bool:
        """Whether there is a place after this one."""
        return self._at + 1 < len(self._places)

    def go(self, place: Place) -> None:
        """Go to `place`. Going where the window is already tells it again, but is no step of the history."""
        if place != self.current:
            self._places = [*self._places[max(0, self._at + 2 - _KEPT) : self._at + 1], place]
            self._at = len(self._places) - 1
        self.moved.emit(place)

    def back(self) -> None:
        """Go to the place before."""
        if self.can_back:
            self._at -= 1
            self.moved.emit(self._places[self._at])

    def forward(self) -> None:
        """Go to the place after."""
        if self.can_forward:
            self._at += 1
            self.moved.emit(self._places[self._at])

    def forget(self, place: Place) -> None:
        """Take a place that no longer exists out of the history, all of it but where the window is."""
        current = self.current
        kept = [p for n, p in enumerate(self._places) if n == self._at or p != place]
        self._places = kept
        self._at = max((n for n, p in enumerate(kept) if p is current), default=-1)
