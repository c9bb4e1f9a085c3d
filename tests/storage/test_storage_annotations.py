"""Annotations as rows: their words, tags and places, Trash, and the list of all of them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carrel.domain.annotation import (
    Anchor,
    Annotation,
    AnnotationCounts,
    AnnotationKind,
    AnnotationQuery,
    AnnotationSort,
    Colour,
    Place,
    PlaceState,
)
from carrel.domain.passage import Rectangle
from carrel.domain.query import Has, LibraryQuery
from carrel.storage import annotation_listing, annotation_places, annotation_rows, backup, files, listing, papers
from carrel.storage.database import Connection, Database
from storage_values import LATER, NOW, add_file, add_paper, annotations_are_indexed


def annotation(paper_id: int, key: str, quote: str = "Water begins to run", **fields: Any) -> Annotation:
    rectangles = (Rectangle(1, 72.5, 100.25, 300.0, 112.0), Rectangle(1, 72.5, 114.5, 200.0, 126.0))
    made = Annotation(
        paper_id,
        AnnotationKind.HIGHLIGHT,
        Colour.YELLOW,
        Anchor(1, rectangles, quote, "before it ", " after it"),
        created=NOW,
        edited=NOW,
        key=key,
    )
    return replace(made, **fields)


def add(connection: Connection, one: Annotation) -> int:
    return annotation_rows.add(connection, one)


def sound(connection: Connection) -> bool:
    """Whether the index of words holds just what the rows say."""
    return annotations_are_indexed(connection) and backup.check(connection, full=True) == []


@pytest.fixture
def connection(database: Database) -> Iterator[Connection]:
    with database.write() as opened:
        yield opened


def test_an_annotation_comes_back_as_it_was_kept(connection: Connection) -> None:
    paper = add_paper(connection)
    file = add_file(connection, paper)
    made = annotation(
        paper,
        "k1",
        kind=AnnotationKind.UNDERLINE,
        colour=Colour.VIOLET,
        text="So **bold**",
        tags=("later", "To Read"),
        file_id=file.id,
        author="Ada",
        places=(Place(file.id, 1, (Rectangle(1, 1, 2, 3, 4),), PlaceState.MOVED),),
    )
    number = add(connection, made)
    assert annotation_rows.get(connection, number) == replace(made, id=number)
    assert annotation_rows.of_paper(connection, paper) == [replace(made, id=number)]
    assert annotation_rows.by_key(connection, paper) == {"k1": number}
    assert annotation_rows.get(connection, 99) is None
    assert sound(connection)


def test_what_is_rewritten_is_found_by_its_new_words_alone(connection: Connection) -> None:
    paper = add_paper(connection)
    number = add(connection, annotation(paper, "k1", tags=("old",)))
    known = annotation_rows.get(connection, number)
    assert known is not None
    assert annotation_rows.rewrite(connection, replace(known, text="glacier", tags=("new",), edited=LATER)) == known

    def found(**asked: Any) -> list[int]:
        return list(annotation_listing.ids(connection, AnnotationQuery(**asked)))

    assert found(text="glac") == found(tags=("NEW",)) == found(text="new water") == [number]
    assert found(text="old") == found(tags=("old",)) == []
    assert sound(connection)
    with pytest.raises(KeyError):
        annotation_rows.rewrite(connection, replace(known, id=77))


def test_a_key_is_one_of_its_paper(connection: Connection) -> None:
    first, second = add_paper(connection), add_paper(connection, "Another")
    add(connection, annotation(first, "same"))
    add(connection, annotation(second, "same"))
    with pytest.raises(Exception, match="UNIQUE"):
        add(connection, annotation(first, "same"))


def test_papers_tell_whether_they_have_annotations(connection: Connection) -> None:
    paper = add_paper(connection)
    bare = add_paper(connection, "Bare")

    def marked() -> list[int]:
        return list(listing.ids(connection, LibraryQuery(has=(Has.HIGHLIGHTS,))))

    assert marked() == []
    one, two = (add(connection, annotation(paper, key)) for key in ("a", "b"))
    assert marked() == [paper]
    assert listing.facets(connection, LibraryQuery()).has == {Has.HIGHLIGHTS: 1}
    assert listing.sidebar(connection).annotations == 2
    assert [gone.id for gone in annotation_rows.delete(connection, [one, two, one], LATER)] == [one, two]
    assert annotation_rows.delete(connection, [one], LATER) == []
    assert marked() == []
    assert listing.sidebar(connection).annotations == 0
    assert [back.id for back in annotation_rows.restore(connection, [two])] == [two]
    assert marked() == [paper]
    annotation_rows.forget(connection, two)
    assert marked() == []
    assert bare not in marked()


def test_trash_is_emptied_of_what_is_old(connection: Connection) -> None:
    paper = add_paper(connection)
    old, new = (add(connection, annotation(paper, key)) for key in ("a", "b"))
    annotation_rows.delete(connection, [old], "2026-10-01T00:00:00Z")
    annotation_rows.delete(connection, [new], "2026-11-15T00:00:00Z")
    trash = AnnotationQuery(trash=True, text="water")
    assert set(annotation_listing.ids(connection, trash)) == {old, new}
    assert annotation_rows.purge(connection, "2026-11-01T00:00:00Z") == [paper]
    assert list(annotation_listing.ids(connection, trash)) == [new]
    assert sound(connection)


def test_with_its_paper_an_annotation_goes_for_good(connection: Connection) -> None:
    paper = add_paper(connection)
    add(connection, annotation(paper, "a", tags=("x",)))
    papers.trash(connection, [paper], NOW)
    assert list(annotation_listing.ids(connection, AnnotationQuery())) == []
    assert listing.sidebar(connection).annotations == 0
    papers.delete(connection, [paper])
    left = "SELECT (SELECT count(*) FROM annotations) + (SELECT count(*) FROM annotation_tags)"
    assert connection.execute(left).fetchone() == (0,)
    assert sound(connection)


def test_a_file_that_goes_takes_its_places_but_no_annotation(connection: Connection) -> None:
    paper = add_paper(connection)
    file = add_file(connection, paper)
    number = add(
        connection,
        annotation(paper, "a", file_id=file.id, places=(Place(file.id, 1, (Rectangle(1, 1, 2, 3, 4),)),)),
    )
    connection.execute("DELETE FROM files WHERE id = ?", (file.id,))
    left = annotation_rows.get(connection, number)
    assert left is not None
    assert (left.file_id, left.places, left.anchor.quote) == (None, (), "Water begins to run")


def test_what_was_not_looked_for_in_a_file_is_known(connection: Connection) -> None:
    paper = add_paper(connection)
    first, second = add_file(connection, paper, "1.pdf", 1), add_file(connection, paper, "2.pdf", 2)
    for one in (first, second):
        connection.execute("UPDATE files SET state = 'ready' WHERE id = ?", (one.id,))
    number = add(
        connection, annotation(paper, "a", file_id=first.id, places=(Place(first.id, 1, (Rectangle(1, 1, 2, 3, 4),)),))
    )
    assert annotation_places.missing(connection, paper) == {second.id: [number]}
    assert annotation_places.papers_missing(connection) == [paper]
    annotation_rows.put_places(connection, [(number, Place(second.id, 0, (), PlaceState.LOST))])
    assert annotation_places.missing(connection, paper) == {}
    assert annotation_places.papers_missing(connection) == []
    lost = AnnotationQuery(states=(PlaceState.LOST,))
    assert list(annotation_listing.ids(connection, lost)) == [number]
    assert annotation_places.forget_lost(connection, paper) == 1
    assert annotation_places.missing(connection, paper) == {second.id: [number]}
    annotation_rows.delete(connection, [number], NOW)
    assert annotation_places.missing(connection, paper) == {}
    assert [one.version for one in files.of_paper(connection, paper)] == [1, 2]


def test_the_list_is_filtered_sorted_and_counted(connection: Connection) -> None:
    zebra, apple = add_paper(connection, "Zebra", "Z. Author"), add_paper(connection, "Apple", "A. Author", "B. Writer")
    ids = [
        add(
            connection,
            annotation(zebra, "a", "glacier songs", tags=("ice",), created="2026-01-03", edited="2026-02-01"),
        ),
        add(
            connection,
            annotation(
                apple, "b", "valley wind", colour=Colour.PINK, text="ice?", created="2026-01-02", edited="2026-02-03"
            ),
        ),
        add(
            connection,
            annotation(
                apple,
                "c",
                "glacier wind",
                kind=AnnotationKind.AREA,
                tags=("Ice", "b"),
                created="2026-01-01",
                edited="2026-02-02",
            ),
        ),
    ]
    one, two, three = ids

    def found(**asked: Any) -> list[int]:
        return list(annotation_listing.ids(connection, AnnotationQuery(**asked)))

    assert found() == [two, three, one]
    assert found(sort=AnnotationSort.CREATED) == [one, two, three]
    assert found(sort=AnnotationSort.PAPER) == [two, three, one]
    assert found(text="glacier") == [three, one]
    assert found(text="ice") == [two, three, one]
    assert found(text="glacier win") == [three]
    assert found(text='"*') == [two, three, one], "marks alone are no words"
    assert found(colours=(Colour.PINK, Colour.GREEN)) == [two]
    assert found(kinds=(AnnotationKind.AREA,)) == [three]
    assert found(tags=("ICE",)) == [three, one]
    assert found(with_text=True) == [two]
    assert found(paper=apple, text="wind") == [two, three]
    rows = annotation_listing.rows(connection, [three, 99, one])
    assert [(row.annotation.id, row.title, row.authors) for row in rows] == [
        (three, "Apple", ("A. Author", "B. Writer")),
        (one, "Zebra", ("Z. Author",)),
    ]
    assert annotation_listing.counts(connection, AnnotationQuery(text="glacier")) == AnnotationCounts(
        2, {AnnotationKind.HIGHLIGHT: 1, AnnotationKind.AREA: 1}, {Colour.YELLOW: 2}, {"b": 1, "ice": 2}
    )
    assert [name.casefold() for name in annotation_listing.tags(connection)] == ["b", "ice"]


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_whatever_is_done_in_whichever_order_the_index_of_words_is_that_of_the_rows(
    database: Database, data: st.DataObject
) -> None:
    with database.write() as connection:
        paper = add_paper(connection)
        known: list[int] = []
        for step in range(data.draw(st.integers(1, 12))):
            act = data.draw(st.sampled_from(["add", "add", "rewrite", "delete", "restore", "forget", "purge"]))
            if act == "add" or not known:
                tags = tuple({tag.casefold(): tag for tag in data.draw(st.lists(TEXTS, max_size=2))}.values())
                known.append(add(connection, annotation(paper, f"k{step}", data.draw(TEXTS), tags=tags)))
                continue
            number = data.draw(st.sampled_from(known))
            one = annotation_rows.get(connection, number)
            if one is None:
                continue
            match act:
                case "rewrite":
                    annotation_rows.rewrite(connection, replace(one, text=data.draw(TEXTS)))
                case "delete":
                    annotation_rows.delete(connection, [number], NOW)
                case "restore":
                    annotation_rows.restore(connection, [number])
                case "forget":
                    annotation_rows.forget(connection, number)
                case "purge":
                    annotation_rows.purge(connection, "9999")
        assert sound(connection)
        (flag,) = connection.execute("SELECT has_highlight FROM papers WHERE id = ?", (paper,)).fetchone()
        assert bool(flag) == bool(annotation_rows.of_paper(connection, paper))
        papers.trash(connection, [paper], NOW)
        papers.delete(connection, [paper])
        assert sound(connection)


@pytest.mark.slow
def test_a_hundred_thousand_annotations_are_listed_through_indexes(database: Database) -> None:
    with database.write() as connection:
        ids = [add_paper(connection, f"Paper {number}") for number in range(400)]
        for number in range(100_000):
            # The first paper has five thousand of them.
            paper = ids[0] if number < 5000 else ids[number % 400]
            moment = f"2026-{1 + number % 12:02}-{1 + number % 28:02}T00:00:00Z"
            one = annotation(paper, f"k{number}", f"Valley {number} is cold and speaks of word{number % 977}")
            colour = list(Colour)[number % 5]
            add(connection, replace(one, colour=colour, tags=("late",) if number % 50 == 0 else (), edited=moment))
    with database.read() as connection:
        taken = {}
        for name, query in {
            "all": AnnotationQuery(),
            "colour": AnnotationQuery(colours=(Colour.PINK,)),
            "tag": AnnotationQuery(tags=("late",)),
            "words": AnnotationQuery(text="valley word12"),
            "paper": AnnotationQuery(paper=ids[0]),
        }.items():
            started = time.process_time()
            found = annotation_listing.ids(connection, query)
            taken[name] = time.process_time() - started
            assert len(found) > 100
            started = time.process_time()
            annotation_listing.counts(connection, query)
            taken[f"{name}, counted"] = time.process_time() - started
        started = time.process_time()
        assert len(annotation_rows.of_paper(connection, ids[0])) > 5000
        taken["of one paper"] = time.process_time() - started
        started = time.process_time()
        assert annotation_listing.total(connection) == 100_000
        taken["total"] = time.process_time() - started
        started = time.process_time()
        annotation_places.papers_missing(connection)
        taken["missing"] = time.process_time() - started
        plan = " ".join(
            row[3]
            for row in connection.execute(
                "EXPLAIN QUERY PLAN SELECT a.id FROM annotations a WHERE a.deleted IS NULL ORDER BY a.edited DESC, a.id DESC"
            )
        )
    assert "annotations_by_edited" in plan
    assert "TEMP B-TREE" not in plan
    assert max(taken.values()) < 5, taken
