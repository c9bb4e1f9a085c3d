"""Times and sizes in the words the window uses."""

from __future__ import annotations

from datetime import datetime


def local(instant: str) -> datetime | None:
    """An ISO 8601 instant as local time; None for "" or what is no instant."""
    try:
        return datetime.fromisoformat(instant).astimezone()
    except ValueError:
        return None


def clock_time(instant: str, today: datetime | None = None) -> str:
    """The local time ("08:51"), with the day where it is not today ("3 Sep 08:51")."""
    moment = local(instant)
    if moment is None:
        return ""
    now = today or datetime.now().astimezone()
    if moment.date() == now.date():
        return moment.strftime("%H:%M")
    return f"{moment.day} {moment.strftime('%b %H:%M')}"


def size(count: int) -> str:
    """A number of bytes in MB or GB, as files are sold by ("98 MB", "3.1 GB")."""
    if count >= 1e9:
        return f"{count / 1e9:.1f} GB"
    if count >= 1e7:
        return f"{count / 1e6:.0f} MB"
    if count >= 1e6:
        return f"{count / 1e6:.1f} MB"
    return f"{max(1, round(count / 1e3))} KB" if count else "0 KB"
