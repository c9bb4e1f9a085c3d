"""Model files from Hugging Face, or from a mirror of it: room for them first, and their SHA-256 before they get their name.

An address of the hub answers with a redirect to one of its hosts of files, at an address that holds for some hours only, and
says in ``X-Linked-Size`` and ``X-Linked-Etag`` how long the file is and, of large files, which SHA-256 it has. A download
that goes on therefore asks the hub anew. https://huggingface.co/docs/hub/models-downloading
"""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from carrel.domain.errors import Cancelled, InputError, NetworkError, StorageError
from carrel.domain.models import CatalogEntry
from carrel.sources.answers import Answer
from carrel.sources.http import HttpClient
from carrel.sources.parts import Origin, alone, begun, part_of
from carrel.sources.policy import ModelHub
from carrel.sources.refusals import Missing, is_web_page
from carrel.sources.resuming import Errand, download, origin_of

MARGIN = 500_000_000
"""Bytes that a download leaves free on the disk: the library needs some too."""

_MOST_BYTES = 1 << 40
_CHUNK = 1 << 20
_GGUF = b"GGUF"
_POINTER = b"version https://git-lfs.github.com/spec/"
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Fetched:
    """A model file as it came. `verified` is "checksum", "size" or "", as for `ModelEntry`."""

    bytes: int
    sha256: str
    verified: str


def fetch_model(
    client: HttpClient,
    hub: ModelHub,
    entry: CatalogEntry,
    target: Path,
    errand: Errand,
    checking: Callable[[int, int], None] = lambda _done, _total: None,
) -> Fetched:
    """Fetch the file of a model into `target`, going on where an earlier try stopped; `checking` gets bytes of the check.

    What is known of the whole file stays beside it until `parts.forget`: where the process ends before the caller took note
    of the file, the next call checks it anew and asks the network for nothing.

    Raises:
        NetworkError: no answer, or what came is not that file (it is not kept then).
        StorageError: the disk has no room for it, or the folder cannot be written.
        InputError: another file has its name.
        Cancelled: `errand.cancelled()` said so; what came stays.
    """
    content = _Model(client.service, entry, target, errand, checking)
    with alone(target.parent, errand.cancelled):
        if target.exists():
            try:
                content.ends(target, begun(target) or Origin())
            except NetworkError as error:
                raise InputError(
                    f"The models folder has another file named {target.name}.", "Remove or rename it, then try again."
                ) from error
        else:
            content.make_room(entry.bytes)
            try:
                address = hub.address(entry.repository, entry.revision, entry.file)
                download(client, address, target, content, errand)
            except Missing as error:
                raise Missing(error.message, "Choose another model; a newer Carrel may list this one anew.") from error
    return content.fetched


class _Model:
    """A GGUF file of the catalogue."""

    name = "the model"
    most = _MOST_BYTES

    def __init__(
        self, service: str, entry: CatalogEntry, target: Path, errand: Errand, checking: Callable[[int, int], None]
    ) -> None:
        self._service = service
        self._entry = entry
        self._target = target
        self._errand = errand
        self._checking = checking
        self._sizes: set[int] = set()
        self._sha256 = ""
        self.fetched = Fetched(0, "", "")

    def make_room(self, total: int) -> None:
        """Look whether the disk holds what is missing of `total` bytes, and some more.

        Raises:
            StorageError: it does not.
        """
        part = part_of(self._target)
        missing = total - (part.stat().st_size if part.exists() else 0)
        free = shutil.disk_usage(self._target.parent).free
        if missing + MARGIN > free:
            raise StorageError(
                f"There is not enough room for {self._entry.name}: {_gigabytes(missing)} are to be downloaded and "
                f"{_gigabytes(MARGIN)} are to stay free, but the disk has {_gigabytes(free)} left.",
                "Free some space or choose a smaller model.",
            )

    def origin(self, answer: Answer, total: int) -> Origin:
        """What the hub says of the file. It is compared with the catalogue once the first bytes tell that it is a model."""
        told = [*answer.hops, answer.headers]
        sizes = [one["X-Linked-Size"] for one in told if one.get("X-Linked-Size", "").isdigit()]
        etags = [one.get("X-Linked-Etag", "").strip('"').lower() for one in told]
        self._sha256 = next((one for one in etags if _SHA256.fullmatch(one)), "")
        self._sizes = {self._entry.bytes, total, *map(int, sizes[:1])} - {0}
        return replace(origin_of(answer, total), sha256=self._sha256)

    def begins(self, opening: bytes) -> None:
        """It has to be the beginning of a GGUF file, of the size and hash that are known."""
        self._check_opening(opening)
        wanted = self._entry.sha256
        if len(self._sizes) > 1 or (wanted and self._sha256 and wanted != self._sha256):
            what = "size" if len(self._sizes) > 1 else "hash"
            raise _final(
                f"{self._service} has another file under this name now: its {what} is not the one Carrel knows.",
                "Choose another model; a newer Carrel may list this one anew.",
            )
        self.make_room(max(self._sizes, default=0))

    def ends(self, part: Path, origin: Origin) -> None:
        """Its size and its SHA-256 have to be those that are known."""
        size = part.stat().st_size
        with part.open("rb") as file:
            self._check_opening(file.read(1_024))
        if any(size != known for known in (origin.total, self._entry.bytes) if known):
            raise NetworkError(
                f"{self._service} sent {size:,} bytes instead of {self._entry.bytes or origin.total:,}, "
                "so the file was not kept.",
                "Try again later.",
            )
        sha256 = self._hash(part, size)
        wanted = self._entry.sha256 or origin.sha256
        if wanted and sha256 != wanted:
            raise _final(
                f"The file that {self._service} sent is damaged or another one: its SHA-256 is not the one that is known. "
                "It was not kept.",
                "Download it again.",
            )
        verified = "checksum" if wanted else "size" if origin.total or self._entry.bytes else ""
        self.fetched = Fetched(size, sha256, verified)

    def _check_opening(self, opening: bytes) -> None:
        if opening.startswith(_GGUF):
            return
        if is_web_page(opening):
            raise NetworkError(
                f"{self._service} sent a web page instead of the model, so it was not kept.", "Try again later."
            )
        if opening.startswith(_POINTER):
            raise _final(
                f"{self._service} sent a pointer to the model instead of the model, so it was not kept.",
                "Choose another model or another mirror.",
            )
        raise _final(
            f"{self._service} sent something else than a GGUF file, so it was not kept.", "Choose another model."
        )

    def _hash(self, part: Path, size: int) -> str:
        found = hashlib.sha256()
        done = 0
        with part.open("rb") as file:
            while piece := file.read(_CHUNK):
                if self._errand.cancelled():
                    raise Cancelled("The download was stopped.")
                found.update(piece)
                done += len(piece)
                self._checking(done, size)
        return found.hexdigest()


def _gigabytes(count: int) -> str:
    return f"{max(count, 0) / 1e9:.1f} GB"


def _final(message: str, advice: str) -> NetworkError:
    """A refusal that trying again by itself does not change."""
    error = NetworkError(message, advice)
    error.retry = False
    return error
