from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from arxiv_server import ArxivServer, arxiv_server
from carrel.domain.arxiv_query import ArxivQuery, ArxivSort
from carrel.domain.changes import Changes
from carrel.domain.errors import InputError, NetworkError, Offline
from carrel.domain.query import LibraryQuery
from carrel.paths import Paths
from carrel.services.carrel import Carrel
from carrel.services.events import Event
from carrel.services.open import open_library

DAY = date(2026, 11, 20)
ALL = ArxivQuery("cat:cs.LG", ArxivSort.SUBMITTED, size=5)


@pytest.fixture
def arxiv() -> Iterator[ArxivServer]:
    with arxiv_server() as server:
        server.announce(DAY, 12, categories=("cs.LG",), all_new=True)
        yield server


@pytest.fixture
def desk(library_home: Path, tmp_path: Path, arxiv: ArxivServer) -> Iterator[Carrel]:
    opened = open_library(Paths(library_home), addresses=arxiv.addresses(), policy=arxiv.policy(tmp_path))
    opened.settings.change(welcomed=True)
    yield opened
    opened.close()


def identifiers(carrel: Carrel, ids: tuple[int, ...]) -> list[str]:
    return [paper.arxiv_id for one in ids if (paper := carrel.reading.paper(one)) is not None]


def test_results_are_papers_in_arxivs_order_that_are_not_kept(desk: Carrel, arxiv: ArxivServer) -> None:
    first = desk.arxiv_search.search(ALL)
    assert (first.total, first.start, len(first.papers)) == (12, 0, 5)
    second = desk.arxiv_search.search(replace(ALL, start=5))
    assert (second.total, second.start, len(second.papers)) == (12, 5, 5)
    newest = sorted(arxiv.papers.values(), key=lambda paper: paper.submitted, reverse=True)
    assert identifiers(desk, first.papers + second.papers) == [paper.id for paper in newest[:10]]
    assert list(desk.reading.ids(LibraryQuery())) == []
    assert [card.kept for card in desk.news.cards(first.papers)] == [False] * 5
    paper = desk.reading.paper(first.papers[0])
    assert paper is not None
    assert paper.abstract
    assert paper.published


def test_the_same_search_finds_the_same_papers_and_adds_none(desk: Carrel) -> None:
    first = desk.arxiv_search.search(ALL)
    assert desk.arxiv_search.search(ALL) == first
    with desk.database.read() as connection:
        assert connection.execute("SELECT count(*) FROM papers").fetchone()[0] == 5
        assert connection.execute("SELECT count(*) FROM versions").fetchone()[0] == 5


def newer(arxiv: ArxivServer, identifier: str) -> None:
    known = arxiv.papers[identifier]
    arxiv.submit([replace(known, version=known.version + 1, title="Another title", abstract="Another abstract.")])


def test_a_newer_version_is_shown_unless_the_paper_is_kept(desk: Carrel, arxiv: ArxivServer) -> None:
    passing, kept = desk.arxiv_search.search(ALL).papers[:2]
    desk.news.keep([kept])
    before = desk.reading.paper(kept)
    for identifier in identifiers(desk, (passing, kept)):
        newer(arxiv, identifier)
    desk.arxiv_search.search(ALL)
    renewed = desk.reading.paper(passing)
    assert renewed is not None
    assert (renewed.title, renewed.version) == ("Another title", 2)
    assert [version.version for version in desk.reading.versions(passing)] == [1, 2]
    # A new version of a paper in the library is told when arXiv announces it, and until then it stays as it is.
    after = desk.reading.paper(kept)
    assert before is not None
    assert after is not None
    assert (after.title, after.version, after.abstract) == (before.title, 1, before.abstract)


@pytest.mark.parametrize("form", ["{}", "{}v1", "arXiv:{}", "https://arxiv.org/pdf/{}", "10.48550/arXiv.{}"])
def test_an_identifier_is_looked_up_instead(desk: Carrel, arxiv: ArxivServer, form: str) -> None:
    identifier = next(iter(arxiv.papers))
    results = desk.arxiv_search.search(ArxivQuery(form.format(identifier), start=50))
    assert (results.total, results.start) == (1, 0)
    assert identifiers(desk, results.papers) == [identifier]
    [asked] = arxiv.asked_for("/api")
    assert "id_list" in asked


@pytest.mark.parametrize("text", ["", "  \n"])
def test_an_empty_search_asks_nothing(desk: Carrel, arxiv: ArxivServer, text: str) -> None:
    with pytest.raises(InputError):
        desk.arxiv_search.search(ArxivQuery(text))
    assert arxiv.asked == []


def test_nothing_is_asked_before_welcome_or_offline(desk: Carrel, arxiv: ArxivServer) -> None:
    desk.settings.change(welcomed=False)
    with pytest.raises(InputError, match="Welcome"):
        desk.arxiv_search.search(ALL)
    desk.settings.change(welcomed=True, offline=True)
    with pytest.raises(Offline, match="Work offline"):
        desk.arxiv_search.search(ALL)
    assert arxiv.asked == []
    assert desk.network.recent() == []


def test_a_failed_search_leaves_nothing_behind(desk: Carrel, arxiv: ArxivServer) -> None:
    arxiv.fail_next("/api", status=503, times=9)
    with pytest.raises(NetworkError):
        desk.arxiv_search.search(ALL)
    with desk.database.read() as connection:
        assert connection.execute("SELECT count(*) FROM papers").fetchone()[0] == 0


def test_only_papers_that_were_known_are_told_as_changed(desk: Carrel) -> None:
    told: list[Event] = []
    desk.events.subscribe(told.append)
    first = desk.arxiv_search.search(ALL)
    assert not [event for event in told if isinstance(event, Changes) and (event.papers or event.papers_added)]
    desk.arxiv_search.search(ALL)
    changes = [event for event in told if isinstance(event, Changes) and event.papers]
    assert [one.papers for one in changes] == [frozenset(first.papers)]
    assert not any(one.papers_added for one in changes)
