"""A network client under test, with its ledger and its offline switch."""

from __future__ import annotations

from dataclasses import dataclass, field

from carrel.domain.request import Request
from carrel.sources.http import HttpClient


@dataclass(slots=True)
class Desk:
    """A client with its ledger and its offline switch."""

    client: HttpClient
    ledger: list[Request] = field(default_factory=list)
    offline: bool = False
