"""What a typed search finds in a real library, and that no text is too much for it."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings

from carrel.domain.digest import Status
from carrel.domain.paper import Paper, ReadingState
from carrel.domain.query import LibraryQuery, Sort
from carrel.domain.query_terms import TEXT_FIELDS, Term
from carrel.domain.query_writing import write
from carrel.storage import digests, listing, notes, organising, papers, passages
from carrel.storage.database import Database
from query_strategies import searches, typed
from storage_values import NOW, add_file, digest, document

RECENT = (datetime.now(UTC) - timedelta(days=2)).strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.fixture
def desk(database: Database) -> Database:
    """Four papers: 1 of 2021 by Ann Young, 2 starred and read, 3 with text and code, 4 added the day before yesterday."""
    with database.write() as connection:
        for paper, added in (
            (
                Paper(
                    "Zebra stripes",
                    ("Ann Young",),
                    "On skin.",
                    "2101.00001",
                    categories=("cs.LG", "stat.ML"),
                    year=2021,
                ),
                "2026-01-01T00:00:00Z",
            ),
            (
                Paper(
                    "The attention of cats",
                    ("Bob Müller",),
                    "Zebra cats stare.",
                    doi="10.1000/ABC",
                    categories=("cs.CV",),
                    year=2023,
                ),
                "2026-02-10T00:00:00Z",
            ),
            (
                Paper(
                    "Graphs of élan",
                    ("Cid Young", "Dee Zebra"),
                    "",
                    categories=("math.CO",),
                    links=("https://github.com/a/b",),
                ),
                "2026-03-01T12:00:00Z",
            ),
            (
                Paper("State-of-the-art: deep learning", ("Eve Moss",), "deep nets and machine learning", year=2022),
                RECENT,
            ),
        ):
            papers.add(connection, paper, added=added)
        papers.set_reading(connection, [2], ReadingState.READ)
        papers.set_starred(connection, [2], True)
        digests.save(connection, 2, None, digest(Status.SUPPORTED, Status.PARTLY, topics=("Vision", "Graph Learning")))
        digests.save(connection, 3, None, digest(Status.SUPPORTED, topics=("Théorie",)))
        notes.save(connection, 1, "compare with zebra crossings", NOW)
        passages.save(connection, add_file(connection, 3).id, document("Kernels abound here.", "Skin and stripes."))
        organising.tag(connection, [1, 2], "Reading group")
        organising.tag(connection, [3], 'a|b "c"')
        outer = organising.create_collection(connection, "Thesis", None, NOW)
        inner = organising.create_collection(connection, "Chapter 1", outer, NOW)
        organising.collect(connection, [1], outer, NOW)
        organising.collect(connection, [4], inner, NOW)
    return database


def found(database: Database, text: str, sort: Sort = Sort.ADDED) -> list[int]:
    with database.read() as connection:
        return list(listing.ids(connection, LibraryQuery(text=text, sort=sort)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("title:zebra", [1]),
        ("author:zebra", [3]),
        ("abstract:zebra", [2]),
        ("note:zebra", [1]),
        ("author:young", [3, 1]),
        ("author:you", [3, 1]),
        ('author:"you"', []),
        ("author:you*", [3, 1]),
        ("author:young|muller", [3, 2, 1]),
        ('"deep learning"', [4]),
        ('"deep machine"', []),
        ('"deep lear"*', [4]),
        ('"deep lear', [4]),
        ("deep -title:learning", []),
        ("-young", [4, 2]),
        ("-author:young -starred", [4, 2]),
        ("zebra -author:young", [2]),
        ("zebra -cats -crossings", [3]),
        ("-kernels", [4, 2, 1]),
        ("elan kernels", [3]),
        ("elan skin stripes", [3]),
        ("skin stripes", [3, 1]),
        ("topic:vision", [2]),
        ("topic:learning", []),
        ('topic:"graph learning"', [2]),
        ("topic:graph*", [2]),
        ("topic:theorie|vision", [3, 2]),
        ("-topic:vision", [4, 3, 1]),
        ('tag:"reading GROUP"', [2, 1]),
        ("tag:reading*", [2, 1]),
        ('tag:"a|b ""c"""', [3]),
        ("-tag:read*", [4, 3]),
        ("in:thesis", [4, 1]),
        ('in:"chapter 1"', [4]),
        ("cat:cs", [2, 1]),
        ("cat:CS.lg", [1]),
        ("cat:c*", [2, 1]),
        ("cat:c", []),
        ("cat:%", []),
        ("arxiv:2101.00001v3", [1]),
        ("id:2101*", [1]),
        ("doi:10.1000/abc", [2]),
        ("doi:https://doi.org/10.1000/abc", [2]),
        ("doi:10.*", [2]),
        ("year:2021..2022", [4, 1]),
        ("year:2022..", [4, 2]),
        ("year:..2021|2023", [2, 1]),
        ("-year:2021..2023", [3]),
        ("added:7d", [4]),
        ("added:9999y", [4, 3, 2, 1]),
        ("added:2026-02", [2]),
        ("-added:2026-02..", [1]),
        ("added:..2026-03-01", [3, 2, 1]),
        ("added:9999..", []),
        ("added:..9999-12-31", [4, 3, 2, 1]),
        ("is:read", [2]),
        ("is:unread|starred", [4, 3, 2, 1]),
        ("-is:read", [4, 3, 1]),
        ("is:starred is:unread", []),
        ("has:pdf", [3]),
        ("has:hidden", [3]),
        ("has:notes|code", [3, 1]),
        ("-has:notes -has:code", [4, 2]),
        ("has:highlights", []),
        ("evidence:partly", [2]),
        ("evidence:supported|unchecked", [4, 3, 1]),
        ("-evidence:unchecked", [3, 2]),
        ('tag:"Reading group" year:2022.. -is:unread cats', [2]),
    ],
)
def test_fields_find_what_they_name(desk: Database, text: str, expected: list[int]) -> None:
    assert found(desk, text) == expected


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed)
def test_any_text_is_searched_without_an_error(desk: Database, text: str) -> None:
    assert sorted(found(desk, text, Sort.BEST)) == sorted(found(desk, text))
    with desk.read() as connection:
        query = LibraryQuery(text=text)
        facets = listing.facets(connection, query)
        assert sum(facets.states.values()) == len(listing.ids(connection, query))
        for paper, limit in itertools.product((1, 3), (1, 5)):
            assert len(passages.hits(connection, paper, text, limit)) <= limit


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(searches)
def test_every_term_leaves_fewer_papers_and_its_denial_the_others(desk: Database, terms: list[Term]) -> None:
    everything = set(found(desk, ""))
    kept = set(found(desk, write(terms)))
    for number in range(len(terms)):
        assert kept <= set(found(desk, write([*terms[:number], *terms[number + 1 :]])))
    # A word that goes on while it is typed does not go on where it is denied; marks alone are no words at all.
    for term in terms:
        if term.field not in TEXT_FIELDS:
            those = set(found(desk, write([term])))
            others = set(found(desk, write([Term(term.field, term.values, not term.negated)])))
            assert those.isdisjoint(others)
            assert those | others == everything


def test_a_pasted_page_is_a_search(desk: Database) -> None:
    page = "deep learning " * 5000
    assert found(desk, page) == [4]
    assert found(desk, f'"{page}"') == []
    assert found(desk, " ".join(f"tag:t{number}" for number in range(3000))) == []
    assert found(desk, "title:" + "|".join(f"w{number}" for number in range(3000))) == []
    assert found(desk, '"' * 3001) == [4, 3, 2, 1]
    assert found(desk, "(" * 3000) == [4, 3, 2, 1]
