"""What stands in the table's place when it is empty: why, and the next useful thing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from carrel.domain.query import LibraryQuery
from carrel.domain.query_editing import at_arxiv, without
from carrel.domain.query_reading import parse
from carrel.domain.query_terms import Field, ParsedQuery
from carrel.ui.widgets import Button, EmptyState, Label, Line

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from carrel.ui.theme import Theme


_ALONE = 3


def narrowed(query: LibraryQuery) -> bool:
    """Whether a query has conditions beyond its place in the sidebar."""
    return bool(parse(query.text).terms)


def same_place(one: LibraryQuery, other: LibraryQuery) -> bool:
    """Whether two queries differ in their words and order at most."""
    return replace(one, text=other.text, sort=other.sort, descending=other.descending) == other


def without_one(query: LibraryQuery) -> list[tuple[str, LibraryQuery]]:
    """The query with one condition fewer, once for each, with what was left out in words."""
    typed = parse(query.text)
    words = [place for place, term in enumerate(typed.terms) if term.field is Field.WORDS and not term.negated]
    others = [place for place in range(len(typed.terms)) if place not in words]
    found: list[tuple[str, str]] = []
    if words:
        # The longest words say most; each alone finds more than all together.
        rarest = sorted(
            {typed.words[number].casefold(): place for number, place in enumerate(words)}.items(), key=_longest
        )
        for _, place in rarest[:_ALONE] if len(rarest) > 1 else []:
            found.append((f"Only “{_typed(typed, place)}”", without(typed, [one for one in words if one != place])))
        joined = " ".join(_typed(typed, place) for place in words)
        found.append((f"Without “{joined}”", without(typed, words)))
    found += [(f"Without {_typed(typed, place)}", without(typed, [place])) for place in others]
    return [(told, replace(query, text=text)) for told, text in found]


def _longest(word: tuple[str, int]) -> tuple[int, int]:
    return -len(word[0]), word[1]


def _typed(typed: ParsedQuery, place: int) -> str:
    one = typed.located[place]
    return typed.text[one.start : one.end]


class Nothing(QFrame):
    """`query_chosen` carries a query that finds more, `arxiv_wanted` the words to search arXiv for."""

    query_chosen = Signal(object)
    arxiv_wanted = Signal(str)

    def __init__(self, theme: Theme, add: Callable[[], object], sample: Callable[[], object]) -> None:
        super().__init__()
        self._theme = theme
        self._actions = (("Add papers", "plus", add), ("Add the sample paper", "file-text", sample))
        self._query = LibraryQuery()
        self._body: QWidget | None = None
        self.setProperty("look", "surface")
        # Takes the focus in the table's place, so that the page's keys work; Tab leads to its buttons.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(theme.px(24), theme.px(24), theme.px(24), theme.px(24))
        self._layout.setAlignment(Qt.AlignmentFlag.AlignCenter)

    def show_reason(self, query: LibraryQuery) -> None:
        """Say why nothing is there."""
        self._query = query
        theme = self._theme
        if narrowed(query):
            # What can be done comes with the closest searches: a button that moved when they arrive would be missed.
            self._set(_Closest(theme, [], "", lambda: None))
        elif query.trash:
            self._set(EmptyState(theme, "Trash is empty", "Papers moved here stay for 30 days, with their files."))
        elif query.collection is not None:
            text = "Choose papers in the library and press c, and they are collected here."
            self._set(EmptyState(theme, "Nothing collected here yet", text))
        elif query.tags:
            text = "Choose papers in the library and press t to give them this tag."
            self._set(EmptyState(theme, "No paper has this tag", text))
        elif query.starred:
            self._set(EmptyState(theme, "No starred papers", "Press s on a paper, or click its star."))
        else:
            text = "Add a paper by its arXiv id or address, or a PDF from this computer. The sample shows how Carrel works."
            self._set(EmptyState(theme, "Your library is empty", text, self._actions))

    def show_closest(self, closest: Sequence[tuple[str, LibraryQuery, int]]) -> None:
        """Offer searches that find something, each with how many papers."""
        text = "" if self._query.trash else at_arxiv(self._query.text)
        body = _Closest(self._theme, closest, text, lambda: self.arxiv_wanted.emit(text))
        for button, other in body.buttons:
            button.clicked.connect(lambda _checked=False, other=other: self.query_chosen.emit(other))
        self._set(body)

    def _set(self, body: QWidget) -> None:
        if self._body is not None:
            self._layout.removeWidget(self._body)
            self._body.hide()
            self._body.deleteLater()
        self._body = body
        self._layout.addWidget(body)


class _Closest(QWidget):
    def __init__(
        self,
        theme: Theme,
        closest: Sequence[tuple[str, LibraryQuery, int]],
        text: str,
        search_arxiv: Callable[[], object],
    ) -> None:
        """`text` is what arXiv can be searched for, "" where nothing was typed."""
        super().__init__()
        self.buttons: list[tuple[Button, LibraryQuery]] = []
        self.setFixedWidth(theme.px(320))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(2))
        layout.addWidget(Label(theme, "No paper matches all of this", "heading"))
        if closest:
            layout.addWidget(Label(theme, "Closest searches in your library:", "body", "text-2"))
            layout.addSpacing(theme.px(8))
        for words, query, count in closest:
            layout.addWidget(Line())
            row = QHBoxLayout()
            button = Button(theme, words, look="link")
            row.addWidget(button)
            row.addStretch(1)
            row.addWidget(Label(theme, f"{count:,}", "body", "text-2", tabular=True))
            layout.addLayout(row)
            self.buttons.append((button, query))
        if text:
            layout.addSpacing(theme.px(14))
            row = QHBoxLayout()
            row.setSpacing(theme.px(8))
            row.addWidget(Button(theme, "Search arXiv", "globe", clicked=search_arxiv))
            row.addWidget(Label(theme, "uses the network", "meta", "text-3"))
            row.addStretch(1)
            layout.addLayout(row)
