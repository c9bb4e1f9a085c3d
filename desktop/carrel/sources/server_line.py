"""The way to a person's own server and back, several times at once.

Only the address that is set is asked, whatever goes wrong is told in words, each request stands in the ledger, and one is cut
in its middle when work offline is turned on, when nobody wants its answer any more, and when its time is over.
"""

from __future__ import annotations

import json
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import urljoin, urlsplit

import requests
import urllib3

from carrel import __version__
from carrel.domain.errors import Cancelled, CarrelError, ModelError, NetworkError, Offline
from carrel.domain.request import Request
from carrel.domain.server import LOOPBACK, server_name
from carrel.sources.lines import Lines, session
from carrel.sources.server_refusals import no_answer, not_compatible, refusal, slow, too_large

_CONNECT = 10.0
_LOOK_INTERVAL = 0.1
_MOST = 4 << 20
_Understood = TypeVar("_Understood")


@dataclass(frozen=True, slots=True)
class Errand:
    """Why a server is asked, for whom, until when (by the running clock), and of which model."""

    purpose: str
    who: str
    end: float
    cancelled: Callable[[], bool]
    model: str = ""

    def over(self) -> bool:
        """Whether its time is over."""
        return time.monotonic() > self.end


class ServerLine:
    """Asks one server; any thread may. The parameters are those of `CompletionsClient`."""

    def __init__(
        self,
        allowed: Callable[[], str],
        key: Callable[[], str],
        record: Callable[[Request], None],
        offline: Callable[[], bool],
        begun: Callable[[Request], object],
    ) -> None:
        self._allowed = allowed
        self._key = key
        self._record = record
        self._offline = offline
        self._begun = begun
        self._free: deque[tuple[Lines, requests.Session]] = deque()

    def close(self) -> None:
        """Let go of the connections that are kept open."""
        while self._free:
            self._free.pop()[1].close()

    def ask(
        self, address: str, path: str, body: object, errand: Errand, understand: Callable[[Any], _Understood]
    ) -> _Understood:
        """What `understand` makes of the JSON that the server answers at `path` under its address, or above it.

        Raises:
            NetworkError, ModelError, Cancelled: as `CompletionsClient` says.
        """
        url = urljoin(f"{address}/", path)
        entry = _Entry(url, errand)
        try:
            self._check(address, errand)
            self._begun(entry.made())
            with self._line(url) as (lines, line), _watched(lines, lambda: self._stopping(errand)):
                key = self._key()
                with _told(entry.server):
                    response = line.request(
                        "GET" if body is None else "POST",
                        url,
                        headers=_headers(key),
                        json=body,
                        timeout=(_CONNECT, None),
                        stream=True,
                        allow_redirects=False,
                    )
                with response:
                    entry.status = response.status_code
                    read = _read(response, entry)
            if response.status_code != 200:
                raise refusal(entry.server, response, read, model=errand.model, with_key=bool(key))
            return _understood(read, understand, entry.server)
        except CarrelError as error:
            told = self._why_cut(entry.server, errand) or error
            entry.outcome = told.message
            if told is error:
                raise
            raise told from error
        finally:
            self._record(entry.made())

    def _check(self, address: str, errand: Errand) -> None:
        if address != self._allowed():
            raise ModelError(
                f"Carrel does not ask {server_name(address)}.", "Only the server set on the Models page is asked."
            )
        if error := self._why_cut(server_name(address), errand):
            raise error

    def _stopping(self, errand: Errand) -> bool:
        return self._offline() or errand.cancelled() or errand.over()

    def _why_cut(self, server: str, errand: Errand) -> CarrelError | None:
        if self._offline():
            return Offline(
                "Work offline is on, so Carrel has not asked your own server.", "Turn it off in Activity and try again."
            )
        if errand.cancelled():
            return Cancelled("The work was stopped.")
        return slow(server) if errand.over() else None

    @contextmanager
    def _line(self, url: str) -> Iterator[tuple[Lines, requests.Session]]:
        """A connection that nobody else uses meanwhile."""
        try:
            lines, line = self._free.pop()
        except IndexError:
            lines = Lines()
            line = session(lines)
        # Nothing of this computer's own goes through a proxy, whatever the environment says.
        line.trust_env = (urlsplit(url).hostname or "") not in LOOPBACK
        try:
            yield lines, line
        except BaseException:
            line.close()
            raise
        self._free.append((lines, line))


class _Entry:
    """A request on its way into the ledger."""

    def __init__(self, url: str, errand: Errand) -> None:
        self.server = server_name(url)
        self.status = self.bytes = 0
        self.outcome = ""
        self._path, self._errand = urlsplit(url).path, errand

    def made(self) -> Request:
        now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        return Request(
            now, self.server, self._path, self._errand.purpose, self._errand.who, self.status, self.bytes, self.outcome
        )


@contextmanager
def _watched(lines: Lines, stopping: Callable[[], bool]) -> Iterator[None]:
    """Cut the connection as soon as its answer is no longer wanted; again and again, for it may only be coming about."""
    done = threading.Event()

    def watch() -> None:
        while not done.wait(_LOOK_INTERVAL):
            if stopping():
                lines.cut()

    watching = threading.Thread(target=watch, name="own server", daemon=True)
    watching.start()
    try:
        yield
    finally:
        done.set()
        watching.join()


@contextmanager
def _told(server: str) -> Iterator[None]:
    try:
        yield
    except (requests.RequestException, UnicodeError) as error:
        raise no_answer(server, error) from error


def _headers(key: str) -> dict[str, str]:
    headers = {"User-Agent": f"Carrel/{__version__}", "Accept": "application/json", "Accept-Encoding": "identity"}
    return {**headers, "Authorization": f"Bearer {key}"} if key else headers


def _read(response: requests.Response, entry: _Entry) -> bytes:
    parts: list[bytes] = []
    try:
        for piece in response.iter_content(1 << 16):
            parts.append(piece)
            entry.bytes += len(piece)
            if entry.bytes > _MOST:
                raise too_large(entry.server)
    except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
        raise NetworkError(
            f"{entry.server} broke its answer off.", "Try again; what the server itself reports may say why."
        ) from error
    return b"".join(parts)


def _understood(body: bytes, understand: Callable[[Any], _Understood], server: str) -> _Understood:
    try:
        return understand(json.loads(body))
    except (ValueError, RecursionError, LookupError, TypeError, AttributeError):
        raise not_compatible(server) from None
