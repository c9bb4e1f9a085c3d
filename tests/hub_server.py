"""A hub of models on loopback that answers as Hugging Face does, and misbehaves as a test tells it to.

The hub is at 127.0.0.1 and sends on to its host of files, localhost, at an address that is signed for one request only.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from urllib.parse import parse_qs, urlsplit

from carrel.domain.models import CatalogEntry
from carrel.services.catalog import Catalog
from carrel.sources.policy import ModelHub
from loopback import Loopback, Reply, loopback

PLAIN = frozenset({"127.0.0.1", "localhost"})
BODY = b"GGUF" + bytes(range(251)) * 8_000
FILE = "Small-Q4_0.gguf"


def sha256_of(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def entry_of(body: bytes = BODY, *, known: bool = True, hashed: bool = True) -> CatalogEntry:
    """A catalogue's entry for that file; its size is `known`, and its hash too where it is `hashed`."""
    return CatalogEntry(
        key="small",
        name="Small 1B Instruct",
        file=FILE,
        repository="maker/Small-GGUF",
        revision="0123abc",
        quantization="Q4_0",
        licence="apache-2.0",
        languages="English",
        good_for="tests",
        bytes=len(body) if known else 0,
        sha256=sha256_of(body) if hashed else "",
    )


@dataclass(slots=True)
class HubServer:
    """What it has and how it answers. `linked` names hash and size in the redirect, as the hub does for large files.

    `at_hub` and `at_files` change an answer; they get the request's headers and the reply that would be right.
    """

    body: bytes = BODY
    linked: bool = True
    sha256: str = ""
    at_hub: Callable[[dict[str, str], Reply], Reply] = lambda _headers, reply: reply
    at_files: Callable[[dict[str, str], Reply], Reply] = lambda _headers, reply: reply
    hub: Loopback = field(init=False)
    files: Loopback = field(init=False)
    _signatures: Iterator[int] = field(default_factory=lambda: count(1))
    _signed: int = 0

    @property
    def base(self) -> str:
        return self.hub.base

    @property
    def address(self) -> ModelHub:
        return ModelHub(self.base, PLAIN)

    @property
    def ranges(self) -> list[str]:
        """The Range of each request for the file, "" where it was for the whole."""
        return [headers.get("Range", "") for _, headers in self.files.asked]

    def answer(self, path: str, headers: dict[str, str]) -> Reply:
        """As the hub: where the file is now."""
        if path != f"/maker/Small-GGUF/resolve/0123abc/{FILE}":
            return self.at_hub(headers, Reply(b"Entry not found", status=404))
        self._signed = next(self._signatures)
        told = {"Location": f"http://localhost:{self.files.port}/xet/{FILE}?X-Amz-Signature={self._signed}"}
        if self.linked:
            told |= {"X-Linked-Size": str(len(self.body)), "X-Linked-Etag": f'"{self.sha256 or sha256_of(self.body)}"'}
        return self.at_hub(headers, Reply(b"Found", status=302, headers=told | {"ETag": '"hub"'}))

    def answer_files(self, path: str, headers: dict[str, str]) -> Reply:
        """As the host of files: with ranges, and only at the address that was signed last."""
        if parse_qs(urlsplit(path).query).get("X-Amz-Signature") != [str(self._signed)]:
            return Reply(b"<Error>Request has expired</Error>", status=403)
        etag = f'"{sha256_of(self.body)[:16]}"'
        reply = Reply(self.body, headers={"ETag": etag, "Accept-Ranges": "bytes"})
        start = int(headers.get("Range", "bytes=0-")[6:-1])
        if start and headers.get("If-Range", etag) == etag:
            told = f"bytes {start}-{len(self.body) - 1}/{len(self.body)}"
            reply = replace(reply, body=self.body[start:], status=206, headers=reply.headers | {"Content-Range": told})
            if start >= len(self.body):
                reply = Reply(status=416)
        return self.at_files(headers, reply)


@contextmanager
def hub_server(**how: object) -> Iterator[HubServer]:
    """Serve until the block ends."""
    server = HubServer(**how)  # type: ignore[arg-type]
    with loopback(server.answer_files) as server.files, loopback(server.answer) as server.hub:
        yield server


class OneModel(Catalog):
    """A catalogue with one model."""

    def __init__(self, entry: CatalogEntry) -> None:
        self._one = entry

    def entries(self) -> tuple[CatalogEntry, ...]:
        return (self._one,)

    def find(self, key: str) -> CatalogEntry | None:
        return self._one if key in (self._one.key, self._one.file) else None
