from __future__ import annotations

import pytest

from carrel.domain.digest import Status
from carrel.domain.job import JobKind
from carrel.domain.paper import Paper, PaperVersion, ReadingState
from carrel.domain.query import LibraryQuery
from carrel.storage import digests, jobs, listing, notes, organising, papers, passages
from carrel.storage.collation import author_key, title_key
from carrel.storage.database import Database
from storage_values import LATER, NOW, add_file, add_paper, digest, document

WHOLE = Paper(
    title="The Façade of attention",
    authors=("Ada Lovelace", "Émile Borel"),
    abstract="We look.",
    arxiv_id="2310.06825",
    version=2,
    doi="10.1000/ABC",
    categories=("cs.LG", "stat.ML"),
    published="2023-10-10T00:00:00Z",
    updated="2023-11-10T00:00:00Z",
    comment="9 pages",
    journal_reference="J. 1",
    links=("https://github.com/a/b", "https://example.org"),
    source="arxiv",
    year=2023,
)


def test_a_paper_comes_back_as_it_was_added(database: Database) -> None:
    with database.write() as connection:
        one = papers.add(connection, WHOLE, added=NOW)
        found = papers.get(connection, one)
    assert found is not None
    assert found.id == one
    assert Paper(**{name: getattr(found, name) for name in Paper.__slots__ if name != "id"}) == WHOLE


def test_a_paper_is_found_by_arxiv_id_and_by_doi_whatever_its_case(database: Database) -> None:
    with database.write() as connection:
        one = papers.add(connection, WHOLE, added=NOW)
        add_paper(connection, "Without either")
        assert papers.find(connection, arxiv_id="2310.06825") == one
        assert papers.find(connection, doi="10.1000/abc") == one
        assert papers.find(connection, arxiv_id="2310.99999", doi="10.1000/abc") == one
        assert papers.find(connection) is None


def test_an_update_replaces_the_metadata_and_its_words(database: Database) -> None:
    with database.write() as connection:
        one = papers.add(connection, WHOLE, added=NOW)
        before = papers.update(connection, one, Paper("Sparse coding", ("Grace Hopper",)))
        assert before.title == WHOLE.title
        assert papers.get(connection, one) == Paper("Sparse coding", ("Grace Hopper",), id=one)
        assert list(listing.ids(connection, LibraryQuery(text="sparse hopper"))) == [one]
        assert list(listing.ids(connection, LibraryQuery(text="facade"))) == []
        assert not papers.rows(connection, [one])[0].has_code
        with pytest.raises(KeyError):
            papers.update(connection, 99, WHOLE)


def test_reading_states_and_stars_give_what_they_were_before_for_papers_that_changed(database: Database) -> None:
    with database.write() as connection:
        one, two = add_paper(connection), add_paper(connection)
        assert papers.set_reading(connection, [one], ReadingState.READ) == {one: ReadingState.UNREAD}
        assert papers.set_reading(connection, [one, two, 99], ReadingState.READ) == {two: ReadingState.UNREAD}
        assert papers.set_starred(connection, [one], True) == {one: False}
        assert papers.set_starred(connection, [one, two], True) == {two: False}
        assert papers.set_starred(connection, [two], False) == {two: True}
        assert papers.state(connection, one).reading is ReadingState.READ
        assert papers.state(connection, one).starred
        with pytest.raises(KeyError):
            papers.state(connection, 99)


def test_only_papers_in_trash_are_deleted_and_with_them_all_that_is_theirs(database: Database) -> None:
    with database.write() as connection:
        one, two = add_paper(connection), add_paper(connection)
        file = add_file(connection, one)
        passages.save(connection, file.id, document("Gradients vanish."))
        digests.save(connection, one, file.id, digest(Status.PARTLY))
        notes.save(connection, one, "remember", NOW)
        organising.tag(connection, [one], "thesis")
        assert papers.trash(connection, [one, 99], NOW) == [one]
        assert papers.trash(connection, [one], LATER) == []
        assert papers.expired(connection, NOW) == []
        assert papers.expired(connection, LATER) == [one]
        assert papers.delete(connection, [one, two]) == ["one.pdf"]
        assert papers.get(connection, one) is None
        assert papers.get(connection, two) is not None
        for table in ("files", "passages", "sections", "digests", "statements", "notes", "paper_tags", "abstracts"):
            left = [row[0] for row in connection.execute(f"SELECT * FROM {table}")]  # noqa: S608 - names written here
            assert one not in left, table
        assert connection.execute("SELECT rowid FROM paper_words").fetchall() == [(two,)]
        assert connection.execute("SELECT rowid FROM text_words WHERE text_words MATCH 'gradients'").fetchall() == []


def test_a_paper_restored_from_trash_is_as_it_was(database: Database) -> None:
    with database.write() as connection:
        one = add_paper(connection)
        papers.set_starred(connection, [one], True)
        papers.trash(connection, [one], NOW)
        assert papers.state(connection, one).trashed == NOW
        assert papers.restore(connection, [one]) == [one]
        assert papers.restore(connection, [one]) == []
        assert papers.state(connection, one).trashed == ""
        assert papers.state(connection, one).starred


def test_rows_keep_the_order_asked_for_and_leave_out_what_is_gone(database: Database) -> None:
    with database.write() as connection:
        one, two, three = (papers.add(connection, Paper(f"Paper {n}", ("B", "A")), added=NOW) for n in range(3))
        organising.tag(connection, [two], "b")
        organising.tag(connection, [two], "A")
        digests.save(connection, two, None, digest(Status.SUPPORTED, Status.PARTLY, topics=("X", "Y")))
        add_file(connection, two)
        jobs.enqueue(connection, JobKind.WRITE_DIGEST, "two", {}, paper_id=two, created=NOW)
        found = papers.rows(connection, [three, 99, two, one])
    assert [row.id for row in found] == [three, two, one]
    row = found[1]
    assert row.authors == ("B", "A")
    assert row.tags == ("A", "b")
    assert row.topics == ("X", "Y")
    assert (row.supported, row.partly, row.not_found, row.statements) == (1, 1, 0, 2)
    assert row.has_digest
    assert row.has_pdf
    assert row.busy
    assert not found[0].busy


def test_versions_are_kept_once_each(database: Database) -> None:
    first, second = PaperVersion(1, "One", "a", NOW), PaperVersion(2, "Two", "b", LATER, "fixed", withdrawn=True)
    with database.write() as connection:
        one = add_paper(connection)
        for version in (second, first, second):
            papers.save_version(connection, one, version)
        assert papers.versions(connection, one) == [first, second]


def test_a_note_gives_what_it_was_and_a_blank_one_is_removed(database: Database) -> None:
    with database.write() as connection:
        one = add_paper(connection)
        assert notes.save(connection, one, "first thought", NOW) == ""
        assert notes.save(connection, one, "second", LATER) == "first thought"
        assert papers.state(connection, one).note_edited == LATER
        assert list(listing.ids(connection, LibraryQuery(text="second"))) == [one]
        assert papers.rows(connection, [one])[0].has_note
        assert notes.save(connection, one, " \n", LATER) == "second"
        assert notes.get(connection, one) == ""
        assert not papers.rows(connection, [one])[0].has_note


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("The Élan of A Thing", "elan of a thing"),
        ("A  study", "study"),
        ("an Answer", "answer"),
        ("“Theory” of all", "theory” of all"),
        ("The", "the"),
        ("Attention", "attention"),
        ("…", "..."),
        ("A", "a"),
    ],
)
def test_titles_sort_without_case_diacritics_articles_and_marks(title: str, key: str) -> None:
    assert title_key(title) == key


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Jürgen Schmidhuber", "schmidhuber jurgen"),
        ("Schmidhuber, Jürgen", "schmidhuber jurgen"),
        ("Sammy Davis Jr.", "davis sammy"),
        ("Sammy Davis, Jr.", "davis sammy"),
        ("Plato", "plato"),
        ("", ""),
    ],
)
def test_authors_sort_by_family_name(name: str, key: str) -> None:
    assert author_key([name]) == key
