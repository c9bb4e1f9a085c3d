from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carrel.domain.feed import Announcement, AnnounceType, Feed, NewsLane, NewsQuery, NewsSort
from carrel.domain.interests import Interests
from carrel.storage import feeds, news, papers
from carrel.storage.database import Connection, Database
from storage_values import LATER, NOW, announced

DAY = "2026-11-16"


def announce(database: Database, *told: Announcement, day: str = DAY) -> None:
    with database.write() as connection:
        news.announce(connection, day, told, from_feed=True, now=NOW)


def follow(database: Database, category: str, *include: str, exclude: tuple[str, ...] = ()) -> None:
    with database.write() as connection:
        feeds.add(connection, category, NOW, wanted=Interests(include, exclude))


def page(database: Database, feed: str = "", lane: NewsLane = NewsLane.ALL) -> list[str]:
    with database.read() as connection:
        ids = news.ids(connection, NewsQuery(DAY, lane, feed=feed, sort=NewsSort.ARXIV))
        return [row.arxiv_id[-1] for row in papers.rows(connection, ids)]


def standing(connection: Connection) -> list[list[tuple[object, ...]]]:
    return [
        connection.execute("SELECT id, shown, interest, reasons FROM announcements ORDER BY id").fetchall(),
        connection.execute("SELECT category, announcement_id FROM announcement_feeds ORDER BY 1, 2").fetchall(),
    ]


@pytest.fixture
def day(database: Database) -> Database:
    """A day of four papers: 1 and 2 in cs.LG, 2 and 3 in stat.ML, 4 in cs.CV."""
    announce(
        database,
        announced("2611.00001", title="Diffusion models", authors=("Emmy Noether",)),
        announced("2611.00002", title="State-space models", categories=("cs.LG", "stat.ML")),
        announced("2611.00003", categories=("stat.ML",), abstract="A survey of diffusión."),
        announced("2611.00004", categories=("cs.CV",)),
    )
    return database


def test_following_admits_what_was_announced_before_and_unfollowing_keeps_the_history(day: Database) -> None:
    assert page(day) == []
    follow(day, "cs.LG")
    assert page(day) == ["1", "2"]
    follow(day, "stat.ML")
    assert page(day) == ["1", "2", "3"]
    assert page(day, "stat.ML") == ["2", "3"]
    with day.write() as connection:
        gone = feeds.remove(connection, "cs.lg")
        assert gone == Feed("cs.LG", added=NOW)
        assert feeds.remove(connection, "cs.LG") is None
        (count,) = connection.execute("SELECT count(*) FROM announcements").fetchone()
    assert page(day) == ["2", "3"]
    assert count == 4
    follow(day, "cs.LG")
    assert page(day) == ["1", "2", "3"]


def test_a_group_holds_its_categories_and_no_others(day: Database) -> None:
    follow(day, "cs")
    assert page(day) == ["1", "2", "4"]
    follow(day, "c")
    follow(day, "%")
    assert page(day, "c") == []
    assert page(day, "%") == []


def test_feeds_stand_in_the_persons_order_and_are_there_once(database: Database) -> None:
    with database.write() as connection:
        assert feeds.add(connection, "stat.ML", NOW)
        assert feeds.add(connection, "cs.LG", LATER)
        assert not feeds.add(connection, "cs.lg", LATER)
        place = feeds.position(connection, "stat.ML")
        assert feeds.remove(connection, "stat.ML") is not None
        assert feeds.position(connection, "stat.ML") is None
        assert [feed.category for feed in feeds.all(connection)] == ["cs.LG"]
        feeds.add(connection, "stat.ML", NOW, position=place)
        assert feeds.all(connection) == [Feed("stat.ML", added=NOW), Feed("cs.LG", added=LATER)]


def test_interests_say_what_comes_first_what_not_at_all_and_why(day: Database) -> None:
    follow(day, "cs.LG", "diffusion", "state space", "author:emmy noether")
    follow(day, "stat.ML", "cat:cs.LG", exclude=("survey",))
    assert page(day) == ["1", "2"]
    assert page(day, lane=NewsLane.FOR_YOU) == ["1", "2"]
    with day.read() as connection:
        cards = news.cards(connection, [1, 2, 3])
    assert [card.reasons for card in cards] == [
        ("mentions diffusion", "by emmy noether"),
        ("mentions state space", "in cs.LG"),
        (),
    ]


def test_what_one_feed_leaves_out_another_may_have(day: Database) -> None:
    follow(day, "cs.LG", exclude=("models",))
    follow(day, "stat.ML")
    assert page(day) == ["2", "3"]
    assert page(day, "cs.LG") == []


def test_changed_interests_are_held_against_all_that_was_announced(day: Database) -> None:
    follow(day, "cs.LG")
    follow(day, "stat.ML")
    with day.write() as connection:
        before = feeds.set_interests(connection, "stat.ML", Interests(("diffusion",), ("state space",)))
        assert before == Interests()
    assert page(day, "stat.ML") == ["3"]
    assert page(day, lane=NewsLane.FOR_YOU) == ["3"]
    with day.write() as connection:
        assert feeds.set_interests(connection, "stat.ML", before) == Interests(("diffusion",), ("state space",))
        with pytest.raises(KeyError):
            feeds.set_interests(connection, "math.OC", before)
    assert page(day, "stat.ML") == ["2", "3"]
    assert page(day, lane=NewsLane.FOR_YOU) == []


def test_a_kept_paper_is_found_by_changed_interests_too(day: Database) -> None:
    follow(day, "cs.LG")
    with day.write() as connection:
        papers.keep(connection, [1])
        feeds.set_interests(connection, "cs.LG", Interests(("diffusion",)))
    assert page(day, lane=NewsLane.FOR_YOU) == ["1"]


def test_a_new_version_of_a_kept_paper_is_for_its_keeper(day: Database) -> None:
    follow(day, "cs.LG")
    with day.write() as connection:
        papers.keep(connection, [1])
    announce(
        day,
        announced("2611.00001", AnnounceType.REPLACE, version=2),
        announced("2611.00002", AnnounceType.REPLACE, version=2),
        day="2026-11-17",
    )
    with day.read() as connection:
        assert list(news.ids(connection, NewsQuery("2026-11-17", NewsLane.FOR_YOU))) == [1]


TERMS = (
    "diffusion",
    "state space",
    "GPT-4",
    "c++",
    "author:Gödel",
    "cat:stat.ML",
    "cat:cs",
    "straße",
    "über",
    "++",
    "model",
)
TEXTS = (
    "A state-space model",
    "GPT-4 and GPT 40",
    "C++ is a language",
    "Über die Straße",
    "models of diffusion",
    "fine-tuned",
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(
    before=st.tuples(st.lists(st.sampled_from(TERMS), max_size=3), st.lists(st.sampled_from(TERMS), max_size=2)),
    after=st.tuples(st.lists(st.sampled_from(TERMS), max_size=3), st.lists(st.sampled_from(TERMS), max_size=2)),
    kept=st.sets(st.integers(1, len(TEXTS))),
)
def test_what_a_change_touches_is_all_that_a_look_at_everything_would_change(
    database: Database, before: tuple[list[str], list[str]], after: tuple[list[str], list[str]], kept: set[int]
) -> None:
    with database.write() as connection:
        for table in ("announcements", "papers", "feeds"):
            connection.execute(f"DELETE FROM {table}")  # noqa: S608
        connection.execute("DELETE FROM news_words")
        connection.execute("DELETE FROM paper_words")
        feeds.add(connection, "cs.LG", NOW)
        feeds.add(connection, "stat.ML", NOW, wanted=Interests(("fine",)))
        told = [
            announced(f"2611.{n:05}", title=text, categories=("cs.LG", "stat.ML")[: 1 + n % 2])
            for n, text in enumerate(TEXTS)
        ]
        news.announce(connection, DAY, told, from_feed=True, now=NOW)
        papers.keep(connection, kept)
        for include, exclude in (before, after):
            feeds.set_interests(connection, "cs.LG", Interests(tuple(include), tuple(exclude)))
        touched = standing(connection)
        feeds.admit(connection)
        assert standing(connection) == touched
