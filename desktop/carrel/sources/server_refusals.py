"""What goes wrong with a person's own server, in words."""

from __future__ import annotations

import json
import re
import ssl
from collections.abc import Iterator
from socket import gaierror

import requests
from urllib3.exceptions import HTTPError, NewConnectionError

from carrel.domain.errors import CarrelError, KeyNeeded, ModelError, NetworkError, TextTooLong
from carrel.sources.refusals import seconds

IN_MODELS = "Look at its address on the Models page."
_QUOTED = 300
_TOO_LONG = re.compile(
    r"context.?(?:length|size|window)|exceed_context|too many (?:input )?tokens|maximum (?:context|input)",
    re.IGNORECASE,
)
_HOLDS = re.compile(r"(?:context (?:length|size|window)|n_ctx)\D{0,30}(\d{3,8})", re.IGNORECASE)
_LOOKED_AT = 4096
_MODEL = re.compile(r"\bmodel\b", re.IGNORECASE)


def not_compatible(server: str, why: str = "") -> ModelError:
    """It answers, but not as such a server does."""
    return ModelError(
        f"{server} does not answer as an OpenAI-compatible server does.",
        f"{IN_MODELS} It mostly ends in /v1.",
        details=why,
    )


def slow(server: str) -> NetworkError:
    """It took longer than it was given."""
    return NetworkError(
        f"{server} took too long to answer.", "It may have too much to do; a smaller model there is quicker."
    )


def too_large(server: str) -> ModelError:
    """Its answer has no end."""
    return ModelError(f"The answer of {server} is larger than 4 MB, so it was not used.", IN_MODELS)


def refusal(server: str, response: requests.Response, body: bytes, *, model: str, with_key: bool) -> CarrelError:
    """What a status that is not 200 means. `model` is the one that was asked for, "" for none."""
    status = response.status_code
    said = _said(body)
    quote = f"“{said}”" if said else ""
    whole = body[:_LOOKED_AT].decode("utf-8", "replace")
    if status in {401, 403}:
        what = "did not accept the key" if with_key else "wants a key"
        return KeyNeeded(f"{server} {what} ({status}).", "Enter its key on the Models page.", details=quote)
    if status == 407:
        return ModelError("The proxy asks for a name and a password (407).", "Set them in the proxy's address.")
    if 300 <= status < 400:
        return not_compatible(server, f"It sent Carrel on to another address ({status}).")
    if status in {400, 413, 422} and _TOO_LONG.search(whole):
        error = TextTooLong(
            f"The text is too long for the model on {server}: {quote}", "Start the server with a longer context."
        )
        holds = _HOLDS.search(whole)
        error.context = int(holds[1]) if holds else 0
        return error
    if status in {400, 404} and model and _MODEL.search(said):
        return ModelError(
            f"{server} has no model named {model} ({status}).", "Choose one on the Models page.", details=quote
        )
    if status in {404, 405}:
        return not_compatible(server, f"It answered {status}. {quote}".strip())
    if status in {408, 504}:
        return slow(server)
    if status in {429, 503}:
        busy = NetworkError(f"{server} is busy ({status}).", "Try again in some minutes.", details=quote)
        busy.wait = seconds(response.headers.get("Retry-After", ""))
        return busy
    if status >= 500:
        return NetworkError(
            f"{server} answered with an error ({status}).", "What the server itself reports may say why.", details=quote
        )
    return ModelError(f"{server} refused the request ({status}).", "Details say what it answered.", details=quote)


def no_answer(server: str, error: Exception) -> CarrelError:
    """Why there was no answer at all."""
    causes = list(_causes(error))
    if isinstance(error, requests.exceptions.ProxyError):
        return NetworkError("The proxy does not answer.", "Check the proxy in this computer's network settings.")
    if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes):
        return ModelError(
            f"The certificate of {server} is not trusted on this computer, so nothing was sent.",
            "Let the system trust it, or look at the address on the Models page.",
            details=str(error),
        )
    if isinstance(error, requests.exceptions.SSLError):
        return ModelError(
            f"No encrypted connection to {server} came about.",
            "Without encryption its address begins with http://.",
            details=str(error),
        )
    if isinstance(error, ValueError):
        return ModelError(f"{server} is not an address that can be asked.", IN_MODELS, details=str(error))
    if any(isinstance(cause, gaierror) for cause in causes):
        return NetworkError(f"{server} was not found.", IN_MODELS, details=str(error))
    if isinstance(error, requests.exceptions.ConnectTimeout) or any(
        isinstance(cause, NewConnectionError | ConnectionRefusedError) for cause in causes
    ):
        return NetworkError(f"There is no server at {server}.", f"Start it. {IN_MODELS}", details=str(error))
    return NetworkError(
        f"{server} ended the connection before it had answered.",
        "Try again; what the server itself reports may say why.",
        details=str(error),
    )


def _causes(error: BaseException) -> Iterator[BaseException]:
    """An error and what it came of, as `requests` and `urllib3` wrap them."""
    found: list[object] = [error]
    seen = 0
    while found and seen < 20:
        one = found.pop()
        seen += 1
        if not isinstance(one, BaseException):
            continue
        yield one
        found += [one.__cause__, getattr(one, "reason", None)]
        if isinstance(one, requests.RequestException | HTTPError):
            found += one.args


def _said(body: bytes) -> str:
    """What a server said about a refusal: its message, on one line, without its end where it is long."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    for name in ("error", "message", "detail"):
        if isinstance(found, dict) and name in found:
            found = found[name]
    text = found if isinstance(found, str) else json.dumps(found)
    text = "".join(letter if letter.isprintable() else " " for letter in text)
    text = " ".join(text.split())
    return text if len(text) <= _QUOTED else f"{text[: _QUOTED - 1]}…"
