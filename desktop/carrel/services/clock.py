"""Time as the library keeps it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Tells the moment that it is; what goes by arXiv's calendar takes it by constructor."""


def utc_now() -> datetime:
    """The moment that it is by this computer."""
    return datetime.now(UTC)


def now() -> str:
    """This instant, ISO 8601 in UTC to the second, ending in Z."""
    return instant(datetime.now(UTC))


def instant(moment: datetime) -> str:
    """An aware datetime as the library keeps it."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
