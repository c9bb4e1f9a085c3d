"""A client that may ask a loopback server, without waiting three seconds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from carrel.domain.request import Request
from carrel.sources.http import HttpClient
from carrel.sources.policy import HttpPolicy
from desk import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    policy = HttpPolicy(state=tmp_path / "last-request", plain_hosts=frozenset({"127.0.0.1"}), pause=0.0)

    def record(request: Request) -> None:
        made.ledger.append(request)

    made = Desk(HttpClient(policy, record=record, offline=lambda: made.offline, contact=lambda: "reader@example.org"))
    yield made
    made.client.close()
