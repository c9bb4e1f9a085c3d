"""The mail server's password: in the keyring of the person's system, never in a file of Carrel's."""

from __future__ import annotations

from carrel.domain.errors import InputError
from carrel.services.settings import SettingsService
from carrel.services.system_keyring import SERVICE, system_keyring


class MailPassword:
    """Keeps the password of the user and server that are set; another user or server has another one."""

    def __init__(self, settings: SettingsService) -> None:
        self._settings = settings

    def get(self) -> str:
        """The password, "" where none is kept.

        Raises:
            StorageError: this computer has no keyring, or it stays locked.
        """
        with system_keyring("password") as ring:
            return ring.get_password(SERVICE, self._account) or ""

    def set(self, password: str) -> None:
        """Keep the password.

        Raises:
            InputError: no user and server are set, whose password it could be.
            StorageError: this computer has no keyring, or it stays locked. The password is then nowhere.
        """
        if not self._settings.current.mail_user.strip() or not self._settings.current.mail_host.strip():
            raise InputError("A password needs a mail server and a user name.", "Enter both first.")
        with system_keyring("password") as ring:
            ring.set_password(SERVICE, self._account, password)

    def forget(self) -> None:
        """Remove the password, if there is one.

        Raises:
            StorageError: this computer has no keyring, or it stays locked.
        """
        with system_keyring("password") as ring:
            if ring.get_password(SERVICE, self._account) is not None:
                ring.delete_password(SERVICE, self._account)

    @property
    def _account(self) -> str:
        return f"{self._settings.current.mail_user.strip()}@{self._settings.current.mail_host.strip()}"
