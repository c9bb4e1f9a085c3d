"""Which papers are alike: by vectors where there are some, by words until then."""

from __future__ import annotations

import pytest

from announced import MOMENT
from carrel.domain.paper import Paper
from carrel.domain.related import Among, Facet
from carrel.services.carrel import Carrel
from carrel.services.open import open_library
from carrel.storage import papers
from carrel.storage.database import Connection
from made_vectors import give_vectors
from storage_values import NOW

STORKS = (
    "White storks nest on roofs. However, roofs are becoming rare. We propose a method that counts storks by drones. "
    "Experiments show that drones count storks better than people."
)
MORE_STORKS = (
    "Black storks nest in trees. We introduce a method that counts storks from satellites. "
    "Results show that satellites find more storks than drones."
)
SOME_STORKS = "Storks migrate to Africa in autumn. Their nests on roofs are empty in winter. We count storks by radar."
TOKENS = "Transformers attend to tokens. We propose sparse attention between tokens. It outperforms dense attention."


def add(connection: Connection, abstract: str, *, kept: bool = True) -> int:
    return papers.add(connection, Paper(f"Paper {abstract[:12]}", ("Ada Lovelace",), abstract), added=NOW, kept=kept)


def added(desk: Carrel, *abstracts: str, kept: bool = True) -> list[int]:
    with desk.database.write() as connection:
        return [add(connection, abstract, kept=kept) for abstract in abstracts]


def announced(desk: Carrel, abstract: str, *, shown: bool = True) -> int:
    with desk.database.write() as connection:
        paper = add(connection, abstract, kept=False)
        connection.execute(
            "INSERT INTO announcements (paper_id, version, day, type, position, from_feed, shown)"
            " VALUES (?, 1, '2026-11-19', 'new', 1, 1, ?)",
            (paper, shown),
        )
    return paper


def found(desk: Carrel, *asked: int, **how: object) -> list[int]:
    return [one.paper_id for one in desk.relating.related(asked, **how).papers]  # type: ignore[arg-type]


@pytest.fixture(params=["vectors", "words"])
def by_vectors(request: pytest.FixtureRequest) -> bool:
    return bool(request.param == "vectors")


def test_what_is_alike_is_found_and_what_is_not_is_left_out(desk: Carrel, by_vectors: bool) -> None:
    first, second, third, other = added(desk, STORKS, MORE_STORKS, SOME_STORKS, TOKENS)
    if by_vectors:
        give_vectors(desk)
    answer = desk.relating.related([first])
    assert {one.paper_id for one in answer.papers} == {second, third}
    assert answer.by_words is not by_vectors
    assert answer.facets == frozenset(Facet)
    assert all(one.kept and not one.day for one in answer.papers)
    assert found(desk, other) == []
    assert found(desk, first, second) == [third], "those that are asked about are not in the answer"
    assert found(desk, first, limit=1) == [answer.papers[0].paper_id]


def test_the_reason_is_the_closest_sentence_and_shared_topics(desk: Carrel) -> None:
    first, second = added(desk, STORKS, f"Nothing is said here of birds at all. {MORE_STORKS}")
    with desk.database.write() as connection:
        connection.execute('UPDATE papers SET topics = \'["Birds", "Drones"]\' WHERE id = ?', (first,))
        connection.execute('UPDATE papers SET topics = \'["Trees", "Birds"]\' WHERE id = ?', (second,))
    [one] = desk.relating.related([first]).papers
    assert "storks" in one.sentence
    assert one.topics == ("Birds",)


def test_announced_papers_are_found_too_but_no_hidden_or_passing_ones_nor_trash(desk: Carrel, by_vectors: bool) -> None:
    first, trashed = added(desk, STORKS, MORE_STORKS)
    passing = added(desk, f"{SOME_STORKS} Passing.", kept=False)
    news = announced(desk, f"{SOME_STORKS} News.")
    hidden = announced(desk, f"{SOME_STORKS} Hidden.", shown=False)
    kept = added(desk, f"{SOME_STORKS} Kept.")[0]
    desk.organising.trash([trashed])
    if by_vectors:
        give_vectors(desk)
    answer = desk.relating.related([first])
    assert {one.paper_id: (one.kept, one.day) for one in answer.papers} == {
        news: (False, "2026-11-19"),
        kept: (True, ""),
    }
    assert not {trashed, hidden, *passing} & {one.paper_id for one in answer.papers}
    assert found(desk, first, among=Among.LIBRARY) == [kept]
    assert found(desk, first, among=Among.NEWS) == [news]


def test_a_facet_leaves_out_those_of_which_nothing_tells_it(desk: Carrel, by_vectors: bool) -> None:
    first, second, silent = added(
        desk, STORKS, MORE_STORKS, "Storks nest on roofs. Roofs are rare, and storks are many."
    )
    if by_vectors:
        give_vectors(desk)
    assert set(found(desk, first)) == {second, silent}
    answer = desk.relating.related([first], facet=Facet.METHOD)
    assert [one.paper_id for one in answer.papers] == [second]
    assert answer.without == 1
    assert "satellites" in answer.papers[0].sentence
    nothing = desk.relating.related([silent], facet=Facet.METHOD)
    assert not nothing.papers
    assert Facet.METHOD not in nothing.facets


def test_papers_that_come_later_are_found_once_they_have_vectors(desk: Carrel) -> None:
    first, _ = added(desk, STORKS, TOKENS)
    give_vectors(desk)
    assert found(desk, first) == []
    [late] = added(desk, MORE_STORKS)
    assert found(desk, late) == [first], "by words, while it has no vector"
    give_vectors(desk, [late])
    assert found(desk, first) == [late]
    assert not desk.relating.related([late]).by_words


def test_papers_whose_vectors_a_disk_spoilt_are_found_by_words(desk: Carrel) -> None:
    first, second = added(desk, STORKS, MORE_STORKS)
    give_vectors(desk, [first])
    give_vectors(desk, [second])
    [path] = desk.paths.vectors.glob("*.f16")
    held = bytearray(path.read_bytes())
    held[4] ^= 0xFF
    path.write_bytes(held)
    again = open_library(desk.paths, clock=lambda: MOMENT)
    try:
        answer = again.relating.related([first])
        assert answer.by_words
        assert [one.paper_id for one in answer.papers] == [second]
        assert not again.relating.related([second]).by_words
    finally:
        again.close()


def test_of_very_many_papers_some_stand_for_all_and_none_of_them_is_in_the_answer(
    desk: Carrel, by_vectors: bool
) -> None:
    asked = added(desk, *[STORKS] * 400)
    more = announced(desk, MORE_STORKS)
    if by_vectors:
        give_vectors(desk)
    few = desk.relating.related(asked[:200], among=Among.LIBRARY, limit=500)
    assert not few.sampled
    assert len(few.papers) > 1
    many = desk.relating.related(asked)
    assert many.sampled == 200
    assert [one.paper_id for one in many.papers] == [more]


def test_papers_of_several_subjects_have_near_ones(desk: Carrel, by_vectors: bool) -> None:
    storks, tokens = added(desk, STORKS, TOKENS)
    [more] = added(desk, MORE_STORKS)
    if by_vectors:
        give_vectors(desk)
    assert found(desk, storks, tokens) == [more]


def test_of_nothing_nothing_is_alike(desk: Carrel) -> None:
    [empty] = added(desk, "")
    assert found(desk) == []
    assert found(desk, 12345) == []
    assert found(desk, empty) == []
    give_vectors(desk)
    assert found(desk, empty) == []
