from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carrel.domain.digest import Status
from carrel.domain.paper import Collection, Paper, ReadingState
from carrel.domain.query import Evidence, Has, LibraryQuery, SidebarCounts, Sort
from carrel.domain.query_terms import Field, Term, Words
from carrel.domain.query_writing import write
from carrel.storage import digests, listing, notes, organising, papers, passages, search
from carrel.storage.database import Database
from storage_values import NOW, add_file, add_paper, digest, document


def found(database: Database, **fields: Any) -> list[int]:
    with database.read() as connection:
        return list(listing.ids(connection, LibraryQuery(**fields)))


@pytest.fixture
def shelf(database: Database) -> Database:
    """Five papers: 1 read, 2 starred with a digest, 3 with code and a note, 4 with text, 5 in Trash."""
    with database.write() as connection:
        for number, (title, author, year) in enumerate(
            [
                ("Zebra stripes", "Ann Young", 2021),
                ("The Attention of cats", "Bob Adams", 2023),
                ("an Élan for graphs", "Cid Moss", 2022),
                ("Beyond attention", "", None),
                ("Trashed attention", "Eve Zorn", 2023),
            ]
        ):
            links = ("https://github.com/a/b",) if number == 2 else ()
            authors = (author,) if author else ()
            papers.add(
                connection, Paper(title, authors, year=year, links=links), added=f"2026-01-0{number + 1}T00:00:00Z"
            )
        papers.set_reading(connection, [1], ReadingState.READ)
        papers.set_starred(connection, [2], True)
        digests.save(connection, 2, None, digest(Status.SUPPORTED, Status.PARTLY, topics=("Vision", "Graphs")))
        digests.save(connection, 3, None, digest(Status.SUPPORTED, topics=("Graphs",), text="A lemma."))
        notes.save(connection, 3, "compare with Müller", NOW)
        passages.save(connection, add_file(connection, 4).id, document("Cats stare at walls.", "Kernel tricks abound."))
        organising.tag(connection, [1, 3], "thesis")
        papers.trash(connection, [5], NOW)
    return database


def test_lists_leave_trash_out_and_trash_shows_only_itself(shelf: Database) -> None:
    assert found(shelf) == [4, 3, 2, 1]
    assert found(shelf, trash=True) == [5]


@pytest.mark.parametrize(
    ("sort", "descending", "order"),
    [
        (Sort.ADDED, False, [1, 2, 3, 4]),
        (Sort.TITLE, False, [2, 4, 3, 1]),
        (Sort.TITLE, True, [1, 3, 4, 2]),
        (Sort.YEAR, True, [2, 3, 1, 4]),
        (Sort.YEAR, False, [1, 3, 2, 4]),
        (Sort.AUTHOR, False, [2, 3, 1, 4]),
        (Sort.AUTHOR, True, [1, 3, 2, 4]),
        (Sort.BEST, True, [4, 3, 2, 1]),
    ],
)
def test_lists_are_sorted_as_people_read_and_unknown_comes_last(
    shelf: Database, sort: Sort, descending: bool, order: list[int]
) -> None:
    assert found(shelf, sort=sort, descending=descending) == order


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"states": (ReadingState.READ,)}, [1]),
        ({"states": (ReadingState.READ, ReadingState.UNREAD)}, [4, 3, 2, 1]),
        ({"starred": True}, [2]),
        ({"topics": ("Vision",)}, [2]),
        ({"topics": ("Vision", "Graphs")}, [3, 2]),
        ({"topics": ("Graph",)}, []),
        ({"tags": ("THESIS", "none")}, [3, 1]),
        ({"years": (2022, 2023)}, [3, 2]),
        ({"evidence": (Evidence.PARTLY,)}, [2]),
        ({"evidence": (Evidence.ALL_SUPPORTED, Evidence.NOT_CHECKED)}, [4, 3, 1]),
        ({"has": (Has.CODE,)}, [3]),
        ({"has": (Has.PDF, Has.NOTES)}, [4, 3]),
        ({"tags": ("thesis",), "has": (Has.CODE,), "topics": ("Graphs",), "text": "elan"}, [3]),
        ({"tags": ("thesis",), "starred": True}, []),
    ],
)
def test_values_of_one_filter_are_alternatives_and_filters_all_hold(
    shelf: Database, fields: dict[str, Any], expected: list[int]
) -> None:
    assert found(shelf, **fields) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("attention", [4, 2]),
        ("ATTENTION cats", [4, 2]),
        ("cats attention", [4, 2]),
        ("kernel beyond", [4]),
        ("kern", [4]),
        ("kern beyond", []),
        ("muller", [3]),
        ("lemma", [3]),
        ("young", [1]),
        ("elan", [3]),
        ("attention zebra", []),
        ("... !!", [4, 3, 2, 1]),
        ('"attention" OR -cats*', []),
        ("title:zebra", [1]),
        ("NEAR(", []),
    ],
)
def test_every_word_must_occur_in_a_paper_or_its_passages(shelf: Database, text: str, expected: list[int]) -> None:
    assert found(shelf, text=text) == expected


def test_best_puts_titles_before_the_rest_and_passages_last(database: Database) -> None:
    with database.write() as connection:
        in_text = add_paper(connection, "Nothing here")
        passages.save(connection, add_file(connection, in_text).id, document("Sparse codes."))
        in_abstract = papers.add(connection, Paper("Other things", abstract="Sparse codes are used."), added=NOW)
        in_title = add_paper(connection, "Sparse codes")
    assert found(database, text="sparse", sort=Sort.BEST) == [in_title, in_abstract, in_text]


def test_sorting_by_best_finds_the_same_papers(shelf: Database) -> None:
    for text in ("attention", "cats", "kern", "e", "2023"):
        assert sorted(found(shelf, text=text, sort=Sort.BEST)) == sorted(found(shelf, text=text))


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(st.characters(), max_size=40) | st.text("\"'*():^-+{}ANDORNEAR \0\ud800\U0001f600éa", max_size=30))
def test_whatever_is_typed_is_words_and_never_an_error(shelf: Database, text: str) -> None:
    with shelf.read() as connection:
        listing.ids(connection, LibraryQuery(text=text, sort=Sort.BEST))
        listing.facets(connection, LibraryQuery(text=text))
        for hit in passages.hits(connection, 4, text, 5):
            assert all(0 <= start < end <= len(hit.text) for start, end in hit.matches)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(st.characters(max_codepoint=0x24F), min_size=1, max_size=12))
def test_a_title_is_found_by_its_own_words(database: Database, title: str) -> None:
    with database.write() as connection:
        one = add_paper(connection, title)
        if search.words(title):
            text = write(Term(Field.WORDS, (Words(word),)) for word in search.words(title))
            assert one in listing.ids(connection, LibraryQuery(text=text))


def test_facets_count_the_papers_of_the_list(shelf: Database) -> None:
    with shelf.read() as connection:
        facets = listing.facets(connection, LibraryQuery())
        attention = listing.facets(connection, LibraryQuery(text="attention"))
    assert facets.states == {ReadingState.UNREAD: 3, ReadingState.READ: 1}
    assert facets.topics == {"Vision": 1, "Graphs": 2}
    assert facets.years == {2021: 1, 2022: 1, 2023: 1}
    assert facets.evidence == {Evidence.PARTLY: 1, Evidence.ALL_SUPPORTED: 1, Evidence.NOT_CHECKED: 2}
    assert facets.has == {Has.PDF: 1, Has.CODE: 1, Has.NOTES: 1, Has.HIDDEN: 1}
    assert attention.states == {ReadingState.UNREAD: 2}
    assert attention.topics == {"Vision": 1, "Graphs": 1}


def test_the_sidebar_counts_what_its_places_show(shelf: Database) -> None:
    with shelf.read() as connection:
        assert listing.sidebar(connection) == SidebarCounts(library=4, unread=3, reading=0, starred=1, trash=1)


def test_a_collection_shows_and_counts_what_is_in_it_and_in_those_inside_it(shelf: Database) -> None:
    with shelf.write() as connection:
        outer = organising.create_collection(connection, "Thesis", None, NOW)
        inner = organising.create_collection(connection, "Chapter", outer, NOW)
        organising.collect(connection, [1, 2], outer, NOW)
        organising.collect(connection, [2, 3, 5], inner, NOW)
        assert listing.collections(connection) == [
            Collection(inner, "Chapter", outer, 2),
            Collection(outer, "Thesis", None, 3),
        ]
    assert found(shelf, collection=outer) == [3, 2, 1]
    assert found(shelf, collection=inner) == [3, 2]


def test_tags_are_counted_without_trash(shelf: Database) -> None:
    with shelf.write() as connection:
        papers.trash(connection, [1], NOW)
        assert listing.tags(connection) == [("thesis", 1)]


def test_a_paper_is_found_by_its_identifiers(database: Database) -> None:
    with database.write() as connection:
        mine = papers.add(connection, Paper("Lantern", arxiv_id="2401.00001", doi="10.1000/xyz.7"), added=NOW)
        papers.add(connection, Paper("Another", arxiv_id="2401.00002"), added=NOW)
    for typed in ("2401.00001", "10.1000/xyz.7"):
        assert found(database, text=typed) == [mine]
