"""The key of a person's own server: in the keyring of the system, never in a file of Carrel's."""

from __future__ import annotations

import threading

from carrel.domain.errors import InputError
from carrel.services.system_keyring import SERVICE, system_keyring
from carrel.storage import settings as table
from carrel.storage.database import Database

_HELD = "server_key_held"


class ServerKey:
    """Keeps a key for an address. That there is one is noted, so that nobody's keyring is asked, and unlocked, for nothing."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._read: tuple[str, str] | None = None

    def held(self, address: str) -> bool:
        """Whether there is a key for `address`."""
        with self._database.read() as connection:
            return bool(address) and table.value(connection, _HELD) == address

    def get(self, address: str) -> str:
        """The key, "" where none is kept. The keyring is asked once.

        Raises:
            StorageError: the keyring is gone, or stays locked.
        """
        if not self.held(address):
            return ""
        with self._lock:
            if self._read is None or self._read[0] != address:
                with system_keyring("key") as ring:
                    self._read = (address, ring.get_password(SERVICE, _account(address)) or "")
            return self._read[1]

    def set(self, address: str, key: str) -> None:
        """Keep the key of `address`; that of another address is removed.

        Raises:
            InputError: there is no address, or this cannot be a key.
            StorageError: this computer has no keyring, or it stays locked. The key is then nowhere.
        """
        key = key.strip()
        if not address:
            raise InputError("A key needs the address of its server.", "Enter that first.")
        if not key or not key.isascii() or not key.isprintable() or " " in key:
            raise InputError("A key is letters and numbers, without spaces.", "Copy it once more.")
        self.forget()
        with system_keyring("key") as ring:
            ring.set_password(SERVICE, _account(address), key)
        self._note(address)

    def forget(self) -> None:
        """Remove the key, if there is one.

        Raises:
            StorageError: the keyring is gone, or stays locked.
        """
        with self._database.read() as connection:
            address = table.value(connection, _HELD)
        if not address:
            return
        with system_keyring("key") as ring:
            if ring.get_password(SERVICE, _account(address)) is not None:
                ring.delete_password(SERVICE, _account(address))
        self._note("")

    def _note(self, address: str) -> None:
        with self._lock:
            self._read = None
        with self._database.write() as connection:
            table.set_value(connection, _HELD, address)


def _account(address: str) -> str:
    return f"server {address}"
