"""What Carrel does by itself, and people do with one paper of two, between a merge and its undo."""

from __future__ import annotations

from dataclasses import replace

import pytest

from carrel.domain.digest import Status
from carrel.domain.query import LibraryQuery
from carrel.storage import digests, listing, merging, papers
from carrel.storage.collation import author_key, title_key
from carrel.storage.database import Connection, Database
from storage_values import add_paper, digest
from twins import PREPRINT, PUBLISHED, add_twins, merge


def found(connection: Connection, text: str) -> list[int]:
    return list(listing.ids(connection, LibraryQuery(text=text)))


def test_the_digest_shown_since_goes_back_to_the_other_paper(database: Database) -> None:
    with database.write() as connection:
        one, other = add_twins(connection)
        mine, others = digests.current(connection, one), digests.current(connection, other)
        assert mine is not None
        assert others is not None
        done = merge(connection, one, other)
        assert digests.make_current(connection, one, others.id) == mine.id
        merging.take_back(connection, done)
        assert digests.current(connection, one) == mine
        assert digests.current(connection, other) == others
        assert found(connection, "preprint sums") == [one]
        assert found(connection, "publisher sums") == [other]


def test_a_paper_without_a_digest_has_none_again(database: Database) -> None:
    with database.write() as connection:
        one, other = add_paper(connection, "Choirs of ice"), add_paper(connection, "The choirs of ice")
        made = digests.save(connection, other, None, digest(Status.SUPPORTED))
        second = digests.save(connection, other, None, digest(Status.PARTLY))
        done = merge(connection, one, other)
        assert digests.make_current(connection, one, made) == second
        merging.take_back(connection, done)
        assert digests.current(connection, one) is None
        row = connection.execute("SELECT evidence, topics FROM papers WHERE id = ?", (one,)).fetchone()
        assert row == ("none", "[]")
        current = digests.current(connection, other)
        assert current is not None
        assert current.id == second


def test_a_paper_that_shows_no_digest_though_it_has_one_shows_none_again(database: Database) -> None:
    with database.write() as connection:
        one, other = add_paper(connection, "Choirs of ice"), add_paper(connection, "The choirs of ice")
        digests.save(connection, one, None, digest(Status.SUPPORTED))
        connection.execute("UPDATE papers SET digest_id = NULL, evidence = 'none', topics = '[]'")
        merging.take_back(connection, merge(connection, one, other))
        assert digests.current(connection, one) is None
        assert len(digests.history(connection, one)) == 1


@pytest.mark.parametrize(
    ("since", "stands"),
    [
        (("Lovelace, A.", "Gödel, K.", "Noether, E."), ("Ada Lovelace", "Kurt Gödel")),
        (("Lovelace, A.", "Gödel, Kurt", "Noether, E."), ("Lovelace, A.", "Gödel, Kurt", "Noether, E.")),
        (("Lovelace, A.", "Gödel, K."), ("Lovelace, A.", "Gödel, K.")),
        (("Lovelace, A.", "Gödel, K.", "Noether, E.", "Anon"), ("Lovelace, A.", "Gödel, K.", "Noether, E.", "Anon")),
    ],
    ids=["as merged", "one renamed", "one left out", "one more"],
)
def test_a_list_of_authors_is_taken_back_as_one(
    database: Database, since: tuple[str, ...], stands: tuple[str, ...]
) -> None:
    with database.write() as connection:
        one, other = add_twins(connection)
        done = merge(connection, one, other)
        paper = papers.get(connection, one)
        assert paper is not None
        assert len(paper.authors) == 3
        papers.update(connection, one, replace(paper, authors=since))
        merging.take_back(connection, done)
        paper = papers.get(connection, one)
        assert paper is not None
        assert (paper.title, paper.authors) == (PREPRINT, stands)
        assert [row.authors for row in papers.rows(connection, [one])] == [stands]
        kept = connection.execute("SELECT author_sort FROM papers WHERE id = ?", (one,)).fetchone()
        assert kept == (author_key(stands),)


def test_a_title_that_was_changed_since_is_sorted_by_itself(database: Database) -> None:
    with database.write() as connection:
        one, other = add_twins(connection)
        done = merge(connection, one, other)
        paper = papers.get(connection, one)
        assert paper is not None
        papers.update(connection, one, replace(paper, title=PUBLISHED.upper()))
        merging.take_back(connection, done)
        kept = connection.execute("SELECT title, title_sort FROM papers WHERE id = ?", (one,)).fetchone()
        assert kept == (PUBLISHED.upper(), title_key(PUBLISHED))
