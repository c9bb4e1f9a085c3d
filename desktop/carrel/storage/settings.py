"""What a person set, and small states that a program keeps, by name."""

from __future__ import annotations

import logging
import sqlite3
from dataclasses import fields
from typing import Any, get_type_hints

import msgspec

from carrel.domain.settings import Settings

_PREFIX = "settings."
_log = logging.getLogger(__name__)


def load(connection: sqlite3.Connection) -> Settings:
    """The settings as they were saved. One that is missing, or that this version cannot read, has its default."""
    found = connection.execute("SELECT name, value FROM settings WHERE name GLOB ?", (f"{_PREFIX}*",))
    kept = {name.removeprefix(_PREFIX): text for name, text in found}
    usable: dict[str, Any] = {}
    for name, kind in get_type_hints(Settings).items():
        try:
            if name in kept:
                usable[name] = msgspec.json.decode(kept[name], type=kind)
        except msgspec.MsgspecError as error:
            _log.warning("setting %s is not usable, its default stands: %s", name, error)
    return Settings(**usable)


def save(connection: sqlite3.Connection, settings: Settings) -> None:
    """Keep all settings."""
    for field in fields(Settings):
        set_value(connection, _PREFIX + field.name, msgspec.json.encode(getattr(settings, field.name)).decode())


def value(connection: sqlite3.Connection, name: str) -> str:
    """What was kept under `name`, "" where nothing was."""
    row = connection.execute("SELECT value FROM settings WHERE name = ?", (name,)).fetchone()
    return row[0] if row else ""


def set_value(connection: sqlite3.Connection, name: str, text: str) -> None:
    """Keep `text` under `name`, in place of what was there."""
    connection.execute(
        "INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (name, text),
    )
