"""Topics of the person's own, and the topics of papers named anew."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

import pytest

from carrel.domain.digest import Status, Subject, Topic
from carrel.domain.paper import Paper
from carrel.domain.query import LibraryQuery
from carrel.storage import digests, listing, own_topics, paper_topics, papers
from carrel.storage.database import Connection, Database
from storage_values import NOW, digest

BIRDS = Topic("Bird song", "How birds sing.", ("vocalisation", "birdsong"))


def test_topics_are_kept_changed_and_forgotten(database: Database) -> None:
    with database.write() as connection:
        birds = own_topics.add(connection, BIRDS)
        fishes = own_topics.add(connection, Topic("Fishes", "", ("„Fisch“", "ørred")))
    with database.read() as connection:
        assert own_topics.all(connection) == (
            replace(BIRDS, id=birds),
            Topic("Fishes", "", ("„Fisch“", "ørred"), fishes),
        )
    changed = Topic("Birds", "What they sing.", (), birds)
    with database.write() as connection:
        assert own_topics.change(connection, changed) == replace(BIRDS, id=birds)
        gone = own_topics.remove(connection, fishes)
        assert own_topics.remove(connection, fishes) is None
        assert own_topics.all(connection) == (changed,)
        assert gone is not None
        assert own_topics.add(connection, gone) == fishes, "taken back, a topic is the same as before"
        with pytest.raises(KeyError):
            own_topics.change(connection, replace(changed, id=99))


def test_two_topics_cannot_have_one_name(database: Database) -> None:
    with database.write() as connection:
        own_topics.add(connection, BIRDS)
    with pytest.raises(sqlite3.IntegrityError), database.write() as connection:
        own_topics.add(connection, Topic("BIRD SONG", ""))


def _papers(connection: Connection) -> tuple[int, int, int]:
    one = papers.add(connection, Paper("One", abstract="Birds sing.", categories=("cs.SD", "eess.AS")), added=NOW)
    two = papers.add(connection, Paper("Two"), added=NOW, kept=False)
    bare = papers.add(connection, Paper("Without a digest", abstract="Fishes swim."), added=NOW)
    for paper in (one, two):
        digests.save(connection, paper, None, digest(Status.SUPPORTED, text=f"First of {paper}."))
    digests.save(connection, two, None, digest(Status.SUPPORTED, Status.PARTLY, text=f"Last of {two}."))
    return one, two, bare


def test_a_paper_is_told_by_its_abstract_else_by_its_current_digest(database: Database) -> None:
    with database.write() as connection:
        one, two, _ = _papers(connection)
        current = digests.current(connection, two)
        found = paper_topics.stale(connection, "now", limit=9)
    assert current is not None
    assert found == {
        one: Subject("One", "Birds sing.", ("cs.SD", "eess.AS")),
        two: Subject("Two", " ".join(statement.text for statement in current.statements), ()),
    }


def test_papers_are_named_once_in_their_order_and_again_among_other_topics(database: Database) -> None:
    with database.write() as connection:
        one, two, _ = _papers(connection)
        assert paper_topics.counts(connection, "now") == (0, 2)
        assert list(paper_topics.stale(connection, "now", limit=1)) == [one]
        assert list(paper_topics.stale(connection, "now", after=one, limit=9)) == [two]
        assert paper_topics.put(connection, "now", {one: ("Optimization",)}) == [], "it had this topic"
        assert paper_topics.put(connection, "now", {two: ("Bird “song”", "Theory")}) == [two]
        assert paper_topics.counts(connection, "now") == (2, 2)
        assert paper_topics.stale(connection, "now", limit=9) == {}
        assert list(paper_topics.stale(connection, "then", limit=9)) == [one, two]


def test_lists_facets_and_every_digest_of_a_paper_know_its_new_topics(database: Database) -> None:
    with database.write() as connection:
        one, two, bare = _papers(connection)
        paper_topics.put(connection, "now", {one: ("Bird “song”", "Theory"), two: (), bare: ("Theory",)})
        assert [written.topics for written in digests.history(connection, two)] == [(), ()]
        assert papers.rows(connection, [one])[0].topics == ("Bird “song”", "Theory")
        assert papers.rows(connection, [bare])[0].topics == (), "only a digest has topics"
        assert listing.facets(connection, LibraryQuery()).topics == {"Bird “song”": 1, "Theory": 1}
        assert list(listing.ids(connection, LibraryQuery(topics=("Bird “song”",)))) == [one]
