"""The sidebar: the places there are, with their counts; folded it is a rail of icons."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from carrel.domain.feed import Feed, SavedSearch
from carrel.domain.paper import Collection
from carrel.domain.query import SidebarCounts
from carrel.ui.navigation import Place, PlaceKind
from carrel.ui.shell.collections import CollectionList
from carrel.ui.shell.news_sections import FeedList, SearchList
from carrel.ui.shell.place_row import RAIL, PlaceRow
from carrel.ui.theme import Theme
from carrel.ui.widgets import Icon, IconButton, Label

_TOP: tuple[tuple[PlaceKind, str, str, str], ...] = (
    ("today", "newspaper", "Today", "t"),
    ("library", "library", "Library", "l"),
)
_READING: tuple[tuple[PlaceKind, str, str, str], ...] = (
    ("unread", "bookmark", "To read", "u"),
    ("reading", "book-open", "Reading", "r"),
    ("starred", "star", "Starred", "s"),
    ("annotations", "highlighter", "Annotations", "h"),
)
_BOTTOM: tuple[tuple[PlaceKind, str, str, str], ...] = (
    ("duplicates", "copy", "Duplicates", ""),
    ("trash", "trash-2", "Trash", ""),
    ("models", "cpu", "Models", "m"),
    ("settings", "settings", "Settings", "e"),
)


class Sidebar(QFrame):
    """Shows places; `chosen` tells where the person wants to go, `fold_wanted` that the sidebar be folded or not.

    `category` gives a category's name in words.
    """

    chosen = Signal(object)
    fold_wanted = Signal()

    def __init__(self, theme: Theme, category: Callable[[str], str] = str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rail = False
        self._duplicates = 0
        self._rows: dict[PlaceKind, PlaceRow] = {}
        self._letters: dict[PlaceKind, str] = {}
        self._headings: list[QWidget] = []
        self.setProperty("look", "sidebar")
        self.setAccessibleName("Places")
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._layout.addWidget(self._brand())
        middle = QWidget()
        self._middle = QVBoxLayout(middle)
        self._middle.setContentsMargins(8, theme.px(4), 8, 8)
        self._middle.setSpacing(0)
        self._add(self._middle, _TOP)
        self._middle.addWidget(self._heading("Reading"))
        self._add(self._middle, _READING)
        self.collections = CollectionList(theme)
        self.searches = SearchList(theme)
        self.feeds = FeedList(theme, category, lambda: self.chosen.emit(Place("feeds")))
        self.feeds.interests_wanted.connect(lambda feed: self.chosen.emit(Place("feeds", name=feed)))
        self._sections = (self.collections, self.searches, self.feeds)
        for section in self._sections:
            section.chosen.connect(self.chosen)
            section.moved.connect(self._move)
            self._middle.addWidget(section)
        self._middle.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(middle)
        self._layout.addWidget(scroll, 1)
        bottom = QVBoxLayout()
        bottom.setContentsMargins(8, 4, 8, 8)
        bottom.setSpacing(0)
        self._add(bottom, _BOTTOM)
        self._rows["duplicates"].hide()
        self._layout.addLayout(bottom)
        self._bound()
        theme.changed.connect(self._bound)

    def show_counts(self, counts: SidebarCounts) -> None:
        """Show how many papers, or annotations, each place holds."""
        shown: dict[PlaceKind, int] = {
            "library": counts.library,
            "unread": counts.unread,
            "reading": counts.reading,
            "starred": counts.starred,
            "annotations": counts.annotations,
            "trash": counts.trash,
        }
        for kind, count in shown.items():
            self._rows[kind].set_count(count)

    def show_duplicates(self, pairs: int) -> None:
        """Show how many pairs of papers may be one; the place is there while there are some, or the window is in it.

        It is the first at the foot, so that none of the others moves.
        """
        row = self._rows["duplicates"]
        row.set_count(pairs)
        self._duplicates = pairs
        row.setVisible(bool(pairs) or row.isChecked())

    def show_collections(self, collections: list[Collection]) -> None:
        """Show the collections and their counts."""
        self.collections.show_collections(collections)

    def show_news(self, unread: int, searches: list[SavedSearch], feeds: list[Feed]) -> None:
        """Show what is unread today, and what is followed."""
        self._rows["today"].set_count(unread)
        self.searches.show_searches(searches)
        self.feeds.show_feeds(feeds)

    def mark(self, place: Place) -> None:
        """Mark where the window is."""
        # For you is a lane of Today, and two papers that are to be merged are of the library: neither has a row of its own.
        merging = place.kind == "duplicates" and place.papers
        shown = "today" if place.kind == "for_you" else "library" if merging else place.kind
        for kind, row in self._rows.items():
            row.setChecked(kind == shown)
        self.show_duplicates(self._duplicates)
        for section in self._sections:
            section.mark(place)

    def show_letters(self, on: bool) -> None:
        """Show the letters that go to each place after `g`."""
        for kind, row in self._rows.items():
            row.set_letter(self._letters[kind] if on else "")

    @property
    def rail(self) -> bool:
        """Whether it is folded."""
        return self._rail

    def set_rail(self, rail: bool) -> None:
        """Fold it to a rail of icons, or unfold it."""
        self._rail = rail
        for row in self._rows.values():
            row.set_rail(rail)
        for heading in self._headings:
            heading.setVisible(not rail)
        for section in self._sections:
            section.set_rail(rail)
        self._brand_words.setVisible(not rail)
        self._fold.setVisible(not rail)
        self._unfold.setVisible(rail)
        self._bound()

    def _bound(self) -> None:
        self.setMaximumWidth(RAIL if self._rail else self._theme.px(300))
        self.setMinimumWidth(RAIL if self._rail else self._theme.px(180))

    def _add(self, layout: QVBoxLayout, places: tuple[tuple[PlaceKind, str, str, str], ...]) -> None:
        for kind, icon, text, letter in places:
            row = PlaceRow(self._theme, icon, text, counts="unread" if kind == "today" else "")
            row.clicked.connect(partial(self._go, kind))
            row.moved.connect(partial(self._move, row))
            layout.addWidget(row)
            self._rows[kind] = row
            self._letters[kind] = letter

    def _go(self, kind: PlaceKind) -> None:
        self.chosen.emit(Place(kind))

    def _move(self, row: PlaceRow, step: int) -> None:
        rows = [one for one in self._all_rows() if one.isVisible()]
        rows.sort(key=lambda one: one.mapTo(self, one.rect().topLeft()).y())
        at = rows.index(row) + step
        if 0 <= at < len(rows):
            rows[at].setFocus(Qt.FocusReason.TabFocusReason)

    def _all_rows(self) -> list[PlaceRow]:
        return [*self._rows.values(), *(row for section in self._sections for row in section.rows())]

    def _heading(self, text: str) -> QWidget:
        heading = Label(self._theme, text, "meta", "text-3", weight=600)
        heading.setContentsMargins(self._theme.px(8), self._theme.px(13), 0, self._theme.px(3))
        self._headings.append(heading)
        return heading

    def _brand(self) -> QWidget:
        brand = QWidget()
        brand.setFixedHeight(48)
        layout = QHBoxLayout(brand)
        layout.setContentsMargins(15, 0, 8, 0)
        layout.setSpacing(self._theme.px(9))
        self._brand_words = QWidget()
        words = QHBoxLayout(self._brand_words)
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(self._theme.px(9))
        words.addWidget(Icon(self._theme, "carrel", 20, "accent"))
        words.addWidget(Label(self._theme, "Carrel", "heading", "text", weight=600))
        words.addStretch(1)
        layout.addWidget(self._brand_words, 1)
        self._fold = IconButton(self._theme, "panel-left", "Fold the sidebar (Ctrl B)", clicked=self.fold_wanted.emit)
        self._unfold = IconButton(
            self._theme, "panel-left", "Unfold the sidebar (Ctrl B)", clicked=self.fold_wanted.emit
        )
        self._unfold.hide()
        layout.addWidget(self._fold)
        layout.addWidget(self._unfold)
        return brand
