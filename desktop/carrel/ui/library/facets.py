"""The facets: what is ticked is what the search says, every tick edits it, every count says how many papers it would leave."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from carrel.domain.folding import fold
from carrel.domain.paper import ReadingState
from carrel.domain.query import Evidence, Has, LibraryQuery
from carrel.domain.query_editing import tick, ticked, with_years, years
from carrel.domain.query_reading import parse
from carrel.domain.query_terms import Field, Is, Name
from carrel.ui.library.histogram import YearHistogram
from carrel.ui.widgets import Button, CheckBox, Label

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from carrel.domain.query import Facets
    from carrel.domain.query_terms import Value
    from carrel.ui.theme import Theme

T = TypeVar("T")
_TOPICS_SHOWN = 5
_OPEN_END = 9999
STATE_NAMES = {ReadingState.UNREAD: "To read", ReadingState.READING: "Reading", ReadingState.READ: "Read"}
EVIDENCE_NAMES = {
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
        self._typed = parse("")
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
        self._states = self._group("Status", STATE_NAMES, self._tick_state)
        self._heading("Topic")
        self._topic_box = QVBoxLayout()
        self._topic_box.setSpacing(0)
        self._layout.addLayout(self._topic_box)
        self._more = Button(theme, "", look="link", clicked=self._show_more)
        self._layout.addWidget(self._more)
        self._heading("Year")
        self._years = YearHistogram(theme)
        self._years.years_chosen.connect(lambda wanted: self._edit(with_years(self._query.text, wanted)))
        self._layout.addWidget(self._years)
        self._evidence = self._group("Evidence", EVIDENCE_NAMES, self._tick_evidence)
        self._has = self._group("Has", _HAS, self._tick_has)
        self._layout.addStretch(1)
        self._more.hide()
        self.setWidget(body)

    def show_query(self, query: LibraryQuery, *, fresh: bool = False) -> None:
        """Tick what `query` asks for; `fresh` lets topics and years be arranged anew when their counts come.

        Where the place itself says which reading state, there is nothing to choose.
        """
        self._query = query
        self._typed = parse(query.text)
        if fresh:
            self._topic_order = []
            self._years.forget_years()
        states = query.states or ticked(self._typed, Field.IS)
        for state, box in self._states.items():
            box.setEnabled(not query.states)
            _set(box, state in states or Is(state) in states)
        for evidence, box in self._evidence.items():
            _set(box, evidence in ticked(self._typed, Field.EVIDENCE))
        for has, box in self._has.items():
            _set(box, has in ticked(self._typed, Field.HAS))
        for topic, box in self._topics.items():
            _set(box, self._asks_for(topic))
        self._years.show_counts(self._year_counts, self._range())

    def show_counts(self, facets: Facets) -> None:
        """Show how many papers fall under each value; nothing moves while the query is edited."""
        for state, box in self._states.items():
            box.set_count(facets.states.get(state, 0))
        for evidence, box in self._evidence.items():
            box.set_count(facets.evidence.get(evidence, 0))
        for has, box in self._has.items():
            box.set_count(facets.has.get(has, 0))
        self._year_counts = facets.years
        self._years.show_counts(facets.years, self._range())
        self._topic_counts = facets.topics
        known = set(self._topic_order)
        new = [topic for topic in facets.topics if topic not in known]
        self._topic_order += sorted(dict.fromkeys(new), key=lambda topic: -facets.topics.get(topic, 0))
        self._arrange_topics()

    def _arrange_topics(self) -> None:
        few = self._topic_order[:_TOPICS_SHOWN]
        shown = (
            self._topic_order
            if self._all_topics
            else [*few, *(t for t in self._topic_order[_TOPICS_SHOWN:] if self._asks_for(t))]
        )
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
            _set(box, self._asks_for(topic))
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

    def _asks_for(self, topic: str) -> bool:
        wanted = [value.text for value in ticked(self._typed, Field.TOPIC) if isinstance(value, Name)]
        return fold(topic) in map(fold, wanted)

    def _range(self) -> tuple[int, int] | None:
        """The years that are asked for; where an end is open, as far as there are papers."""
        asked = years(self._typed)
        if asked is None:
            return None
        first, last = asked
        known = [year for year, count in self._year_counts.items() if count]
        if first == 0:
            first = min(known, default=last)
        return (first, max([first, *known])) if last == _OPEN_END else (first, last)

    def _tick_state(self, state: ReadingState, on: bool) -> None:
        self._tick(Field.IS, Is(state), on=on)

    def _tick_topic(self, topic: str, on: bool) -> None:
        self._tick(Field.TOPIC, Name(topic), on=on)

    def _tick_evidence(self, evidence: Evidence, on: bool) -> None:
        self._tick(Field.EVIDENCE, evidence, on=on)

    def _tick_has(self, has: Has, on: bool) -> None:
        self._tick(Field.HAS, has, on=on)

    def _tick(self, field: Field, value: Value, *, on: bool) -> None:
        self._edit(tick(self._query.text, field, value, on=on))

    def _edit(self, text: str) -> None:
        self._query = replace(self._query, text=text)
        self._typed = parse(text)
        self.query_edited.emit(self._query)


def _set(box: CheckBox, on: bool) -> None:
    if box.isChecked() != on:
        box.blockSignals(True)
        box.setChecked(on)
        box.blockSignals(False)
