"""Conditions of the world that people are told about.

A ``CarrelError`` says what happened and what to do about it. Anything else that is raised is a bug:
it is logged and offered for copying, never swallowed.
"""

from __future__ import annotations


class CarrelError(Exception):
    """A condition of the world: `message` says what happened, `advice` what the person can do.

    `retry` is true where trying again later, with nothing changed, can help. `code` is a short stable name
    for programs (``--json``, jobs kept in the database), never shown on its own.
    """

    code = "error"
    retry = False

    def __init__(self, message: str, advice: str = "", *, details: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.advice = advice
        self.details = details

    def __str__(self) -> str:
        return f"{self.message} {self.advice}".strip()


class InputError(CarrelError):
    """What the person gave is not something Carrel can use: a bad identifier, a file of another kind."""

    code = "input"


class DocumentError(CarrelError):
    """A PDF cannot be read: damaged, encrypted, without pages, or unsafe to open."""

    code = "document"


class PasswordNeeded(DocumentError):
    """A PDF is encrypted and the password given, if any, does not open it."""

    code = "password"


class ModelError(CarrelError):
    """A model file cannot be used, or a prompt does not fit it."""

    code = "model"


class KeyNeeded(ModelError):
    """A person's own server wants a key, and has none or a wrong one."""

    code = "key"


class ComputingFailed(ModelError):
    """A model that was loaded could not go on: most often a GPU without enough memory."""

    code = "computing"


class TextTooLong(ModelError):
    """A model on a server does not hold a text. `context` is how many tokens it holds, 0 where that was not told."""

    code = "too_long"
    context = 0


class StorageError(CarrelError):
    """The library's folder or database cannot be read or written."""

    code = "storage"


class NetworkError(CarrelError):
    """A request was not made or not answered as it should be. `wait` is how many seconds to wait before the next, 0: unknown."""

    code = "network"
    retry = True
    wait = 0.0


class Offline(NetworkError):
    """A request was not made because the person works offline."""

    code = "offline"


class WorkerDied(CarrelError):
    """A child process ended before it answered: killed, crashed, out of memory."""

    code = "worker"
    retry = True


class TimeLimit(CarrelError):
    """Work in a child process took longer than it may."""

    code = "time"


class Cancelled(CarrelError):
    """The person stopped the work."""

    code = "cancelled"


_KINDS: dict[str, type[CarrelError]] = {
    kind.code: kind
    for kind in (
        CarrelError,
        InputError,
        DocumentError,
        PasswordNeeded,
        ModelError,
        ComputingFailed,
        KeyNeeded,
        TextTooLong,
        StorageError,
        NetworkError,
        Offline,
        WorkerDied,
        TimeLimit,
        Cancelled,
    )
}


def error_from(code: str, message: str, advice: str = "", details: str = "") -> CarrelError:
    """Make the error that `code` names again, as it comes from a child process or a job's row."""
    return _KINDS.get(code, CarrelError)(message, advice, details=details)
