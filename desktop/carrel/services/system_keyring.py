"""The keyring of the person's system, for what no file of Carrel's may hold."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from carrel.domain.errors import StorageError

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE = "Carrel"
"""The name under which Carrel's secrets stand in it."""


@contextmanager
def system_keyring(secret: str) -> Iterator[KeyringBackend]:
    """The keyring. `secret` is what is to be kept in it, in words ("password").

    Raises:
        StorageError: this computer has no keyring, or it stays locked.
    """
    import keyring  # noqa: PLC0415 - asks the system which keyrings there are
    from keyring.errors import KeyringError, KeyringLocked  # noqa: PLC0415 - as above

    ring = keyring.get_keyring()
    if not _keeps_secrets(ring):
        raise StorageError(
            f"This computer has no keyring, so Carrel does not keep the {secret}.",
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
