"""Feeds that are none, or are dangerous; and every one that was recorded."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from arxiv_server import ArxivServer, Fault, arxiv_server
from carrel.domain.errors import NetworkError
from carrel.domain.feed import AnnounceType
from carrel.sources.arxiv_feed import ArxivFeed, parse_feed
from desk import Desk

DAY = date(2026, 7, 14)


@pytest.fixture
def arxiv() -> Iterator[ArxivServer]:
    with arxiv_server() as server:
        yield server


@pytest.fixture
def feed(desk: Desk, arxiv: ArxivServer) -> ArxivFeed:
    return ArxivFeed(desk.client, arxiv.addresses())


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Fault.WEB_PAGE, "web page"),
        (Fault.CAPTCHA, "web page that lets only people through"),
        (Fault.EMPTY, "nothing instead of the feed"),
        (Fault.CUT, "broke off"),
        (Fault.CUT_UNSIZED, "cannot be read"),
        (Fault.LENGTH, "broke off"),
        (Fault.BOMB, "could harm"),
        (Fault.ENTITY, "could harm"),
        (Fault.ELSEWHERE, r"does not ask example\.org"),
        (Fault.PLAIN, r"does not ask export\.arxiv\.org"),
        (Fault.STATUS, "busy"),
    ],
)
def test_what_is_no_feed_is_told_and_entered(
    desk: Desk, feed: ArxivFeed, arxiv: ArxivServer, fault: Fault, words: str
) -> None:
    arxiv.announce(DAY, 30)
    arxiv.fail_next("/rss", fault)
    with pytest.raises(NetworkError, match=words):
        feed.read(["cs"])
    assert desk.ledger[-1].outcome


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8"])
def test_definitions_are_refused_in_any_encoding(encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?><!-- x --><!DOCTYPE rss [<!ENTITY a "b">]><rss><channel/></rss>'
    with pytest.raises(NetworkError, match="could harm"):
        parse_feed(text.encode(encoding))


def test_a_file_of_this_computer_is_never_read_into_a_feed(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret words")
    body = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "{(tmp_path / "secret").as_uri()}">]><rss><channel><title>&x;</title></channel></rss>'
    with pytest.raises(NetworkError) as told:
        parse_feed(body.encode())
    assert "secret words" not in str(told.value)


@pytest.mark.parametrize("body", [b"Rate exceeded.", b"<other/>", b"<rss/>", b"{}", b"\xff\xfe", b"<feed"])
def test_other_bytes_are_no_feed(body: bytes) -> None:
    with pytest.raises(NetworkError):
        parse_feed(body)


def test_a_tree_without_end_is_refused() -> None:
    with pytest.raises(NetworkError):
        parse_feed(b"<a>" * 100_000)


@pytest.mark.corpus
def test_every_recorded_feed_is_read_whole(corpus: Path) -> None:
    days = {
        "distill_rss/arxiv_cs_lg.xml": ("2026-04-27", 3),
        "distill_rss/arxiv_cs_ai.xml": ("2026-04-27", 3),
        "arxiv_docs_examples/rss_math.OC_replace-cross.xml": ("2024-02-23", 1),
        "transcribed/laya-reader.arxiv_rss.xml": ("2026-09-24", 2),
        "old_rss_rdf/physbiblio.hep-ex_2018-05-23.rdf": ("2018-05-24", 3),
    }
    for name, (day, count) in days.items():
        answer = parse_feed((corpus / "arxiv" / name).read_bytes())
        assert (answer.day, len(answer.announcements), answer.skipped) == (day, count, 0)
        for announced in answer.announcements:
            paper = announced.paper
            assert paper.authors
            assert len(paper.abstract) > 20
            assert "Announce Type" not in paper.abstract
            assert "\\" not in paper.abstract
            assert paper.categories
    (example,) = parse_feed(
        (corpus / "arxiv/arxiv_docs_examples/rss_math.OC_replace-cross.xml").read_bytes()
    ).announcements
    assert (example.type, example.paper.version, example.paper.doi) == (
        AnnounceType.REPLACE_CROSS,
        3,
        "10.5802/jep.257",
    )
    assert example.paper.journal_reference.startswith("Journal de l'École polytechnique - Mathématiques")
    assert "ε, Γ-converge" in example.paper.abstract
    old = parse_feed((corpus / "arxiv/old_rss_rdf/physbiblio.hep-ex_2018-05-23.rdf").read_bytes()).announcements
    assert [one.type for one in old] == [AnnounceType.NEW, AnnounceType.CROSS, AnnounceType.REPLACE]
    assert old[0].paper.authors == ("Christopher Dilks",)


@pytest.mark.corpus
def test_no_recorded_document_of_another_kind_is_taken_for_a_feed_of_announcements(corpus: Path) -> None:
    for path in sorted((corpus / "arxiv" / "hepcrawl_oai").rglob("*.xml")):
        with pytest.raises(NetworkError):
            parse_feed(path.read_bytes())
