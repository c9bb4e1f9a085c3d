"""What answers that are not a success mean, and how long they ask to wait. `service` is who gave them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from carrel.domain.errors import NetworkError

LONGEST_WAIT = 24 * 3600.0
_WEB_PAGE = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html[\s>])", re.IGNORECASE | re.DOTALL
)
_KEEPS_OUT = re.compile(
    rb"captcha|(?:are|that) you (?:are )?(?:a )?(?:not a )?(?:human|robot)|not a robot|unusual traffic|rate exceeded|"
    rb"automated (?:access|requests|programs?|queries)|access denied",
    re.IGNORECASE,
)


class RangeNotSatisfiable(NetworkError):
    """The server has no bytes from where a download was to go on: the part here is as long as the file, or longer."""


class BadRequest(NetworkError):
    """The server could not make sense of a request; `body` is what it said about it."""

    retry = False
    body = b""


class KeptOut(NetworkError):
    """Nothing is to be asked for now: there were too many requests, or a page came that lets only people through."""


class Missing(NetworkError):
    """What was asked for is not there."""

    retry = False


class Gated(NetworkError):
    """A file is given out only to people who have an account and agreed to its terms."""

    retry = False


def refusal(
    status: int, retry_after: str = "", body: bytes = b"", *, service: str = "arXiv", per_file: bool = False
) -> NetworkError:
    """What an HTTP status that is not a success means to a person. `retry_after` is the header of that name.

    `per_file` is as in a policy.
    """
    error: NetworkError
    if status == 404:
        error = Missing(f"{service} does not have this (404).", "Check the identifier.")
    elif status == 400:
        error = BadRequest(f"{service} could not make sense of the request (400).", "Change it and try again.")
        error.body = body
    elif status == 416:
        error = RangeNotSatisfiable(f"{service} could not go on with this download.", "Fetch it from its start.")
    elif status == 429:
        error = KeptOut(f"{service} is busy (429).", "Try again later.")
    elif status in (401, 403) and per_file:
        error = Gated(
            f"{service} gives this file only to people with an account there ({status}).",
            "Choose another model, or fetch it in a browser and add the file.",
        )
    elif status == 403:
        error = KeptOut(f"{service} refuses requests for now (403).", "Try again later.")
    elif status == 503:
        error = NetworkError(f"{service} is busy (503).", "Try again in some minutes.")
    elif status == 407:
        error = NetworkError("The proxy asks for a name and a password (407).", "Set them in the proxy's address.")
        error.retry = False
    else:
        error = NetworkError(f"{service} answered with an error ({status}).", "Try again later.")
    error.wait = seconds(retry_after)
    return error


def seconds(retry_after: str) -> float:
    """How long a Retry-After header asks to wait, in seconds or as a date; 0 where it cannot be told, a day at most."""
    text = retry_after.strip()
    if re.fullmatch(r"[0-9]{1,12}", text):
        return min(float(text), LONGEST_WAIT)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return 0.0
    wait = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - datetime.now(UTC)
    return min(max(wait.total_seconds(), 0.0), LONGEST_WAIT)


def is_web_page(opening: bytes) -> bool:
    """Whether a body that begins so is a web page."""
    return _WEB_PAGE.match(opening) is not None


def kept_out(opening: bytes, service: str) -> NetworkError | None:
    """What a body that begins so means, where it is a page that keeps programs out; None where it is not."""
    if (is_web_page(opening) or opening.lstrip().startswith(b"Rate exceeded")) and _KEEPS_OUT.search(opening):
        return KeptOut(f"{service} sent a web page that lets only people through.", "Try again later.")
    return None
