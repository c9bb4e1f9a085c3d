"""What the person set."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from carrel.domain.changes import Changes
from carrel.domain.settings import Settings
from carrel.services.events import Events
from carrel.storage import settings as table
from carrel.storage.database import Connection, Database


class SettingsService:
    """Reads the settings once and keeps every change."""

    def __init__(self, database: Database, events: Events) -> None:
        self._database = database
        self._events = events
        self._lock = threading.Lock()
        with database.read() as connection:
            self._current = table.load(connection)

    @property
    def current(self) -> Settings:
        """The settings as they are."""
        return self._current

    def change(self, **fields: Any) -> Settings:
        """Set some fields of `Settings` by name, keep them and tell."""
        return self.change_with(lambda _: None, **fields)

    def change_with(self, also: Callable[[Connection], object], /, **fields: Any) -> Settings:
        """The same; `also` writes what belongs to them, in the same transaction."""
        with self._lock:
            changed = replace(self._current, **fields)
            with self._database.write() as connection:
                also(connection)
                table.save(connection, changed)
            self._current = changed
        self._events.publish(Changes(settings=True))
        return changed
