from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from carrel.domain.changes import Changes
from carrel.domain.digest import Status
from carrel.domain.errors import InputError
from carrel.domain.feed import NewsQuery
from carrel.domain.paper import Paper, ReadingState
from carrel.domain.query import LibraryQuery
from carrel.services.carrel import Carrel
from carrel.services.clock import now
from carrel.services.events import Event
from carrel.storage import feeds, jobs, news
from carrel.storage import papers as storage
from printed import print_paper
from storage_values import announced


@pytest.fixture
def papers(carrel: Carrel, tmp_path: Path) -> list[int]:
    printed = [print_paper(tmp_path / f"{n}.pdf", title=f"Paper number {n} on reading") for n in range(3)]
    jobs = carrel.jobs.wait(carrel.importing.add(printed))
    return [job.paper_id for job in jobs if job.paper_id is not None]


def test_each_write_is_told_and_can_be_undone(carrel: Carrel, papers: list[int]) -> None:
    told: list[Event] = []
    carrel.events.subscribe(told.append)
    changes = carrel.organising.set_starred(papers[:2], True)
    assert changes.papers == frozenset(papers[:2])
    assert changes in told
    assert carrel.undo.label == "Starred 2 papers"
    assert carrel.undo.undo() == "Starred 2 papers"
    assert list(carrel.reading.ids(LibraryQuery(starred=True))) == []
    assert carrel.undo.undo() == ""


def test_undo_gives_each_paper_its_own_former_state(carrel: Carrel, papers: list[int]) -> None:
    carrel.organising.set_reading(papers[:1], ReadingState.READING)
    carrel.organising.set_reading(papers, ReadingState.READ)
    carrel.undo.undo()
    states = [carrel.reading.state(paper).reading for paper in papers]
    assert states == [ReadingState.READING, ReadingState.UNREAD, ReadingState.UNREAD]


def test_trash_holds_papers_until_they_are_restored(carrel: Carrel, papers: list[int]) -> None:
    carrel.organising.trash(papers[:2])
    assert list(carrel.reading.ids(LibraryQuery())) == papers[2:]
    assert set(carrel.reading.ids(LibraryQuery(trash=True))) == set(papers[:2])
    carrel.organising.restore(papers[:1])
    assert carrel.reading.sidebar().trash == 1
    carrel.undo.undo()
    assert carrel.reading.sidebar().trash == 2


def test_emptying_trash_removes_papers_and_files(carrel: Carrel, papers: list[int]) -> None:
    carrel.organising.trash(papers)
    carrel.organising.purge_expired()
    assert len(list(carrel.paths.files.iterdir())) == 3
    carrel.organising.empty_trash()
    assert list(carrel.paths.files.iterdir()) == []
    assert len(carrel.reading.ids(LibraryQuery(trash=True))) == 0


def test_collections_nest_and_come_back_with_their_papers(carrel: Carrel, papers: list[int]) -> None:
    outer = carrel.organising.create_collection("Reading group")
    inner = carrel.organising.create_collection("Next week", parent=outer)
    carrel.organising.collect(papers[:2], inner)
    carrel.organising.delete_collection(outer)
    assert carrel.reading.collections() == []
    carrel.undo.undo()
    found = {one.name: one for one in carrel.reading.collections()}
    assert found["Next week"].parent == found["Reading group"].id
    assert set(carrel.reading.ids(LibraryQuery(collection=found["Next week"].id))) == set(papers[:2])


def test_tags_are_given_and_taken(carrel: Carrel, papers: list[int]) -> None:
    carrel.organising.tag(papers, "  Efficient   attention ")
    carrel.organising.untag(papers[:1], "Efficient attention")
    assert carrel.reading.tags() == [("Efficient attention", 2)]
    carrel.undo.undo()
    carrel.undo.undo()
    assert [carrel.reading.state(paper).tags for paper in papers] == [(), (), ()]


def test_a_name_of_spaces_is_refused(carrel: Carrel, papers: list[int]) -> None:
    with pytest.raises(InputError, match="needs a name"):
        carrel.organising.tag(papers, "  ")
    with pytest.raises(InputError, match="needs a name"):
        carrel.organising.create_collection("")


def test_notes_are_kept_found_and_removed(carrel: Carrel, papers: list[int]) -> None:
    carrel.organising.save_note(papers[0], "Ask about the permutation step.")
    assert carrel.reading.state(papers[0]).note == "Ask about the permutation step."
    assert list(carrel.reading.ids(LibraryQuery(text="permutation"))) == papers[:1]
    carrel.organising.save_note(papers[0], "")
    assert carrel.reading.state(papers[0]).note == ""
    assert list(carrel.reading.ids(LibraryQuery(text="permutation"))) == []


def test_a_verdict_counts_and_is_kept_beside_carrels_own(carrel: Carrel, papers: list[int]) -> None:
    digest = carrel.reading.digest(papers[0])
    assert digest is not None
    carrel.organising.set_verdict(papers[0], digest.id, 0, Status.NOT_FOUND)
    changed = carrel.reading.digest(papers[0])
    assert changed is not None
    assert changed.statements[0].status is Status.SUPPORTED
    assert changed.statements[0].effective is Status.NOT_FOUND
    assert carrel.reading.rows(papers[:1])[0].not_found == 1
    carrel.undo.undo()
    assert carrel.reading.digest(papers[0]) == digest


def test_changing_nothing_tells_nothing(carrel: Carrel, papers: list[int]) -> None:
    told: list[Event] = []
    carrel.events.subscribe(told.append)
    assert carrel.organising.set_reading(papers, ReadingState.UNREAD).papers == frozenset()
    assert carrel.organising.restore(papers).papers_added == frozenset()
    assert carrel.undo.label == ""
    # The daily care, and the import's own end, may be told any moment.
    assert [event for event in told if isinstance(event, Changes) and not event.jobs] == []


@pytest.fixture
def passing(carrel: Carrel) -> list[int]:
    """Two announced papers that are not kept."""
    with carrel.database.write() as connection:
        feeds.add(connection, "cs.LG", "2026-11-16T15:00:00Z")
        told = [announced("2611.00001"), announced("2611.00002")]
        came = news.announce(connection, "2026-11-16", told, from_feed=True, now="2026-11-16T15:00:00Z")
    return sorted(came.papers_added)


@pytest.mark.parametrize(
    ("write", "label"),
    [
        (lambda carrel, ids: carrel.organising.set_starred(ids, True), "Starred 2 papers"),
        (lambda carrel, ids: carrel.organising.tag(ids, "thesis"), "Tagged 2 papers “thesis”"),
        (
            lambda carrel, ids: carrel.organising.collect(ids, carrel.organising.create_collection("Thesis")),
            "Collected 2 papers",
        ),
    ],
)
def test_what_a_person_does_with_an_announced_paper_keeps_it_and_one_undo_takes_both_back(
    carrel: Carrel, passing: list[int], write: Callable[[Carrel, list[int]], Changes], label: str
) -> None:
    told: list[Event] = []
    carrel.news.keep(passing[:1])
    changes = write(carrel, passing)
    assert changes.papers == frozenset(passing)
    assert changes.papers_added == frozenset(passing[1:])
    assert changes.news
    assert set(carrel.reading.ids(LibraryQuery())) == set(passing)
    carrel.events.subscribe(told.append)
    assert carrel.undo.undo() == label
    assert set(carrel.reading.ids(LibraryQuery())) == set(passing[:1])
    (event,) = [event for event in told if isinstance(event, Changes) and event.papers]
    assert event.papers_removed == frozenset(passing[1:])
    assert not event.undo


def test_taking_a_star_or_a_tag_away_leaves_a_paper_in_the_library(carrel: Carrel, passing: list[int]) -> None:
    carrel.organising.set_starred(passing, True)
    carrel.organising.set_starred(passing, False)
    assert set(carrel.reading.ids(LibraryQuery())) == set(passing)


def test_undoing_a_star_does_not_take_a_paper_away_that_has_a_note_by_now(carrel: Carrel, passing: list[int]) -> None:
    carrel.organising.set_starred(passing, True)
    carrel.organising.save_note(passing[0], "Mine.")
    told: list[Event] = []
    carrel.events.subscribe(told.append)
    carrel.undo.undo()
    assert list(carrel.reading.ids(LibraryQuery())) == passing[:1]
    (event,) = [event for event in told if isinstance(event, Changes) and event.papers]
    assert event.papers_removed == frozenset(passing[1:])


def test_a_note_keeps_its_paper_and_a_blank_one_does_not(carrel: Carrel, passing: list[int]) -> None:
    assert carrel.organising.save_note(passing[0], " ").papers_added == frozenset()
    assert carrel.organising.save_note(passing[0], "Mine.").papers_added == frozenset(passing[:1])
    assert list(carrel.reading.ids(LibraryQuery())) == passing[:1]


def test_a_paper_that_is_read_is_read_in_the_news_and_undo_takes_both_back(carrel: Carrel, passing: list[int]) -> None:
    carrel.news.set_seen(passing[:1], True)
    changes = carrel.organising.set_reading(passing, ReadingState.READ)
    assert changes.news
    assert [card.seen for card in carrel.news.cards(passing)] == [True, True]
    carrel.undo.undo()
    assert [card.seen for card in carrel.news.cards(passing)] == [True, False]
    assert not carrel.organising.set_reading(passing, ReadingState.READING).news
    assert list(carrel.reading.ids(LibraryQuery())) == []


def test_an_announced_paper_whose_trash_is_emptied_stays_in_the_history_but_on_no_page(
    carrel: Carrel, passing: list[int]
) -> None:
    carrel.news.keep(passing[:1])
    carrel.organising.trash(passing[:1])
    assert carrel.organising.empty_trash() == Changes(papers_removed=frozenset(passing[:1]), news=True)
    assert list(carrel.reading.ids(LibraryQuery(trash=True))) == []
    assert list(carrel.news.ids(NewsQuery("2026-11-16"))) == passing[1:]
    assert carrel.reading.paper(passing[0]) is not None


def test_daily_care_forgets_what_a_search_at_arxiv_found_a_month_ago(carrel: Carrel) -> None:
    # That of the start may be past it already.
    carrel.jobs.wait(carrel.jobs.open_jobs())
    with carrel.database.write() as connection:
        old = storage.add(connection, Paper("Old"), added="2020-01-01T00:00:00Z", kept=False)
        recent = storage.add(connection, Paper("Recent"), added=now(), kept=False)
    carrel.maintenance.queue()
    with carrel.database.read() as connection:
        queued = jobs.open_jobs(connection)
    carrel.jobs.wait(queued)
    assert carrel.reading.paper(old) is None
    assert carrel.reading.paper(recent) is not None
