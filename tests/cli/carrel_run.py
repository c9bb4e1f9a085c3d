"""How a command that was run in this process ended."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from carrel.domain.announcing import announces, eastern_day
from carrel.paths import Paths
from carrel.services.open import open_library
from carrel.storage.database import Database


@dataclass(frozen=True, slots=True)
class Told:
    """A command's exit code, and what it said."""

    status: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        return json.loads(self.out)


Command = Callable[..., Told]


def newest_day() -> date:
    """The day of the newest announcements at arXiv, by its calendar."""
    day = eastern_day(datetime.now(UTC))
    while not announces(day):
        day -= timedelta(days=1)
    return day


def change_settings(home: Path, **settings: object) -> None:
    opened = open_library(Paths(home))
    opened.settings.change(**settings)
    opened.close()


def count_in(home: Path, sql: str) -> int:
    """The one number that a question to the database gives."""
    database = Database(Paths(home).database)
    try:
        with database.read() as connection:
            return int(connection.execute(sql).fetchone()[0])
    finally:
        database.close()
