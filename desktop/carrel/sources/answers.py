"""Answers as they come in, with an eye on what they are and how fast."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence

import requests
import urllib3

from carrel.domain.errors import NetworkError
from carrel.sources.refusals import is_web_page, kept_out

_CHUNK = 1 << 16
_OPENING = 2_048
_FEWEST = 10_000


class Answer:
    """An open answer: `status` 200, 206, or 304 without a body; `headers`; and its body in pieces.

    `check` is called before each piece and may raise; in each `patience` seconds of a long answer at least 10 kB must come.
    `service` is who answers. `hops` are the headers of the redirects that led here.
    """

    def __init__(
        self, response: requests.Response, *, check: Callable[[], None], patience: float, service: str
    ) -> None:
        self._response = response
        self._service = service
        self._check = check
        self._patience = patience
        self.status = response.status_code
        self.headers = response.headers
        self.hops: Sequence[Mapping[str, str]] = ()

    @property
    def received(self) -> int:
        """How many bytes of the body came, as they were sent."""
        return int(self._response.raw.tell())

    def pieces(self) -> Iterator[bytes]:
        """The body as it comes, unpacked; none is empty. The first holds enough to tell what it is.

        Raises:
            NetworkError: the connection broke before the body's end, stands still, or it is a page that keeps programs out.
        """
        opening = b""
        checked = False
        for piece in self._read():
            if checked:
                yield piece
                continue
            opening += piece
            if len(opening) < _OPENING or (is_web_page(opening) and len(opening) < _CHUNK):
                continue
            checked = True
            yield self._let_in(opening)
        if opening and not checked:
            yield self._let_in(opening)

    def body(self, most: int) -> bytes:
        """The whole body, at most `most` bytes once it is unpacked.

        Raises:
            NetworkError: it is longer, or the connection broke.
        """
        parts: list[bytes] = []
        size = 0
        for piece in self.pieces():
            parts.append(piece)
            size += len(piece)
            if size > most:
                raise NetworkError(f"The answer is larger than {max(most >> 20, 1)} MB, so it was not used.")
        return b"".join(parts)

    def _read(self) -> Iterator[bytes]:
        since, before = time.monotonic(), 0
        while True:
            self._check()
            try:
                # Whatever has come by now: reading a full piece would wait for a slow server without a limit.
                piece = self._response.raw.read1(_CHUNK, decode_content=True)
            except (urllib3.exceptions.HTTPError, OSError, ValueError) as error:
                raise _broken() from error
            if not piece:
                break
            now = time.monotonic()
            if now - since > self._patience:
                if self.received - before < _FEWEST:
                    raise NetworkError("The download came to a standstill.", "It will go on where it stopped.")
                since, before = now, self.received
            yield piece
        length = self.headers.get("Content-Length", "")
        if length.isdigit() and self.received < int(length):
            raise _broken()

    def _let_in(self, opening: bytes) -> bytes:
        error = kept_out(opening, self._service)
        if error:
            raise error
        return opening


def _broken() -> NetworkError:
    return NetworkError("The connection broke off during the download.", "It will go on where it stopped.")
