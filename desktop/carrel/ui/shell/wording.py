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


def share_of_size(done: int, total: int) -> str:
    """So many bytes of so many, in the unit of the whole ("1.2 of 3.1 MB")."""
    unit, name = (1e9, "GB") if total >= 1e9 else (1e6, "MB") if total >= 1e6 else (1e3, "KB")
    places = 1 if (total < 1e7 and unit > 1e3) or unit == 1e9 else 0
    return f"{done / unit:.{places}f} of {total / unit:.{places}f} {name}"


def duration_words(seconds: float) -> str:
    """About how long something takes: "about 5 h", "about 12 min", "less than a minute"; "" where it is not known."""
    if seconds <= 0:
        return ""
    if seconds < 50:
        return "less than a minute"
    minutes = max(1, round(seconds / 60))
    if minutes < 90:
        return f"about {minutes} min"
    hours = round(seconds / 3600)
    return f"about {hours} h" if hours < 48 else f"about {round(hours / 24)} days"


def time_left(seconds: float) -> str:
    """About how long something still takes ("about 8 min left"), "" where that is not known."""
    words = duration_words(seconds)
    return f"{words} left" if words else ""


def requests_today(count: int) -> str:
    """How often the network was used today."""
    return "No requests today" if not count else "1 request today" if count == 1 else f"{count:,} requests today"
