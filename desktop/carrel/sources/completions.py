"""Asks the person's own server to write: any address that speaks the API of OpenAI's, and no other than the one that is set.

llama-server, vLLM, Ollama and LM Studio are such, and the server of llama-cpp-python. Work offline stops a request, in its
middle too, and each stands in the ledger. Requests may be made by many threads at once.
"""

from __future__ import annotations

import json
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
import urllib3

from carrel import __version__
from carrel.domain.errors import Cancelled, CarrelError, ModelError, NetworkError, Offline
from carrel.domain.request import Request
from carrel.domain.server import LOOPBACK, ServedModel, ServerAnswer, ServerQuestion, server_name
from carrel.sources.lines import Lines, session
from carrel.sources.server_refusals import no_answer, not_compatible, refusal, slow, too_large

_CONNECT = 10.0
_TEST_SECONDS = 20.0
_LOOK_INTERVAL = 0.1
_MOST = 4 << 20
_NO_THOUGHTS = "chat_template_kwargs"


def never() -> bool:
    """The cancel check of what nobody cancels."""
    return False


class CompletionsClient:
    """Asks one server. `allowed` is its address, ending in ``/v1`` mostly; `key` its key, "" for none.

    `record` is called once for a request, when its answer has been read or has failed, `begun` when it is about to be sent.
    """

    def __init__(
        self,
        *,
        allowed: Callable[[], str],
        key: Callable[[], str],
        record: Callable[[Request], None],
        offline: Callable[[], bool],
        begun: Callable[[Request], object] = lambda _request: None,
    ) -> None:
        self._allowed = allowed
        self._key = key
        self._record = record
        self._offline = offline
        self._begun = begun
        self._free: deque[tuple[Lines, requests.Session]] = deque()
        self._refuses_no_thoughts: set[str] = set()

    def close(self) -> None:
        """Let go of the connections that are kept open."""
        while self._free:
            self._free.pop()[1].close()

    def models(
        self,
        address: str,
        *,
        purpose: str,
        who: str = "you",
        cancelled: Callable[[], bool] = never,
    ) -> tuple[ServedModel, ...]:
        """The models that the server at `address` names, in its order; each with its context where the server tells it.

        Raises:
            NetworkError: work offline is on, or there was no answer. ModelError: the address is not set, or the server wants
                a key, or does not speak this API. Cancelled: on request.
        """
        limits = _Limits(time.monotonic() + _TEST_SECONDS, cancelled)
        found = self._ask(address, "models", None, purpose, who, limits)
        try:
            listed = [entry for entry in found["data"] if isinstance(entry["id"], str) and entry["id"]]
        except (KeyError, TypeError):
            raise not_compatible(server_name(address)) from None
        context = 0
        if any(entry.get("owned_by") == "llamacpp" for entry in listed):
            context = self._context_of_a_place(address, purpose, who, limits)
        return tuple(_served(entry, context) for entry in listed)

    def complete(
        self,
        address: str,
        model: str,
        question: ServerQuestion,
        *,
        purpose: str,
        who: str = "you",
        cancelled: Callable[[], bool] = never,
    ) -> ServerAnswer:
        """Have `model` at `address` answer, always with its likeliest words.

        A model that thinks first is told not to, in the way that llama-server and vLLM know; a server that does not take
        that is asked without.

        Raises:
            NetworkError: work offline is on, or there was no answer in time. ModelError: the server does not know the model,
                the text is too long for it, and as in `models`. Cancelled: on request.
        """
        messages = [{"role": "system", "content": question.instructions}, {"role": "user", "content": question.text}]
        body: dict[str, object] = {
            "model": model,
            "messages": messages,
            "temperature": 0,
            "max_tokens": question.max_tokens,
            "stop": list(question.stop),
            "stream": False,
        }
        limits = _Limits(time.monotonic() + question.seconds, cancelled)
        if address in self._refuses_no_thoughts:
            return _answer(self._ask(address, "chat/completions", body, purpose, who, limits, model), address)
        told = {**body, _NO_THOUGHTS: {"enable_thinking": False}}
        try:
            found = self._ask(address, "chat/completions", told, purpose, who, limits, model)
        except ModelError as error:
            if _NO_THOUGHTS not in error.details:
                raise
            self._refuses_no_thoughts.add(address)
            found = self._ask(address, "chat/completions", body, purpose, who, limits, model)
        return _answer(found, address)

    def _context_of_a_place(self, address: str, purpose: str, who: str, limits: _Limits) -> int:
        """How much each of llama-server's places holds, which is less than its model could; 0 where it does not say."""
        try:
            found = self._ask(address, "../props", None, purpose, who, limits)
            return _count(found["default_generation_settings"]["n_ctx"])
        except (ModelError, KeyError, TypeError):
            return 0

    def _ask(
        self, address: str, path: str, body: object, purpose: str, who: str, limits: _Limits, model: str = ""
    ) -> dict[str, Any]:
        """What the server answers at `path` under its address, or above it."""
        url = urljoin(f"{address}/", path)
        entry = _Entry(url, purpose, who)
        try:
            self._check(address, limits)
            self._begun(entry.made())
            with self._line(url) as (lines, line), _watched(lines, self._stopping, limits):
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
                raise refusal(entry.server, response, read, model=model, with_key=bool(key))
            return _parsed(read, entry.server)
        except CarrelError as error:
            told = self._why_cut(entry.server, limits) or error
            entry.outcome = told.message
            if told is error:
                raise
            raise told from error
        finally:
            self._record(entry.made())

    def _check(self, address: str, limits: _Limits) -> None:
        if address != self._allowed():
            raise ModelError(
                f"Carrel does not ask {server_name(address)}.", "Only the server set on the Models page is asked."
            )
        if error := self._why_cut(server_name(address), limits):
            raise error

    def _stopping(self, limits: _Limits) -> bool:
        return self._offline() or limits.cancelled() or limits.over()

    def _why_cut(self, server: str, limits: _Limits) -> CarrelError | None:
        if self._offline():
            return Offline(
                "Work offline is on, so Carrel has not asked your own server.", "Turn it off in Activity and try again."
            )
        if limits.cancelled():
            return Cancelled("The work was stopped.")
        return slow(server) if limits.over() else None

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


class _Limits:
    """Until when an answer has to be whole, and whether anyone still wants it."""

    def __init__(self, end: float, cancelled: Callable[[], bool]) -> None:
        self._end = end
        self.cancelled = cancelled

    def over(self) -> bool:
        return time.monotonic() > self._end


class _Entry:
    """A request on its way into the ledger."""

    def __init__(self, url: str, purpose: str, who: str) -> None:
        self.server = server_name(url)
        self.status = self.bytes = 0
        self.outcome = ""
        self._path, self._purpose, self._who = urlsplit(url).path, purpose, who

    def made(self) -> Request:
        now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        return Request(now, self.server, self._path, self._purpose, self._who, self.status, self.bytes, self.outcome)


@contextmanager
def _watched(lines: Lines, stopping: Callable[[_Limits], bool], limits: _Limits) -> Iterator[None]:
    """Cut the connection as soon as its answer is no longer wanted; again and again, for it may only be coming about."""
    done = threading.Event()

    def watch() -> None:
        while not done.wait(_LOOK_INTERVAL):
            if stopping(limits):
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


def _parsed(body: bytes, server: str) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise not_compatible(server) from None
    if not isinstance(found, dict):
        raise not_compatible(server)
    return found


def _answer(found: dict[str, Any], address: str) -> ServerAnswer:
    try:
        choice = found["choices"][0]
        text = choice["message"]["content"]
        cut = choice.get("finish_reason") == "length"
    except (KeyError, TypeError, IndexError, AttributeError):
        raise not_compatible(server_name(address)) from None
    usage = found.get("usage")
    tokens = _count(usage.get("completion_tokens")) if isinstance(usage, dict) else 0
    return ServerAnswer(text if isinstance(text, str) else "", tokens, cut)


def _served(entry: dict[str, Any], context: int) -> ServedModel:
    """What a server tells of a model: vLLM its longest text, llama-server its parameters."""
    meta = entry.get("meta")
    meta = meta if isinstance(meta, dict) else {}
    context = context or _count(entry.get("max_model_len")) or _count(meta.get("n_ctx"))
    return ServedModel(entry["id"], context, _count(meta.get("n_params")))


def _count(value: object) -> int:
    return value if isinstance(value, int) and value > 0 else 0
