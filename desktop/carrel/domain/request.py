"""A network request as the ledger keeps it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Request:
    """One request that was made, or was stopped before it left.

    `time` is an ISO 8601 instant in UTC, `purpose` what it was for in words, `who` "you" or "schedule",
    `status` the HTTP status or the mail server's code (0 where there was no answer), `bytes` the size of the body received,
    or of the mail sent, `outcome` why there was no answer or why it was not used, else "".
    """

    time: str
    host: str
    path: str
    purpose: str
    who: str
    status: int
    bytes: int
    outcome: str = ""
