from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carrel.domain.feed import Announcement, AnnounceType, NewsQuery, NewsSort
from carrel.domain.paper import Paper, PaperVersion, ReadingState
from carrel.storage import feeds, news, papers
from carrel.storage.database import Database
from carrel.storage.news import Announced
from storage_values import LATER, NOW, announced

MONDAY, TUESDAY, WEDNESDAY = "2026-11-16", "2026-11-17", "2026-11-18"
NEW, CROSS, REPLACE = AnnounceType.NEW, AnnounceType.CROSS, AnnounceType.REPLACE


@pytest.fixture
def database(database: Database) -> Database:
    with database.write() as connection:
        feeds.add(connection, "cs.LG", NOW)
        feeds.add(connection, "stat.ML", NOW)
    return database


def announce(database: Database, day: str, *told: Announcement, from_feed: bool = True) -> Announced:
    with database.write() as connection:
        return news.announce(connection, day, told, from_feed=from_feed, now=NOW)


def history(database: Database) -> list[tuple[Any, ...]]:
    """(arXiv id, version, day, type) of all that is kept of announcements."""
    with database.read() as connection:
        return connection.execute(
            "SELECT arxiv_id, a.version, day, type FROM announcements a JOIN papers p ON p.id = paper_id ORDER BY 1, 2"
        ).fetchall()


def paper(database: Database, identifier: str = "2611.00001") -> Paper:
    with database.read() as connection:
        found = papers.find(connection, arxiv_id=identifier)
        assert found is not None
        known = papers.get(connection, found)
    assert known is not None
    return known


def versions(database: Database, identifier: str = "2611.00001") -> list[PaperVersion]:
    known = paper(database, identifier)
    with database.read() as connection:
        return papers.versions(connection, known.id)


def page(database: Database, day: str) -> list[str]:
    with database.read() as connection:
        ids = news.ids(connection, NewsQuery(day, sort=NewsSort.ARXIV))
        return [row.arxiv_id for row in papers.rows(connection, ids)]


def words(database: Database, text: str) -> tuple[int, int]:
    """How many papers the library's and the news' index have with a word."""
    library = "SELECT count(*) FROM paper_words WHERE paper_words MATCH ?"
    passing = "SELECT count(*) FROM news_words WHERE news_words MATCH ?"
    with database.read() as connection:
        return connection.execute(library, (text,)).fetchone()[0], connection.execute(passing, (text,)).fetchone()[0]


def snapshot(database: Database) -> list[list[tuple[Any, ...]]]:
    tables = (
        "papers",
        "abstracts",
        "authors",
        "categories",
        "links",
        "versions",
        "latex",
        "announcements",
        "news_words",
    )
    with database.read() as connection:
        return [connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall() for table in tables]  # noqa: S608


def test_an_announced_paper_is_known_with_all_that_the_feed_tells_and_is_not_kept(database: Database) -> None:
    told = announced(
        links=("https://github.com/a/b",),
        latex_title=r"Paper \'a",
        latex_abstract="$x$",
        categories=("cs.LG", "stat.ML"),
    )
    came = announce(database, MONDAY, told)
    known = paper(database)
    assert known == replace(told.paper, id=known.id, year=2026)
    assert came == Announced(frozenset({known.id}), frozenset(), (1,), ())
    assert words(database, "sparse") == (0, 1)
    assert words(database, "godel") == (0, 1)
    assert versions(database) == [PaperVersion(1, known.title, known.abstract, MONDAY)]
    assert page(database, MONDAY) == ["2611.00001"]
    with database.read() as connection:
        assert not papers.is_kept(connection, known.id)
        assert papers.rows(connection, [known.id])[0].has_code


def test_the_same_feed_twice_changes_nothing(database: Database) -> None:
    told = [announced(f"2611.{n:05}", latex_abstract="$x$", links=("https://a.org",)) for n in range(20)]
    announce(database, MONDAY, *told)
    before = snapshot(database)
    again = announce(database, MONDAY, *told)
    assert again == Announced(frozenset(), frozenset(), (), ())
    assert snapshot(database) == before


def test_a_feed_that_grew_adds_what_is_new_in_arxivs_order(database: Database) -> None:
    first = [announced(f"2611.{n:05}") for n in (1, 3)]
    announce(database, MONDAY, *first)
    grown = [announced(f"2611.{n:05}") for n in (1, 2, 3)]
    came = announce(database, MONDAY, *grown)
    assert len(came.announced) == 1
    assert page(database, MONDAY) == ["2611.00001", "2611.00002", "2611.00003"]


def test_a_paper_that_is_new_and_cross_listed_is_one_entry_that_names_all_categories(database: Database) -> None:
    announce(
        database,
        MONDAY,
        announced(kind=CROSS, categories=("stat.ML",)),
        announced("2611.00002"),
        announced(kind=NEW, categories=("cs.LG", "cs.AI")),
    )
    assert history(database) == [("2611.00001", 1, MONDAY, "new"), ("2611.00002", 1, MONDAY, "new")]
    assert paper(database).categories == ("stat.ML", "cs.LG", "cs.AI")
    assert page(database, MONDAY) == ["2611.00001", "2611.00002"]


def test_a_cross_list_of_a_later_day_joins_the_entry_of_the_first(database: Database) -> None:
    announce(database, MONDAY, announced(categories=("cs.CV",)))
    assert page(database, MONDAY) == []
    came = announce(database, TUESDAY, announced(kind=CROSS, categories=("cs.CV", "cs.LG")))
    assert came.announced == ()
    assert came.papers == {paper(database).id}
    assert history(database) == [("2611.00001", 1, MONDAY, "new")]
    assert page(database, MONDAY) == ["2611.00001"]
    assert page(database, TUESDAY) == []


@pytest.mark.parametrize("day", [MONDAY, TUESDAY])
def test_a_new_version_is_the_same_paper_with_both_texts(database: Database, day: str) -> None:
    announce(database, MONDAY, announced(title="First", abstract="Old text."))
    with database.write() as connection:
        details = Paper(
            "First", arxiv_id="2611.00001", version=1, published="2026-11-13T10:00:00Z", comment="9 pages", doi="10.1/a"
        )
        news.set_details(connection, [details])
    came = announce(database, day, announced(kind=REPLACE, version=2, title="Second", abstract="New text."))
    known = paper(database)
    assert (known.version, known.title, known.abstract) == (2, "Second", "New text.")
    assert (known.published, known.comment, known.doi) == ("2026-11-13T10:00:00Z", "9 pages", "10.1/a")
    assert [(v.version, v.title, v.abstract) for v in versions(database)] == [
        (1, "First", "Old text."),
        (2, "Second", "New text."),
    ]
    assert history(database) == [("2611.00001", 1, MONDAY, "new"), ("2611.00001", 2, day, "replace")]
    assert page(database, day) == ["2611.00001"]
    assert came.papers == {known.id}
    assert came.new_versions == ()
    assert words(database, "old") == (0, 0)


def test_v1_and_v2_in_one_answer_are_one_paper_with_the_newer_text(database: Database) -> None:
    announce(
        database, MONDAY, announced(kind=REPLACE, version=2, abstract="New text."), announced(abstract="Old text.")
    )
    assert paper(database).abstract == "New text."
    assert [v.version for v in versions(database)] == [1, 2]
    assert page(database, MONDAY) == ["2611.00001"]
    with database.read() as connection:
        assert news.day_counts(connection, MONDAY, MONDAY)[MONDAY].papers == 1
        assert news.unread(connection, MONDAY, MONDAY) == 1


def test_an_older_version_than_is_known_takes_nothing_back(database: Database) -> None:
    announce(database, TUESDAY, announced(kind=REPLACE, version=3, title="Third"))
    came = announce(database, WEDNESDAY, announced(version=2, kind=REPLACE, title="Second"))
    assert (paper(database).version, paper(database).title) == (3, "Third")
    assert came.papers == frozenset()
    assert [v.version for v in versions(database)] == [2, 3]
    assert words(database, "third") == (0, 1)


def test_the_text_before_a_new_version_of_a_kept_paper_is_kept_and_it_is_one_notice(database: Database) -> None:
    added = Paper(
        "Mine", ("A",), "Old text.", "2611.00001", 2, published="2026-11-01", updated="2026-11-09", source="arxiv"
    )
    with database.write() as connection:
        mine = papers.add(connection, added, added=NOW)
    came = announce(database, MONDAY, announced(kind=REPLACE, version=3, abstract="New text."))
    assert came.new_versions == ((mine, 2, 3),)
    assert [(v.version, v.abstract, v.updated) for v in versions(database)] == [
        (2, "Old text.", "2026-11-09"),
        (3, "New text.", MONDAY),
    ]
    assert announce(database, TUESDAY, announced(kind=REPLACE, version=3, abstract="New text.")).new_versions == ()
    assert words(database, "new") == (1, 0)
    with database.read() as connection:
        (card,) = news.cards(connection, [mine])
    assert card.reasons == ("v3 of a paper in your library",)


def test_a_paper_in_trash_stays_there_and_is_on_no_page(database: Database) -> None:
    with database.write() as connection:
        mine = papers.add(connection, announced().paper, added=NOW)
        papers.trash(connection, [mine], NOW)
    came = announce(database, MONDAY, announced(kind=REPLACE, version=2))
    assert came.new_versions == ()
    assert page(database, MONDAY) == []
    with database.read() as connection:
        assert papers.state(connection, mine).trashed == NOW
        assert news.unread(connection, MONDAY, MONDAY) == 0


def test_a_file_that_arxiv_announces_gets_arxivs_metadata(database: Database) -> None:
    with database.write() as connection:
        mine = papers.add(
            connection, Paper("pAper one", ("A. Love lace",), arxiv_id="2611.00001", version=1), added=NOW
        )
    announce(database, MONDAY, announced())
    known = paper(database)
    assert (known.id, known.title, known.source) == (mine, "Paper 2611.00001", "arxiv")


def test_what_was_read_before_it_is_announced_is_not_unread(database: Database) -> None:
    with database.write() as connection:
        mine = papers.add(connection, announced().paper, added=NOW)
        papers.set_reading(connection, [mine], ReadingState.READ)
    announce(database, MONDAY, announced())
    announce(database, TUESDAY, announced(kind=REPLACE, version=2))
    with database.read() as connection:
        assert news.unread(connection, MONDAY, MONDAY) == 0
        assert news.unread(connection, TUESDAY, TUESDAY) == 1


@pytest.mark.parametrize(
    ("identifier", "year"), [("math/0309136", 2003), ("hep-th/9901001", 1999), ("2611.00001", 2026)]
)
def test_the_year_of_a_paper_without_a_date_is_in_its_identifier(
    database: Database, identifier: str, year: int
) -> None:
    announce(database, MONDAY, announced(identifier, REPLACE, version=4))
    assert paper(database, identifier).year == year


class TestWindows:
    """Days that were put together from submissions."""

    def test_a_later_version_is_known_but_the_first_was_announced(self, database: Database) -> None:
        announce(database, MONDAY, announced(version=3), from_feed=False)
        assert history(database) == [("2611.00001", 1, MONDAY, "new")]
        assert paper(database).version == 3
        assert [v.version for v in versions(database)] == [3]

    def test_what_the_feed_said_stands(self, database: Database) -> None:
        announce(database, TUESDAY, announced())
        assert announce(database, MONDAY, announced(), from_feed=False).announced == ()
        assert history(database) == [("2611.00001", 1, TUESDAY, "new")]

    def test_a_day_from_the_feed_replaces_a_guessed_one(self, database: Database) -> None:
        announce(database, MONDAY, announced(), from_feed=False)
        assert announce(database, TUESDAY, announced()).announced == ()
        assert history(database) == [("2611.00001", 1, TUESDAY, "new")]
        assert page(database, TUESDAY) == ["2611.00001"]

    def test_a_later_cross_list_does_not_move_a_new_paper(self, database: Database) -> None:
        announce(database, MONDAY, announced(), from_feed=False)
        announce(database, WEDNESDAY, announced(kind=CROSS))
        assert history(database) == [("2611.00001", 1, MONDAY, "new")]

    def test_the_first_of_two_guessed_days_stands(self, database: Database) -> None:
        announce(database, TUESDAY, announced(), from_feed=False)
        announce(database, MONDAY, announced(), from_feed=False)
        announce(database, WEDNESDAY, announced(), from_feed=False)
        assert history(database) == [("2611.00001", 1, MONDAY, "new")]


ANSWERS = st.lists(
    st.tuples(
        st.sampled_from((MONDAY, TUESDAY, WEDNESDAY)),
        st.booleans(),
        st.lists(
            st.tuples(
                st.integers(1, 4), st.integers(1, 3), st.sampled_from(AnnounceType), st.sampled_from(("cs.LG", "cs.CV"))
            ),
            max_size=5,
        ),
    ),
    max_size=6,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(answers=ANSWERS)
def test_whatever_comes_in_whatever_order_nothing_is_lost_or_there_twice_and_once_more_changes_nothing(
    database: Database, answers: list[tuple[str, bool, list[tuple[int, int, AnnounceType, str]]]]
) -> None:
    with database.write() as connection:
        for table in ("announcements", "papers", "news_words"):
            connection.execute(f"DELETE FROM {table}")  # noqa: S608
    expected: set[tuple[str, int]] = set()
    newest: dict[str, int] = {}
    stages = []
    for _ in range(2):
        for day, from_feed, told in answers:
            entries = [
                announced(f"2611.{n:05}", kind, version=version, title=f"v{version}", categories=(category,))
                for n, version, kind, category in told
            ]
            announce(database, day, *entries, from_feed=from_feed)
            for one in entries:
                identifier, version = one.paper.arxiv_id, one.paper.version
                expected.add((identifier, version if from_feed else 1))
                newest[identifier] = max(version, newest.get(identifier, 0))
        assert {(identifier, version) for identifier, version, _, _ in history(database)} == expected
        assert {one: paper(database, one).title for one in newest} == {one: f"v{newest[one]}" for one in newest}
        with database.read() as connection:
            indexed = connection.execute("SELECT rowid FROM news_words ORDER BY 1").fetchall()
            assert indexed == connection.execute("SELECT id FROM papers ORDER BY 1").fetchall()
        stages.append(snapshot(database))
    assert stages[0] == stages[1]


def test_withdrawn_papers_are_marked(database: Database) -> None:
    announce(database, MONDAY, announced())
    announce(database, TUESDAY, announced(kind=REPLACE, version=2, withdrawn=True))
    assert [v.withdrawn for v in versions(database)] == [False, True]
    with database.read() as connection:
        (card,) = news.cards(connection, [paper(database).id])
    assert card.withdrawn
    assert (card.version, card.day, card.type) == (2, TUESDAY, REPLACE)


class TestDetails:
    """What is asked from the API after the feed."""

    def test_they_fill_what_the_feed_lacks(self, database: Database) -> None:
        announce(database, MONDAY, announced("2611.00001"), announced("2611.00002"))
        with database.write() as connection:
            papers.add(connection, Paper("Unannounced", arxiv_id="2611.00009", source="arxiv"), added=NOW)
            assert news.without_details(connection, 10) == ["2611.00002", "2611.00001"]
            assert news.without_details(connection, 1) == ["2611.00002"]
            told = Paper(
                "As the API has it",
                arxiv_id="2611.00001",
                version=1,
                published="2026-11-13T10:00:00Z",
                updated="2026-11-14T10:00:00Z",
                comment="Withdrawn; code at https://github.com/a/b",
                journal_reference="J. 1",
                doi="10.1/a",
                links=("https://github.com/a/b",),
            )
            changed = news.set_details(connection, [told], withdrawn=["2611.00001"])
            assert news.without_details(connection, 10) == ["2611.00002"]
        known = paper(database)
        assert changed == {known.id}
        assert known.title == "Paper 2611.00001"
        assert (known.published, known.updated, known.year) == ("2026-11-13T10:00:00Z", "2026-11-14T10:00:00Z", 2026)
        assert (known.comment, known.journal_reference, known.doi) == (told.comment, "J. 1", "10.1/a")
        assert known.links == ("https://github.com/a/b",)
        assert words(database, '"10.1/a"') == (0, 1)
        (version,) = versions(database)
        assert (version.updated, version.comment, version.withdrawn) == (told.updated, told.comment, True)
        with database.read() as connection:
            (card,) = news.cards(connection, [known.id])
        assert card.withdrawn
        assert card.row.has_code

    def test_papers_that_arxiv_knows_nothing_of_are_not_asked_for_again(self, database: Database) -> None:
        announce(database, MONDAY, announced("2611.00001"), announced("math/0309136", REPLACE, version=2))
        with database.write() as connection:
            bare = Paper("", arxiv_id="2611.00001", version=1)
            assert news.set_details(connection, [bare], asked=["2611.00001", "math/0309136"]) == {paper(database).id}
            assert news.without_details(connection, 10) == []
        assert paper(database).title == "Paper 2611.00001"
        assert paper(database).published == MONDAY
        assert paper(database, "math/0309136").published == "2003-09-01"
        assert paper(database, "math/0309136").updated == MONDAY

    def test_a_version_that_was_not_announced_yet_waits(self, database: Database) -> None:
        announce(database, MONDAY, announced())
        with database.write() as connection:
            told = Paper(
                "New", arxiv_id="2611.00001", version=2, published="2026-11-13", updated="2026-11-16", comment="v2"
            )
            news.set_details(connection, [told])
        known = paper(database)
        assert (known.version, known.published, known.comment) == (1, "2026-11-13", "")

    def test_a_new_version_has_details_of_its_own(self, database: Database) -> None:
        announce(database, MONDAY, announced())
        with database.write() as connection:
            news.set_details(
                connection, [Paper("", arxiv_id="2611.00001", version=1, published="2026-11-13", updated=NOW)]
            )
        announce(database, TUESDAY, announced(kind=REPLACE, version=2))
        with database.write() as connection:
            assert news.without_details(connection, 10) == ["2611.00001"]
            told = Paper("", arxiv_id="2611.00001", version=2, published="2026-11-13", updated=LATER, comment="v2")
            news.set_details(connection, [told])
            assert news.without_details(connection, 10) == []
        assert [(v.updated, v.comment) for v in versions(database)] == [(NOW, ""), (LATER, "v2")]
