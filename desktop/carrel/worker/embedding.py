"""What crosses between the processes when texts become vectors."""

from __future__ import annotations

import msgspec


class Embedding(msgspec.Struct, frozen=True):
    """Arguments of ``embed``. `model` is the file's name in the file system's own bytes.

    Where it is `interactive` it does not stand back behind digests.
    """

    texts: list[str]
    model: bytes
    interactive: bool = False


class Embedded(msgspec.Struct, frozen=True):
    """A vector of unit length for each text, in their order: `dimension` little-endian float32 each, one after another.

    The vector of a text without a character to see is zero.
    """

    dimension: int
    vectors: bytes


class Halves(msgspec.Struct, frozen=True):
    """A vector of unit length for each text, in their order: `dimension` little-endian float16 each, one after another.

    The vector of a text without a known word is zero.
    """

    dimension: int
    vectors: bytes
