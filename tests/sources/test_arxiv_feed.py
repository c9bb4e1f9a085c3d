from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

import arxiv_serials
from arxiv_papers import MadePaper, make_papers
from arxiv_server import ArxivServer, arxiv_server
from carrel.domain.errors import NetworkError
from carrel.domain.feed import AnnounceType
from carrel.sources.arxiv_feed import ArxivFeed, merged, parse_feed
from carrel.sources.feed_entries import authors
from carrel.sources.policy import ArxivAddresses
from desk import Desk

DAY = date(2026, 7, 14)
ALL = ["cs", "stat", "math"]


@pytest.fixture
def arxiv() -> Iterator[ArxivServer]:
    with arxiv_server() as server:
        yield server


@pytest.fixture
def feed(desk: Desk, arxiv: ArxivServer) -> ArxivFeed:
    return ArxivFeed(desk.client, arxiv.addresses())


def one(**changes: object) -> MadePaper:
    return replace(make_papers(DAY, 1)[0], **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("serial", [arxiv_serials.rss, arxiv_serials.atom, arxiv_serials.rdf])
def test_a_days_papers_are_read_in_every_form_arxiv_has_had(
    feed: ArxivFeed, arxiv: ArxivServer, serial: object
) -> None:
    arxiv.serial = serial  # type: ignore[assignment]
    made = arxiv.announce(DAY, 40)
    answer = feed.read(ALL)
    assert (answer.day, answer.complete, answer.skipped, answer.unchanged) == ("2026-07-14", True, 0, False)
    assert [one.paper.arxiv_id for one in answer.announcements] == [paper.id for paper in made]
    for read, paper in zip(answer.announcements, made, strict=True):
        assert (read.paper.version, read.paper.authors) == (paper.version, paper.authors)
        assert read.paper.source == "arxiv"
        assert read.paper.categories[0] == paper.categories[0]


def test_types_categories_and_sources_are_kept(feed: ArxivFeed, arxiv: ArxivServer) -> None:
    made = arxiv.announce(DAY, 100)
    answer = feed.read(ALL)
    assert Counter(one.type for one in answer.announcements) == Counter(paper.type for paper in made)
    assert [one.paper.categories for one in answer.announcements] == [paper.categories for paper in made]
    assert answer.skip_days == ("Sunday", "Saturday")
    latex = [one.paper for one in answer.announcements if one.paper.latex_abstract]
    assert latex
    assert not any({"\\", "$"} & set(paper.abstract) for paper in latex)
    assert {one.paper.journal_reference for one in answer.announcements if one.paper.journal_reference}
    assert {one.paper.doi for one in answer.announcements if one.paper.doi}


def test_all_categories_are_one_request_and_say_what_they_are_for(
    desk: Desk, feed: ArxivFeed, arxiv: ArxivServer
) -> None:
    arxiv.announce(DAY, 5)
    feed.read(["cs.LG", "cs.CL", "cs.LG"], who="schedule")
    assert arxiv.asked_for("/rss") == ["/rss/cs.LG+cs.CL"]
    assert [(r.purpose, r.who) for r in desk.ledger] == [("Announcements in cs.LG, cs.CL", "schedule")]


def test_a_feed_that_is_full_is_asked_for_in_halves_and_joined(feed: ArxivFeed, arxiv: ArxivServer) -> None:
    made = arxiv.announce(DAY, 2_300, categories=("cs.LG", "stat.ML", "math.OC"))
    answer = feed.read(["cs.LG", "stat.ML", "math.OC"])
    assert {one.paper.arxiv_id for one in answer.announcements} == {paper.id for paper in made}
    assert len(answer.announcements) == len(made)
    assert (answer.complete, answer.day, answer.etag) == (True, "2026-07-14", "")
    assert arxiv.asked_for("/rss")[0] == "/rss/cs.LG+stat.ML+math.OC"


def test_a_single_category_that_is_full_is_told_as_incomplete(feed: ArxivFeed, arxiv: ArxivServer) -> None:
    arxiv.announce(DAY, 2_001, categories=("cs.LG",))
    answer = feed.read(["cs.LG"])
    assert (len(answer.announcements), answer.complete) == (2_000, False)
    assert len(arxiv.asked) == 1


def test_an_address_that_is_too_long_is_asked_for_in_halves(feed: ArxivFeed, arxiv: ArxivServer) -> None:
    arxiv.announce(DAY, 3)
    feed.read([f"cs.{chr(65 + n % 26)}{chr(97 + n // 26)}{'x' * 20}" for n in range(100)])
    assert len(arxiv.asked) == 2


def test_days_that_changed_between_two_halves_are_read_again_later() -> None:
    first, second = (parse_feed(arxiv_serials.rss(day, make_papers(day, 2), "cs")) for day in (DAY, date(2026, 7, 15)))
    with pytest.raises(NetworkError, match="announced a new day") as told:
        merged([first, second])
    assert told.value.retry
    empty = parse_feed(arxiv_serials.rss(date(2026, 7, 15), [], "stat"))
    assert merged([first, empty]).day == "2026-07-14"


def test_a_feed_that_has_not_changed_is_not_sent_again(desk: Desk, feed: ArxivFeed, arxiv: ArxivServer) -> None:
    arxiv.announce(DAY, 5)
    first = feed.read(["cs"])
    again = feed.read(["cs"], etag=first.etag)
    assert (again.unchanged, again.announcements, again.etag) == (True, (), first.etag)
    assert [r.status for r in desk.ledger] == [200, 304]
    assert desk.ledger[1].bytes == 0
    arxiv.announce(DAY, 5)
    assert not feed.read(["cs"], etag=first.etag).unchanged


def test_the_time_of_the_last_change_is_sent_back(feed: ArxivFeed, arxiv: ArxivServer) -> None:
    arxiv.announce(DAY, 1)
    feed.read(["cs"], modified="Tue, 14 Jul 2026 04:00:00 GMT")
    assert arxiv.asked[0][1]["If-Modified-Since"] == "Tue, 14 Jul 2026 04:00:00 GMT"


def test_an_empty_day_is_an_answer(feed: ArxivFeed, arxiv: ArxivServer) -> None:
    arxiv.announce_papers(date(2026, 7, 18), [])
    answer = feed.read(["cs"])
    assert (answer.day, answer.announcements) == ("2026-07-18", ())


def test_a_paper_that_the_feed_repeats_comes_once_with_all_its_categories() -> None:
    papers = [
        one(id="2607.00001", type=AnnounceType.CROSS, categories=("cs.LG", "cs.CL")),
        one(id="2607.00002"),
        one(id="2607.00001", type=AnnounceType.NEW, categories=("cs.LG", "stat.ML")),
        one(id="2607.00001", type=AnnounceType.REPLACE, categories=("cs.LG",), version=2),
    ]
    answer = parse_feed(arxiv_serials.rss(DAY, papers, "cs"))
    first, second = answer.announcements
    assert (first.paper.arxiv_id, first.paper.version, first.type) == ("2607.00001", 2, AnnounceType.NEW)
    assert first.paper.categories == ("cs.LG", "cs.CL", "stat.ML")
    assert second.paper.arxiv_id == "2607.00002"


def test_an_entry_that_cannot_be_read_is_left_out_and_counted() -> None:
    body = arxiv_serials.rss(DAY, make_papers(DAY, 4), "cs").decode()
    spoilt = (
        body.replace("2607.00002", "no identifier").replace("<title>", "<name>", 3).replace("</title>", "</name>", 3)
    )
    answer = parse_feed(spoilt.encode())
    assert (len(answer.announcements), answer.skipped) == (2, 2)


def test_a_slip_in_one_entry_does_not_cost_the_others() -> None:
    body = arxiv_serials.rss(DAY, make_papers(DAY, 3), "cs").replace(
        b"arXiv:2607.00002v1", b"arXiv:2607.00002v1 \x0b& < ", 1
    )
    assert len(parse_feed(body).announcements) >= 2


def test_a_type_nobody_knows_goes_by_the_version() -> None:
    papers = [one(id="2607.00001"), one(id="2607.00002", version=3)]
    body = arxiv_serials.rss(DAY, papers, "cs").replace(b">new<", b">renewed<").replace(b"Type: new", b"Type: renewed")
    assert [each.type for each in parse_feed(body).announcements] == [AnnounceType.NEW, AnnounceType.REPLACE]


def test_a_withdrawn_paper_is_recognised() -> None:
    paper = one(abstract="This paper has been withdrawn by the author due to an error in Lemma 3.")
    assert parse_feed(arxiv_serials.rss(DAY, [paper], "cs")).announcements[0].withdrawn


@pytest.mark.parametrize(
    ("date_", "day"),
    [
        ("Tue, 14 Jul 2026 00:00:00 -0400", "2026-07-14"),
        ("Tue, 14 Jul 2026 04:00:00 +0000", "2026-07-14"),
        ("Tue, 14 Jul 2026 03:59:59 GMT", "2026-07-13"),
        ("Tue, 13 Jan 2026 05:00:00 +0000", "2026-01-13"),
        ("Tue, 13 Jan 2026 13:30:00 +0900", "2026-01-12"),
    ],
)
def test_the_day_is_arxivs_whatever_zone_the_date_is_in(date_: str, day: str) -> None:
    body = arxiv_serials.rss(DAY, [one()], "cs").replace(b"Tue, 14 Jul 2026 00:00:00 -0400", date_.encode())
    assert parse_feed(body).day == day


def test_the_day_is_looked_for_in_the_entries_and_in_when_the_feed_was_made() -> None:
    body = arxiv_serials.rss(DAY, [one()], "cs")
    of_channel, date_ = b"<pubDate>Tue, 14 Jul 2026 00:00:00 -0400</pubDate>", b"Tue, 14 Jul 2026"
    assert parse_feed(body.replace(of_channel, b"", 1).replace(date_, b"Mon, 13 Jul 2026")).day == "2026-07-13"
    assert parse_feed(body.replace(of_channel, b"")).day == "2026-07-14"
    with pytest.raises(NetworkError, match="which day"):
        parse_feed(body.replace(of_channel, b"").replace(b"lastBuildDate", b"built"))


@pytest.mark.parametrize(
    ("creator", "names"),
    [
        ("Ada Lovelace, Émile Borel", ["Ada Lovelace", "Émile Borel"]),
        (r"J. Schr\"odinger, P. Erd\H{o}s", ["J. Schrödinger", "P. Erdős"]),
        ("A. One (MIT, Cambridge (USA)), B. Two (for the X Collaboration)", ["A. One", "B. Two"]),
        ("Martin Luther King, Jr., B. Two and C. Three", ["Martin Luther King, Jr.", "B. Two", "C. Three"]),
        ("  ", []),
    ],
)
def test_authors_stand_apart_from_their_affiliations(creator: str, names: list[str]) -> None:
    assert authors(creator) == names


@pytest.mark.parametrize("names", [[], ["cs.LG/../x"], ["cs LG"], [""]])
def test_what_is_no_category_is_not_asked_for(desk: Desk, names: list[str]) -> None:
    with pytest.raises(ValueError, match="not categories"):
        ArxivFeed(desk.client, ArxivAddresses()).read(names)
    assert desk.ledger == []
