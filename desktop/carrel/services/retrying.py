"""When a job that met an error of the network is tried again: after growing pauses, and not for ever."""

from __future__ import annotations

from carrel.domain.errors import CarrelError, NetworkError, Offline

PAUSES = (30.0, 120.0, 600.0, 1800.0, 3600.0, 7200.0, 14400.0)
"""Seconds before the first, second, … further try; after the last one a job has failed."""

_LONGEST = 24 * 3600.0
_WHILE_OFFLINE = 3600.0


def pause_before_retry(error: CarrelError, retries: int) -> float | None:
    """Seconds to wait before a job that was put back `retries` times is tried again; None: it has failed.

    Work offline is no failure: a job waits until it is turned off, however long that is.
    """
    if isinstance(error, Offline):
        return _WHILE_OFFLINE
    if not isinstance(error, NetworkError) or not error.retry or retries >= len(PAUSES):
        return None
    return min(max(PAUSES[retries], error.wait), _LONGEST)
