"""What Carrel does by itself, and people do with one paper of two, between a merge and its undo."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from carrel.domain.digest import Status
from carrel.domain.query import LibraryQuery
from carrel.storage import backup, digests, files, listing, merging, papers, passages, wishes
from carrel.storage.collation import author_key, title_key
from carrel.storage.database import Connection, Database
from storage_values import LATER, NOW, add_file, add_paper, announced, digest, document
from twins import FIRST, PREPRINT, PUBLISHED, SECOND, add_twins, announce, merge


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


SINCE: dict[str, Callable[[Connection, int, int], object]] = {
    "nothing": lambda _connection, _one, _other: None,
    "the first is announced": lambda connection, _one, _other: announce(connection, FIRST),
    "the second is announced": lambda connection, _one, _other: announce(connection, SECOND),
    "a new version of the first": lambda connection, _one, _other: announce(connection, FIRST, 4),
    "a new version of the second": lambda connection, _one, _other: announce(connection, SECOND, 4),
    "the other digest is shown": lambda connection, one, _other: digests.make_current(
        connection, one, digests.ids_of(connection, [one])[-1]
    ),
    "another digest is written": lambda connection, one, _other: digests.save(connection, one, None, digest()),
    "the second is kept again": lambda connection, _one, other: papers.keep(connection, [other]),
    "it is moved to Trash": lambda connection, one, _other: papers.trash(connection, [one], LATER),
    "it is deleted for good": lambda connection, one, _other: (
        papers.trash(connection, [one], LATER),
        papers.delete(connection, [one]),
    ),
    "days are ranked": lambda connection, _one, _other: wishes.note_acts(connection, LATER),
    "papers pass": lambda connection, _one, _other: papers.forget_passing(connection, "2099-01-01T00:00:00Z"),
}


@pytest.mark.parametrize("since", SINCE)
@pytest.mark.parametrize("known", [set(), {FIRST}, {SECOND}, {FIRST, SECOND}], ids=["added", "first", "second", "both"])
def test_whatever_came_since_both_are_two_again(database: Database, known: set[str], since: str) -> None:
    """`known` are those that were announced before; one of them stays in the news."""
    with database.write() as connection:
        ids = []
        for identifier in (FIRST, SECOND):
            if identifier in known:
                announce(connection, identifier)
            else:
                papers.add(connection, announced(identifier).paper, added=NOW)
            paper_id = papers.find(connection, arxiv_id=identifier)
            assert paper_id is not None
            papers.keep(connection, [paper_id])
            file = add_file(connection, paper_id, f"{identifier}v1.pdf", version=1)
            passages.save(connection, file.id, document(f"What {identifier} says."))
            digests.save(connection, paper_id, file.id, digest(Status.SUPPORTED, text=identifier))
            ids.append(paper_id)
        one, other = ids
        done = merge(connection, one, other)
        SINCE[since](connection, one, other)
        back = merging.take_back(connection, done)
        assert papers.find(connection, arxiv_id=SECOND) == back
        for paper_id, identifier in ((one, FIRST), (back, SECOND)):
            if since == "it is deleted for good":
                continue
            paper = papers.get(connection, paper_id)
            assert paper is not None
            assert paper.arxiv_id == identifier
            [file] = files.of_paper(connection, paper_id)
            assert (file.name, file.version) == (f"{identifier}v1.pdf", 1)
            current = digests.current(connection, paper_id)
            assert current is not None
            assert current.id in digests.ids_of(connection, [paper_id])
            assert found(connection, f"says {identifier}") == [paper_id] or since == "it is moved to Trash"
        assert connection.execute("SELECT count(*) FROM papers").fetchone() <= (2,)
        assert backup.check(connection, full=True) == []
