"""Today: what arXiv announced, a day at a time, with the chosen paper in full beside it. Saved searches look the same."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from carrel.domain.feed import NewsLane, NewsQuery, NewsSort
from carrel.ui.library.detail import DetailPane
from carrel.ui.library.view_state import ViewState
from carrel.ui.navigation import Place
from carrel.ui.today.acts import NewsActs
from carrel.ui.today.arriving import Arriving
from carrel.ui.today.empty_words import empty_words
from carrel.ui.today.finder import NewsFinder, Wanted, newest
from carrel.ui.today.keys import bind_keys
from carrel.ui.today.list_area import ListArea
from carrel.ui.today.menus import offer_menu, reason_menu
from carrel.ui.today.panes import TodayPanes
from carrel.ui.today.seen import SeenRule
from carrel.ui.today.steering import Steering

if TYPE_CHECKING:
    from PySide6.QtGui import QHideEvent, QShowEvent

    from carrel.domain.changes import Changes
    from carrel.domain.feed import Card, SavedSearch
    from carrel.domain.job import Job
    from carrel.services.carrel import Carrel
    from carrel.ui.actions import Actions
    from carrel.ui.background import Background
    from carrel.ui.bridge import Bridge
    from carrel.ui.theme import Theme
    from carrel.ui.today.finder import NewsAnswer

_WIDTH, _COMPACT, _SORT = "today.width", "today.compact", "today.sort"


class TodayPage(QWidget):
    """Shows announcements or a saved search.

    `open_reader` carries a paper and a statement (-1: none), `place_wanted` a `Place` that the person asks for.
    """

    open_reader = Signal(int, int)
    place_wanted = Signal(object)

    def __init__(self, theme: Theme, carrel: Carrel, background: Background, bridge: Bridge, actions: Actions) -> None:
        super().__init__()
        self._actions = actions
        self._now = carrel.news.now
        self._asked: Wanted | None = None
        self._sought = Wanted(NewsQuery())
        self._sort = NewsSort.FOR_YOU
        self._left = self._stale = False
        self._answer: NewsAnswer | None = None
        self.area = ListArea(theme, carrel, background, actions)
        self.cards = self.area.cards
        self.detail = DetailPane(theme, carrel, background, bridge, back=False)
        self.panes = TodayPanes(theme, self.area, self.detail)
        self.acts = NewsActs(theme, carrel, background, self)
        self.finder = NewsFinder(carrel, background, self)
        self.arriving = Arriving()
        self.seen = SeenRule(self)
        self.steering = Steering(theme, carrel, background, self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.panes)
        self.setFocusProxy(self.area)
        self._connect(bridge)
        bind_keys(self, actions)
        self._memory = ViewState(carrel.reading, background, self)
        self._memory.load((_WIDTH, _COMPACT, _SORT), self._remember)

    def _connect(self, bridge: Bridge) -> None:
        area, cards = self.area, self.cards
        area.header.sort_chosen.connect(self.sort)
        area.strip.chosen.connect(self.show_day)
        area.lanes.edited.connect(self._edit)
        area.nothing.acted.connect(self._act)
        area.fresh.clicked.connect(self.show_new)
        area.try_again.connect(lambda: self._actions.trigger("news.refresh"))
        area.online.connect(self.acts.go_online)
        cards.current_changed.connect(self._current_changed)
        cards.picked.connect(self.seen.open)
        cards.opened.connect(self._opened)
        cards.topped.connect(self.show_new)
        cards.star_clicked.connect(lambda paper: self.acts.commands.star([paper]))
        cards.reason_clicked.connect(lambda place: reason_menu(cards, self._actions).popup(place))
        offer_menu(cards, self._actions)
        cards.paged.connect(self.detail.panel.page_down)
        self.detail.command_chosen.connect(self._detail_command)
        self.detail.open_requested.connect(self.open_reader)
        self.detail.place_wanted.connect(self.place_wanted)
        self.panes.moved.connect(lambda width: self._memory.keep(_WIDTH, str(width)))
        self.finder.found.connect(self._found)
        self.seen.seen.connect(self._note_seen)
        bridge.changes.connect(lambda changes: cards.rows.update_papers(changes.papers))
        bridge.changes.connect(self._changed)
        bridge.job.connect(self._job_moved)

    # What is shown

    @property
    def query(self) -> NewsQuery:
        """The announcements that are shown, with day and lane filled in."""
        return self._answer.query if self._answer is not None else NewsQuery()

    @property
    def answer(self) -> NewsAnswer | None:
        """What was found last, None before anything was."""
        return self._answer

    @property
    def current(self) -> Card | None:
        """The chosen card, None where there is none."""
        return self.cards.rows.known(self.cards.current_id)

    def show_query(self, query: NewsQuery) -> None:
        """Show announcements: those of a day ("": the newest), of one feed or all.

        What was asked for last is shown as it was left; asked for again while it is shown, it begins anew.
        """
        several = query.unread and not query.day
        free_lane = query.lane is NewsLane.ALL and not query.unread
        self._show(Wanted(query, free_day=not query.day and not several, free_lane=free_lane))

    def show_search(self, search: SavedSearch) -> None:
        """Show the papers that match a saved search, the newest first."""
        self._show(Wanted(NewsQuery(), search=search))
        self.acts.open_search(search.id)

    def show_day(self, day: str) -> None:
        """Show another day of the strip."""
        if self._answer is not None and day:
            query = replace(self.query, day=day, topic="")
            free_day = day == newest(self._answer.strip)
            self._find(Wanted(query, free_day=free_day, free_lane=self._sought.free_lane))

    def show_week(self) -> None:
        """Show what is unread on all days of the strip."""
        self._find(Wanted(NewsQuery(unread=True, feed=self.query.feed, sort=self.query.sort)))

    def sort(self, sort: NewsSort) -> None:
        """Show the papers in another order."""
        self._memory.keep(_SORT, str(sort))
        self._find(replace(self._sought, query=replace(self.query, sort=sort)))

    def toggle_compact(self) -> None:
        """Show rows of one line instead of cards, or cards again."""
        self.area.set_compact(compact=not self.cards.compact)
        self._memory.keep(_COMPACT, "1" if self.cards.compact else "")

    def show_new(self) -> None:
        """Show the papers that came while the list was looked at."""
        if self.arriving.waiting:
            self._find(self._sought)

    def order_anew(self) -> None:
        """Show the papers in the order they have by now, the chosen one where it stands on the screen."""
        self.arriving.reorder()
        self.finder.again()

    def _show(self, wanted: Wanted) -> None:
        same = self._asked is not None and _list_of(wanted) == _list_of(self._asked)
        same &= wanted.search is None or not wanted.search.new
        self._asked = wanted
        if same and self._left:
            self.finder.again()
        else:
            self._find(replace(wanted, query=replace(wanted.query, sort=self._sort)))
        self._left = False

    def _edit(self, query: NewsQuery) -> None:
        self._find(Wanted(query, free_day=self._sought.free_day))

    def _find(self, wanted: Wanted) -> None:
        self.seen.leave()
        self.arriving.begin()
        self._sought = wanted
        self._sort = wanted.query.sort
        self.finder.find(wanted)

    def _found(self, answer: NewsAnswer) -> None:
        self._answer = answer
        fresh = self.arriving.fresh
        ids = self.arriving.take(answer)
        if self._sought.free_day:
            self.arriving.waiting += answer.newer
        self.area.show_answer(answer, len(ids))
        if ids:
            # From now on the list is about this day and this lane, whatever arrives.
            self.finder.pin(replace(answer.wanted, free_day=False, free_lane=False))
            self.cards.set_queue(answer.queue)
            self.area.show_list()
            self.cards.show_ids(ids, fresh=fresh, day=answer.query.day)
        else:
            self.cards.show_ids(ids)
            self.area.show_nothing(None if answer.first else empty_words(answer, self._now()))
        self.area.fresh.show_count(self.arriving.waiting)
        self.panes.show_detail(shown=bool(ids))
        self._actions.refresh()

    # The chosen paper

    def _current_changed(self, paper_id: int) -> None:
        self.seen.show(paper_id)
        if paper_id:
            self.detail.show_paper(paper_id)
        self._actions.refresh()

    def _opened(self, paper_id: int) -> None:
        self.seen.open(paper_id)
        if self.detail.panel.current >= 0:
            self.detail.open_current()
        else:
            self.detail.panel.next_statement()

    def _note_seen(self, paper_id: int) -> None:
        card = self.cards.rows.known(paper_id)
        if card is not None:
            self.acts.note_seen(card)

    # Commands

    def run(self, name: str) -> None:
        """Do a command for the chosen paper."""
        if self.current is not None:
            if name in {"paper.read", "paper.trash"}:
                self.seen.keep()
            self.acts.run(name, self.current)

    def _detail_command(self, name: str) -> None:
        self.acts.commands.run(name, [self.detail.paper_id], self.detail.header.command_anchor)

    def _act(self, name: str) -> None:
        """Do what an empty list offered."""
        places = {
            "library": Place("library"),
            "feeds": Place("feeds"),
            "settings": Place("settings", name="For you"),
        }
        if name in places:
            self.place_wanted.emit(places[name])
        elif name == "week":
            self.show_week()
        elif name == "all":
            self._edit(replace(self.query, lane=NewsLane.ALL, unread=False, topic=""))
        elif name == "fill":
            self.acts.get_day(self.query.day)
        elif name == "refresh":
            self._actions.trigger("news.refresh")

    # Within

    def _changed(self, changes: Changes) -> None:
        """Ask anew where that matters; while nobody looks, once somebody does."""
        if self.isVisible():
            self.finder.note_changes(changes)
        else:
            self._stale = True

    def _job_moved(self, job: Job) -> None:
        self.area.show_job(job)
        if job.paper_id:
            self.cards.rows.update_papers([job.paper_id])

    def _remember(self, values: dict[str, str]) -> None:
        if values[_WIDTH].isdigit():
            self.panes.set_list_width(int(values[_WIDTH]))
        self.area.set_compact(compact=values[_COMPACT] == "1")
        if values[_SORT] in set(NewsSort) and values[_SORT] != self._sort:
            self._sort = NewsSort(values[_SORT])
            if self._asked is not None:
                self._find(replace(self._sought, query=replace(self._sought.query, sort=self._sort)))

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what changed meanwhile."""
        super().showEvent(event)
        if self._stale:
            self._stale = False
            self.finder.soon()

    def hideEvent(self, event: QHideEvent) -> None:
        """Whoever goes elsewhere has left the paper."""
        super().hideEvent(event)
        self._left = True
        self.seen.leave()


def _list_of(wanted: Wanted) -> tuple[NewsQuery, int]:
    """What tells one list from another: a saved search is the same whatever is new of it."""
    return replace(wanted.query, sort=NewsSort.FOR_YOU), wanted.search.id if wanted.search is not None else 0
