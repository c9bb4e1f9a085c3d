"""A loopback arXiv: a day's feed, the query API, PDFs, and every way in which the real one has misbehaved.

with arxiv_server() as arxiv:
    arxiv.announce(date(2026, 7, 14), 84)
    arxiv.fail_next("/rss", status=429, headers={"Retry-After": "7200"})
    client = HttpClient(arxiv.policy(tmp_path), …)
    ArxivFeed(client, arxiv.addresses()).read(["cs.LG"])
"""

from __future__ import annotations

import hashlib
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import arxiv_serials
from arxiv_papers import CATEGORIES, MadePaper, make_papers
from arxiv_query_reader import in_category, matching
from carrel.domain.arxiv_id import parse_arxiv_id
from carrel.sources.policy import ArxivAddresses, HttpPolicy
from loopback import Loopback, Reply, loopback
from printed import SECTIONS, print_paper

MOST_ENTRIES = 2_000
WEB_PAGE = b"<!DOCTYPE html><html><head><title>arXiv.org</title></head><body>Down for maintenance.</body></html>"
CAPTCHA = (
    b"<!DOCTYPE html><html><body><h1>Please prove that you are human</h1><div class='g-recaptcha'></div></body></html>"
)


class Fault(StrEnum):
    """A way to misbehave: what would have been a good answer is spoilt."""

    STATUS = "the given status, and nothing else"
    CUT = "half of the body, then the connection is closed"
    CUT_UNSIZED = "half of the body and no Content-Length, so that only the content tells"
    LENGTH = "a Content-Length that is too long"
    DRIP = "a byte, and after a while another one"
    HOLD = "no answer until the server closes"
    WEB_PAGE = "a web page with status 200 under the right content type"
    CAPTCHA = "a page that asks for a person"
    ELSEWHERE = "a redirect to another host"
    PLAIN = "a redirect from https to http"
    ROUND = "a redirect to itself"
    EMPTY = "an empty body"
    BOMB = "XML whose entities grow without end"
    ENTITY = "XML that names a file of this computer"


@dataclass(slots=True)
class _Planned:
    prefix: str
    fault: Fault
    status: int
    headers: dict[str, str]
    times: int


@dataclass(slots=True)
class ArxivServer:
    """What it serves and how; `asked` holds every request's path and headers, in order."""

    loopback: Loopback
    folder: Path
    day: date = date(2026, 7, 14)
    serial: Callable[[date, Sequence[MadePaper], str], bytes] = arxiv_serials.rss
    papers: dict[str, MadePaper] = field(default_factory=dict)
    announced: dict[date, list[MadePaper]] = field(default_factory=dict)
    planned: list[_Planned] = field(default_factory=list)
    validators: bool = True
    ranges: bool = True
    duplicates: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def asked(self) -> list[tuple[str, dict[str, str]]]:
        return self.loopback.asked

    @property
    def base(self) -> str:
        return self.loopback.base

    def asked_for(self, prefix: str) -> list[str]:
        """The paths asked for that begin so, readable ones."""
        return [unquote(path) for path, _ in self.asked if path.startswith(prefix)]

    def policy(
        self, folder: Path, *, pause: float = 0.0, cool_off: float = 3600.0, patience: float = 60.0
    ) -> HttpPolicy:
        """What a client under test may do: ask this server, without waiting three seconds in between."""
        return HttpPolicy(
            state=folder / "last-request",
            plain_hosts=frozenset({"127.0.0.1"}),
            pause=pause,
            cool_off=cool_off,
            patience=patience,
        )

    def addresses(self) -> ArxivAddresses:
        return ArxivAddresses(
            api=f"{self.base}/api/query?{{}}", pdf=f"{self.base}/pdf/{{id}}", rss=f"{self.base}/rss/{{categories}}"
        )

    def announce(
        self, day: date, n: int = 84, *, categories: tuple[str, ...] = CATEGORIES, all_new: bool = False
    ) -> list[MadePaper]:
        """Make `n` papers, announce them on `day`, and let the feed be that day's."""
        made = make_papers(day, n, first=len(self.papers) + 1, categories=categories, all_new=all_new)
        self.announce_papers(day, made)
        return made

    def announce_papers(self, day: date, papers: Sequence[MadePaper]) -> None:
        """Announce these papers on `day`, and let the feed be that day's. With none it is an empty day."""
        self.submit(papers)
        self.announced.setdefault(day, []).extend(papers)
        self.day = day

    def submit(self, papers: Sequence[MadePaper]) -> None:
        """Let the query API and the PDFs know papers that the feed does not hold."""
        self.papers |= {paper.id: paper for paper in papers}

    def fail_next(
        self,
        prefix: str = "/",
        fault: Fault = Fault.STATUS,
        *,
        status: int = 503,
        headers: dict[str, str] | None = None,
        times: int = 1,
    ) -> None:
        """Misbehave the next `times` times that a path beginning with `prefix` ("/rss", "/api", "/pdf") is asked for."""
        with self._lock:
            self.planned.append(_Planned(prefix, fault, status, headers or {}, times))

    def answer(self, path: str, headers: dict[str, str]) -> Reply:
        plan = self._plan(path)
        if plan is None:
            return self._good(path, headers)
        spoilt = {
            Fault.STATUS: Reply(status=plan.status, headers=plan.headers),
            Fault.WEB_PAGE: Reply(WEB_PAGE, headers=plan.headers),
            Fault.CAPTCHA: Reply(CAPTCHA, headers=plan.headers),
            Fault.ELSEWHERE: Reply(status=302, headers={"Location": "https://example.org/paper.pdf"}),
            Fault.PLAIN: Reply(status=301, headers={"Location": "http://export.arxiv.org/pdf/2401.00001"}),
            Fault.ROUND: Reply(status=302, headers={"Location": path}),
            Fault.EMPTY: Reply(headers=plan.headers),
            Fault.BOMB: Reply(_bomb()),
            Fault.ENTITY: Reply(
                b'<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel>&x;</channel></rss>'
            ),
        }
        if plan.fault in spoilt:
            return spoilt[plan.fault]
        good = self._good(path, headers)
        half = len(good.body) // 2
        return {
            Fault.CUT: Reply(good.body, good.status, good.headers, cut=half),
            Fault.CUT_UNSIZED: Reply(good.body[:half], good.status, good.headers, sized=False),
            Fault.LENGTH: Reply(good.body, good.status, {**good.headers, "Content-Length": str(len(good.body) + 1000)}),
            Fault.DRIP: Reply(good.body, good.status, good.headers, drip=0.02),
            Fault.HOLD: Reply(good.body, good.status, good.headers, hold=threading.Event()),
        }[plan.fault]

    def _plan(self, path: str) -> _Planned | None:
        with self._lock:
            for plan in self.planned:
                if plan.times and path.startswith(plan.prefix):
                    plan.times -= 1
                    return plan
        return None

    def _good(self, path: str, headers: dict[str, str]) -> Reply:
        parts = urlsplit(path)
        if parts.path.startswith("/rss/"):
            return self._feed(unquote(parts.path.removeprefix("/rss/")), headers)
        if parts.path == "/api/query":
            return self._api({name: values[0] for name, values in parse_qs(parts.query).items()})
        if parts.path.startswith("/pdf/"):
            return self._pdf(unquote(parts.path.removeprefix("/pdf/")), headers)
        return Reply(status=404)

    def _feed(self, names: str, headers: dict[str, str]) -> Reply:
        wanted = names.split("+")
        papers = [
            paper for paper in self.announced.get(self.day, []) if any(in_category(paper, name) for name in wanted)
        ][:MOST_ENTRIES]
        body = self.serial(self.day, papers * 2 if self.duplicates else papers, ", ".join(wanted))
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        if self.validators and headers.get("If-None-Match") == etag:
            return Reply(status=304, headers={"ETag": etag})
        described = {"Content-Type": "application/rss+xml; charset=utf-8"}
        return Reply(body, headers=described | ({"ETag": etag} if self.validators else {}))

    def _api(self, query: dict[str, str]) -> Reply:
        start, size = int(query.get("start", "0")), int(query.get("max_results", "10"))
        described = {"Content-Type": "application/atom+xml; charset=utf-8"}
        if "id_list" in query:
            identifiers = [parse_arxiv_id(text) for text in query["id_list"].split(",")]
            if not all(identifiers):
                return Reply(arxiv_serials.api_error("incorrect id format"), 400, described)
            found = [self.papers[one.value] for one in identifiers if one and one.value in self.papers]
        else:
            try:
                test = matching(query.get("search_query", ""))
            except ValueError as error:
                return Reply(arxiv_serials.api_error(f"syntax error: {error}"), 400, described)
            found = [paper for paper in self.papers.values() if test(paper)]
        if query.get("sortBy") in {"submittedDate", "lastUpdatedDate"}:
            found.sort(
                key=lambda paper: paper.submitted if query["sortBy"] == "submittedDate" else paper.updated,
                reverse=query.get("sortOrder") == "descending",
            )
        return Reply(arxiv_serials.results(found[start : start + size], len(found), start), headers=described)

    def _pdf(self, name: str, headers: dict[str, str]) -> Reply:
        identifier = parse_arxiv_id(name)
        paper = self.papers.get(identifier.value) if identifier else None
        if paper is None or identifier is None:
            return Reply(status=404)
        body = self.pdf(paper, identifier.version or paper.version)
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        described = {"Content-Type": "application/pdf"} | ({"ETag": etag} if self.validators else {})
        wanted = headers.get("Range", "")
        if not self.ranges or not wanted or headers.get("If-Range", etag) != etag:
            return Reply(body, headers=described)
        start = int(wanted.removeprefix("bytes=").rstrip("-"))
        if start >= len(body):
            return Reply(status=416, headers={"Content-Range": f"bytes */{len(body)}"})
        return Reply(body[start:], 206, described | {"Content-Range": f"bytes {start}-{len(body) - 1}/{len(body)}"})

    def pdf(self, paper: MadePaper, version: int = 1) -> bytes:
        """The bytes of a paper's PDF; each version has its own."""
        path = self.folder / f"{paper.id.replace('/', '_')}v{version}.pdf"
        with self._lock:
            if not path.exists():
                plain = paper.abstract.replace("$", "").replace("\\", "").replace("<", "").replace("&", "and")
                title = paper.title.replace("$", "").replace("\\", "").replace("&", "and")
                sections = SECTIONS | {"Abstract": f"{plain} This is version {version}."}
                print_paper(path, title=title, authors=", ".join(paper.authors), sections=sections, pages=2)
            return path.read_bytes()


@contextmanager
def arxiv_server() -> Iterator[ArxivServer]:
    """Serve until the block ends."""
    with tempfile.TemporaryDirectory() as folder, loopback(lambda _path, _headers: Reply(status=503)) as state:
        server = ArxivServer(state, Path(folder))
        state.answer = server.answer
        yield server


def _bomb() -> bytes:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!DOCTYPE rss [<!ENTITY a0 "boom">{entities}]><rss><channel><title>&a9;</title></channel></rss>'.encode()
