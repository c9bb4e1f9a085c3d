from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from arxiv_papers import make_papers
from arxiv_server import ArxivServer, Fault, arxiv_server
from carrel.domain.announcing import submissions
from carrel.domain.arxiv_id import ArxivId
from carrel.domain.arxiv_query import ArxivQuery, ArxivSort
from carrel.domain.errors import NetworkError
from carrel.sources.arxiv_api import ArxivApi
from carrel.sources.policy import ArxivAddresses
from desk import Desk
from loopback import Reply, loopback

FEED = """<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns="http://www.w3.org/2005/Atom">
  <id>https://arxiv.org/api/x</id><title>arXiv Query</title><updated>2026-01-01T00:00:00Z</updated>
  <opensearch:itemsPerPage>1</opensearch:itemsPerPage><opensearch:totalResults>{total}</opensearch:totalResults>
  <opensearch:startIndex>0</opensearch:startIndex>{entry}
</feed>"""
ENTRY = """<entry>
  <id>http://arxiv.org/abs/2401.00001v2</id><title>Passages
  that prove</title><updated>2024-02-01T10:00:00Z</updated><published>2024-01-01T10:00:00Z</published>
  <link href="https://arxiv.org/abs/2401.00001v2" rel="alternate" type="text/html"/>
  <link href="https://arxiv.org/pdf/2401.00001v2" rel="related" type="application/pdf" title="pdf"/>
  <summary>We check statements. Code: https://github.com/example/prove.</summary>
  <category term="cs.CL" scheme="http://arxiv.org/schemas/atom"/><category term="cs.AI" scheme="http://arxiv.org/schemas/atom"/>
  <arxiv:comment>12 pages</arxiv:comment><arxiv:primary_category term="cs.CL"/>
  <author><name>Ada Author</name></author><author><name>Émile Écrivain</name></author>
</entry>"""


def api_of(desk: Desk, base: str) -> ArxivApi:
    return ArxivApi(desk.client, ArxivAddresses(api=base + "/api/query?{}"))


def test_a_paper_comes_with_all_its_metadata(desk: Desk) -> None:
    feed = FEED.format(total=1, entry=ENTRY).encode()
    with loopback(lambda _path, _headers: Reply(feed)) as server:
        paper = api_of(desk, server.base).paper(ArxivId("2401.00001"))
    assert "id_list=2401.00001" in server.asked[0][0]
    assert paper.title == "Passages that prove"
    assert paper.authors == ("Ada Author", "Émile Écrivain")
    assert (paper.arxiv_id, paper.version, paper.year) == ("2401.00001", 2, 2024)
    assert paper.categories == ("cs.CL", "cs.AI")
    assert paper.published == "2024-01-01T10:00:00Z"
    assert paper.links == ("https://github.com/example/prove",)
    assert paper.comment == "12 pages"


def test_an_unknown_identifier_is_told(desk: Desk) -> None:
    feed = FEED.format(total=0, entry="").encode()
    with (
        loopback(lambda _path, _headers: Reply(feed)) as server,
        pytest.raises(NetworkError, match="knows no paper") as told,
    ):
        api_of(desk, server.base).paper(ArxivId("2401.99999"))
    assert not told.value.retry


def test_a_web_page_in_place_of_a_feed_is_an_error_not_an_empty_answer(desk: Desk) -> None:
    page = Reply(b"<html><body>Down for maintenance.</body></html>")
    with (
        loopback(lambda _path, _headers: page) as server,
        pytest.raises(NetworkError, match="web page instead of a list of papers"),
    ):
        api_of(desk, server.base).paper(ArxivId("2401.00001"))


def test_a_busy_server_is_asked_once_and_not_again_at_once(desk: Desk) -> None:
    with loopback(lambda _path, _headers: Reply(status=503)) as server, pytest.raises(NetworkError, match="busy"):
        api_of(desk, server.base).paper(ArxivId("2401.00001"))
    assert len(server.asked) == 1


DAY = date(2026, 7, 14)


@pytest.fixture
def arxiv() -> Iterator[ArxivServer]:
    with arxiv_server() as server:
        yield server


@pytest.fixture
def api(desk: Desk, arxiv: ArxivServer) -> ArxivApi:
    return ArxivApi(desk.client, arxiv.addresses())


def test_a_hundred_papers_are_one_request(desk: Desk, api: ArxivApi, arxiv: ArxivServer) -> None:
    made = arxiv.announce(DAY, 100)
    papers = api.papers([paper.id for paper in made], who="schedule")
    assert [paper.arxiv_id for paper in papers] == [paper.id for paper in made]
    assert [(r.purpose, r.who, r.status) for r in desk.ledger] == [("Metadata of 100 papers", "schedule", 200)]
    for paper, original in zip(papers, made, strict=True):
        assert paper.comment == original.comment
        assert (original.code in paper.links) or not original.code
        assert paper.published == f"{original.submitted:%Y-%m-%dT%H:%M:%SZ}"
        assert paper.doi == original.doi
        assert "$" not in paper.abstract
        assert bool(paper.latex_abstract) == (paper.latex_abstract != "")


def test_papers_that_arxiv_does_not_know_are_left_out(api: ArxivApi, arxiv: ArxivServer) -> None:
    (made,) = arxiv.announce(DAY, 1)
    assert [paper.arxiv_id for paper in api.papers(["2401.99999", made.id])] == [made.id]
    assert api.papers([]) == []
    assert len(arxiv.asked) == 1


@pytest.mark.parametrize("identifiers", [["2401.00001"] * 101, ["no identifier"]])
def test_what_arxiv_would_refuse_is_not_asked(api: ArxivApi, arxiv: ArxivServer, identifiers: list[str]) -> None:
    with pytest.raises(ValueError, match="identifiers"):
        api.papers(identifiers)
    assert arxiv.asked == []


def test_a_search_is_paged_and_sorted(desk: Desk, api: ArxivApi, arxiv: ArxivServer) -> None:
    arxiv.announce(DAY, 60)
    query = ArxivQuery("cat:cs", sort=ArxivSort.SUBMITTED, descending=False, size=20)
    first, total = api.search(query)
    second, _ = api.search(replace(query, start=20))
    assert total > 40
    assert len({paper.arxiv_id for paper in first + second}) == 40
    assert [paper.published for paper in first + second] == sorted(paper.published for paper in first + second)
    newest, _ = api.search(replace(query, descending=True, size=1))
    assert newest[0].published >= second[-1].published
    assert desk.ledger[0].purpose == "Search for cat:cs"


def test_a_search_for_an_identifier_or_an_address_finds_that_paper(api: ArxivApi, arxiv: ArxivServer) -> None:
    made = arxiv.announce(DAY, 3)
    papers, total = api.search(ArxivQuery(f"https://arxiv.org/abs/{made[1].id}"))
    assert ([paper.arxiv_id for paper in papers], total) == ([made[1].id], 1)


def test_a_search_without_results_is_an_answer(api: ArxivApi, arxiv: ArxivServer) -> None:
    arxiv.announce(DAY, 3)
    assert api.search(ArxivQuery("nothingislikethis")) == ([], 0)


def test_a_query_that_arxiv_cannot_read_is_told_in_its_words(desk: Desk, api: ArxivApi, arxiv: ArxivServer) -> None:
    del arxiv
    with pytest.raises(NetworkError, match="could not read this query: syntax error") as told:
        api.search(ArxivQuery("submittedDate:[now]"))
    assert not told.value.retry
    assert [(r.status, r.outcome) for r in desk.ledger] == [(400, "refused")]


def test_a_days_submissions_come_whole_in_several_pages(api: ArxivApi, arxiv: ArxivServer) -> None:
    made = arxiv.announce(DAY, 1_230, all_new=True)
    arxiv.announce(date(2026, 7, 15), 30, all_new=True)
    papers, complete = api.submitted(["cs", "stat", "math"], submissions(DAY))
    assert [paper.arxiv_id for paper in papers] == [paper.id for paper in made]
    assert complete
    assert len(arxiv.asked) == 3


def test_more_submissions_than_are_asked_for_are_told_as_incomplete(api: ArxivApi, arxiv: ArxivServer) -> None:
    arxiv.submit(make_papers(DAY, 2_100, all_new=True))
    papers, complete = api.submitted(["cs", "stat", "math"], submissions(DAY))
    assert (len(papers), complete) == (2_000, False)


def test_a_window_without_submissions_is_one_empty_answer(api: ArxivApi, arxiv: ArxivServer) -> None:
    assert api.submitted(["cs"], submissions(DAY)) == ([], True)
    assert len(arxiv.asked) == 1


def test_a_page_that_arxiv_left_out_is_an_error(desk: Desk) -> None:
    def answer(path: str, _headers: dict[str, str]) -> Reply:
        return Reply(FEED.format(total=700, entry=ENTRY if "start=0" in path else "").encode())

    with loopback(answer) as server, pytest.raises(NetworkError, match="left out") as told:
        api_of(desk, server.base).submitted(["cs"], submissions(DAY))
    assert told.value.retry


def test_an_entry_that_cannot_be_read_does_not_cost_the_others(desk: Desk) -> None:
    bad = ENTRY.replace("2024-01-01T10:00:00Z", "yesterday").replace("2401.00001", "2401.00002")
    feed = FEED.format(total=2, entry=bad + ENTRY).encode()
    with loopback(lambda _path, _headers: Reply(feed)) as server:
        papers = api_of(desk, server.base).papers(["2401.00002", "2401.00001"])
    assert [paper.arxiv_id for paper in papers] == ["2401.00001"]


@pytest.mark.parametrize("fault", [Fault.WEB_PAGE, Fault.CAPTCHA, Fault.EMPTY, Fault.BOMB, Fault.ENTITY, Fault.CUT])
def test_what_is_no_list_of_papers_is_told_and_entered(
    desk: Desk, api: ArxivApi, arxiv: ArxivServer, fault: Fault
) -> None:
    arxiv.announce(DAY, 5)
    arxiv.fail_next("/api", fault)
    with pytest.raises(NetworkError):
        api.search(ArxivQuery("the"))
    assert desk.ledger[-1].outcome


def test_a_list_without_a_count_is_no_list(desk: Desk) -> None:
    feed = Reply(b'<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title></feed>')
    with loopback(lambda _path, _headers: feed) as server, pytest.raises(NetworkError, match="not a list of papers"):
        api_of(desk, server.base).search(ArxivQuery("x"))


@pytest.mark.corpus
def test_every_recorded_answer_is_read(desk: Desk, corpus: Path) -> None:
    folder = corpus / "arxiv" / "arxiv.py"
    bodies = [path.read_bytes() for path in sorted((folder / "xml").glob("*.xml"))]
    for path in sorted([*(folder / "json").glob("*.json"), *(folder / "json_history").glob("*.json")]):
        recorded = json.loads(path.read_text("utf-8"))
        if recorded["status_code"] == 200:
            bodies.append(recorded["body"].encode())
    assert len(bodies) > 20
    with loopback(lambda _path, _headers: Reply(bodies[-1])) as server:
        while bodies:
            papers, total = api_of(desk, server.base).search(ArxivQuery("testing"))
            assert len(papers) == bodies[-1].count(b"<entry>")
            assert total >= len(papers)
            for paper in papers:
                assert paper.title
                assert paper.authors
                assert paper.abstract
                assert paper.categories[0]
                assert paper.published[-1] == "Z"
            bodies.pop()
