"""Files from the network: to a ``.part`` file that is resumed, checked to be what was asked for, and renamed last.

Beside the part a small file says what it is the beginning of, so that it is never continued with bytes of another file.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Protocol

import msgspec

from carrel.domain.errors import Cancelled, NetworkError, StorageError
from carrel.sources.answers import Answer
from carrel.sources.http import HttpClient
from carrel.sources.parts import Origin, begun, forget, note_of, part_of
from carrel.sources.refusals import RangeNotSatisfiable

_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+|\*)")


class Content(Protocol):
    """What is downloaded, and how it is told from what is not."""

    @property
    def name(self) -> str:
        """What messages call it: "the PDF"."""

    @property
    def most(self) -> int:
        """How many bytes it may have."""

    def origin(self, answer: Answer, total: int) -> Origin:
        """What an answer is the beginning or the rest of, in `total` bytes (0: not known).

        Raises:
            NetworkError: it is not what was asked for.
            StorageError: there is no room for it.
        """

    def begins(self, opening: bytes) -> None:
        """Look at the first bytes, at least 1,024 where there are as many.

        Raises:
            NetworkError: it is something else; what is there of it is thrown away.
        """

    def ends(self, part: Path, origin: Origin) -> None:
        """Look at the whole.

        Raises:
            NetworkError: it is something else, or not the whole of it; it is thrown away.
            Cancelled: the person stopped it; it stays.
        """


class _StartAgain(Exception):
    """The part does not belong to what the server has now."""


@dataclass(frozen=True, slots=True)
class Errand:
    """Why a file is fetched and for whom. `progress` gets bytes (total 0: not known)."""

    purpose: str
    who: str = "you"
    progress: Callable[[int, int], None] = lambda _done, _total: None
    cancelled: Callable[[], bool] = lambda: False


def download(client: HttpClient, url: str, target: Path, content: Content, errand: Errand) -> Origin:
    """Fetch `url` into `target`; a `.part` file left by an earlier try is continued. Returns what the file is.

    What is known of a whole file stays beside it, for `forget` to remove.

    Raises:
        NetworkError: no answer, or the answer is not the whole of what was asked for (it is not kept then).
        StorageError: the disk is full or the folder cannot be written.
        Cancelled: `errand.cancelled()` said so; the part stays.
    """
    going = _Download(client, url, target, content, errand)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            return going.go_on()
        except (RangeNotSatisfiable, _StartAgain):
            forget(target)
            return going.go_on()
    except OSError as error:
        raise StorageError(
            f"{_beginning(content.name)} could not be written: {error.strerror or error}.",
            "Free some space or check the library's folder.",
        ) from error


class _Download:
    def __init__(self, client: HttpClient, url: str, target: Path, content: Content, errand: Errand) -> None:
        self._client = client
        self._url = url
        self._target = target
        self._part = part_of(target)
        self._content = content
        self._errand = errand

    def go_on(self) -> Origin:
        """Fetch what is missing, check the whole and put it in its place."""
        origin = begun(self._target)
        start = self._part.stat().st_size if origin and self._part.exists() else 0
        if origin is None or not start or start != origin.total:
            origin = self._fetch(start, origin or Origin())
        try:
            self._content.ends(self._part, origin)
        except NetworkError:
            forget(self._target)
            raise
        self._part.replace(self._target)
        return origin

    def _fetch(self, start: int, known: Origin) -> Origin:
        # Packed bytes could not be counted, and so not be continued.
        headers = {"Accept-Encoding": "identity"}
        if start:
            headers["Range"] = f"bytes={start}-"
            if known.validator:
                headers["If-Range"] = known.validator
        purpose, who = self._errand.purpose, self._errand.who
        stop = self._errand.cancelled
        with self._client.get(
            self._url, purpose=purpose, who=who, headers=headers, long=True, cancelled=stop
        ) as answer:
            if start and answer.status == 206:
                total = _rest(answer, start, known.total)
                if self._content.origin(answer, total).sha256 != known.sha256:
                    raise _StartAgain
                self._write("ab", answer, start, total)
                return replace(known, total=total)
            length = answer.headers.get("Content-Length", "")
            packed = "Content-Encoding" in answer.headers
            origin = self._content.origin(answer, int(length) if length.isdigit() and not packed else 0)
            self._write("wb", answer, 0, origin.total, origin)
            return origin

    def _write(self, mode: str, answer: Answer, done: int, total: int, origin: Origin | None = None) -> None:
        file: IO[bytes] | None = None
        most = self._content.most
        try:
            for piece in answer.pieces():
                if self._errand.cancelled():
                    raise Cancelled("The download was stopped.")
                if file is None:
                    if origin:
                        self._content.begins(piece)
                        self._begin(origin)
                    file = self._part.open(mode)
                file.write(piece)
                done += len(piece)
                if max(done, total) > most:
                    raise NetworkError(
                        f"{_beginning(self._content.name)} is larger than {most / 1e9:.0f} GB, so it was not kept."
                    )
                self._errand.progress(done, total)
        finally:
            if file:
                file.flush()
                os.fsync(file.fileno())
                file.close()
        if done == 0:
            raise NetworkError(
                f"{self._client.service} sent an empty file instead of {self._content.name}, so it was not kept.",
                "Try again later.",
            )

    def _begin(self, origin: Origin) -> None:
        # Killed between any two of these, there is no part that belongs to another note.
        forget(self._target)
        note_of(self._target).write_bytes(msgspec.json.encode(origin))


def origin_of(answer: Answer, total: int) -> Origin:
    """What the headers of an answer say of the file, which has `total` bytes."""
    return Origin(answer.headers.get("ETag", ""), answer.headers.get("Last-Modified", ""), total)


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


def _beginning(name: str) -> str:
    return name[0].upper() + name[1:]
