from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from carrel.domain.digest import Coverage as Read
from carrel.domain.digest import Digest, Field, Provenance, Statement, Status
from carrel.domain.feed import AnnounceType, DayState, LaneCounts, NewsLane, NewsQuery, NewsSort
from carrel.domain.interests import Interests
from carrel.domain.paper import Paper
from carrel.storage import digests, feeds, news, papers
from carrel.storage.database import Database
from carrel.storage.news import DayCounts
from storage_values import NOW, announced, digest

MONDAY, TUESDAY = "2026-11-16", "2026-11-17"
NEW, CROSS, REPLACE, REPLACE_CROSS = AnnounceType


@pytest.fixture
def desk(database: Database) -> Database:
    """Monday: 1 new, 2 cross with an interest, 3 new, 4 replaced with an interest. Tuesday: 5 new, 1 again, old 6 replaced."""
    with database.write() as connection:
        feeds.add(connection, "cs.LG", NOW, wanted=Interests(("lattice",)))
        feeds.add(connection, "stat.ML", NOW)
        monday = [
            announced("2611.00011", NEW),
            announced("2611.00002", CROSS, title="Lattices and a lattice", categories=("stat.ML", "cs.LG")),
            announced("2611.00003", NEW, categories=("stat.ML",)),
            announced("2511.00004", REPLACE, version=2, title="One lattice"),
        ]
        tuesday = [
            announced("2611.00005", NEW),
            announced("2611.00011", REPLACE, version=2),
            announced("math/0309136", REPLACE_CROSS, version=7),
        ]
        news.announce(connection, MONDAY, monday, from_feed=True, now=NOW)
        news.announce(connection, TUESDAY, tuesday, from_feed=True, now=NOW)
        digests.save(connection, 1, None, digest(Status.SUPPORTED, topics=("Vision", "Graphs")))
        digests.save(connection, 3, None, digest(Status.SUPPORTED, topics=("Graphs",)))
    return database


def ids(database: Database, day: str = MONDAY, **fields: Any) -> list[int]:
    with database.read() as connection:
        return list(news.ids(connection, NewsQuery(day, **fields)))


def counts(database: Database, day: str = MONDAY, **fields: Any) -> LaneCounts:
    with database.read() as connection:
        return news.counts(connection, NewsQuery(day, **fields))


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, [2, 4, 1, 3]),
        ({"sort": NewsSort.ARXIV}, [1, 2, 3, 4]),
        ({"sort": NewsSort.NEWEST}, [1, 3, 2, 4]),
        ({"lane": NewsLane.FOR_YOU}, [2, 4]),
        ({"lane": NewsLane.NEW}, [1, 3]),
        ({"lane": NewsLane.CROSS}, [2]),
        ({"lane": NewsLane.REPLACED}, [4]),
        ({"feed": "stat.ML"}, [2, 3]),
        ({"feed": "math.OC"}, []),
        ({"topic": "Graphs"}, [1, 3]),
        ({"topic": "Graph"}, []),
        ({"topic": "Vision", "lane": NewsLane.CROSS}, []),
        ({"day": TUESDAY, "sort": NewsSort.NEWEST}, [1, 5, 6]),
        ({"day": ""}, [2, 4, 5, 1, 3, 6]),
        ({"day": "", "sort": NewsSort.ARXIV}, [5, 1, 6, 2, 3, 4]),
        ({"day": "", "sort": NewsSort.NEWEST}, [1, 5, 6, 3, 2, 4]),
        ({"day": "2026-11-18"}, []),
    ],
)
def test_a_page_holds_what_is_asked_for_in_its_order(
    desk: Database, fields: dict[str, Any], expected: list[int]
) -> None:
    assert ids(desk, **fields) == expected


def test_the_lanes_are_counted_whatever_else_is_asked_for(desk: Database) -> None:
    lanes = {NewsLane.ALL: 4, NewsLane.FOR_YOU: 2, NewsLane.NEW: 2, NewsLane.CROSS: 1, NewsLane.REPLACED: 1}
    assert counts(desk) == LaneCounts(lanes, 4, {"Vision": 1, "Graphs": 2})
    assert counts(desk, lane=NewsLane.CROSS, unread=True, topic="x") == LaneCounts(lanes, 4, {})
    assert counts(desk, feed="stat.ML").lanes[NewsLane.ALL] == 2
    assert counts(desk, day="").lanes[NewsLane.ALL] == len(ids(desk, day="")) == 6
    for lane in NewsLane:
        assert counts(desk).lanes[lane] == len(ids(desk, lane=lane))


def test_hidden_and_trashed_papers_are_in_no_list_and_no_count(desk: Database) -> None:
    with desk.write() as connection:
        hidden = news.hide(connection, [2])
        papers.keep(connection, [1])
        papers.trash(connection, [1], NOW)
    assert ids(desk) == [4, 3]
    assert ids(desk, day=TUESDAY) == [5, 6]
    assert counts(desk).lanes[NewsLane.ALL] == 2
    assert counts(desk).topics == {"Graphs": 1}
    with desk.read() as connection:
        assert news.day_counts(connection, MONDAY, TUESDAY) == {
            MONDAY: DayCounts(4, 2, 2, hidden=1, trashed=1),
            TUESDAY: DayCounts(3, 2, 2, trashed=1),
        }
        assert news.unread(connection, MONDAY, TUESDAY) == 4
        assert [feed.unread for feed in feeds.all(connection, (MONDAY, TUESDAY))] == [3, 1]
    with desk.write() as connection:
        news.unhide(connection, hidden)
        papers.restore(connection, [1])
    assert ids(desk) == [2, 4, 1, 3]


def test_a_hidden_paper_stays_hidden_when_a_new_version_comes(desk: Database) -> None:
    with desk.write() as connection:
        news.hide(connection, [3, 5])
        papers.keep(connection, [5])
        told = [
            announced("2611.00003", REPLACE, version=2, categories=("stat.ML",)),
            announced("2611.00005", REPLACE, version=2),
        ]
        news.announce(connection, "2026-11-18", told, from_feed=True, now=NOW)
    assert ids(desk, day="2026-11-18") == [5]


def test_read_is_said_of_all_a_papers_announcements_and_taken_back_of_those_that_were_not(desk: Database) -> None:
    with desk.write() as connection:
        assert news.mark(connection, [1], True) == {1}
        marked = news.set_seen(connection, [1, 3, 99], True)
        assert len(marked) == 2
        assert news.set_seen(connection, [1, 3], True) == []
    assert ids(desk, unread=True) == [2, 4]
    assert ids(desk, day=TUESDAY, unread=True) == [5, 6]
    assert counts(desk).unread == 2
    with desk.read() as connection:
        assert news.unread(connection, MONDAY, TUESDAY) == 4
    with desk.write() as connection:
        news.mark(connection, marked, False)
    assert ids(desk, unread=True) == [2, 4, 3]
    with desk.write() as connection:
        assert len(news.announcements(connection, NewsQuery(MONDAY, NewsLane.NEW))) == 1
        assert len(news.announcements(connection, NewsQuery("", NewsLane.ALL))) == 6


def test_digests_are_written_of_what_interests_most(desk: Database) -> None:
    with desk.write() as connection:
        news.set_seen(connection, [2, 1], True)
        assert news.to_digest(connection, MONDAY, 9) == [4, 2, 3, 1]
        assert news.to_digest(connection, MONDAY, 2) == [4, 2]


def test_a_card_shows_the_newest_announcement_and_two_key_points(desk: Database) -> None:
    written = Digest(
        (
            Statement(Field.KEY_POINTS, "One.", Status.SUPPORTED),
            Statement(Field.SUMMARY, "Sum.", Status.PARTLY, verdict=Status.SUPPORTED),
            Statement(Field.KEY_POINTS, "Two.", Status.NOT_FOUND),
            Statement(Field.KEY_POINTS, "Three.", Status.SUPPORTED),
        ),
        (),
        Provenance("extractive", NOW, 0.1, "", Read(1, 1, 1, 1), "1"),
    )
    with desk.write() as connection:
        digests.save(connection, 5, None, written)
        news.set_seen(connection, [5], True)
        found = papers.add(
            connection, Paper("Searched", arxiv_id="2401.00001", version=3, abstract=""), added=NOW, kept=False
        )
        mine = papers.add(connection, Paper("Mine", abstract="First sentence here. Second one."), added=NOW)
        cards = {card.row.id: card for card in news.cards(connection, [found, mine, 5, 1, 99, 2])}
    assert list(cards) == [found, mine, 5, 1, 2]
    assert (cards[1].type, cards[1].day, cards[1].version, cards[1].kept) == (REPLACE, TUESDAY, 2, False)
    assert [point.shown for point in cards[5].points] == ["One.", "Two."]
    assert cards[5].strip == (
        (Field.KEY_POINTS, Status.SUPPORTED),
        (Field.SUMMARY, Status.SUPPORTED),
        (Field.KEY_POINTS, Status.NOT_FOUND),
        (Field.KEY_POINTS, Status.SUPPORTED),
    )
    assert cards[5].extractive
    assert cards[5].seen
    assert not cards[1].extractive
    assert (cards[2].points, cards[2].opening) == ((), "We prune sparse networks.")
    assert (cards[found].type, cards[found].version, cards[found].kept, cards[found].opening) == (None, 3, False, "")
    assert (cards[mine].kept, cards[mine].opening) == (True, "First sentence here.")


def test_a_card_tells_what_of_its_points_is_not_in_the_paper(desk: Database) -> None:
    def told(*points: Statement) -> list[str]:
        written = Digest(points, (), Provenance("llama.cpp", NOW, 0.1, "", Read(1, 1, 1, 1), "1"))
        with desk.write() as connection:
            digests.save(connection, 5, None, written)
            [card] = news.cards(connection, [5])
        return [point.told for point in card.points]

    missing = Statement(Field.KEY_POINTS, "It runs 3.2 times faster.", Status.NOT_FOUND, unsupported_numbers=("3.2",))
    assert told(missing) == ["Not found in paper: It runs 3.2 times faster."]
    assert told(replace(missing, instead="It runs faster.")) == ["From the paper: It runs faster."]
    assert told(replace(missing, status=Status.PARTLY)) == ["3.2 not found in paper: It runs 3.2 times faster."]
    german = Statement(Field.KEY_POINTS, "It runs.", Status.SUPPORTED, translation="Es läuft.")
    assert told(german, missing, german) == ["Es läuft.", "Not found in paper: It runs 3.2 times faster."]
    right = replace(missing, instead="It runs faster.", verdict=Status.SUPPORTED)
    assert told(right) == ["It runs 3.2 times faster."]


def test_a_day_that_was_read_from_the_feed_is_not_covered_by_less(database: Database) -> None:
    with database.write() as connection:
        for state in (DayState.GAP, DayState.ANNOUNCED, DayState.FILLED, DayState.GAP):
            news.set_coverage(connection, ["cs.LG"], MONDAY, state, f"why {state}", NOW)
        news.set_coverage(connection, ["stat.ML", "cs.LG"], TUESDAY, DayState.GAP, "off", NOW)
        for state in (DayState.NONE, DayState.GAP, DayState.FILLED, DayState.GAP):
            news.set_coverage(connection, ["cs.lg"], TUESDAY, state, "", NOW)
        assert news.coverage(connection, MONDAY, TUESDAY) == [
            ("cs.LG", MONDAY, DayState.ANNOUNCED, "why announced"),
            ("cs.LG", TUESDAY, DayState.FILLED, ""),
            ("stat.ML", TUESDAY, DayState.GAP, "off"),
        ]
        assert news.newest_day(connection) == TUESDAY
