from __future__ import annotations

from typing import Any

import pytest

from carrel.domain.digest import Status
from carrel.domain.feed import NewsQuery
from carrel.domain.paper import Paper, ReadingState
from carrel.domain.query import LibraryQuery, Sort
from carrel.storage import digests, feeds, listing, merging, news, notes, organising, papers, passages, searches
from carrel.storage.database import Connection, Database
from storage_values import LATER, NOW, add_file, add_paper, announced, digest, document

DAY = "2026-11-16"


@pytest.fixture
def desk(database: Database) -> Database:
    """1 is in the library, 2 and 3 are announced, 4 was found by a search at arXiv."""
    with database.write() as connection:
        add_paper(connection, "Sparse thoughts")
        feeds.add(connection, "cs.LG", NOW)
        told = [
            announced("2611.00001", title="Sparse announcements"),
            announced("2611.00002", title="Dense matters", abstract="Not thin."),
        ]
        news.announce(connection, DAY, told, from_feed=True, now=NOW)
        found = Paper("Sparse findings", ("Gauß",), "Found.", "2401.00001", 1, source="arxiv", published="2024-01-02")
        papers.add(connection, found, added=NOW, kept=False)
    return database


def library(connection: Connection, **fields: Any) -> list[int]:
    return sorted(listing.ids(connection, LibraryQuery(**fields)))


def test_the_library_holds_kept_papers_alone(desk: Database) -> None:
    with desk.write() as connection:
        digests.save(connection, 2, None, digest(Status.SUPPORTED, topics=("Vision",)))
        papers.set_starred(connection, [3], True)
        organising.tag(connection, [3], "thesis")
        collection = organising.create_collection(connection, "Thesis", None, NOW)
        organising.collect(connection, [3], collection, NOW)
        for sort in Sort:
            assert library(connection, sort=sort) == [1]
        assert library(connection, text="sparse", sort=Sort.BEST) == [1]
        assert library(connection, starred=True) == library(connection, topics=("Vision",)) == []
        assert library(connection, tags=("thesis",)) == library(connection, collection=collection) == []
        assert listing.facets(connection, LibraryQuery()).states == {ReadingState.UNREAD: 1}
        assert listing.facets(connection, LibraryQuery()).topics == {}
        counts = listing.sidebar(connection)
        assert (counts.library, counts.unread, counts.starred) == (1, 1, 0)
        assert listing.collections(connection)[0].papers == 0
        assert listing.tags(connection) == [("thesis", 0)]
        papers.keep(connection, [2, 3, 4])
        assert library(connection) == [1, 2, 3, 4]
        assert library(connection, text="sparse") == [1, 2, 4]
        assert library(connection, topics=("Vision",)) == [2]
        assert listing.collections(connection)[0].papers == 1


def test_a_paper_that_is_kept_is_added_then_and_its_words_move_with_it(desk: Database) -> None:
    with desk.write() as connection:
        assert papers.keep(connection, [1, 2, 99]) == [2]
        assert papers.keep(connection, [2]) == []
        assert papers.is_kept(connection, 2)
        assert papers.state(connection, 2).added > LATER[:4]
        assert papers.state(connection, 2).added != NOW
        assert library(connection, text="announcements") == [2]
        assert connection.execute(
            "SELECT count(*) FROM news_words WHERE news_words MATCH 'announcements'"
        ).fetchone() == (0,)
        assert papers.unkeep(connection, [1, 2]) == [1, 2]
        assert library(connection) == []
        assert connection.execute(
            "SELECT count(*) FROM news_words WHERE news_words MATCH 'announcements'"
        ).fetchone() == (1,)
        assert connection.execute("SELECT count(*) FROM paper_words").fetchone() == (0,)


def test_what_describes_a_passing_paper_stays_out_of_the_librarys_index(desk: Database) -> None:
    with desk.write() as connection:
        digests.save(connection, 2, None, digest(Status.SUPPORTED, text="Pruning"))
        papers.update(connection, 4, Paper("Renamed findings", arxiv_id="2401.00001"))
        assert connection.execute("SELECT count(*) FROM paper_words WHERE paper_words MATCH 'pruning'").fetchone() == (
            0,
        )
        assert list(searches.ids(connection, "renamed")) == []
        assert connection.execute("SELECT rowid FROM news_words WHERE news_words MATCH 'renamed'").fetchall() == [(4,)]
        papers.keep(connection, [2])
        assert library(connection, text="pruning") == [2]


@pytest.mark.parametrize("what", ["star", "tag", "note", "file", "collection", "trash"])
def test_what_came_into_the_library_since_keeps_a_paper_there(desk: Database, what: str) -> None:
    with desk.write() as connection:
        papers.keep(connection, [2])
        match what:
            case "star":
                papers.set_starred(connection, [2], True)
            case "tag":
                organising.tag(connection, [2], "a")
            case "note":
                notes.save(connection, 2, "Mine.", NOW)
            case "file":
                add_file(connection, 2)
            case "collection":
                organising.collect(connection, [2], organising.create_collection(connection, "C", None, NOW), NOW)
            case "trash":
                papers.trash(connection, [2], NOW)
        assert papers.unkeep(connection, [2]) == []
        assert papers.is_kept(connection, 2)


def test_a_file_keeps_its_paper(desk: Database) -> None:
    with desk.write() as connection:
        passages.save(connection, add_file(connection, 2).id, document("Kernel tricks."))
        assert library(connection) == [1, 2]
        assert library(connection, text="kernel") == [2]


def test_only_kept_papers_go_to_trash(desk: Database) -> None:
    with desk.write() as connection:
        assert papers.trash(connection, [1, 2, 4], NOW) == [1]


def test_an_announced_paper_that_is_deleted_for_good_is_as_it_came_but_hidden(desk: Database) -> None:
    with desk.write() as connection:
        papers.keep(connection, [2, 4])
        file = add_file(connection, 2)
        passages.save(connection, file.id, document("Kernel tricks."))
        digests.save(connection, 2, file.id, digest(Status.SUPPORTED))
        notes.save(connection, 2, "Mine.", NOW)
        organising.tag(connection, [2], "thesis")
        papers.set_starred(connection, [2], True)
        papers.set_reading(connection, [2], ReadingState.READ)
        papers.trash(connection, [2, 4], NOW)
        assert papers.delete(connection, [2, 4]) == ["one.pdf"]
        assert papers.get(connection, 4) is None
        state = papers.state(connection, 2)
        assert (state.trashed, state.starred, state.reading, state.tags, state.note) == (
            "",
            False,
            ReadingState.UNREAD,
            (),
            "",
        )
        assert not papers.is_kept(connection, 2)
        (row,) = papers.rows(connection, [2])
        assert (row.has_pdf, row.has_note, row.has_digest, row.topics) == (False, False, False, ())
        assert digests.history(connection, 2) == []
        assert library(connection, trash=True) == []
        assert list(news.ids(connection, NewsQuery(DAY))) == [3]
        assert [version.version for version in papers.versions(connection, 2)] == [1]
        for table in ("text_words", "paper_words"):
            assert connection.execute(f"SELECT count(*) FROM {table} WHERE {table} MATCH 'kernel'").fetchone() == (0,)  # noqa: S608
        assert connection.execute("SELECT rowid FROM news_words ORDER BY rowid").fetchall() == [(2,), (3,)]
        again = news.announce(connection, DAY, [announced("2611.00001")], from_feed=True, now=NOW)
        assert again.announced == ()
        assert list(news.ids(connection, NewsQuery(DAY))) == [3]


def test_papers_that_only_passed_by_go_and_announced_ones_stay(desk: Database) -> None:
    with desk.write() as connection:
        recent = papers.add(connection, Paper("Recent", arxiv_id="2401.00002"), added=LATER, kept=False)
        kept = papers.add(connection, Paper("Kept", arxiv_id="2401.00003"), added=NOW, kept=False)
        papers.keep(connection, [kept])
        digests.save(connection, 4, None, digest(Status.SUPPORTED))
        assert papers.forget_passing(connection, LATER) == [4]
        assert papers.get(connection, 4) is None
        assert connection.execute("SELECT rowid FROM news_words ORDER BY rowid").fetchall() == [(2,), (3,), (recent,)]


def test_one_paper_may_take_the_place_of_another_that_was_announced(desk: Database) -> None:
    with desk.write() as connection:
        metadata = papers.get(connection, 2)
        assert metadata is not None
        merging.merge(connection, 1, 2, metadata, at=NOW, origin="the other")
        known = papers.get(connection, 1)
        assert known is not None
        assert (known.title, known.arxiv_id) == ("Sparse announcements", "2611.00001")
        assert papers.get(connection, 2) is None
        assert sorted(news.ids(connection, NewsQuery(DAY))) == [1, 3]
        assert library(connection, text="announcements") == [1]
        with pytest.raises(KeyError):
            merging.merge(connection, 1, 2, metadata, at=NOW, origin="the other")


class TestSearches:
    """Saved searches."""

    def test_they_find_in_the_library_and_in_what_is_announced_newest_first(self, desk: Database) -> None:
        with desk.write() as connection:
            old = papers.add(connection, Paper("Sparse and old", year=1999), added=LATER)
            assert list(searches.ids(connection, "sparse")) == [2, old, 1]
            assert list(searches.ids(connection, "SPARSE thoughts")) == [1]
            assert list(searches.ids(connection, "godel")) == [3, 2]
            assert list(searches.ids(connection, "spars")) == []
            assert list(searches.ids(connection, "?!")) == []
            papers.keep(connection, [4])
            assert list(searches.ids(connection, "sparse")) == [2, 4, old, 1]
            news.hide(connection, [2])
            papers.trash(connection, [1], NOW)
            assert list(searches.ids(connection, "sparse")) == [4, old]

    def test_any_search_runs_over_the_library_and_what_describes_papers_over_the_announced(
        self, desk: Database
    ) -> None:
        with desk.write() as connection:
            told = announced("2611.20001", title="Sparse kites", categories=("cs.CV",))
            news.announce(connection, "2026-11-17", [told], from_feed=True, now=NOW)
            kite = papers.find(connection, arxiv_id="2611.20001")
            papers.set_starred(connection, [1], True)
            assert list(searches.ids(connection, "sparse cat:cs.CV")) == [kite]
            assert kite in searches.ids(connection, "sparse -is:starred")
            assert 1 not in searches.ids(connection, "sparse -is:starred")
            assert list(searches.ids(connection, "sparse is:starred")) == [1]
            assert kite in searches.ids(connection, "title:kites|dense")
            assert kite not in searches.ids(connection, "sparse -kites")
            assert list(searches.ids(connection, "is:starred")) == [1]
            digests.save(connection, kite or 0, None, digest(Status.SUPPORTED, topics=("Flying",)))
            assert list(searches.ids(connection, "topic:flying")) == [kite]

    def test_new_are_only_papers_that_all_of_the_search_holds_for(self, desk: Database) -> None:
        with desk.write() as connection:
            for text in ("sparse cat:cs.CV", "sparse tag:thesis", "sparse -tag:thesis"):
                searches.add(connection, text, text, NOW)
            told = announced("2611.20001", title="Sparse kites", categories=("cs.CV",))
            news.announce(connection, "2026-11-17", [told], from_feed=True, now=NOW)
            assert [search.new for search in searches.all(connection)] == [1, 0, 1]

    def test_new_is_what_was_announced_since_it_was_opened(self, desk: Database) -> None:
        def new(connection: Connection) -> list[int]:
            return [search.new for search in searches.all(connection)]

        with desk.write() as connection:
            sparse = searches.add(connection, "Mine", "sparse", NOW)
            searches.add(connection, "Nothing", "?", NOW)
            assert new(connection) == [0, 0]
            told = [announced(f"2611.1000{n}", title="Sparse once more") for n in range(3)]
            news.announce(connection, "2026-11-17", told, from_feed=True, now=NOW)
            assert new(connection) == [3, 0]
            last = papers.find(connection, arxiv_id="2611.10002")
            assert last is not None
            news.hide(connection, [last])
            assert new(connection) == [2, 0]
            assert searches.open(connection, sparse)
            assert not searches.open(connection, sparse)
            assert new(connection) == [0, 0]

    def test_one_is_renamed_and_deleted_and_comes_back_as_it_was(self, desk: Database) -> None:
        with desk.write() as connection:
            first = searches.add(connection, "First", "sparse", NOW)
            searches.add(connection, "Second", "dense", NOW)
            assert searches.rename(connection, first, "Uno") == "First"
            before = searches.all(connection)
            gone = searches.delete(connection, first)
            assert gone is not None
            assert [search.name for search in searches.all(connection)] == ["Second"]
            searches.restore(connection, gone)
            assert searches.all(connection) == before
            assert searches.delete(connection, 99) is None
            with pytest.raises(KeyError):
                searches.rename(connection, 99, "x")
