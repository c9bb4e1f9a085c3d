"""PDFs from arXiv: to a ``.part`` file that is resumed, checked to be a whole PDF, and renamed last.

Beside the part a small file says what it is the beginning of, so that it is never continued with bytes of another file.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import msgspec

from carrel.domain.errors import Cancelled, NetworkError, StorageError
from carrel.sources.answers import Answer
from carrel.sources.http import HttpClient
from carrel.sources.refusals import RangeNotSatisfiable, is_web_page

_MOST_BYTES = 1 << 30
_HEAD = 1_024
_TAIL = 2_048
_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+|\*)")


@dataclass(frozen=True, slots=True)
class _Origin:
    """What a part is the beginning of: how the server names that state of the file, and its size where it is known."""

    etag: str = ""
    modified: str = ""
    total: int = 0

    @property
    def validator(self) -> str:
        """What asks a server to go on only where the file is the same. A weak ETag may not be used for that."""
        return self.etag if self.etag and not self.etag.startswith("W/") else self.modified


class _StartAgain(Exception):
    """The part does not belong to what the server has now."""


def download_pdf(
    client: HttpClient,
    url: str,
    target: Path,
    *,
    purpose: str,
    who: str = "you",
    progress: Callable[[int, int], None] = lambda _done, _total: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> None:
    """Fetch `url` into `target`; a `.part` file left by an earlier try is continued. `progress` gets bytes (total 0: unknown).

    Raises:
        NetworkError: no answer, or the answer is not a whole PDF (it is not kept then).
        StorageError: the disk is full or the folder cannot be written.
        Cancelled: `cancelled()` said so; the part stays.
    """
    download = _Download(client, url, target, purpose, who, progress, cancelled)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            download.go_on()
        except (RangeNotSatisfiable, _StartAgain):
            download.forget()
            download.go_on()
    except OSError as error:
        raise StorageError(
            f"The PDF could not be written: {error.strerror or error}.",
            "Free some space or check the library's folder.",
        ) from error


class _Download:
    def __init__(
        self,
        client: HttpClient,
        url: str,
        target: Path,
        purpose: str,
        who: str,
        progress: Callable[[int, int], None],
        cancelled: Callable[[], bool],
    ) -> None:
        self._client = client
        self._url = url
        self._target = target
        self._part = target.with_name(target.name + ".part")
        self._note = target.with_name(target.name + ".part.json")
        self._purpose = purpose
        self._who = who
        self._progress = progress
        self._cancelled = cancelled

    def forget(self) -> None:
        """Throw the part away, and then what is known of it."""
        self._part.unlink(missing_ok=True)
        self._note.unlink(missing_ok=True)

    def go_on(self) -> None:
        """Fetch what is missing, check the whole and put it in its place."""
        origin = self._origin()
        start = self._part.stat().st_size if origin and self._part.exists() else 0
        if origin is None or not start or start != origin.total:
            origin = self._fetch(start, origin or _Origin())
        self._finish(origin)

    def _fetch(self, start: int, known: _Origin) -> _Origin:
        # Packed bytes could not be counted, and so not be continued.
        headers = {"Accept-Encoding": "identity"}
        if start:
            headers["Range"] = f"bytes={start}-"
            if known.validator:
                headers["If-Range"] = known.validator
        with self._client.get(self._url, purpose=self._purpose, who=self._who, headers=headers, long=True) as answer:
            if start and answer.status == 206:
                total = _rest(answer, start, known.total)
                self._write("ab", answer, start, total)
                return _Origin(known.etag, known.modified, total)
            length = answer.headers.get("Content-Length", "")
            packed = "Content-Encoding" in answer.headers
            origin = _Origin(
                answer.headers.get("ETag", ""),
                answer.headers.get("Last-Modified", ""),
                int(length) if length.isdigit() and not packed else 0,
            )
            self._write("wb", answer, 0, origin.total, origin)
            return origin

    def _write(self, mode: str, answer: Answer, done: int, total: int, origin: _Origin | None = None) -> None:
        file: IO[bytes] | None = None
        try:
            for piece in answer.pieces():
                if self._cancelled():
                    raise Cancelled("The download was stopped.")
                if file is None:
                    if origin:
                        _check_opening(piece)
                        self._begin(origin)
                    file = self._part.open(mode)
                file.write(piece)
                done += len(piece)
                if max(done, total) > _MOST_BYTES:
                    raise NetworkError("The PDF is larger than 1 GB, so it was not kept.")
                self._progress(done, total)
        finally:
            if file:
                file.flush()
                os.fsync(file.fileno())
                file.close()
        if done == 0:
            raise NetworkError("arXiv sent an empty file instead of the PDF, so it was not kept.", "Try again later.")

    def _begin(self, origin: _Origin) -> None:
        # Killed between any two of these, there is no part that belongs to another note.
        self.forget()
        self._note.write_bytes(msgspec.json.encode(origin))

    def _origin(self) -> _Origin | None:
        with suppress(OSError, msgspec.DecodeError):
            return msgspec.json.decode(self._note.read_bytes(), type=_Origin)
        return None

    def _finish(self, origin: _Origin) -> None:
        size = self._part.stat().st_size
        with self._part.open("rb") as file:
            head = file.read(_HEAD)
            file.seek(max(size - _TAIL, 0))
            tail = file.read()
        if b"%PDF-" not in head or size > _MOST_BYTES:
            self.forget()
            raise _not_a_pdf(head)
        if (origin.total and size != origin.total) or (not origin.total and b"%%EOF" not in tail):
            self.forget()
            raise NetworkError("arXiv sent only a part of the PDF, so it was not kept.", "Try again later.")
        self._part.replace(self._target)
        self._note.unlink(missing_ok=True)


def _rest(answer: Answer, start: int, known: int) -> int:
    """The size of the whole file, where the answer is all that is missing of the one that was begun.

    Raises:
        _StartAgain: it is not.
    """
    found = _RANGE.fullmatch(answer.headers.get("Content-Range", ""))
    if found is None or found[3] == "*" or int(found[1]) != start:
        raise _StartAgain
    total = int(found[3])
    if int(found[2]) != total - 1 or (known and total != known):
        raise _StartAgain
    return total


def _check_opening(opening: bytes) -> None:
    if b"%PDF-" not in opening[:_HEAD]:
        raise _not_a_pdf(opening)


def _not_a_pdf(opening: bytes) -> NetworkError:
    what = "a web page instead of the PDF" if is_web_page(opening) else "something else than a PDF"
    return NetworkError(f"arXiv sent {what}, so it was not kept.", "Try again later.")
