"""The left side: head, days, filters, and under them the cards or why there are none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from carrel.domain.job import JobKind
from carrel.ui.today.cards import CardList
from carrel.ui.today.day_strip import DayStrip
from carrel.ui.today.fresh_line import FreshLine
from carrel.ui.today.head_words import banner_words, head_words
from carrel.ui.today.header import TodayHeader
from carrel.ui.today.lanes import LaneBar
from carrel.ui.today.nothing import FirstLoad, Nothing
from carrel.ui.widgets import Banner, Line

if TYPE_CHECKING:
    from carrel.domain.job import Job
    from carrel.services.carrel import Carrel
    from carrel.ui.actions import Actions
    from carrel.ui.background import Background
    from carrel.ui.theme import Theme
    from carrel.ui.today.empty_words import Empty
    from carrel.ui.today.finder import NewsAnswer


class ListArea(QFrame):
    """`try_again` asks to ask arXiv now, `online` to end Work offline."""

    try_again = Signal()
    online = Signal()

    def __init__(self, theme: Theme, carrel: Carrel, background: Background, actions: Actions) -> None:
        super().__init__()
        self._theme = theme
        self._banner: Banner | None = None
        self._told: tuple[str, str] = ("", "")
        self.setProperty("look", "subtle")
        self.header = TodayHeader(theme, actions)
        self.strip = DayStrip(theme)
        self.lanes = LaneBar(theme)
        self.lanes.hide()
        self.cards = CardList(theme, carrel, background)
        self.nothing = Nothing(theme)
        self.loading = FirstLoad(theme)
        self._stack = QStackedWidget()
        for shown in (self.cards, self.nothing, self.loading):
            self._stack.addWidget(shown)
        self.fresh = FreshLine(theme, self, self._stack)
        self._line = Line()
        self._lay_out()
        self.setFocusProxy(self.cards)

    def _lay_out(self) -> None:
        px = self._theme.px
        head = QVBoxLayout()
        head.setContentsMargins(0, px(12), 0, px(10))
        head.setSpacing(px(8))
        for row, right in ((self.header, 16), (self.strip, 16), (self.lanes, 6)):
            inset = QHBoxLayout()
            inset.setContentsMargins(px(16), 0, px(right), 0)
            inset.addWidget(row)
            head.addLayout(inset)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._layout.addLayout(head)
        self._layout.addWidget(self._line)
        self._layout.addWidget(self._stack, 1)

    @property
    def banner(self) -> Banner | None:
        """The strip over the list that tells of a problem, None while there is none."""
        return self._banner

    def show_answer(self, answer: NewsAnswer, shown: int) -> None:
        """Show days, numbers and words; `shown` is how many papers the list has."""
        search = answer.wanted.search is not None
        before = self._stack.y()
        self.header.show_words(*head_words(answer, shown))
        self.header.show_sort(None if search else answer.query.sort)
        several = search or not answer.query.day
        self.cards.set_dated(dated=several)
        self.strip.setVisible(not search and bool(answer.followed))
        self.strip.show_days(answer.strip, answer.query.day)
        papers = bool(answer.counts.lanes) and any(answer.counts.lanes.values())
        # Counts first: shown with lanes that are hidden a moment later, the bar would take a row too many.
        self.lanes.show_counts(answer.query, answer.counts, for_you=answer.for_you)
        self.lanes.setVisible(not search and papers)
        self.loading.show_job(answer.job)
        self._show_banner(*banner_words(answer))
        # Whatever came or went over the cards, those on the screen stay where they are.
        self._layout.activate()
        bar = self.cards.verticalScrollBar()
        bar.setValue(bar.value() + self._stack.y() - before)

    def show_job(self, job: Job) -> None:
        """Say how far the reading of feeds is."""
        if job.kind is JobKind.REFRESH_FEEDS:
            self.loading.show_job(job)

    def show_list(self) -> None:
        """Show the cards."""
        self._show(self.cards)

    def show_nothing(self, empty: Empty | None) -> None:
        """Show why there are no cards, or still bars where the first are on their way (None)."""
        if empty is None:
            self._show(self.loading)
        else:
            self.nothing.show_empty(empty)
            self._show(self.nothing)

    def set_compact(self, *, compact: bool) -> None:
        """Show rows of one line, or cards."""
        self.cards.set_compact(compact=compact)
        self.header.density.setChecked(compact)

    def _show(self, shown: QWidget) -> None:
        held = self._stack.currentWidget()
        if held is None or shown is held:
            return
        focus = QApplication.focusWidget()
        focused = focus is not None and (focus is held or held.isAncestorOf(focus))
        self._stack.setCurrentWidget(shown)
        self.setFocusProxy(shown if shown is not self.loading else self.cards)
        self.fresh.raise_()
        if focused:
            shown.setFocus()

    def _show_banner(self, kind: str, text: str) -> None:
        if (kind, text) == self._told:
            return
        self._told = (kind, text)
        if self._banner is not None:
            self._layout.removeWidget(self._banner)
            self._banner.hide()
            self._banner.deleteLater()
            self._banner = None
        if kind == "offline":
            act = (("Go online", self.online.emit),)
            self._banner = Banner(self._theme, "info", text, act, icon="cloud-off")
        elif kind:
            act = (("Try now", self.try_again.emit),)
            self._banner = Banner(self._theme, "problem", text, act, icon="cloud-off")
        if self._banner is not None:
            # Under the filters: days and filters stay where they are.
            self._layout.insertWidget(2, self._banner)
            self._banner.show()
