"""What each place shows: the query of a list, the words of the title bar."""

from __future__ import annotations

from collections.abc import Callable
from typing import get_args

from carrel.domain.paper import ReadingState
from carrel.domain.query import LibraryQuery, Sort
from carrel.ui.navigation import Place, PlaceKind

LISTS: frozenset[PlaceKind] = frozenset(("library", "unread", "reading", "starred", "collection", "tag", "trash"))
_TITLES: dict[PlaceKind, str] = {
    "library": "Library",
    "unread": "To read",
    "reading": "Reading",
    "starred": "Starred",
    "collection": "Collection",
    "tag": "Tag",
    "trash": "Trash",
    "reader": "Reader",
    "models": "Models",
    "settings": "Settings",
    "welcome": "Welcome",
}


def query_of(place: Place, text: str) -> LibraryQuery:
    """The papers a place lists, of them those that match `text`."""
    states = {"unread": (ReadingState.UNREAD,), "reading": (ReadingState.READING,)}.get(place.kind, ())
    return LibraryQuery(
        text=text,
        states=states,
        starred=place.kind == "starred",
        tags=(place.name,) if place.kind == "tag" else (),
        collection=place.id if place.kind == "collection" else None,
        trash=place.kind == "trash",
        sort=Sort.BEST if text else Sort.ADDED,
    )


def title_of(place: Place, collection: Callable[[int], str]) -> str:
    """What the title bar says; `collection` gives a collection's name."""
    if place.kind == "collection":
        return collection(place.id) or _TITLES["collection"]
    return place.name or _TITLES[place.kind]


def place_from(text: str) -> Place:
    """The place that was kept as text ("collection 3"); the library where that is no place to start at."""
    kind, _, number = text.partition(" ")
    if kind in get_args(PlaceKind) and kind in LISTS and number.isdigit():
        return Place(kind, int(number))
    return Place("library")


def place_text(place: Place) -> str:
    """A place as text to be kept."""
    return f"{place.kind} {place.id}"
