r"""What the two ends of a child's pipes say to each other.

One JSON value a line, in UTF-8, ended by ``\n``. JSON escapes control characters and no other byte of UTF-8 is
``0x0A``, so a text can hold anything (U+2028 too) and never split a line; ends read bytes and split at ``\n`` alone.
Half a surrogate pair, which UTF-8 cannot carry, is sent as U+FFFD.

The parent sends `Request`: work ``{"id", "do", "arguments"}``, or ``{"id", "cancel": true}``. The child sends `Answer`: once
``{"ready"}``, then for each request any number of ``{"id", "event", "data"}`` and exactly one ``{"id", "result"}`` or
``{"id", "error"}``. Large results are streamed as events, so that no end decodes a huge line at once.

The child of the models works on many requests at once; the lines of each come in order, those of several interleaved. In
the middle of a request a child may ask its parent for something it cannot do itself, such as a request to the network:
``{"id", "ask", "event", "data"}``, where ``ask`` is a number of its own, ``event`` names what is wanted and ``data`` are its
arguments. The parent replies ``{"id", "reply", "result"}`` or ``{"id", "reply", "error"}`` with that number. Several asks of
a request may be open at once. ``{"alive": true}``, which belongs to no request, says that the engine which the requests
share makes progress: one that waits for its turn in it is not to be taken for hung.
"""

from __future__ import annotations

import dataclasses
import traceback
from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

import msgspec

from carrel.domain.errors import CarrelError, error_from

MAX_LINE = 64 * 1024 * 1024
"""The longest line, in bytes, that either end takes. Operations keep theirs under `COMFORTABLE_LINE` where they can."""

COMFORTABLE_LINE = 256 * 1024
_CHUNK = 256 * 1024

Result = TypeVar("Result")


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """A ``CarrelError`` on its way to the parent, or with the code `BUG` any other exception."""

    code: str
    message: str
    advice: str = ""
    details: str = ""

    @classmethod
    def of(cls, error: Exception) -> Problem:
        """What the other end is told of `error`, which is being handled."""
        if isinstance(error, CarrelError):
            return cls(error.code, error.message, error.advice, error.details)
        return cls(BUG, f"{type(error).__name__}: {error}", details=traceback.format_exc())

    def exception(self) -> Exception:
        """The error as this end raises it: its own kind again, or of a bug a ``RuntimeError`` with its traceback as a note."""
        if self.code != BUG:
            return error_from(self.code, self.message, self.advice, self.details)
        bug = RuntimeError(self.message)
        bug.add_note(self.details)
        return bug


BUG = "bug"
"""The code of an exception that is no ``CarrelError``; `Problem.details` is then its traceback."""


class Request(msgspec.Struct, frozen=True, omit_defaults=True):
    """Work to do, the wish to cancel it, or what the parent replies to the ask with the number `reply`."""

    id: int
    do: str = ""
    arguments: msgspec.Raw = msgspec.Raw(b"{}")
    cancel: bool = False
    reply: int = 0
    result: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    error: Problem | None = None


class Ready(msgspec.Struct, frozen=True):
    """The child's first words."""

    version: str
    pid: int


class Answer(msgspec.Struct, frozen=True, omit_defaults=True):
    """A line from the child. `last` is true where the child ends after this answer (it ran out of memory)."""

    id: int = 0
    ready: Ready | None = None
    alive: bool = False
    event: str = ""
    ask: int = 0
    data: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    result: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    error: Problem | None = None
    last: bool = False


class BrokenLine(ValueError):
    """A line is not one of the protocol's, or longer than `MAX_LINE`."""


def raw(value: object) -> msgspec.Raw:
    """`value` (JSON data, dataclasses, structs) as JSON, without the line's end."""
    try:
        return msgspec.Raw(msgspec.json.encode(value, enc_hook=_plain))
    except UnicodeEncodeError:
        return msgspec.Raw(msgspec.json.encode(_without_surrogates(value), enc_hook=_plain))


def encode(message: Request | Answer) -> bytes:
    """`message` as one line, its end included."""
    return bytes(raw(message)) + b"\n"


def decode(data: bytes | msgspec.Raw, kind: type[Result]) -> Result:
    """Read a line, or a part of one kept as `msgspec.Raw`.

    Raises:
        BrokenLine: it is not JSON, not UTF-8, or not a `kind`.
    """
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BrokenLine(f"{error}: {bytes(data)[:200]!r}") from error


def lines(read: Callable[[int], bytes], limit: int = MAX_LINE) -> Iterator[bytes]:
    """The lines that `read` (a pipe's; ``b""`` at its end) gives, without their ends.

    A last line that was not ended is dropped: its writer died in the middle of it.

    Raises:
        BrokenLine: a line is longer than `limit` bytes.
    """
    parts: list[bytes] = []
    held = 0
    while chunk := read(_CHUNK):
        *ended, rest = chunk.split(b"\n")
        for line in ended:
            parts.append(line)
            yield b"".join(parts)
            parts, held = [], 0
        parts.append(rest)
        held += len(rest)
        if held > limit:
            raise BrokenLine(f"a line is longer than {limit} bytes")


def _plain(value: object) -> object:
    """Text of a library's own type, such as pypdf's, as text."""
    if isinstance(value, str):
        return str.__str__(value)
    raise NotImplementedError


def _without_surrogates(value: object) -> object:
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, msgspec.Struct):
        fields = {name: getattr(value, name) for name in value.__struct_fields__}
        return {name: _without_surrogates(field) for name, field in fields.items() if field is not msgspec.UNSET}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: _without_surrogates(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {_without_surrogates(key): _without_surrogates(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_without_surrogates(item) for item in value]
    return value
