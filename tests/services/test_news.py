from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from carrel.domain.changes import Changes
from carrel.domain.errors import InputError
from carrel.domain.feed import Announcement, AnnounceType, DayState, NewsDay, NewsLane, NewsQuery, NewsSort
from carrel.domain.interests import Interests
from carrel.domain.paper import ReadingState
from carrel.domain.query import LibraryQuery
from carrel.services.carrel import Carrel
from carrel.services.events import Event
from carrel.storage import feeds, news, papers
from storage_values import announced

# Monday to Friday; the Thursday before is a week and a day earlier.
MON, TUE, WED, THU, FRI = (f"2026-11-{day}" for day in (16, 17, 18, 19, 20))
FRIDAY = date(2026, 11, 20)
ADDED = "2026-11-17T15:00:00Z"


def follow(carrel: Carrel, category: str = "cs.LG", added: str = ADDED, wanted: Interests | None = None) -> None:
    with carrel.database.write() as connection:
        feeds.add(connection, category, added, wanted=wanted)


def announce(carrel: Carrel, day: str, *told: Announcement, categories: Sequence[str] = ("cs.LG",)) -> list[int]:
    with carrel.database.write() as connection:
        news.announce(connection, day, told, from_feed=True, now=ADDED)
        news.set_coverage(connection, categories, day, DayState.ANNOUNCED, "", ADDED)
        found = (papers.find(connection, arxiv_id=one.paper.arxiv_id) for one in told)
        return [paper_id for paper_id in found if paper_id]


def cover(carrel: Carrel, day: str, state: DayState, reason: str = "", category: str = "cs.LG") -> None:
    with carrel.database.write() as connection:
        news.set_coverage(connection, [category], day, state, reason, ADDED)


def strip(carrel: Carrel, today: date = FRIDAY) -> dict[str, NewsDay]:
    return {day.day: day for day in carrel.news.strip(today)}


def listed(carrel: Carrel, day: str = TUE) -> list[int]:
    return list(carrel.news.ids(NewsQuery(day, sort=NewsSort.ARXIV)))


@pytest.fixture
def day(carrel: Carrel) -> list[int]:
    """Three papers of a Tuesday."""
    follow(carrel)
    return announce(carrel, TUE, *(announced(f"2611.0000{n}") for n in range(3)))


class TestStrip:
    """The nine days."""

    def test_each_day_says_what_is_known_of_it_and_why_it_shows_nothing(self, carrel: Carrel) -> None:
        follow(carrel, added="2026-11-13T15:00:00Z")
        follow(carrel, "stat.ML", added="2026-11-18T15:00:00Z")
        cover(carrel, "2026-11-13", DayState.NONE, "arXiv announced nothing: a storm")
        cover(carrel, MON, DayState.FILLED)
        announce(carrel, TUE, announced("2611.00001"), announced("2611.00002"))
        cover(carrel, THU, DayState.ANNOUNCED)
        cover(carrel, THU, DayState.GAP, "arXiv did not answer", "stat.ML")
        carrel.news.set_seen([1], True)
        days = strip(carrel)
        assert list(days) == [f"2026-11-{day}" for day in range(12, 21)]
        assert [(day.state, day.papers, day.unread) for day in days.values()] == [
            (DayState.BEFORE, 0, 0),
            (DayState.NONE, 0, 0),
            (DayState.NONE, 0, 0),
            (DayState.NONE, 0, 0),
            (DayState.FILLED, 0, 0),
            (DayState.ANNOUNCED, 2, 1),
            (DayState.GAP, 0, 0),
            (DayState.GAP, 0, 0),
            (DayState.AHEAD, 0, 0),
        ]
        assert all(day.reason for day in days.values() if not day.papers)
        assert days["2026-11-13"].reason == "arXiv announced nothing: a storm"
        assert days["2026-11-14"].reason == "No announcements on Saturdays"
        assert days[THU].reason == "arXiv did not answer"
        assert days[TUE].reason == ""

    def test_where_nothing_is_followed_every_day_says_so(self, carrel: Carrel) -> None:
        assert {(day.state, day.reason) for day in carrel.news.strip(FRIDAY)} == {
            (DayState.BEFORE, "You follow no categories yet")
        }

    def test_a_category_that_is_followed_no_longer_covers_nothing(self, carrel: Carrel) -> None:
        follow(carrel)
        follow(carrel, "stat.ML")
        cover(carrel, WED, DayState.GAP, "off", "stat.ML")
        cover(carrel, WED, DayState.NONE, "arXiv announced nothing", "CS.lg")
        assert strip(carrel)[WED].state is DayState.GAP
        with carrel.database.write() as connection:
            feeds.remove(connection, "stat.ML")
        assert strip(carrel)[WED].state is DayState.NONE

    def test_what_is_followed_no_longer_is_not_called_excluded(self, carrel: Carrel) -> None:
        follow(carrel)
        follow(carrel, "stat.ML")
        announce(carrel, TUE, announced(categories=("stat.ML",)), categories=("cs.LG", "stat.ML"))
        with carrel.database.write() as connection:
            feeds.remove(connection, "stat.ML")
        assert strip(carrel)[TUE].reason == "arXiv announced nothing in what you follow"

    def test_papers_out_of_sight_are_accounted_for(self, carrel: Carrel) -> None:
        follow(carrel, wanted=Interests(exclude=("dull",)))
        ids = announce(
            carrel,
            TUE,
            announced("2611.00001", title="Dull"),
            announced("2611.00002"),
            announced("2611.00003"),
        )
        carrel.news.hide([ids[1]])
        carrel.news.keep([ids[2]])
        carrel.organising.trash([ids[2]])
        assert strip(carrel)[TUE] == NewsDay(
            TUE,
            DayState.ANNOUNCED,
            reason="All papers of this day are out of sight: 1 hidden by you, 1 left out by your interests, 1 in Trash",
        )

    def test_a_day_is_known_as_well_when_it_is_not_on_the_strip(self, carrel: Carrel) -> None:
        follow(carrel, added="2026-10-01T15:00:00Z")
        announce(carrel, "2026-10-05", announced())
        cover(carrel, FRI, DayState.ANNOUNCED)
        assert carrel.news.day(date(2026, 10, 5)) == NewsDay("2026-10-05", DayState.ANNOUNCED, 1, 1)
        assert carrel.news.day(date(2026, 10, 6)).state is DayState.GAP
        assert carrel.news.day(date(2026, 9, 1)).state is DayState.BEFORE
        assert carrel.news.day(date(2026, 11, 23)).state is DayState.AHEAD
        assert strip(carrel)[FRI] == carrel.news.day(FRIDAY)

    def test_it_ends_with_the_newest_day_that_is_known_whatever_the_clock_says(self, carrel: Carrel) -> None:
        follow(carrel)
        announce(carrel, FRI, announced())
        assert list(strip(carrel, date(2026, 11, 1)))[-1] == FRI
        assert list(strip(carrel, date(2026, 11, 21)))[-1] == "2026-11-21"
        assert len(strip(carrel)) == 9


def test_the_unread_of_today_of_the_feeds_and_of_the_strip_are_one_number(carrel: Carrel, day: list[int]) -> None:
    follow(carrel, "stat.ML")
    announce(
        carrel,
        WED,
        announced("2611.00001", AnnounceType.REPLACE, version=2),
        announced("2611.00009", categories=("stat.ML",)),
    )
    carrel.news.set_seen(day[:1], True)

    def numbers() -> tuple[int, int, int]:
        unread = sum(one.unread for one in carrel.news.strip(FRIDAY))
        pages = sum(len(carrel.news.ids(NewsQuery(one.day, unread=True))) for one in carrel.news.strip(FRIDAY))
        assert carrel.news.counts(NewsQuery(TUE)).unread + carrel.news.counts(NewsQuery(WED)).unread == unread
        return unread, sum(feed.unread for feed in carrel.news.feeds()), pages

    assert numbers() == (4, 4, 4)
    carrel.news.hide([day[1]])
    assert numbers() == (2, 2, 2)
    carrel.organising.set_reading([day[2]], ReadingState.READ)
    assert numbers() == (1, 1, 1)
    assert [feed.unread for feed in carrel.news.feeds()] == [0, 1]


def test_unread_counts_the_days_of_the_strip_alone(carrel: Carrel, day: list[int]) -> None:
    del day
    cover(carrel, "2026-11-25", DayState.ANNOUNCED)
    assert sum(one.unread for one in carrel.news.strip(date(2026, 11, 25))) == 3
    cover(carrel, "2026-11-26", DayState.ANNOUNCED)
    assert sum(one.unread for one in carrel.news.strip(date(2026, 11, 26))) == 0


def test_every_mark_is_told_and_taken_back_exactly(carrel: Carrel, day: list[int]) -> None:
    told: list[Event] = []
    carrel.events.subscribe(told.append)
    carrel.news.set_seen(day[:1], True)
    changes = carrel.news.set_seen(day, True)
    assert changes == Changes(papers=frozenset(day), news=True, undo="Marked 3 papers read")
    assert changes in told
    assert [card.seen for card in carrel.news.cards(day)] == [True] * 3
    assert carrel.undo.undo() == "Marked 3 papers read"
    assert [card.seen for card in carrel.news.cards(day)] == [True, False, False]
    assert not carrel.news.set_seen(day[:1], True)
    assert carrel.news.set_seen(day[:1], False).undo == "Marked 1 paper unread"
    carrel.undo.undo()
    carrel.undo.undo()
    assert [card.seen for card in carrel.news.cards(day)] == [False] * 3


def test_a_card_that_was_opened_is_read_without_a_trace_in_undo(carrel: Carrel, day: list[int]) -> None:
    assert carrel.news.note_seen(day[:1]) == Changes(papers=frozenset(day[:1]), news=True)
    assert carrel.news.note_seen(day[:1]) == Changes()
    assert carrel.undo.label == ""


def test_a_whole_page_is_marked_read_and_taken_back(carrel: Carrel, day: list[int]) -> None:
    announce(carrel, WED, announced("2611.00000", AnnounceType.REPLACE, version=2), announced("2611.00007"))
    changes = carrel.news.mark_all_seen(NewsQuery(TUE, NewsLane.NEW))
    assert changes.papers == frozenset(day)
    assert changes.undo == "Marked 3 papers read"
    assert [one.unread for one in carrel.news.strip(FRIDAY)][-4:] == [0, 2, 0, 0]
    assert not carrel.news.mark_all_seen(NewsQuery(TUE))
    carrel.undo.undo()
    assert sum(one.unread for one in carrel.news.strip(FRIDAY)) == 5


def test_hiding_is_told_and_undone(carrel: Carrel, day: list[int]) -> None:
    changes = carrel.news.hide(day[:2])
    assert (changes.news, changes.undo) == (True, "Hid 2 papers")
    assert listed(carrel) == day[2:]
    carrel.undo.undo()
    assert listed(carrel) == day


def test_keeping_is_told_to_lists_and_undone(carrel: Carrel, day: list[int]) -> None:
    told: list[Event] = []
    changes = carrel.news.keep(day[:2])
    carrel.events.subscribe(told.append)
    assert changes.papers_added == frozenset(day[:2])
    assert changes.undo == "Kept 2 papers"
    assert set(carrel.reading.ids(LibraryQuery())) == set(day[:2])
    assert [card.kept for card in carrel.news.cards(day)] == [True, True, False]
    assert not carrel.news.keep(day[:2])
    carrel.undo.undo()
    assert list(carrel.reading.ids(LibraryQuery())) == []
    assert Changes(papers=frozenset(day[:2]), papers_removed=frozenset(day[:2]), news=True) in told


def test_undoing_that_a_paper_was_kept_leaves_one_that_has_a_note_by_now(carrel: Carrel, day: list[int]) -> None:
    carrel.news.keep(day[:2])
    carrel.organising.save_note(day[0], "Mine.")
    told: list[Event] = []
    carrel.events.subscribe(told.append)
    carrel.undo.undo()
    assert Changes(papers=frozenset(day[:2]), papers_removed=frozenset(day[1:2]), news=True) in told
    assert list(carrel.reading.ids(LibraryQuery())) == day[:1]


def test_keeping_takes_a_paper_out_of_trash_and_undo_puts_it_back(carrel: Carrel, day: list[int]) -> None:
    carrel.news.keep(day[:1])
    carrel.organising.trash(day[:1])
    assert carrel.news.keep(day[:1]).papers_added == frozenset(day[:1])
    assert carrel.reading.state(day[0]).trashed == ""
    carrel.undo.undo()
    assert carrel.reading.state(day[0]).trashed != ""


def test_saved_searches_are_kept_renamed_forgotten_and_undone(carrel: Carrel, day: list[int]) -> None:
    del day
    search = carrel.news.save_search("", "  sparse   networks ")
    announce(carrel, WED, announced("2611.00008"))
    (saved,) = carrel.news.searches()
    assert (saved.id, saved.name, saved.text, saved.new) == (search, "sparse networks", "sparse networks", 1)
    assert len(carrel.news.search_ids(saved.text)) == 4
    carrel.news.open_search(search)
    assert carrel.news.searches()[0].new == 0
    carrel.news.rename_search(search, "Pruning")
    assert carrel.undo.undo() == "Renamed “sparse networks” to “Pruning”"
    assert carrel.news.searches()[0].name == "sparse networks"
    assert carrel.news.delete_search(search).undo == "Deleted the search “sparse networks”"
    assert not carrel.news.delete_search(search)
    assert carrel.news.searches() == []
    carrel.undo.undo()
    assert len(carrel.news.searches()) == 1
    carrel.undo.undo()
    assert carrel.news.searches() == []
    for call in (lambda: carrel.news.save_search("Name", " "), lambda: carrel.news.rename_search(search, " ")):
        with pytest.raises(InputError):
            call()
