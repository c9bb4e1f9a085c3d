"""The person's own server, where digests are written instead of on this computer: off unless it is turned on."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec

from carrel.domain.errors import CarrelError, InputError, ModelError, NetworkError, TextTooLong
from carrel.domain.server import LOOPBACK, ServedModel, Server, ServerQuestion, server_address, server_name
from carrel.services.network import Network
from carrel.services.server_key import ServerKey
from carrel.services.server_places import Places
from carrel.services.settings import SettingsService
from carrel.storage.database import Database
from carrel.worker.protocol import decode
from carrel.worker.remote_engine import COMPLETE, DESCRIBE, UNKNOWN_CONTEXT

if TYPE_CHECKING:
    from carrel.sources.completions import CompletionsClient

_ENDING_SECONDS = 3.0
_NAMED = 4


@dataclass(frozen=True, slots=True)
class ServerTest:
    """What a test of the server found: the models that it names, and all of it in words."""

    models: tuple[ServedModel, ...]
    words: str


class OwnServer:
    """Keeps which server it is, tests it, and answers what a digest asks of it."""

    def __init__(self, database: Database, settings: SettingsService, network: Network) -> None:
        self._settings = settings
        self._network = network
        self._key = ServerKey(database)
        self._places = Places(lambda: settings.current.server_parallel)
        self._lock = threading.Lock()
        self._describing = threading.Lock()
        self._client: CompletionsClient | None = None
        self._described: dict[tuple[str, str], ServedModel] = {}

    @property
    def address(self) -> str:
        """The address that is set, "" for none."""
        return self._settings.current.server_url

    @property
    def name(self) -> str:
        """Its host and port, "" without an address."""
        return server_name(self.address)

    @property
    def on(self) -> bool:
        """Whether it writes the digests."""
        return self._settings.current.server

    def set(self, address: str, model: str = "") -> str:
        """Keep the address as it was typed ("": none) and the model, by its name ("": the first that the server names).

        Returns the address as it is kept. Without one the server is off.

        Raises:
            InputError: it is no address.
        """
        kept = server_address(address) if address.strip() else ""
        self._described.clear()
        self._settings.change(server_url=kept, server_model=model, server=self._settings.current.server and bool(kept))
        return kept

    def choose_model(self, model: str) -> None:
        """Let this model write, by its name; "" is the first that the server names."""
        self.set(self.address, model)

    def use(self, on: bool) -> None:
        """Have digests written by the server from now on, or by this computer.

        Raises:
            InputError: there is no address to turn on.
        """
        if on and not self.address:
            raise InputError("There is no address of a server yet.", "Enter it first.")
        self._settings.change(server=on)

    def test(self) -> ServerTest:
        """Ask the server which models it has. Nothing else is sent.

        Raises:
            InputError: there is no address. NetworkError: no answer. ModelError: it is no such server, or wants a key.
            StorageError: its key cannot be had from the keyring.
        """
        if not self.address:
            raise InputError("There is no address of a server yet.", "Enter it first.")
        self._described.clear()
        found = self._completions().models(self.address, purpose="Test of your server")
        return ServerTest(found, self._words(found))

    def has_key(self) -> bool:
        """Whether the keyring holds a key for the address that is set."""
        return self._key.held(self.address)

    def set_key(self, key: str) -> None:
        """Keep the key for the address that is set in the system's keyring, "" to remove it.

        Raises:
            InputError: there is no address, or this cannot be a key.
            StorageError: this computer has no keyring, or it stays locked.
        """
        if key.strip():
            self._key.set(self.address, key)
        else:
            self._key.forget()

    @contextmanager
    def answering(self, title: str, *, who: str, urgent: bool, stopped: Callable[[], bool]) -> Iterator[ServerAnswers]:
        """What answers the questions of one digest, of the paper with this title.

        When the digest has ended, whichever way, so have the requests that were made for it, and stand in the ledger.

        Raises:
            ModelError: the server is off; it is asked for nothing then, whatever was meant before.
        """
        if not self.on:
            raise ModelError(
                "Your own server is turned off.", "Turn it on again, or choose another on the Models page."
            )
        answers = ServerAnswers(self._ask_for(f"Digest of {title}", who, urgent), stopped)
        try:
            yield answers
        finally:
            answers.end()

    def close(self) -> None:
        """Let go of the connections that are kept open."""
        if self._client is not None:
            self._client.close()

    def _ask_for(
        self, purpose: str, who: str, urgent: bool
    ) -> Callable[[str, msgspec.Raw, Callable[[], bool]], object]:
        address, model = self.address, self._settings.current.server_model

        def ask(name: str, data: msgspec.Raw, ended: Callable[[], bool]) -> object:
            def unwanted() -> bool:
                return ended() or self._changed(address, model)

            client = self._completions()
            try:
                if name == DESCRIBE:
                    served = self._describe(address, model, purpose, who, unwanted)
                    return Server(server_name(address), served)
                if name != COMPLETE:
                    raise LookupError(name)
                question = decode(data, ServerQuestion)
                served = self._describe(address, model, purpose, who, unwanted)
                with self._places.one(urgent=urgent, stopping=ended):
                    return client.complete(address, served.name, question, purpose=purpose, who=who, cancelled=unwanted)
            except TextTooLong as error:
                self._note_context((address, model), error)
                raise
            except CarrelError as error:
                # Whatever it was, the server may be another one next time.
                self._described.pop((address, model), None)
                if self._changed(address, model) and not ended():
                    raise _changed_meanwhile() from error
                raise

        return ask

    def _describe(self, address: str, model: str, purpose: str, who: str, cancelled: Callable[[], bool]) -> ServedModel:
        """The model that was set, or the first one, as the server describes it; asked once, and again after a failure."""
        with self._describing:
            known = self._described.get((address, model))
            if known is None:
                found = self._completions().models(address, purpose=purpose, who=who, cancelled=cancelled)
                known = _chosen(found, model, server_name(address))
                self._described[address, model] = known
            return known

    def _note_context(self, which: tuple[str, str], error: TextTooLong) -> None:
        """Remember how much the model holds, where it is less than was thought."""
        known = self._described.get(which)
        if known is not None and 0 < error.context < (known.context or UNKNOWN_CONTEXT):
            self._described[which] = replace(known, context=error.context)

    def _changed(self, address: str, model: str) -> bool:
        now = self._settings.current
        return not now.server or (now.server_url, now.server_model) != (address, model)

    def _completions(self) -> CompletionsClient:
        with self._lock:
            if self._client is None:
                self._client = self._network.completions(lambda: self.address, lambda: self._key.get(self.address))
            return self._client

    def _words(self, models: Sequence[ServedModel]) -> str:
        parts = urlsplit(self.address)
        said = f"{self.name} answers. {_models_in_words(models)}"
        open_to_all = parts.scheme == "http" and (parts.hostname or "") not in LOOPBACK
        return f"{said} The connection is not encrypted." if open_to_all else said


class ServerAnswers:
    """Answers the asks of one digest; any thread may ask, until it ends.

    `holds_less` is true once the server told that its model holds less text than it was thought to: a digest that failed
    for that can be begun anew with what is known now.
    """

    def __init__(
        self, ask: Callable[[str, msgspec.Raw, Callable[[], bool]], object], stopped: Callable[[], bool]
    ) -> None:
        self._ask = ask
        self._stopped = stopped
        self.holds_less = False
        self._believed = UNKNOWN_CONTEXT
        self._ended = False
        self._open = 0
        self._changed = threading.Condition()

    def __call__(self, name: str, data: msgspec.Raw) -> object:
        """Answer one (see `RemoteEngine`)."""
        with self._changed:
            self._open += 1
        try:
            answer = self._ask(name, data, lambda: self._ended or self._stopped())
        except TextTooLong as error:
            self.holds_less = self.holds_less or 0 < error.context < self._believed
            raise
        else:
            if isinstance(answer, Server):
                self._believed = answer.model.context or UNKNOWN_CONTEXT
            return answer
        finally:
            with self._changed:
                self._open -= 1
                self._changed.notify_all()

    def end(self) -> None:
        """Have requests that are being made given up, and wait for that."""
        self._ended = True
        with self._changed:
            self._changed.wait_for(lambda: not self._open, _ENDING_SECONDS)


def _chosen(found: Sequence[ServedModel], model: str, server: str) -> ServedModel:
    if not found:
        raise ModelError(f"{server} names no model.", "Load one there.")
    if not model:
        return found[0]
    for one in found:
        if one.name == model:
            return one
    raise ModelError(f"{server} has no model named {model}.", "Choose one on the Models page.")


def _models_in_words(models: Sequence[ServedModel]) -> str:
    if not models:
        return "It names no model; load one there."
    if len(models) == 1:
        context = f", {models[0].context:,} tokens of context" if models[0].context else ""
        return f"Its model is {models[0].name}{context}."
    names = ", ".join(one.name for one in models[:_NAMED])
    more = f" and {len(models) - _NAMED} more" if len(models) > _NAMED else ""
    return f"It names {len(models)} models: {names}{more}."


def _changed_meanwhile() -> NetworkError:
    return NetworkError("Your own server was turned off or changed while it wrote.", "The digest is begun anew.")
