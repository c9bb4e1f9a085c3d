"""What Carrel notes of its readings of arXiv's feeds: when, with which answer, and what is still to be told of it."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TypeVar

import msgspec

from carrel.storage import settings
from carrel.storage.announcing import Announced
from carrel.storage.database import Connection

T = TypeVar("T")

_log = logging.getLogger(__name__)
_READING = "following.reading"
_ARRIVED = "following.arrived"


@dataclass(frozen=True, slots=True)
class FeedReading:
    """The last answer of the feed: of which categories and day it is, when it came.

    `etag` and `modified` go with the next request for the same categories.
    """

    categories: tuple[str, ...] = ()
    checked: str = ""
    day: str = ""
    etag: str = ""
    modified: str = ""


@dataclass(frozen=True, slots=True)
class Arrived:
    """What came and was not acted upon yet: the newest day with something new, and new versions of papers in the library.

    It is kept, so that what came just before the process died is not forgotten.
    """

    day: str = ""
    new_versions: tuple[tuple[int, int, int], ...] = ()


def reading(connection: Connection) -> FeedReading:
    """The last reading of the feed."""
    return _value(connection, _READING, FeedReading) or FeedReading()


def note_reading(connection: Connection, last: FeedReading) -> None:
    """Note a reading of the feed."""
    settings.set_value(connection, _READING, msgspec.json.encode(last).decode())


def note_arrived(connection: Connection, day: str, announced: Announced) -> None:
    """Note what a day brought, in the transaction that keeps it."""
    if not announced.announced:
        return
    before = _value(connection, _ARRIVED, Arrived) or Arrived()
    arrived = Arrived(max(before.day, day), before.new_versions + announced.new_versions)
    settings.set_value(connection, _ARRIVED, msgspec.json.encode(arrived).decode())


def arrived(connection: Connection) -> Arrived | None:
    """What came and was not acted upon yet, None where that is nothing."""
    return _value(connection, _ARRIVED, Arrived)


def forget_arrived(connection: Connection) -> None:
    """What came was acted upon."""
    settings.set_value(connection, _ARRIVED, "")


def _value(connection: Connection, name: str, kind: type[T]) -> T | None:
    text = settings.value(connection, name)
    try:
        return msgspec.json.decode(text, type=kind) if text else None
    except msgspec.MsgspecError as error:
        _log.warning("%s is not usable: %s", name, error)
        return None
