"""The facets: every tick edits the query, every count says how many papers it would leave."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from carrel.domain.paper import ReadingState
from carrel.domain.query import Evidence, Has, LibraryQuery
from carrel.ui.library.histogram import YearHistogram
from carrel.ui.widgets import Button, CheckBox, Label

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from carrel.domain.query import Facets
    from carrel.ui.theme import Theme

T = TypeVar("T")
_TOPICS_SHOWN = 5
_STATES = {ReadingState.UNREAD: "To read", ReadingState.READING: "Reading", ReadingState.READ: "Read"}
_EVIDENCE = {
    Evidence.ALL_SUPPORTED: "All supported",
    Evidence.PARTLY: "Partly",
    Evidence.NOT_FOUND: "Not found",
    Evidence.NOT_CHECKED: "Not checked",
}
_HAS = {
    Has.PDF: "Local PDF",
    Has.CODE: "Code link",
    Has.NOTES: "My notes",
    Has.HIGHLIGHTS: "My highlights",
    Has.HIDDEN: "Hidden text",
}


class FacetPanel(QScrollArea):
    """`query_edited` carries the query with one more or one fewer condition."""

    query_edited = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._query = LibraryQuery()
        self._topic_order: list[str] = []
        self._topic_counts: Mapping[str, int] = {}
        self._topics: dict[str, CheckBox] = {}
        self._all_topics = False
        self._year_counts: dict[int, int] = {}
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Filters")
        body = QFrame()
        body.setProperty("look", "subtle")
        self._layout = QVBoxLayout(body)
        px = theme.px
        self._layout.setContentsMargins(px(16), px(16), px(16), px(16))
        self._layout.setSpacing(0)
        self._states = self._group("Status", _STATES, self._tick_state)
        self._heading("Topic")
        self._topic_box = QVBoxLayout()
        self._topic_box.setSpacing(0)
        self._layout.addLayout(self._topic_box)
        self._more = Button(theme, "", look="link", clicked=self._show_more)
        self._layout.addWidget(self._more)
        self._heading("Year")
        self._years = YearHistogram(theme)
        self._years.years_chosen.connect(lambda years: self._edit(replace(self._query, years=years)))
        self._layout.addWidget(self._years)
        self._evidence = self._group("Evidence", _EVIDENCE, self._tick_evidence)
        self._has = self._group("Has", _HAS, self._tick_has)
        self._layout.addStretch(1)
        self._more.hide()
        self.setWidget(body)

    def show_query(self, query: LibraryQuery, *, fresh: bool = False) -> None:
        """Tick what `query` asks for; `fresh` lets topics and years be arranged anew when their counts come."""
        self._query = query
        if fresh:
            self._topic_order = []
            self._years.forget_years()
        for boxes, wanted in (
            (self._states, set(query.states)),
            (self._evidence, set(query.evidence)),
            (self._has, set(query.has)),
            (self._topics, set(query.topics)),
        ):
            for value, box in boxes.items():
                _set(box, value in wanted)
        self._years.show_counts(self._year_counts, query.years)

    def show_counts(self, facets: Facets) -> None:
        """Show how many papers fall under each value; nothing moves while the query is edited."""
        for state, box in self._states.items():
            box.set_count(facets.states.get(state, 0))
        for evidence, box in self._evidence.items():
            box.set_count(facets.evidence.get(evidence, 0))
        for has, box in self._has.items():
            box.set_count(facets.has.get(has, 0))
        self._year_counts = facets.years
        self._years.show_counts(facets.years, self._query.years)
        self._topic_counts = facets.topics
        known = set(self._topic_order)
        new = [topic for topic in (*self._query.topics, *facets.topics) if topic not in known]
        self._topic_order += sorted(dict.fromkeys(new), key=lambda topic: -facets.topics.get(topic, 0))
        self._arrange_topics()

    def _arrange_topics(self) -> None:
        few = self._topic_order[:_TOPICS_SHOWN]
        shown = self._topic_order if self._all_topics else [*few, *(t for t in self._query.topics if t not in few)]
        if list(self._topics) != shown:
            for box in self._topics.values():
                self._topic_box.removeWidget(box)
                box.deleteLater()
            self._topics = {topic: self._box(topic, topic, self._tick_topic) for topic in shown}
            for topic, box in self._topics.items():
                box.setToolTip(topic)
                self._topic_box.addWidget(box)
        for topic, box in self._topics.items():
            box.set_count(self._topic_counts.get(topic, 0))
            _set(box, topic in self._query.topics)
        left = len(self._topic_order) - len(shown)
        self._more.setText("Fewer" if self._all_topics else f"{left} more")
        self._more.setVisible(left > 0 or (self._all_topics and len(shown) > _TOPICS_SHOWN))

    def _show_more(self) -> None:
        self._all_topics = not self._all_topics
        self._arrange_topics()

    def _heading(self, text: str) -> None:
        if self._layout.count():
            self._layout.addSpacing(self._theme.px(12))
        self._layout.addWidget(Label(self._theme, text, "label", "text-2"))
        self._layout.addSpacing(self._theme.px(3))

    def _group(self, heading: str, values: Mapping[T, str], ticked: Callable[[T, bool], None]) -> dict[T, CheckBox]:
        self._heading(heading)
        boxes = {value: self._box(value, text, ticked) for value, text in values.items()}
        for box in boxes.values():
            self._layout.addWidget(box)
        return boxes

    def _box(self, value: T, text: str, ticked: Callable[[T, bool], None]) -> CheckBox:
        box = CheckBox(self._theme, text)
        box.toggled.connect(lambda on: ticked(value, on))
        return box

    def _tick_state(self, state: ReadingState, on: bool) -> None:
        self._edit(replace(self._query, states=_with(self._query.states, state, on=on)))

    def _tick_topic(self, topic: str, on: bool) -> None:
        self._edit(replace(self._query, topics=_with(self._query.topics, topic, on=on)))

    def _tick_evidence(self, evidence: Evidence, on: bool) -> None:
        self._edit(replace(self._query, evidence=_with(self._query.evidence, evidence, on=on)))

    def _tick_has(self, has: Has, on: bool) -> None:
        self._edit(replace(self._query, has=_with(self._query.has, has, on=on)))

    def _edit(self, query: LibraryQuery) -> None:
        self._query = query
        self.query_edited.emit(query)


def _with(values: tuple[T, ...], value: T, *, on: bool) -> tuple[T, ...]:
    rest = tuple(other for other in values if other != value)
    return (*rest, value) if on else rest


def _set(box: CheckBox, on: bool) -> None:
    if box.isChecked() != on:
        box.blockSignals(True)
        box.setChecked(on)
        box.blockSignals(False)
