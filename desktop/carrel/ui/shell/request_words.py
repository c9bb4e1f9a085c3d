"""A network request in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carrel.ui.shell.wording import clock_time, local, size

if TYPE_CHECKING:
    from carrel.domain.request import Request

_GOOD = range(200, 400)
_UNCHANGED = 304


def who_words(request: Request) -> str:
    """Who wanted it: "you asked" or "schedule"."""
    return "you asked" if request.who == "you" else request.who


def busy_words(request: Request) -> tuple[str, str]:
    """A request that is being made: ("Downloading from export.arxiv.org", "you asked, 09:12")."""
    words = "Downloading from" if request.purpose.startswith("PDF") else "Asking"
    return f"{words} {request.host}", f"{who_words(request)}, {clock_time(request.time)}"


def went_well(request: Request) -> bool:
    """Whether it was answered, and the answer used."""
    return request.status in _GOOD and not request.outcome


def status_words(request: Request) -> str:
    """What came of it: the status, and why the answer was not used where that is so."""
    status = str(request.status) if request.status else "" if request.outcome else "no answer"
    return ", ".join(part for part in (status, request.outcome) if part)


def result_words(request: Request) -> tuple[str, str]:
    """Size or status, with the colour it is shown in."""
    if request.status == _UNCHANGED:
        return "unchanged", "text-2"
    if went_well(request):
        return size(request.bytes), "text-2"
    return (
        "no answer" if not request.status else "not used" if request.status in _GOOD else str(request.status)
    ), "not-found"


def moment_words(request: Request) -> str:
    """When it was made, local time to the second."""
    moment = local(request.time)
    return f"{moment.day} {moment:%b %Y %H:%M:%S}" if moment is not None else request.time
