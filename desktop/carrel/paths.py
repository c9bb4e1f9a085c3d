"""Where things are: the person's library, and what comes with Carrel."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs

_PACKAGE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Paths:
    """The folders of one library. `home` holds everything; nothing is kept elsewhere."""

    home: Path

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.home / "library.sqlite3"

    @property
    def files(self) -> Path:
        """The PDFs."""
        return self.home / "files"

    @property
    def backups(self) -> Path:
        """Verified copies of the database."""
        return self.home / "backups"

    @property
    def models(self) -> Path:
        """GGUF files the person put there."""
        return self.home / "models"

    @property
    def vectors(self) -> Path:
        """What papers say, as numbers, to tell which are alike; made anew where it is gone."""
        return self.home / "vectors"

    @property
    def shown(self) -> Path:
        """Copies of PDFs as they are drawn under annotations; made anew where they are gone."""
        return self.home / "shown"

    @property
    def logs(self) -> Path:
        """Rotating logs."""
        return self.home / "logs"


def library_paths() -> Paths:
    """The library of this account: ``$CARREL_HOME``, else the platform's folder for user data."""
    home = os.environ.get("CARREL_HOME")
    return Paths(Path(home).expanduser().absolute() if home else Path(platformdirs.user_data_dir("carrel", False)))


def bundled(name: str) -> Path:
    """A file or folder that comes with Carrel, such as ``models/topics.toml`` or ``resources/fonts``.

    An installed package carries them under ``carrel/_bundled``; a checkout has them at its top level.

    Raises:
        FileNotFoundError: this installation lacks it.
    """
    for root in (_PACKAGE / "_bundled", _PACKAGE.parents[1]):
        path = root / name
        if path.exists():
            return path
    raise FileNotFoundError(f"{name} does not come with this installation of Carrel")
