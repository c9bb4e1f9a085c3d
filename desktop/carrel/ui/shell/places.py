"""What each place shows: the query of a list, the words of the title bar."""

from __future__ import annotations

from collections.abc import Callable
from typing import get_args

from carrel.domain.feed import NewsLane, NewsQuery
from carrel.domain.paper import ReadingState
from carrel.domain.query import LibraryQuery, Sort
from carrel.ui.navigation import Place, PlaceKind

LISTS: frozenset[PlaceKind] = frozenset(("library", "unread", "reading", "starred", "collection", "tag", "trash"))
NEWS: frozenset[PlaceKind] = frozenset(("today", "for_you", "feed", "search"))
_BY_NUMBER: frozenset[PlaceKind] = frozenset(("collection", "search"))
_BY_NAME: frozenset[PlaceKind] = frozenset(("tag", "feed"))
_TITLES: dict[PlaceKind, str] = {
    "today": "Today",
    "for_you": "For you",
    "feed": "Feed",
    "search": "Saved search",
    "arxiv": "Search arXiv",
    "feeds": "What you follow",
    "library": "Library",
    "annotations": "Annotations",
    "duplicates": "Possible duplicates",
    "unread": "To read",
    "reading": "Reading",
    "starred": "Starred",
    "collection": "Collection",
    "tag": "Tag",
    "trash": "Trash",
    "reader": "Reader",
    "related": "Related papers",
    "models": "Models",
    "settings": "Settings",
    "welcome": "Welcome",
}


def query_of(place: Place, text: str) -> LibraryQuery:
    """The papers a place of the library lists, of them those that match `text`."""
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


def news_of(place: Place) -> NewsQuery:
    """The announcements that Today or a feed lists; a `day` of "" is the newest on Today, all of them for a feed."""
    if place.kind == "for_you":
        return NewsQuery(lane=NewsLane.FOR_YOU)
    return NewsQuery(feed=place.name) if place.kind == "feed" else NewsQuery(day=place.name)


def title_of(place: Place, name_of: Callable[[Place], str]) -> str:
    """What the title bar says; `name_of` gives the name of a place that is known by its number, or ""."""
    if place.kind in _BY_NUMBER:
        return name_of(place) or _TITLES[place.kind]
    if place.kind == "duplicates" and place.papers:
        return "Merge two papers"
    if place.kind == "arxiv":
        return f"arXiv: {place.name}" if place.name else _TITLES["arxiv"]
    return place.name if place.kind in _BY_NAME and place.name else _TITLES[place.kind]


def place_from(text: str) -> Place | None:
    """The place that was kept as text ("collection 3", "feed cs.LG"); None where that is no place to start at."""
    kind, _, rest = text.partition(" ")
    if kind not in get_args(PlaceKind) or kind not in LISTS | NEWS:
        return None
    if kind in _BY_NAME:
        return Place(kind, name=rest) if rest else None
    return Place(kind, int(rest)) if rest.isdigit() else None


def place_text(place: Place) -> str:
    """A place as text to be kept; of Today the day is left out, since another one is the newest next time."""
    return f"{place.kind} {place.name if place.kind in _BY_NAME else place.id}"
