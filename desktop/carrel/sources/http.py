"""The network client: one for arXiv, and one for models, each under its own policy.

It asks only hosts on its list, over https, one request at a time; it keeps the pause between requests, arXiv's three seconds,
and leaves a service alone when it asks for that, also across processes; it stops when work offline is on; and it enters every
request in the ledger, redirects too.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from urllib.parse import SplitResult, urljoin, urlsplit

import requests

from carrel import __version__
from carrel.domain.errors import Cancelled, CarrelError, NetworkError, Offline
from carrel.domain.request import Request
from carrel.sources.answers import Answer
from carrel.sources.lines import Lines, session
from carrel.sources.policy import HttpPolicy
from carrel.sources.refusals import KeptOut, refusal
from carrel.sources.turns import Turns

_REDIRECTS = (301, 302, 303, 307, 308)
_MOST_REDIRECTS = 5
_CONNECT, _SILENCE = 10.0, 30.0
_LOOK_INTERVAL = 0.2
_EXPLANATION = 1 << 16


class HttpClient:
    """Makes requests under a policy. `record` is called once for each, when its answer has been read or has failed.

    `begun` is called when one is about to be sent.
    """

    def __init__(
        self,
        policy: HttpPolicy,
        *,
        record: Callable[[Request], None],
        offline: Callable[[], bool],
        contact: Callable[[], str],
        begun: Callable[[Request], object] = lambda _request: None,
    ) -> None:
        self._policy = policy
        self._record = record
        self._offline = offline
        self._contact = contact
        self._begun = begun
        self._lines = Lines()
        self._session = session(self._lines)
        self._turns = Turns(policy)

    @property
    def service(self) -> str:
        """Who is asked, as messages name it."""
        return self._policy.service

    def close(self) -> None:
        """Let go of the connections that are kept open."""
        self._session.close()

    @contextmanager
    def get(
        self,
        url: str,
        *,
        purpose: str,
        who: str = "you",
        headers: dict[str, str] | None = None,
        long: bool = False,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Iterator[Answer]:
        """Ask for `url` and hold its answer open; redirects are followed within the list of hosts.

        An answer has to be whole within the policy's patience, a `long` one may take its time as long as it comes in; it is
        cut off where it stands still while `cancelled()` says that nobody wants it, or work offline is turned on.

        Raises:
            Cancelled: `cancelled()` said so.
            NetworkError: work offline is on, the host is not on the list, the service wants to be left alone, there was no
                answer, or its status is not 200, 206 or 304.
        """
        service = self._policy.service
        hops: list[Mapping[str, str]] = []
        for _ in range(_MOST_REDIRECTS):
            self._check_address(url, purpose, who)
            with (
                self._turns.take(self._check_offline),
                self._ask(url, purpose, who, headers or {}, cancelled if long else None) as answer,
            ):
                if answer.status not in _REDIRECTS:
                    answer.hops = tuple(hops)
                    yield answer
                    return
                hops.append(answer.headers)
                target = urljoin(url, answer.headers.get("Location", ""))
            if url.startswith("https:") and not target.startswith("https:"):
                self._enter(target, purpose, who, outcome="a redirect to an address without encryption")
                raise _final(
                    f"{service} sent Carrel to an address without encryption, so it was not asked.", "Try again later."
                )
            url = target
        raise NetworkError(f"{service} sent Carrel from one address to the next without end.", "Try again later.")

    def _check_address(self, url: str, purpose: str, who: str) -> None:
        parts = _split(url)
        host = parts.hostname or ""
        if not self._policy.allows(parts.scheme, host):
            self._enter(url, purpose, who, outcome="host not on the list")
            raise _final(
                f"Carrel does not ask {host or 'this address'}.",
                f"Only {self._policy.service}'s own addresses are asked.",
            )
        self._check_offline()

    def _check_offline(self) -> None:
        if self._offline():
            raise Offline(
                "Work offline is on, so Carrel has not asked the network.", "Turn it off in Activity and try again."
            )

    def _check_going_on(self) -> None:
        if self._offline():
            raise Offline(
                "Work offline was turned on, so Carrel stopped asking.", "Turn it off in Activity and try again."
            )

    @contextmanager
    def _ask(
        self, url: str, purpose: str, who: str, headers: dict[str, str], cancelled: Callable[[], bool] | None
    ) -> Iterator[Answer]:
        patience = self._policy.patience
        limit = self._lines.at_most(patience)
        answer: Answer | None = None
        outcome = ""
        self._begun(self._entry(url, purpose, who))
        try:
            with self._watched(cancelled) if cancelled else limit:
                with limit if cancelled else nullcontext():
                    response = self._send(url, headers)
                answer = Answer(response, check=self._check_going_on, patience=patience, service=self._policy.service)
                if answer.status not in (200, 206, 304, *_REDIRECTS):
                    outcome = "refused"
                    body = next(answer.pieces(), b"")[:_EXPLANATION] if answer.status == 400 else b""
                    raise self._refusal(url, answer, body)
                yield answer
                if self._lines.was_cut:  # an answer of unknown length only seems to have ended
                    raise self._why_cut(cancelled)
            self._turns.welcomed()
        except NetworkError as error:
            told = self._why_cut(cancelled) if self._lines.was_cut else error
            if isinstance(told, KeptOut):
                self._turns.left_alone(told)
            outcome = outcome or told.message
            if told is error:
                raise
            raise told from error
        finally:
            if answer:
                response.close()
            self._enter(url, purpose, who, answer.status if answer else 0, answer.received if answer else 0, outcome)

    @contextmanager
    def _watched(self, cancelled: Callable[[], bool]) -> Iterator[None]:
        """Cut the connection once its answer is not wanted any more: again and again, for it may only be coming about."""
        done = threading.Event()

        def watch() -> None:
            while not done.wait(_LOOK_INTERVAL):
                if self._offline() or cancelled():
                    self._lines.cut()

        watching = threading.Thread(target=watch, name="download", daemon=True)
        watching.start()
        try:
            yield
        finally:
            done.set()
            watching.join()

    def _why_cut(self, cancelled: Callable[[], bool] | None) -> CarrelError:
        try:
            self._check_going_on()
        except Offline as error:
            return error
        return Cancelled("The download was stopped.") if cancelled and cancelled() else self._slow()

    def _send(self, url: str, headers: dict[str, str]) -> requests.Response:
        contact = self._contact().strip().encode("ascii", "ignore").decode()
        contact = "".join(letter for letter in contact if letter.isprintable())
        agent = f"Carrel/{__version__} (reading desk{f'; {contact}' if contact else ''})"
        try:
            return self._session.get(
                url,
                headers={"User-Agent": agent, "Accept": "*/*", "Accept-Encoding": "gzip", **headers},
                timeout=(_CONNECT, min(_SILENCE, self._policy.patience)),
                stream=True,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            raise self._no_answer(error) from error

    def _enter(self, url: str, purpose: str, who: str, status: int = 0, size: int = 0, outcome: str = "") -> None:
        self._record(self._entry(url, purpose, who, status, size, outcome))

    def _entry(self, url: str, purpose: str, who: str, status: int = 0, size: int = 0, outcome: str = "") -> Request:
        parts = _split(url)
        path = parts.path + (f"?{parts.query}" if parts.query and self._policy.queries else "")
        now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        return Request(now, parts.hostname or "", path, purpose, who, status, size, outcome)

    def _refusal(self, url: str, answer: Answer, body: bytes) -> NetworkError:
        service, status = self._policy.service, answer.status
        if self._policy.per_file and status in (401, 403) and _host(url) not in self._policy.hosts:
            # A host that files lie on refuses an address that was made for this request: the next one may do.
            return NetworkError(f"{_host(url)} refused the download ({status}).", "It will go on where it stopped.")
        return refusal(
            status, answer.headers.get("Retry-After", ""), body, service=service, per_file=self._policy.per_file
        )

    def _slow(self) -> NetworkError:
        return NetworkError(f"{self._policy.service} takes too long to answer.", "Try again later.")

    def _no_answer(self, error: requests.RequestException) -> NetworkError:
        if isinstance(error, requests.exceptions.ProxyError):
            return NetworkError("The proxy does not answer.", "Check the proxy in this computer's network settings.")
        if isinstance(error, requests.exceptions.SSLError):
            return NetworkError(
                f"{self._policy.service}'s certificate is not trusted on this computer.",
                "Check this computer's clock and its network.",
            )
        if isinstance(error, requests.exceptions.ReadTimeout):
            return self._slow()
        return NetworkError(
            "No connection.", "Everything on this computer still works; try again when the network is back."
        )


def _host(url: str) -> str:
    return _split(url).hostname or ""


def _split(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit("")


def _final(message: str, advice: str) -> NetworkError:
    """A refusal that trying again does not change."""
    error = NetworkError(message, advice)
    error.retry = False
    return error
