"""What was asked of the network, and the switch that stops it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from carrel.domain.changes import Changes
from carrel.domain.request import Request
from carrel.services.clock import instant
from carrel.services.events import Events
from carrel.services.settings import SettingsService
from carrel.sources.policy import HttpPolicy
from carrel.storage import ledger
from carrel.storage.database import Database
from carrel.storage.durable import write_text

if TYPE_CHECKING:
    from carrel.sources.completions import CompletionsClient
    from carrel.sources.http import HttpClient
    from carrel.sources.mail import Mailer


class Network:
    """The ledger of requests and the one client that makes them."""

    def __init__(self, database: Database, settings: SettingsService, events: Events, policy: HttpPolicy) -> None:
        self._database = database
        self._settings = settings
        self._events = events
        self._policy = policy
        self._lock = threading.Lock()
        self._client: HttpClient | None = None
        self._current: Request | None = None

    @property
    def offline(self) -> bool:
        """Whether every request is stopped."""
        return self._settings.current.offline

    def set_offline(self, offline: bool) -> None:
        """Stop every request until turned off again, or allow them."""
        self._settings.change(offline=offline)

    @property
    def current(self) -> Request | None:
        """The request that is being made, None where the network is not used."""
        return self._current

    def recent(self, limit: int = 50) -> list[Request]:
        """The newest requests, newest first."""
        with self._database.read() as connection:
            return ledger.recent(connection, limit)

    def log(self, text: str = "", limit: int = 500) -> list[Request]:
        """The newest requests that hold each word of `text`, newest first."""
        with self._database.read() as connection:
            return ledger.recent(connection, limit, text)

    def export(self, path: Path) -> int:
        """Write all requests, newest first, to a file of comma-separated values; return how many.

        Raises:
            StorageError: the file cannot be written; one that was there is as it was.
        """
        from carrel.interchange.ledger import write  # noqa: PLC0415 - rarely needed

        with self._database.read() as connection:
            write_text(path, write(ledger.whole(connection)))
            return ledger.count_since(connection, "")

    def last(self) -> Request | None:
        """The newest request, or None where the network was never used."""
        return next(iter(self.recent(1)), None)

    def today(self) -> int:
        """How many requests were made since midnight, local time."""
        midnight = datetime.now().astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
        with self._database.read() as connection:
            return ledger.count_since(connection, instant(midnight))

    @property
    def client(self) -> HttpClient:
        """The client, made when first needed: its libraries take time to import."""
        from carrel.sources.http import HttpClient  # noqa: PLC0415 - see above

        with self._lock:
            if self._client is None:
                self._client = HttpClient(
                    self._policy,
                    record=self._record,
                    offline=lambda: self.offline,
                    contact=lambda: self._settings.current.contact,
                    begun=self._begin,
                )
            return self._client

    @property
    def mailer(self) -> Mailer:
        """What sends mail: to the server that is set, and to no other."""
        from carrel.sources.mail import Mailer  # noqa: PLC0415 - as above

        return Mailer(
            allowed=lambda: self._settings.current.mail_host,
            record=self._record,
            offline=lambda: self.offline,
        )

    def completions(self, allowed: Callable[[], str], key: Callable[[], str]) -> CompletionsClient:
        """What asks the person's own server: the address `allowed` gives and no other, with its `key` ("": none)."""
        from carrel.sources.completions import CompletionsClient  # noqa: PLC0415 - as above

        return CompletionsClient(
            allowed=allowed, key=key, record=self._record, offline=lambda: self.offline, begun=self._begin
        )

    def _begin(self, request: Request) -> None:
        self._current = request
        self._events.publish(Changes(network=True))

    def _record(self, request: Request) -> None:
        if self._current is not None and (self._current.host, self._current.path) == (request.host, request.path):
            self._current = None
        with self._database.write() as connection:
            ledger.add(connection, request)
        self._events.publish(Changes(network=True))
