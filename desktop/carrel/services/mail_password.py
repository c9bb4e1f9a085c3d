"""The mail server's password: in the keyring of the person's system, never in a file of Carrel's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from carrel.domain.errors import InputError, StorageError
from carrel.services.settings import SettingsService

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

_SERVICE = "Carrel"


class MailPassword:
    """Keeps the password of the user and server that are set; another user or server has another one."""

    def __init__(self, settings: SettingsService) -> None:
        self._settings = settings

    def get(self) -> str:
        """The password, "" where none is kept.

        Raises:
            StorageError: this computer has no keyring, or it stays locked.
        """
        with _keyring() as ring:
            return ring.get_password(_SERVICE, self._account) or ""

    def set(self, password: str) -> None:
        """Keep the password.

        Raises:
            InputError: no user and server are set, whose password it could be.
            StorageError: this computer has no keyring, or it stays locked. The password is then nowhere.
        """
        if not self._settings.current.mail_user.strip() or not self._settings.current.mail_host.strip():
            raise InputError("A password needs a mail server and a user name.", "Enter both first.")
        with _keyring() as ring:
            ring.set_password(_SERVICE, self._account, password)

    def forget(self) -> None:
        """Remove the password, if there is one.

        Raises:
            StorageError: this computer has no keyring, or it stays locked.
        """
        with _keyring() as ring:
            if ring.get_password(_SERVICE, self._account) is not None:
                ring.delete_password(_SERVICE, self._account)

    @property
    def _account(self) -> str:
        return f"{self._settings.current.mail_user.strip()}@{self._settings.current.mail_host.strip()}"


@contextmanager
def _keyring() -> Iterator[KeyringBackend]:
    import keyring  # noqa: PLC0415 - asks the system which keyrings there are
    from keyring.errors import KeyringError, KeyringLocked  # noqa: PLC0415 - as above

    ring = keyring.get_keyring()
    if not _keeps_secrets(ring):
        raise StorageError(
            "This computer has no keyring, so Carrel does not keep the password.",
            "Install one, such as GNOME Keyring, KWallet or KeePassXC, and start it before Carrel.",
        )
    try:
        yield ring
    except KeyringLocked as error:
        raise StorageError("The keyring is locked.", "Unlock it and try again.", details=str(error)) from error
    except KeyringError as error:
        raise StorageError(
            "The keyring could not be used.",
            "Check that it runs and is unlocked, and try again.",
            details=f"{type(error).__name__}: {error}",
        ) from error


def _keeps_secrets(ring: KeyringBackend) -> bool:
    """Whether it is a keyring of the system: not one that fails, forgets, or writes a file of its own."""
    rings = list(getattr(ring, "backends", ())) or [ring]
    outside = ("keyring.backends.fail", "keyring.backends.null", "keyrings.alt")
    return not type(rings[0]).__module__.startswith(outside)
