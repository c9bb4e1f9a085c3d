from __future__ import annotations

import pytest

from carrel.domain.arxiv_id import ArxivId
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
