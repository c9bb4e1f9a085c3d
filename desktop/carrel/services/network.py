"""What was asked of the network, and the switch that stops it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from carrel.domain.changes import Changes
from carrel.domain.request import Request
from carrel.services.clock import instant
from carrel.services.events import Events
from carrel.services.settings import SettingsService
from carrel.sources.policy import HttpPolicy, ModelHub
from carrel.storage import ledger
from carrel.storage.database import Database
from carrel.storage.durable import write_text

if TYPE_CHECKING:
    from carrel.sources.completions import CompletionsClient
    from carrel.sources.http import HttpClient
    from carrel.sources.mail import Mailer


class Network:
    """The ledger of requests and the clients that make them: one for arXiv, and one for models, which blocks no other.

    `hub` is where models are fetched from unless a mirror is set.
    """

    def __init__(
        self,
        database: Database,
        settings: SettingsService,
        events: Events,
        policy: HttpPolicy,
        hub: ModelHub | None = None,
    ) -> None:
        self._database = database
        self._settings = settings
        self._events = events
        self._policy = policy
        self._hub = hub or ModelHub()
        self._lock = threading.Lock()
        self._client: HttpClient | None = None
        self._model_clients: dict[str, HttpClient] = {}
        self._under_way: list[Request] = []

    @property
    def offline(self) -> bool:
        """Whether every request is stopped."""
        return self._settings.current.offline

    def set_offline(self, offline: bool) -> None:
        """Stop every request until turned off again, or allow them."""
        self._settings.change(offline=offline)

    @property
    def current(self) -> Request | None:
        """The newest of the requests that are being made, None where the network is not used."""
        with self._lock:
            return self._under_way[-1] if self._under_way else None

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
        """The client for arXiv, made when first needed: its libraries take time to import."""
        with self._lock:
            if self._client is None:
                self._client = self._made(self._policy, lambda: self._settings.current.contact)
            return self._client

    @property
    def hub(self) -> ModelHub:
        """Where models are fetched from now: Hugging Face, or the mirror that is set.

        Raises:
            InputError: Carrel does not ask the address of the mirror.
        """
        return self._hub.mirrored(self._settings.current.model_mirror)

    def model_client(self, hub: ModelHub) -> HttpClient:
        """The client for models from there. The person's address is not named to it."""
        with self._lock:
            if hub.base not in self._model_clients:
                # A wait that one of them asked for does not hold for the others.
                name = f"last-model-request-{quote(urlsplit(hub.base).hostname or '', safe='')}"
                self._model_clients[hub.base] = self._made(hub.policy(self._policy.state.with_name(name)), lambda: "")
            return self._model_clients[hub.base]

    def _made(self, policy: HttpPolicy, contact: Callable[[], str]) -> HttpClient:
        from carrel.sources.http import HttpClient  # noqa: PLC0415 - as above

        return HttpClient(policy, record=self._record, offline=lambda: self.offline, contact=contact, begun=self._begin)

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
        with self._lock:
            self._under_way.append(request)
        self._events.publish(Changes(network=True))

    def _record(self, request: Request) -> None:
        with self._lock:
            same = (one for one in self._under_way if _what(one) == _what(request))
            if (ended := next(same, None)) is not None:
                self._under_way.remove(ended)
        with self._database.write() as connection:
            ledger.add(connection, request)
        self._events.publish(Changes(network=True))


def _what(request: Request) -> tuple[str, str, str]:
    return request.host, request.path, request.purpose
