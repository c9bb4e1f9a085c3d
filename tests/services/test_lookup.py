"""Finding papers, notes, annotations and places by a few typed words."""

from __future__ import annotations

import pytest

import announced
from carrel.domain.annotation import Anchor, Annotation, AnnotationKind, Colour
from carrel.domain.lookup import FoundPaper
from carrel.domain.paper import Paper
from carrel.services.carrel import Carrel
from carrel.storage import annotation_rows, feeds, news, papers

NOW = "2026-11-20T09:30:00Z"
TITLES = (
    "Attention is all you need",
    "Entropy-guided attention for private models",
    "Impossibility theorems for feature attribution",
    "Sparse mixtures: attention to routing",
    "Élan vital of strange networks",
)


@pytest.fixture
def shelf(carrel: Carrel) -> list[int]:
    """Five papers of the library, the newest last; the last one by two authors."""
    with carrel.database.write() as connection:
        return [
            papers.add(
                connection,
                Paper(title, ("Ada Lovelace", "Ibn al-Haytham") if "lan" in title else ("Grace Hopper",)),
                added=f"2026-01-0{number}T10:00:00Z",
            )
            for number, title in enumerate(TITLES, 1)
        ]


def titles(carrel: Carrel, typed: str, **limits: int) -> list[str]:
    return [paper.title for paper in carrel.lookup.find(typed, **limits).papers]


def annotate(carrel: Carrel, paper: int, quote: str, text: str = "", key: str = "k1") -> int:
    made = Annotation(
        paper, AnnotationKind.HIGHLIGHT, Colour.YELLOW, Anchor(2, (), quote), text, created=NOW, edited=NOW, key=key
    )
    with carrel.database.write() as connection:
        return annotation_rows.add(connection, made)


@pytest.mark.usefixtures("shelf")
def test_titles_that_begin_so_come_first_then_phrases_then_words_the_newest_first(carrel: Carrel) -> None:
    assert titles(carrel, "att") == [TITLES[0], TITLES[3], TITLES[2], TITLES[1]]
    assert titles(carrel, "attention to") == [TITLES[3]]
    assert titles(carrel, "need att") == [TITLES[0]]


@pytest.mark.usefixtures("shelf")
def test_every_word_may_be_a_beginning_without_case_and_diacritics(carrel: Carrel) -> None:
    assert titles(carrel, "ELAN vit") == [TITLES[4]]
    assert titles(carrel, "entropy-gui") == [TITLES[1]]


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize("typed", ["", "  ", "…", '"', "zebra", "att zebra", "OR", "att*", "title:att", "NEAR(a b)"])
def test_whatever_is_typed_is_words(carrel: Carrel, typed: str) -> None:
    found = carrel.lookup.find(typed)
    assert found.papers == (() if typed != "att*" else carrel.lookup.find("att").papers)
    assert found.notes == ()


def test_authors_are_found_after_titles_and_named(carrel: Carrel, shelf: list[int]) -> None:
    (found,) = carrel.lookup.find("elan hayth").papers
    assert (found.id, found.author) == (shelf[4], "Ibn al-Haytham")
    (found,) = carrel.lookup.find("lovelace").papers
    assert found.author == "Ada Lovelace"
    assert carrel.lookup.find("elan").papers[0].author == ""


@pytest.mark.usefixtures("shelf")
def test_no_more_are_told_than_asked_for(carrel: Carrel) -> None:
    assert titles(carrel, "att", papers=2) == [TITLES[0], TITLES[3]]


def test_what_is_in_trash_is_not_found(carrel: Carrel, shelf: list[int]) -> None:
    carrel.organising.save_note(shelf[0], "attend to this")
    annotate(carrel, shelf[0], "attendance")
    assert len(carrel.lookup.find("attend").notes) == 2
    carrel.organising.trash([shelf[0]])
    assert TITLES[0] not in titles(carrel, "att")
    assert carrel.lookup.find("attend").notes == ()
    assert shelf[0] not in [paper.id for paper in carrel.lookup.recent([shelf[0]])]


@pytest.mark.usefixtures("shelf")
def test_announced_papers_tell_their_day_until_they_are_kept(carrel: Carrel) -> None:
    announced.follow(carrel.database)
    ids = announced.announce(carrel.database, announced.paper(0), announced.paper(8))
    found = carrel.lookup.find("attention")
    assert found.newest_day == announced.DAY
    days = {paper.title: paper.day for paper in found.papers}
    assert days["Lantern 0: reading with attention"] == announced.DAY
    assert days[TITLES[0]] == ""
    (kept,) = [one for identifier, one in ids.items() if identifier.endswith("00000")]
    carrel.news.keep([kept])
    assert carrel.lookup.find("lantern 0").papers[0] == FoundPaper(kept, "Lantern 0: reading with attention")


@pytest.mark.usefixtures("shelf")
def test_announced_papers_leave_room_for_those_of_the_library(carrel: Carrel) -> None:
    announced.follow(carrel.database)
    announced.announce(carrel.database, *(announced.paper(8 * number) for number in range(9)))
    of_library = [paper.title for paper in carrel.lookup.find("att").papers if not paper.day]
    assert of_library == [TITLES[0], TITLES[3], TITLES[2]]
    assert len(carrel.lookup.find("reading with").papers) == 5


def test_announced_papers_that_no_feed_lets_in_are_not_found(carrel: Carrel) -> None:
    announced.announce(carrel.database, announced.paper(0))
    assert carrel.lookup.find("lantern").papers == ()


@pytest.mark.usefixtures("shelf")
def test_an_identifier_finds_its_paper(carrel: Carrel) -> None:
    with carrel.database.write() as connection:
        paper = papers.add(connection, Paper("Named", arxiv_id="2310.01334", version=2), added=NOW)
    for typed in ("2310.01334", "arXiv:2310.01334v1", "https://arxiv.org/abs/2310.01334"):
        assert carrel.lookup.find(typed).papers == (FoundPaper(paper, "Named"),)
    assert carrel.lookup.find("2310.09999").papers == ()
    carrel.organising.trash([paper])
    assert carrel.lookup.find("2310.01334").papers == ()


def test_an_identifier_finds_the_paper_that_its_own_was_merged_with(carrel: Carrel) -> None:
    announced.follow(carrel.database)
    ids = announced.announce(carrel.database, announced.paper(0), announced.paper(1), announced.paper(2))
    one, other, third = ids.values()
    carrel.news.keep([one, other])
    carrel.duplicates.merge(one, other)
    for identifier in list(ids)[:2]:
        assert [paper.id for paper in carrel.lookup.find(identifier).papers] == [one]
    (passing,) = list(ids)[2:]
    assert [paper.day for paper in carrel.lookup.find(passing).papers] == [announced.DAY]
    carrel.news.hide([third])
    assert carrel.lookup.find(passing).papers == ()


def test_notes_are_cut_to_where_the_word_stands(carrel: Carrel, shelf: list[int]) -> None:
    carrel.organising.save_note(shelf[1], "# Plan\n\n" + "and so on " * 40 + "compare the attention span")
    (note,) = carrel.lookup.find("att spa").notes
    assert (note.paper, note.annotation, note.page, note.title) == (shelf[1], 0, -1, TITLES[1])
    assert note.text.startswith("… ")
    assert note.text.endswith("compare the attention span")


def test_annotations_are_quoted_by_their_text_where_it_matches_else_by_what_they_mark(
    carrel: Carrel, shelf: list[int]
) -> None:
    marked = annotate(carrel, shelf[0], "attention spans many heads", "check this")
    written = annotate(carrel, shelf[1], "a permutation", "attention layers too", key="k2")
    found = {note.annotation: note for note in carrel.lookup.find("att").notes}
    assert found[marked].text == "attention spans many heads"
    assert found[written].text == "attention layers too"
    assert found[written].page == 2


def test_notes_and_annotations_share_the_room(carrel: Carrel, shelf: list[int]) -> None:
    for number, paper in enumerate(shelf):
        carrel.organising.save_note(paper, "attention")
        annotate(carrel, paper, "attention", key=f"k{number}")
    found = carrel.lookup.find("att", notes=4).notes
    assert [bool(note.annotation) for note in found] == [False, False, True, True]


def test_recent_papers_are_those_opened_last_then_those_added_last(carrel: Carrel, shelf: list[int]) -> None:
    assert [paper.id for paper in carrel.lookup.recent([shelf[0], shelf[3]], 3)] == [shelf[0], shelf[3], shelf[4]]


def test_places_are_told_by_their_names(carrel: Carrel, shelf: list[int]) -> None:
    collection = carrel.organising.create_collection("Efficient attention", None)
    carrel.organising.tag([shelf[0]], "thesis")
    search = carrel.news.save_search("State space", "state space")
    with carrel.database.write() as connection:
        feeds.add(connection, "cs.LG", NOW)
        assert news.newest_day(connection) == ""
    names = carrel.lookup.place_names()
    inside = carrel.organising.create_collection("Old", collection)
    assert carrel.lookup.place_names().collections == (
        (collection, "Efficient attention", ""),
        (inside, "Old", "Efficient attention"),
    )
    assert names.searches == ((search, "State space"),)
    assert names.tags == ("thesis",)
    assert names.feeds == ("cs.LG",)
