"""SHA-256 of model files, computed once for each state of a file."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from pathlib import Path

from carrel.domain.errors import Cancelled, ModelError

_CHUNK = 8 * 1024 * 1024
_POLL = 0.05


class Checksums:
    """Remembers what it computed by path, size and time of change. Any thread may ask; one computes."""

    def __init__(self) -> None:
        self._known: dict[tuple[Path, int, int], str] = {}
        self._computing = threading.Lock()

    def known(self, path: Path) -> str | None:
        """The file's hash where it was computed before, for the state in which the file is; else None."""
        try:
            return self._known.get(_key(path))
        except OSError:
            return None

    def sha256(self, path: Path, cancelled: Callable[[], bool]) -> str:
        """The file's hash in hexadecimal.

        Raises:
            ModelError: it cannot be read. Cancelled: `cancelled`, asked every 8 MB or 50 ms, said so.
        """
        try:
            key = _key(path)
            while not self._computing.acquire(timeout=_POLL):
                if cancelled():
                    raise _stopped()
            try:
                if key not in self._known:
                    self._known[key] = _compute(path, cancelled)
            finally:
                self._computing.release()
        except OSError as error:
            raise ModelError(
                f"The model file {path.name} cannot be read.", "Choose a model again.", details=str(error)
            ) from error
        return self._known[key]


def _key(path: Path) -> tuple[Path, int, int]:
    state = path.stat()
    return path.absolute(), state.st_size, state.st_mtime_ns


def _compute(path: Path, cancelled: Callable[[], bool]) -> str:
    digest = hashlib.sha256()
    with path.open("rb", buffering=0) as file:
        while chunk := file.read(_CHUNK):
            if cancelled():
                raise _stopped()
            digest.update(chunk)
    return digest.hexdigest()


def _stopped() -> Cancelled:
    return Cancelled("The work was stopped.")
