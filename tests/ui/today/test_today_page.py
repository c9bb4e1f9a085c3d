"""Today by clicks and keys, over a real library."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

import announced
from carrel.domain.changes import Changes
from carrel.domain.digest import Coverage, Digest, Field, Provenance, Statement, Status
from carrel.domain.feed import AnnounceType, NewsLane, NewsQuery, NewsSort
from carrel.domain.job import Lane
from carrel.domain.query import LibraryQuery
from carrel.services.events import JobProgress
from carrel.storage import digests, jobs
from carrel.ui.navigation import Place
from carrel.ui.today.card_words import long_day, spoken_card
from carrel.ui.widgets import Button
from made_digests import make_digest
from today_desk import FRIDAY

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from carrel.services.carrel import Carrel
    from carrel.ui.actions import Actions
    from carrel.ui.today.page import TodayPage
    from today_desk import Desk


def _rows(page: TodayPage) -> list[int]:
    return list(page.cards.rows.ids)


def _click(page: TodayPage, row: int) -> None:
    rect = page.cards.visualRect(page.cards.rows.index(row, 0))
    QTest.mouseClick(page.cards.viewport(), Qt.MouseButton.LeftButton, pos=rect.topLeft() + QPoint(60, 30))


def _click_star(page: TodayPage, row: int) -> None:
    rect = page.cards.visualRect(page.cards.rows.index(row, 0))
    place = QPoint(page.cards.width() - 10 - 13 - 8, rect.top() + 7 + 18)
    QTest.mouseClick(page.cards.viewport(), Qt.MouseButton.LeftButton, pos=place)


def _click_day(page: TodayPage, day: str) -> None:
    QTest.mouseClick(page.area.strip, Qt.MouseButton.LeftButton, pos=page.area.strip.center_of(day).toPoint())


def _last(page: TodayPage) -> str:
    assert page.answer is not None
    return page.answer.strip[-1].day


def _day(page: TodayPage, ago: int) -> str:
    return (date.fromisoformat(_last(page)) - timedelta(days=ago)).isoformat()


def test_the_newest_day_is_shown_with_its_first_paper(qtbot: QtBot, page: TodayPage) -> None:
    assert page.area.header.title.text() == "Today"
    assert page.area.header.detail.text() == f"{long_day(_last(page))}, 11 papers"
    assert len(_rows(page)) == 11
    assert page.cards.current_id == _rows(page)[0]
    qtbot.waitUntil(lambda: page.detail.record is not None)
    assert page.detail.paper_id == _rows(page)[0]
    assert {lane: chip.count for lane, chip in page.area.lanes.lanes.items() if not chip.isHidden()} == {
        NewsLane.ALL: 11,
        NewsLane.NEW: 6,
        NewsLane.CROSS: 2,
        NewsLane.REPLACED: 3,
    }


def test_days_are_chosen_by_click_by_bracket_and_by_arrow(qtbot: QtBot, page: TodayPage, actions: Actions) -> None:
    _click_day(page, _day(page, 1))
    qtbot.waitUntil(lambda: len(_rows(page)) == 4)
    assert page.area.header.title.text() == long_day(_day(page, 1))
    actions.trigger("news.day_after")
    qtbot.waitUntil(lambda: len(_rows(page)) == 11)
    actions.trigger("news.day_before")
    qtbot.waitUntil(lambda: len(_rows(page)) == 4)
    QTest.keyClick(page.area.strip, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: len(_rows(page)) == 11)
    assert page.area.strip.accessibleName() == f"Days. {long_day(_last(page))}, 11 papers, 11 unread"


def test_lanes_filter_and_taking_one_again_shows_all(qtbot: QtBot, page: TodayPage) -> None:
    lanes = page.area.lanes.lanes
    lanes[NewsLane.REPLACED].click()
    qtbot.waitUntil(lambda: len(_rows(page)) == 3)
    assert lanes[NewsLane.REPLACED].isChecked()
    lanes[NewsLane.REPLACED].click()
    qtbot.waitUntil(lambda: len(_rows(page)) == 11)


def test_with_interests_the_first_lane_is_for_you(qtbot: QtBot, desk: Desk, make_page: Callable[[], TodayPage]) -> None:
    desk.follow("cs.LG", include=("pruning",))
    desk.announce(FRIDAY, *(announced.paper(number) for number in range(8)))
    page = make_page()
    qtbot.waitUntil(lambda: len(_rows(page)) == 1)
    assert page.query.lane is NewsLane.FOR_YOU
    assert page.area.lanes.lanes[NewsLane.ALL].isHidden()
    card = page.current
    assert card is not None
    assert card.reasons == ("mentions pruning",)
    assert spoken_card(card).endswith("for you: mentions pruning")


def test_a_card_is_read_once_it_was_opened_and_left(qtbot: QtBot, page: TodayPage, week: Desk) -> None:
    now = [0.0]
    page.seen._clock = lambda: now[0]
    first, second, third = _rows(page)[:3]
    _click(page, 1)
    now[0] += 2
    assert not week.seen(second)
    _click(page, 2)
    qtbot.waitUntil(lambda: week.seen(second))
    # The first was chosen by nobody, the third is being looked at.
    assert not week.seen(first)
    assert not week.seen(third)
    now[0] += 0.4
    _click(page, 1)
    qtbot.waitUntil(lambda: page.detail.paper_id == second)
    assert not week.seen(third)
    qtbot.waitUntil(lambda: (card := page.cards.rows.known(second)) is not None and card.seen)
    assert _rows(page)[:3] == [first, second, third]


def test_leaving_the_page_leaves_the_card(qtbot: QtBot, page: TodayPage, week: Desk) -> None:
    now = [0.0]
    page.seen._clock = lambda: now[0]
    _click(page, 3)
    now[0] += 5
    page.hide()
    qtbot.waitUntil(lambda: week.seen(_rows(page)[3]))


def test_e_marks_read_and_unread_again(qtbot: QtBot, page: TodayPage, week: Desk, actions: Actions) -> None:
    paper = _rows(page)[0]
    actions.trigger("paper.read")
    qtbot.waitUntil(lambda: (card := page.current) is not None and card.seen)
    actions.trigger("paper.read")
    qtbot.waitUntil(lambda: not week.seen(paper))
    assert page.cards.current_id == paper


def test_under_unread_what_was_read_stays_until_the_list_is_asked_for_anew(
    qtbot: QtBot, page: TodayPage, actions: Actions
) -> None:
    page.area.lanes.unread.click()
    qtbot.waitUntil(lambda: page.query.unread)
    paper = page.cards.current_id
    actions.trigger("paper.read")
    qtbot.waitUntil(lambda: page.answer is not None and len(page.answer.ids) == 10)
    assert paper in _rows(page)
    assert len(_rows(page)) == 11
    page.area.lanes.lanes[NewsLane.NEW].click()
    qtbot.waitUntil(lambda: len(_rows(page)) == 5)


def test_new_papers_wait_behind_a_line(qtbot: QtBot, page: TodayPage, week: Desk) -> None:
    before = _rows(page)
    top = page.cards.visualRect(page.cards.rows.index(1, 0)).top()
    week.announce(_last(page), *(announced.paper(number) for number in range(40, 43)))
    qtbot.waitUntil(page.area.fresh.isVisible)
    assert page.area.fresh.text() == "3 new, show"
    assert _rows(page) == before
    assert page.cards.visualRect(page.cards.rows.index(1, 0)).top() == top
    page.area.fresh.click()
    qtbot.waitUntil(lambda: len(_rows(page)) == 14)
    assert not page.area.fresh.isVisible()


def test_a_new_day_waits_too_and_r_shows_it(qtbot: QtBot, page: TodayPage, week: Desk, actions: Actions) -> None:
    before, monday = _rows(page), _day(page, -3)
    week.announce(monday, *(announced.paper(number) for number in range(50, 55)))
    qtbot.waitUntil(lambda: page.area.fresh.count == 5)
    assert _rows(page) == before
    actions.refresh()
    actions.trigger("news.refresh")
    qtbot.waitUntil(lambda: page.query.day == monday)
    assert len(_rows(page)) == 5


def test_hidden_papers_go_and_come_back_to_their_place(
    qtbot: QtBot, page: TodayPage, library: Carrel, actions: Actions
) -> None:
    before = _rows(page)
    _click(page, 1)
    actions.trigger("paper.trash")
    qtbot.waitUntil(lambda: len(_rows(page)) == 10)
    assert page.cards.current_id == before[2]
    library.undo.undo()
    qtbot.waitUntil(lambda: _rows(page) == before)
    assert not page.area.fresh.isVisible()


def test_b_keeps_a_paper_and_undo_takes_it_back(
    qtbot: QtBot, page: TodayPage, library: Carrel, actions: Actions
) -> None:
    paper = page.cards.current_id
    actions.trigger("paper.keep")
    qtbot.waitUntil(lambda: library.news.cards([paper])[0].kept)
    qtbot.waitUntil(lambda: (card := page.current) is not None and card.kept)
    library.undo.undo()
    qtbot.waitUntil(lambda: not library.news.cards([paper])[0].kept)


def test_a_click_on_a_star_keeps_the_paper_and_chooses_nothing(qtbot: QtBot, page: TodayPage, library: Carrel) -> None:
    paper = _rows(page)[0]
    _click(page, 1)
    _click_star(page, 0)
    qtbot.waitUntil(lambda: library.news.cards([paper])[0].row.starred)
    assert library.news.cards([paper])[0].kept
    assert page.cards.current_id == _rows(page)[1]


def test_j_k_and_u_move_and_enter_opens(qtbot: QtBot, page: TodayPage, week: Desk, actions: Actions) -> None:
    ids = _rows(page)
    week.carrel.news.set_seen(ids[1:3], True)
    qtbot.waitUntil(lambda: all((card := page.cards.rows.known(one)) is not None and card.seen for one in ids[1:3]))
    actions.trigger("list.next_unread")
    assert page.cards.current_id == ids[3]
    actions.trigger("list.previous")
    assert page.cards.current_id == ids[2]
    QTest.keyClick(page.cards, Qt.Key.Key_End)
    assert page.cards.current_id == ids[-1]
    QTest.keyClick(page.cards, Qt.Key.Key_Home)
    assert page.cards.current_id == ids[0]
    QTest.keyClick(page.cards, Qt.Key.Key_PageDown)
    assert page.cards.current_id not in {ids[0], ids[1]}


def test_v_switches_to_rows_and_that_is_remembered(
    qtbot: QtBot, page: TodayPage, library: Carrel, actions: Actions, make_page: Callable[[], TodayPage]
) -> None:
    tall = page.cards.height_of(1)
    actions.trigger("news.compact")
    assert page.cards.height_of(1) == 30 < tall
    qtbot.waitUntil(lambda: library.reading.value("today.compact") == "1")
    other = make_page()
    qtbot.waitUntil(lambda: other.cards.compact)


def test_the_lists_width_is_remembered(
    qtbot: QtBot, page: TodayPage, library: Carrel, make_page: Callable[[], TodayPage]
) -> None:
    page.panes.moveSplitter(560, 1)
    qtbot.waitUntil(lambda: library.reading.value("today.width") != "")
    kept = int(library.reading.value("today.width"))
    assert kept == pytest.approx(560, abs=2)
    other = make_page()
    qtbot.waitUntil(lambda: other.panes.sizes()[0] == kept)


def test_a_saved_search_has_no_days_and_tells_what_is_new(
    qtbot: QtBot, page: TodayPage, week: Desk, library: Carrel
) -> None:
    search = library.news.save_search("Pruning", "pruning")
    week.announce(_last(page), announced.paper(41), announced.paper(49))
    (saved,) = library.news.searches()
    assert saved.id == search
    page.show_search(saved)
    qtbot.waitUntil(lambda: page.area.header.title.text() == "Pruning")
    expected = list(library.news.search_ids("pruning"))
    assert _rows(page) == expected
    assert page.area.header.detail.text() == f"{len(expected)} papers, {saved.new} new"
    assert page.area.strip.isHidden()
    assert page.area.lanes.isHidden()
    qtbot.waitUntil(lambda: library.news.searches()[0].new == 0)


def test_a_search_that_found_more_begins_anew(qtbot: QtBot, page: TodayPage, week: Desk, library: Carrel) -> None:
    library.news.save_search("Pruning", "pruning")
    (saved,) = library.news.searches()
    page.show_search(saved)
    qtbot.waitUntil(lambda: page.area.header.title.text() == "Pruning")
    before = len(_rows(page))
    page.hide()
    week.announce(_last(page), announced.paper(41))
    page.show()
    page.show_search(library.news.searches()[0])
    qtbot.waitUntil(lambda: len(_rows(page)) == before + 1)
    assert page.area.header.detail.text() == f"{before + 1} papers, 1 new"


def test_a_saved_search_follows_what_is_done_with_papers(qtbot: QtBot, page: TodayPage, library: Carrel) -> None:
    library.news.save_search("Mine", "is:starred")
    (saved,) = library.news.searches()
    page.show_search(saved)
    qtbot.waitUntil(lambda: page.area.header.title.text() == "Mine")
    paper = library.reading.ids(LibraryQuery())[0]
    library.organising.set_starred([paper], True)
    qtbot.waitUntil(lambda: _rows(page) == [paper])
    library.undo.undo()
    qtbot.waitUntil(lambda: _rows(page) == [])


def test_a_day_is_as_it_was_left_and_begins_anew_when_asked_for_again(qtbot: QtBot, page: TodayPage) -> None:
    _click_day(page, _day(page, 1))
    qtbot.waitUntil(lambda: len(_rows(page)) == 4)
    page.hide()
    page.show()
    before, chosen = page.answer, page.cards.current_id
    page.show_query(NewsQuery())
    qtbot.waitUntil(lambda: page.answer is not before)
    assert (len(_rows(page)), page.cards.current_id) == (4, chosen)
    page.show_query(NewsQuery())
    qtbot.waitUntil(lambda: len(_rows(page)) == 11)


def test_another_order_is_remembered(
    qtbot: QtBot, page: TodayPage, library: Carrel, make_page: Callable[[], TodayPage]
) -> None:
    page.sort(NewsSort.NEWEST)
    qtbot.waitUntil(lambda: page.query.sort is NewsSort.NEWEST)
    newest = library.news.cards(_rows(page))
    assert [card.row.arxiv_id for card in newest] == sorted((card.row.arxiv_id for card in newest), reverse=True)
    qtbot.waitUntil(lambda: library.reading.value("today.sort") == "newest")
    other = make_page()
    qtbot.waitUntil(lambda: other.query.sort is NewsSort.NEWEST)


def test_a_feed_is_named_and_has_its_own_papers(qtbot: QtBot, page: TodayPage, week: Desk) -> None:
    week.announce(_last(page), announced.paper(60, category="cs.CL"))
    page.show_query(NewsQuery(feed="cs.CL"))
    qtbot.waitUntil(lambda: page.area.header.title.text() == "cs.CL")
    assert len(_rows(page)) == 1


def test_an_empty_day_says_why_and_enter_reads_the_week(qtbot: QtBot, page: TodayPage) -> None:
    _click_day(page, _day(page, 5))
    qtbot.waitUntil(page.area.nothing.isVisible)
    assert page.area.nothing.empty is not None
    assert page.area.nothing.empty.title == "No announcements on Sundays"
    assert not page.panes.detail_shown
    QTest.keyClick(page.area.nothing, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(_rows(page)) == 15)
    assert page.area.header.title.text() == "Unread"
    assert page.panes.detail_shown


def test_a_missing_day_can_be_asked_for(qtbot: QtBot, page: TodayPage, library: Carrel) -> None:
    library.settings.change(welcomed=True)
    _click_day(page, _day(page, 2))
    qtbot.waitUntil(page.area.nothing.isVisible)
    assert page.area.nothing.empty is not None
    assert page.area.nothing.empty.text.startswith("Carrel was not running.")
    QTest.keyClick(page.area.nothing, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(library.jobs.open_jobs()))
    assert library.jobs.open_jobs()[0].payload["day"] == _day(page, 2)
    qtbot.waitUntil(lambda: page.area.nothing.empty is not None and page.area.nothing.empty.title == "Getting this day")


def test_nothing_followed_leads_to_the_choice_of_categories(qtbot: QtBot, make_page: Callable[[], TodayPage]) -> None:
    page = make_page()
    assert page.area.nothing.isVisible()
    with qtbot.waitSignal(page.place_wanted) as told:
        QTest.keyClick(page.area.nothing, Qt.Key.Key_Return)
    assert told.args == [Place("feeds")]


def test_the_first_load_shows_how_far_it_is(
    qtbot: QtBot, desk: Desk, library: Carrel, make_page: Callable[[], TodayPage]
) -> None:
    library.settings.change(welcomed=True)
    desk.follow("cs.LG")
    job = library.following.refresh()
    assert job is not None
    page = make_page()
    assert page.area.loading.isVisible()
    library.events.publish(JobProgress(replace(job, done=1, total=3, stage="Reading cs.CL, 1 of 3")))
    qtbot.waitUntil(lambda: page.area.loading.stage.text() == "Reading cs.CL, 1 of 3")
    desk.announce(FRIDAY, announced.paper(1))
    qtbot.waitUntil(lambda: len(_rows(page)) == 1)
    assert page.cards.isVisible()


def test_a_failed_refresh_is_told_over_kept_papers_and_tried_again(
    qtbot: QtBot, page: TodayPage, week: Desk, library: Carrel, actions: Actions
) -> None:
    library.settings.change(welcomed=True)
    page.cards.verticalScrollBar().setValue(120)
    before = page.cards.visualRect(page.cards.rows.index(2, 0)).top()
    place = page.cards.viewport().mapTo(page, QPoint(0, before)).y()
    job = library.following.refresh()
    assert job is not None
    with week.database.write() as connection:
        jobs.claim(connection, Lane.NETWORK, "", "2026-11-20T09:30:00Z")
        due = "2099-01-01T09:30:00Z"
        jobs.put_back(connection, job.id, due, "network", "arXiv did not answer.", "Carrel tries again.")
    library.events.publish(Changes(jobs=frozenset({job.id})))
    qtbot.waitUntil(lambda: page.area.banner is not None)
    assert page.area.banner is not None
    assert page.area.banner.accessibleName().startswith("arXiv did not answer. Next try at 1 Jan ")
    assert len(_rows(page)) == 11
    after = page.cards.visualRect(page.cards.rows.index(2, 0)).top()
    assert page.cards.viewport().mapTo(page, QPoint(0, after)).y() == place
    tried: list[bool] = []
    actions.bind("news.refresh", lambda: tried.append(True))
    next(button for button in page.area.banner.findChildren(Button) if button.text() == "Try now").click()
    assert tried == [True]


def test_work_offline_is_said_and_can_be_ended(qtbot: QtBot, page: TodayPage, library: Carrel) -> None:
    library.settings.change(offline=True)
    qtbot.waitUntil(lambda: page.area.banner is not None)
    assert page.area.banner is not None
    next(button for button in page.area.banner.findChildren(Button) if button.text() == "Go online").click()
    qtbot.waitUntil(lambda: page.area.banner is None)
    assert not library.settings.current.offline


def test_a_finished_digest_changes_its_card_in_place(
    qtbot: QtBot, page: TodayPage, week: Desk, library: Carrel
) -> None:
    paper = _rows(page)[1]
    known = page.cards.rows.known(paper)
    assert known is not None
    assert known.opening.startswith("We study")
    low, top = page.cards.height_of(1), page.cards.visualRect(page.cards.rows.index(1, 0)).top()
    points = (
        Statement(Field.KEY_POINTS, f"It reads each passage once, and keeps what counts, {n}.", Status.SUPPORTED)
        for n in range(3)
    )
    origin = Provenance("extractive", "2026-11-20T09:40:00Z", 0.1, "", Coverage(1, 1, 9, 9), "1")
    with week.database.write() as connection:
        digest = digests.save(connection, paper, None, Digest(tuple(points), ("Memory",), origin))
    library.events.publish(Changes(papers=frozenset({paper}), digests=frozenset({digest})))
    qtbot.waitUntil(lambda: page.cards.height_of(1) > low)
    assert page.cards.visualRect(page.cards.rows.index(1, 0)).top() == top
    changed = page.cards.rows.known(paper)
    assert changed is not None
    assert changed.extractive
    assert changed.row.topics == ("Memory",)
    qtbot.waitUntil(lambda: page.answer is not None and page.answer.counts.topics == {"Memory": 1})


def test_the_models_for_a_digest_are_offered_beside_where_it_came_from(
    qtbot: QtBot, page: TodayPage, library: Carrel
) -> None:
    paper = _rows(page)[0]
    known = library.reading.paper(paper)
    assert known is not None
    with library.database.write() as connection:
        digests.save(connection, paper, None, make_digest(known.abstract, "Memory", Status.SUPPORTED))
    library.events.publish(Changes(papers=frozenset({paper})))
    button = page.detail.provenance.button
    qtbot.waitUntil(button.isVisible)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(page.acts.commands.redo.isVisible)


def test_waiting_digests_say_how_many_come_first(qtbot: QtBot, page: TodayPage, library: Carrel) -> None:
    first, second = _rows(page)[:2]
    library.digests.request([second])
    library.digests.request([first])
    qtbot.waitUntil(lambda: page.answer is not None and page.answer.queue == {second: 0, first: 1})
    qtbot.waitUntil(lambda: "Digest queued, 1 before it" in _words(page, first))
    assert "Its digest is next" in _words(page, second)


def _words(page: TodayPage, paper: int) -> list[str]:
    layout = page.cards._layouts.get(paper)
    return [words.text for words in layout.words] if layout is not None else []


def test_a_list_is_marked_read_as_a_whole_and_that_is_taken_back(
    qtbot: QtBot, page: TodayPage, library: Carrel, actions: Actions
) -> None:
    page.area.lanes.lanes[NewsLane.NEW].click()
    qtbot.waitUntil(lambda: len(_rows(page)) == 6)
    before = library.news.unread()
    assert actions.trigger("news.all_read")
    qtbot.waitUntil(lambda: library.news.unread() == before - 6)
    library.undo.undo()
    assert library.news.unread() == before


def test_more_of_a_day_is_digested_when_asked(qtbot: QtBot, page: TodayPage, library: Carrel, actions: Actions) -> None:
    library.settings.change(welcomed=True, news_digests=4, model="")
    day = page.query.day
    assert library.news_digests.request(day) is not None
    assert len(library.news_digests.waiting(day)) == 4
    assert actions.trigger("news.digest_more")
    qtbot.waitUntil(lambda: len(library.news_digests.waiting(day)) == 8)


def test_a_paper_that_was_replaced_since_is_on_its_day_as_it_was(qtbot: QtBot, page: TodayPage, week: Desk) -> None:
    week.announce(FRIDAY, announced.paper(20, version=2), kind=AnnounceType.REPLACE)
    _click_day(page, _day(page, 1))
    qtbot.waitUntil(lambda: len(_rows(page)) == 4 and page.current is not None)
    qtbot.waitUntil(lambda: all(page.cards.rows.known(paper) is not None for paper in _rows(page)))
    shown = [page.cards.rows.known(paper) for paper in _rows(page)]
    assert {card.type for card in shown if card} == {AnnounceType.NEW}
    assert {card.version for card in shown if card} == {1}
