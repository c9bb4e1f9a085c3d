from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from carrel.domain.job import JobKind, JobState
from carrel.domain.query import LibraryQuery
from carrel.paths import Paths
from carrel.services.carrel import Carrel
from carrel.services.open import open_library
from carrel.sources.policy import ArxivAddresses, HttpPolicy
from loopback import Loopback, Reply, loopback
from printed import print_paper

FEED = """<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns="http://www.w3.org/2005/Atom">
  <id>https://arxiv.org/api/x</id><title>arXiv Query</title><updated>2026-01-01T00:00:00Z</updated>
  <opensearch:itemsPerPage>1</opensearch:itemsPerPage><opensearch:totalResults>1</opensearch:totalResults>
  <opensearch:startIndex>0</opensearch:startIndex><entry>
  <id>http://arxiv.org/abs/2401.00001v1</id><title>Lantern, as arXiv names it</title>
  <updated>2024-01-01T10:00:00Z</updated><published>2024-01-01T10:00:00Z</published>
  <summary>Lantern checks sentences.</summary><category term="cs.CL" scheme="http://arxiv.org/schemas/atom"/>
  <arxiv:primary_category term="cs.CL"/><author><name>Ada Author</name></author></entry>
</feed>"""


@dataclass(slots=True)
class Site:
    """An arXiv of one paper that can be told to misbehave."""

    pdf: bytes
    replies: dict[str, Reply] = field(default_factory=dict)

    def answer(self, path: str, headers: dict[str, str]) -> Reply:
        del headers
        for start, reply in self.replies.items():
            if path.startswith(start):
                return reply
        return Reply(FEED.encode()) if path.startswith("/api") else Reply(self.pdf)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(print_paper(tmp_path / "site.pdf").read_bytes())


@pytest.fixture
def server(site: Site) -> Iterator[Loopback]:
    with loopback(site.answer) as served:
        yield served


@pytest.fixture
def desk(library_home: Path, server: Loopback) -> Iterator[Carrel]:
    opened = open_library(
        Paths(library_home),
        digest_on_import=False,
        addresses=ArxivAddresses(api=server.base + "/api/query?{}", pdf=server.base + "/pdf/{id}"),
        policy=HttpPolicy(state=library_home / "last-request", plain_hosts=frozenset({"127.0.0.1"}), pause=0.0),
    )
    opened.start()
    yield opened
    opened.close()


def test_an_identifier_becomes_a_paper_with_metadata_pdf_and_digest(desk: Carrel, server: Loopback) -> None:
    jobs = desk.jobs.wait(desk.importing.add(["https://arxiv.org/abs/2401.00001"]))
    assert [(job.kind, job.state) for job in jobs] == [
        (JobKind.FETCH_PAPER, JobState.DONE),
        (JobKind.IMPORT_FILE, JobState.DONE),
    ]
    [paper_id] = desk.reading.ids(LibraryQuery())
    paper = desk.reading.paper(paper_id)
    assert paper is not None
    assert (paper.title, paper.arxiv_id, paper.version) == ("Lantern, as arXiv names it", "2401.00001", 1)
    assert paper.abstract == "Lantern checks sentences."
    file = desk.reading.readable_file(paper_id)
    assert file is not None
    assert file.name == "2401.00001v1.pdf"
    assert desk.reading.digest(paper_id) is not None
    assert [request.purpose for request in desk.network.recent()] == ["PDF 2401.00001v1", "Metadata of 2401.00001"]
    assert [path for path, _ in server.asked] == [path for path, _ in server.asked if path.startswith(("/api", "/pdf"))]


def test_metadata_that_came_is_kept_when_the_pdf_does_not_come(desk: Carrel, site: Site) -> None:
    site.replies["/pdf"] = Reply(b"<html>Rate exceeded.</html>")
    [job] = desk.jobs.wait(desk.importing.add(["2401.00001"]))
    assert job.state is JobState.FAILED
    assert "web page" in job.error
    [paper_id] = desk.reading.ids(LibraryQuery())
    assert desk.reading.files(paper_id) == []
    del site.replies["/pdf"]
    again = desk.jobs.retry(job.id)
    assert again is not None
    desk.jobs.wait([again])
    assert desk.reading.readable_file(paper_id) is not None
    assert len(desk.reading.ids(LibraryQuery())) == 1


def test_a_file_that_was_there_before_becomes_the_same_paper(desk: Carrel, tmp_path: Path, site: Site) -> None:
    (tmp_path / "mine.pdf").write_bytes(site.pdf)
    desk.jobs.wait(desk.importing.add([tmp_path / "mine.pdf"]))
    desk.jobs.wait(desk.importing.add(["2401.00001"]))
    titles = [row.title for row in desk.reading.rows(desk.reading.ids(LibraryQuery()))]
    assert titles == ["Lantern, as arXiv names it"]


def test_work_offline_asks_nothing(desk: Carrel, server: Loopback) -> None:
    desk.network.set_offline(True)
    [job] = desk.jobs.wait(desk.importing.add(["2401.00001"]))
    assert job.state is JobState.FAILED
    assert "Work offline is on" in job.error
    assert server.asked == []
