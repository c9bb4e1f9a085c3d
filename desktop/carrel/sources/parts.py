"""What lies in a folder while a file is being downloaded to it: the part, and a note of what it is the beginning of.

Light to import: what is left over is looked for at the start, where the client's libraries are not wanted yet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec
from filelock import FileLock, Timeout

from carrel.domain.errors import Cancelled

_NOTE = ".part.json"


@dataclass(frozen=True, slots=True)
class Origin:
    """What a part is the beginning of: how the server names that state of the file, and its size where it is known.

    `sha256` is the hash of the whole file as a hub of models names it, "" where it does not.
    """

    etag: str = ""
    modified: str = ""
    total: int = 0
    sha256: str = ""

    @property
    def validator(self) -> str:
        """What asks a server to go on only where the file is the same. A weak ETag may not be used for that.

        A file whose hash is known needs none: each of a hub's hosts has ETags of its own for it.
        """
        if self.sha256:
            return ""
        return self.etag if self.etag and not self.etag.startswith("W/") else self.modified


def part_of(target: Path) -> Path:
    """The beginning of a file that is being downloaded to `target`."""
    return target.with_name(f"{target.name}.part")


def note_of(target: Path) -> Path:
    """The file that says what that is the beginning of."""
    return target.with_name(target.name + _NOTE)


def noted(folder: Path) -> list[Path]:
    """The targets in a folder of which there is a note."""
    return [note.with_name(note.name.removesuffix(_NOTE)) for note in sorted(folder.glob(f"*{_NOTE}"))]


def forget(target: Path) -> None:
    """Throw the part away, and then what is known of it.

    Raises:
        OSError: they cannot be removed.
    """
    part_of(target).unlink(missing_ok=True)
    note_of(target).unlink(missing_ok=True)


def begun(target: Path) -> Origin | None:
    """What is known of the part, None where nothing is."""
    with suppress(OSError, msgspec.DecodeError):
        return msgspec.json.decode(note_of(target).read_bytes(), type=Origin)
    return None


@contextmanager
def alone(folder: Path, cancelled: Callable[[], bool]) -> Iterator[None]:
    """Wait until no other process of this library downloads to `folder`, and keep others from it.

    Raises:
        Cancelled: `cancelled()` said so meanwhile.
    """
    lock = _lock(folder)
    while True:
        if cancelled():
            raise Cancelled("The download was stopped.")
        with suppress(Timeout):
            lock.acquire(timeout=0.2)
            break
    try:
        yield
    finally:
        lock.release()


def discard(target: Path) -> bool:
    """Throw away what there is of a download that nobody wants any more; whether that could be done now."""
    if not note_of(target).exists():
        return True
    try:
        with _lock(target.parent).acquire(timeout=0):
            forget(target)
    except (Timeout, OSError):
        return False
    return True


def _lock(folder: Path) -> FileLock:
    return FileLock(folder / ".downloading.lock")
