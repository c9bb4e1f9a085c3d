"""Time as the library keeps it."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> str:
    """This instant, ISO 8601 in UTC to the second, ending in Z."""
    return instant(datetime.now(UTC))


def instant(moment: datetime) -> str:
    """An aware datetime as the library keeps it."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
