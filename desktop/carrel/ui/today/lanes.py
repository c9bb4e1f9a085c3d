"""What of a day is shown: its lanes with their numbers, only what is unread, one topic."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QMenu, QSizePolicy, QWidget

from carrel.domain.feed import LaneCounts, NewsLane, NewsQuery
from carrel.ui.library.flow import FlowLayout
from carrel.ui.theme.focus import paint_focus_ring
from carrel.ui.widgets import IconButton

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from carrel.ui.theme import Theme

_NAMES = {
    NewsLane.FOR_YOU: "For you",
    NewsLane.ALL: "All",
    NewsLane.NEW: "New",
    NewsLane.CROSS: "Cross-lists",
    NewsLane.REPLACED: "Replaced",
}
_TOPICS = 24


class LaneBar(QWidget):
    """`edited` carries the query with another lane, topic, or choice of what is unread."""

    edited = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._query = NewsQuery()
        self._topics: dict[str, int] = {}
        self.lanes = {lane: LaneChip(theme, name) for lane, name in _NAMES.items()}
        self.filter = IconButton(theme, "filter", "Topics", small=True, clicked=self._offer_topics)
        self.filter.setCheckable(True)
        self.unread = LaneChip(theme, "Unread")
        self.unread.clicked.connect(self._toggle_unread)
        chips = QWidget()
        self._flow = FlowLayout(chips, 0)
        for lane, chip in self.lanes.items():
            self._flow.addWidget(chip)
            chip.clicked.connect(partial(self._choose, lane))
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._layout.addWidget(chips, 1)
        self._layout.addWidget(self.filter, 0, Qt.AlignmentFlag.AlignTop)
        self._layout.addWidget(self.unread, 0, Qt.AlignmentFlag.AlignTop)
        self.setAccessibleName("Filters")

    def show_counts(self, query: NewsQuery, counts: LaneCounts, *, for_you: bool) -> None:
        """Show the numbers; without interests (`for_you`) the first lane is All."""
        self._query, self._topics = query, counts.topics
        for lane, chip in self.lanes.items():
            chip.set_count(counts.lanes.get(lane, 0))
            chip.setChecked(lane is query.lane)
        self.lanes[NewsLane.ALL].setVisible(not for_you)
        self.lanes[NewsLane.FOR_YOU].setVisible(for_you)
        self.unread.setChecked(query.unread)
        self.filter.setChecked(bool(query.topic))
        self.filter.set_tooltip(f"Topic: {query.topic}" if query.topic else "Topics")
        # How many rows the lanes take is known now, not some turns of the event loop later, when the cards would jump.
        self._flow.activate()
        self._layout.activate()

    def _choose(self, lane: NewsLane) -> None:
        self.lanes[lane].setChecked(True)
        # Taking the lane that is taken already shows all.
        wanted = NewsLane.ALL if lane is self._query.lane else lane
        self.edited.emit(replace(self._query, lane=wanted, topic=""))

    def _toggle_unread(self) -> None:
        self.edited.emit(replace(self._query, unread=not self._query.unread))

    def _offer_topics(self) -> None:
        self.filter.setChecked(bool(self._query.topic))
        menu = QMenu(self)
        every = menu.addAction("All topics")
        every.setCheckable(True)
        every.setChecked(not self._query.topic)
        every.triggered.connect(lambda _checked=False: self.edited.emit(replace(self._query, topic="")))
        menu.addSeparator()
        ranked = sorted(self._topics.items(), key=lambda item: (-item[1], item[0]))[:_TOPICS]
        for topic, count in ranked:
            action = menu.addAction(f"{topic.replace('&', '&&')}  {count}")
            action.setCheckable(True)
            action.setChecked(topic == self._query.topic)
            wanted = replace(self._query, topic=topic)
            action.triggered.connect(lambda _checked=False, wanted=wanted: self.edited.emit(wanted))
        if not ranked:
            menu.addAction("No digest has topics yet").setEnabled(False)
        menu.popup(self.filter.mapToGlobal(QPoint(0, self.filter.height())))


class LaneChip(QAbstractButton):
    """A filter's name, a lane's with its number; what is taken stands on a soft ground."""

    def __init__(self, theme: Theme, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._count: int | None = None
        self.setText(text)
        self.setAccessibleName(text)
        self.setCheckable(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    @property
    def count(self) -> int | None:
        """The number shown."""
        return self._count

    def set_count(self, count: int) -> None:
        """Show another number."""
        if count != self._count:
            self._count = count
            self.setAccessibleName(f"{self.text()}, {count}")
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        """Name and number with their padding."""
        width = self._name_width + 2 * self._theme.px(8)
        if self._count is not None:
            metrics = QFontMetricsF(self._theme.font("body", weight=500, tabular=True))
            width += self._theme.px(6) + metrics.horizontalAdvance(str(self._count))
        return QSize(round(width + 0.5), max(26, self._theme.px(26)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw ground, name, number and focus."""
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        if self.isChecked() or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("selection" if self.isChecked() else "hover"))
            painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
        left = theme.px(8)
        painter.setFont(theme.font("body", weight=500))
        painter.setPen(theme.color("accent" if self.isChecked() else "text-2"))
        painter.drawText(rect.adjusted(left, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self.text())
        if self._count is not None:
            painter.setFont(theme.font("body", weight=500 if self.isChecked() else 400, tabular=True))
            painter.setPen(theme.color("accent" if self.isChecked() else "text-3"))
            number = rect.adjusted(left + self._name_width + theme.px(6), 0, 0, 0)
            painter.drawText(number, Qt.AlignmentFlag.AlignVCenter, str(self._count))
        if self.hasFocus():
            paint_focus_ring(painter, rect, theme, rect.height() / 2)
        painter.end()

    @property
    def _name_width(self) -> float:
        return QFontMetricsF(self._theme.font("body", weight=500)).horizontalAdvance(self.text())
