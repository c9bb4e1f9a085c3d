"""SHA-256 of model files, computed once for each state of a file."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from carrel.domain.errors import Cancelled, ModelError

_CHUNK = 8 * 1024 * 1024


class Checksums:
    """Remembers what it computed by path, size and time of change."""

    def __init__(self) -> None:
        self._known: dict[tuple[Path, int, int], str] = {}

    def sha256(self, path: Path, cancelled: Callable[[], bool]) -> str:
        """The file's hash in hexadecimal.

        Raises:
            ModelError: it cannot be read. Cancelled: `cancelled`, asked every 8 MB, said so.
        """
        try:
            state = path.stat()
            key = (path.absolute(), state.st_size, state.st_mtime_ns)
            if key not in self._known:
                self._known[key] = _compute(path, cancelled)
        except OSError as error:
            raise ModelError(
                f"The model file {path.name} cannot be read.", "Choose a model again.", details=str(error)
            ) from error
        return self._known[key]


def _compute(path: Path, cancelled: Callable[[], bool]) -> str:
    digest = hashlib.sha256()
    with path.open("rb", buffering=0) as file:
        while chunk := file.read(_CHUNK):
            if cancelled():
                raise Cancelled("The work was stopped.")
            digest.update(chunk)
    return digest.hexdigest()
