"""A person's own server: what it tells of its model, what it is asked, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from carrel.domain.errors import InputError

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
"""The names of this computer itself."""

_ENDINGS = ("/chat/completions", "/completions", "/models")
_ADVICE = "It looks like http://localhost:8080/v1."


@dataclass(frozen=True, slots=True)
class ServedModel:
    """A model as a server names it. `context` is in tokens and `parameters` a count, 0 where the server does not tell."""

    name: str
    context: int = 0
    parameters: int = 0


@dataclass(frozen=True, slots=True)
class ServerQuestion:
    """One question to a server's model. The answer takes at most `max_tokens` and `seconds`, and ends before a `stop`."""

    instructions: str
    text: str
    max_tokens: int
    stop: tuple[str, ...] = ()
    seconds: float = 600.0


@dataclass(frozen=True, slots=True)
class ServerAnswer:
    """What the model wrote. `tokens` is 0 where the server does not count; `cut` is true where the answer met its limit."""

    text: str
    tokens: int = 0
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Server:
    """A server as digests are told of it: `name` is its host and port."""

    name: str
    model: ServedModel


def server_address(text: str) -> str:
    """The address under which a server's API lies, from what a person typed or pasted: "http://localhost:8080/v1".

    Without http:// or https:// the former is meant for this computer, the latter for any other. Where there is no path,
    it is /v1, as with all servers that are known.

    Raises:
        InputError: it is no such address, or holds a name and a password, which would be kept in the open.
    """
    text = text.strip()
    if "://" not in text:
        text = f"{'http' if _split(f'//{text}').hostname in LOOPBACK else 'https'}://{text}"
    parts = _split(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or any(letter.isspace() for letter in text):
        raise InputError("This is not the address of a server.", _ADVICE)
    if parts.username is not None or parts.password is not None or parts.query or parts.fragment:
        raise InputError("A name, a password or a key cannot be part of the address.", "Enter the key by itself.")
    path = parts.path.rstrip("/")
    for ending in _ENDINGS:
        path = path.removesuffix(ending)
    return f"{parts.scheme}://{parts.netloc.lower()}{path or '/v1'}"


def server_name(address: str) -> str:
    """Host and port of an address: "localhost:8080"; "" of none."""
    return urlsplit(address).netloc.rpartition("@")[2]


def _split(text: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return urlsplit("")
    return parts
