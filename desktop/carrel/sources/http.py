"""The one network client.

It asks only hosts on its list, over https, one request at a time; it keeps arXiv's three seconds between requests,
also across processes; it stops when work offline is on; and it enters every request in the ledger, redirects too.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from urllib.parse import urljoin, urlsplit

import requests
from filelock import FileLock

from carrel import __version__
from carrel.domain.errors import NetworkError, Offline
from carrel.domain.request import Request
from carrel.sources.policy import HttpPolicy
from carrel.sources.refusals import refusal

_REDIRECTS = (301, 302, 303, 307, 308)
_MOST_REDIRECTS = 5
_TIMEOUT = (10.0, 30.0)
_CHUNK = 1 << 16


class Answer:
    """An open answer: `status` 200, 206, or 304 without a body; `headers`; and its body in pieces."""

    def __init__(self, response: requests.Response) -> None:
        self._response = response
        self.status = response.status_code
        self.headers = response.headers
        self.received = 0

    def pieces(self) -> Iterator[bytes]:
        """The body as it comes.

        Raises:
            NetworkError: the connection broke before the body's end.
        """
        try:
            for piece in self._response.iter_content(_CHUNK):
                self.received += len(piece)
                yield piece
        except requests.RequestException as error:
            raise NetworkError(
                "The connection broke off during the download.", "It will go on where it stopped."
            ) from error
        length = self.headers.get("Content-Length", "")
        if length.isdigit() and "Content-Encoding" not in self.headers and self.received < int(length):
            raise NetworkError("The connection broke off during the download.", "It will go on where it stopped.")

    def body(self, most: int) -> bytes:
        """The whole body, at most `most` bytes.

        Raises:
            NetworkError: it is longer, or the connection broke.
        """
        parts: list[bytes] = []
        for piece in self.pieces():
            parts.append(piece)
            if self.received > most:
                raise NetworkError(f"The answer is larger than {most} bytes, so it was not used.")
        return b"".join(parts)


class HttpClient:
    """Makes requests under a policy. `record` is called once for each, when its answer has been read or has failed."""

    def __init__(
        self,
        policy: HttpPolicy,
        *,
        record: Callable[[Request], None],
        offline: Callable[[], bool],
        contact: Callable[[], str],
    ) -> None:
        self._policy = policy
        self._record = record
        self._offline = offline
        self._contact = contact
        self._session = requests.Session()

    def close(self) -> None:
        """Let go of the connections that are kept open."""
        self._session.close()

    @contextmanager
    def get(
        self, url: str, *, purpose: str, who: str = "you", headers: dict[str, str] | None = None
    ) -> Iterator[Answer]:
        """Ask for `url` and hold its answer open; redirects are followed within the list of hosts.

        Raises:
            NetworkError: work offline is on, the host is not on the list, there was no answer, or its status is not 200 or 206.
        """
        for _ in range(_MOST_REDIRECTS):
            self._check(url, purpose, who)
            with self._turn(), self._ask(url, purpose, who, headers or {}) as answer:
                if answer.status not in _REDIRECTS:
                    yield answer
                    return
                url = urljoin(url, answer.headers.get("Location", ""))
        raise NetworkError("arXiv sent Carrel from one address to the next without end.", "Try again later.")

    def _check(self, url: str, purpose: str, who: str) -> None:
        parts = urlsplit(url)
        host = parts.hostname or ""
        plain = parts.scheme == "http" and host in self._policy.plain_hosts
        if not plain and (parts.scheme != "https" or host not in self._policy.hosts):
            self._enter(url, purpose, who, 0, 0, "host not on the list")
            raise NetworkError(
                f"Carrel does not ask {host or 'this address'}.", "Only arXiv's own addresses are asked."
            )
        if self._offline():
            raise Offline(
                "Work offline is on, so Carrel has not asked the network.", "Turn it off in Activity and try again."
            )

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Wait for this request's turn: one at a time, `pause` seconds after the last one of any process of this library."""
        self._policy.state.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(f"{self._policy.state}.lock"):
            try:
                last = float(json.loads(self._policy.state.read_text("ascii")))
            except (OSError, ValueError):
                last = 0.0
            wait = last + self._policy.pause - time.time()
            if 0 < wait <= self._policy.pause:
                time.sleep(wait)
            try:
                yield
            finally:
                self._policy.state.write_text(json.dumps(time.time()), "ascii")

    @contextmanager
    def _ask(self, url: str, purpose: str, who: str, headers: dict[str, str]) -> Iterator[Answer]:
        contact = self._contact().strip()
        agent = f"Carrel/{__version__} (reading desk{f'; {contact}' if contact else ''})"
        try:
            response = self._session.get(
                url, headers={"User-Agent": agent, **headers}, timeout=_TIMEOUT, stream=True, allow_redirects=False
            )
        except requests.RequestException as error:
            self._enter(url, purpose, who, 0, 0, type(error).__name__)
            raise NetworkError(
                "No connection.", "Everything on this computer still works; try again when the network is back."
            ) from error
        answer = Answer(response)
        outcome = ""
        try:
            if answer.status in (200, 206, 304, *_REDIRECTS):
                yield answer
            else:
                outcome = "refused"
                raise refusal(
                    answer.status,
                    response.headers.get("Retry-After", ""),
                    response.raw.read(1 << 16, decode_content=True) if answer.status == 400 else b"",
                )
        except NetworkError as error:
            outcome = outcome or error.message
            raise
        finally:
            response.close()
            self._enter(url, purpose, who, answer.status, answer.received, outcome)

    def _enter(self, url: str, purpose: str, who: str, status: int, size: int, outcome: str) -> None:
        parts = urlsplit(url)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        self._record(Request(now, parts.hostname or "", path, purpose, who, status, size, outcome))
