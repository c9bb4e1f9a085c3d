"""Over the list of all annotations: how many, search, colours, a menu of filters, order, Trash."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QWidget

from carrel.domain.annotation import (
    AnnotationCounts,
    AnnotationKind,
    AnnotationQuery,
    AnnotationSort,
    Colour,
    PlaceState,
)
from carrel.ui.annotations.words import count_words, filter_words
from carrel.ui.reader.annotations.colour_buttons import ColourButtons
from carrel.ui.reader.annotations.words import KIND_NAMES
from carrel.ui.theme import Theme
from carrel.ui.widgets import Button, ElidedLabel, Label, SearchField

_ORDERS = {
    AnnotationSort.EDITED: "Last changed",
    AnnotationSort.CREATED: "Last made",
    AnnotationSort.PAPER: "By paper",
}
_UNSURE = (PlaceState.MOVED, PlaceState.LOST)


class AnnotationsHead(QFrame):
    """`query_edited` carries what is to be listed instead."""

    query_edited = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._query = AnnotationQuery()
        self._counts: AnnotationCounts | None = None
        self.setProperty("look", "surface")
        self._count = Label(theme, "", "label", weight=600)
        self._filtered = ElidedLabel(theme, "", "body", "text-3")
        self.search = SearchField(theme, "Search your annotations", width=320)
        self.colours = ColourButtons(theme)
        self.filter = Button(theme, "Filter", "filter", look="flat", clicked=self._offer_filters)
        self._order = Button(theme, "", "arrow-up-down", look="flat", clicked=self._offer_orders)
        self.trash = Button(theme, "Trash", "trash-2", look="flat", clicked=self._turn_trash)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.px(16), 0, theme.px(12), 0)
        layout.setSpacing(theme.px(8))
        layout.addWidget(self._count)
        layout.addWidget(self._filtered, 1)
        layout.addWidget(self.search)
        layout.addWidget(self.colours)
        for button in (self.filter, self._order, self.trash):
            layout.addWidget(button)
        self.search.searched.connect(lambda text: self._edit(replace(self._query, text=text)))
        self.colours.chosen.connect(self._turn_colour)
        theme.changed.connect(self._restyle)
        self._restyle()

    def show_query(self, query: AnnotationQuery) -> None:
        """Show what is listed."""
        self._query = query
        for colour, button in self.colours.buttons.items():
            button.setChecked(colour in query.colours)
        self._filtered.setText(filter_words(query))
        self._order.setText(_ORDERS[query.sort])
        self.trash.setText("Leave Trash" if query.trash else "Trash")

    def show_counts(self, counts: AnnotationCounts) -> None:
        """Show how many there are, and of which kind."""
        self._counts = counts
        self._count.setText(count_words(counts.total, self._query))

    def filters(self) -> QMenu:
        """Kinds and tags with how many there are of each, and what needs a look."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        counts = self._counts or AnnotationCounts(0, {}, {}, {})
        query = self._query
        for kind in AnnotationKind:
            if counts.kinds.get(kind) or kind in query.kinds:
                action = self._entry(menu, f"{KIND_NAMES[kind]}s", counts.kinds.get(kind, 0), on=kind in query.kinds)
                action.triggered.connect(lambda _on=False, kind=kind: self._turn_kind(kind))
        menu.addSeparator()
        for tag, count in sorted(counts.tags.items(), key=lambda one: one[0].casefold()):
            action = self._entry(menu, f"#{tag}", count, on=tag in query.tags)
            action.triggered.connect(lambda _on=False, tag=tag: self._turn_tag(tag))
        menu.addSeparator()
        written = self._entry(menu, "Written on", None, on=query.with_text)
        written.triggered.connect(lambda on: self._edit(replace(self._query, with_text=on)))
        unsure = self._entry(menu, "Moved or not found", None, on=bool(query.states))
        unsure.triggered.connect(lambda on: self._edit(replace(self._query, states=_UNSURE if on else ())))
        return menu

    def _entry(self, menu: QMenu, text: str, count: int | None, *, on: bool) -> QAction:
        action = QAction(text if count is None else f"{text}  {count:,}", menu, checkable=True)
        action.setChecked(on)
        menu.addAction(action)
        return action

    def _offer_filters(self) -> None:
        self.filters().popup(self.filter.mapToGlobal(QPoint(0, self.filter.height() + 2)))

    def _offer_orders(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for sort, text in _ORDERS.items():
            action = QAction(text, menu, checkable=True)
            action.setChecked(sort is self._query.sort)
            action.triggered.connect(lambda _on=False, sort=sort: self._edit(replace(self._query, sort=sort)))
            menu.addAction(action)
        menu.popup(self._order.mapToGlobal(QPoint(0, self._order.height() + 2)))

    def _turn_colour(self, colour: Colour) -> None:
        wanted = set(self._query.colours) ^ {colour}
        self._edit(replace(self._query, colours=tuple(one for one in Colour if one in wanted)))

    def _turn_kind(self, kind: AnnotationKind) -> None:
        wanted = set(self._query.kinds) ^ {kind}
        self._edit(replace(self._query, kinds=tuple(one for one in AnnotationKind if one in wanted)))

    def _turn_tag(self, tag: str) -> None:
        self._edit(replace(self._query, tags=tuple(sorted(set(self._query.tags) ^ {tag}))))

    def _turn_trash(self) -> None:
        self._edit(replace(self._query, trash=not self._query.trash))

    def _edit(self, query: AnnotationQuery) -> None:
        self.query_edited.emit(query)

    def _restyle(self) -> None:
        self.setFixedHeight(self._theme.px(46))
