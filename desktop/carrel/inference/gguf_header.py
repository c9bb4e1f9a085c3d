"""Read a GGUF file's header with every count bounded, without trusting one number in it.

Format: github.com/ggml-org/ggml, docs/gguf.md. Versions 2 and 3, little endian.
"""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Container
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import BinaryIO

from carrel.domain.errors import ModelError
from carrel.inference.gguf_types import TENSOR_TYPES

MAGIC = b"GGUF"
_DOWNLOAD_AGAIN = "Download it again."
_MOST_ENTRIES = 65_536
_MOST_TENSORS = 65_536
_MOST_ELEMENTS = 4_000_000
_LONGEST_STRING = 16 * 1024 * 1024
_KEPT_ELEMENTS = 4096
_SCALARS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
_STRING, _ARRAY = 8, 9

Scalar = str | int | float | bool
Value = Scalar | tuple[Scalar, ...]


@dataclass(frozen=True, slots=True)
class Header:
    """What the header says. `metadata` leaves out arrays of text that were not asked for and long ones of numbers.

    `elements` counts the tensors' elements by type name; `data_bytes` is how long the file has to be for its tensors.
    `weights` are the tensors by name: type name and shape, the length of a row first. `offsets` are where in the file the
    numbers of each begin.
    """

    metadata: dict[str, Value]
    tensors: int
    elements: Counter[str]
    data_bytes: int
    weights: dict[str, tuple[str, tuple[int, ...]]]
    offsets: dict[str, int]

    def text(self, key: str) -> str:
        """A text of the metadata, or ""."""
        value = self.metadata.get(key)
        return value if isinstance(value, str) else ""

    def number(self, key: str) -> int:
        """A whole number of the metadata, or 0."""
        value = self.metadata.get(key)
        return value if isinstance(value, int) else 0

    def numbers(self, key: str, count: int) -> tuple[int, ...]:
        """`count` whole numbers: an array of the metadata, or one number for all of them; () where it has neither."""
        value = self.metadata.get(key)
        if isinstance(value, int):
            return (value,) * count
        if isinstance(value, tuple) and len(value) >= count:
            return tuple(item for item in value[:count] if isinstance(item, int))
        return ()

    def texts(self, key: str) -> tuple[str, ...]:
        """The texts of an array of the metadata that was asked for, or ()."""
        value = self.metadata.get(key)
        return tuple(item for item in value if isinstance(item, str)) if isinstance(value, tuple) else ()


def parse_header(path: Path, *, texts: Container[str] = ()) -> Header:
    """Read the header of the GGUF file at `path`, of its arrays of text those with a key in `texts`.

    Raises:
        ModelError: it is damaged, cut off within its header, of an unknown version, or claims absurd counts.
        OSError: it cannot be read.
    """
    with path.open("rb", buffering=1024 * 1024) as file:
        return _Parser(file, texts).header()


class _Parser:
    def __init__(self, file: BinaryIO, texts: Container[str]) -> None:
        self._file = file
        self._texts = texts

    def header(self) -> Header:
        if self._take(4) != MAGIC:
            raise ModelError("This is not a GGUF model file.", "Choose a file that ends in .gguf.")
        self._check_version(self._number("I"))
        tensors, entries = self._number("Q"), self._number("Q")
        if tensors > _MOST_TENSORS or entries > _MOST_ENTRIES:
            raise self._absurd(f"{tensors} tensors and {entries} metadata entries")
        metadata: dict[str, Value] = {}
        for _ in range(entries):
            key = self._text()
            value = self._value(self._number("I"), keep=key in self._texts)
            if value is not None:
                metadata[key] = value
        elements: Counter[str] = Counter()
        end = 0
        weights: dict[str, tuple[str, tuple[int, ...]]] = {}
        begins: dict[str, int] = {}
        for _ in range(tensors):
            name, kind, shape, begin, tensor_end = self._tensor()
            weights[name] = kind, shape
            begins[name] = begin
            elements[kind] += prod(shape)
            end = max(end, tensor_end)
        start = self._data_start(metadata)
        offsets = {name: start + begin for name, begin in begins.items()}
        return Header(metadata, tensors, elements, start + end, weights, offsets)

    @staticmethod
    def _check_version(version: int) -> None:
        if version in {2, 3}:
            return
        if version & 0xFFFF == 0 and version:
            raise ModelError(
                "This model file is made for computers with another byte order (big endian).",
                "Choose the usual, little-endian file of the same model.",
            )
        advice = "Choose a newer file of the same model." if version < 2 else "A newer Carrel may know it."
        raise ModelError(f"This model file has GGUF version {version}; Carrel knows 2 and 3.", advice)

    def _tensor(self) -> tuple[str, str, tuple[int, ...], int, int]:
        """A tensor's name, type name and shape, and where its data begin and end after the beginning of all data."""
        name = self._text()
        dimensions = self._number("I")
        if dimensions > 4:
            raise self._absurd(f"tensor {name!r} has {dimensions} dimensions")
        shape = tuple(self._number("Q") for _ in range(dimensions))
        count = prod(shape)
        kind = self._number("I")
        offset = self._number("Q")
        if kind not in TENSOR_TYPES:
            raise ModelError(
                f"This model file uses a number format that this Carrel does not know (type {kind}).",
                "Choose another quantization of the same model, such as Q4_K_M.",
            )
        type_name, per_block, block_bytes = TENSOR_TYPES[kind]
        end = offset + count // per_block * block_bytes
        if count % per_block or end >= 2**62:
            raise self._absurd(f"tensor {name!r} has {count} elements of {type_name} at {offset}")
        return name, type_name, shape, offset, end

    def _data_start(self, metadata: dict[str, Value]) -> int:
        alignment = metadata.get("general.alignment", 32)
        if not isinstance(alignment, int) or not 1 <= alignment <= 65_536:
            raise self._absurd(f"an alignment of {alignment!r}")
        return -(-self._file.tell() // alignment) * alignment

    def _value(self, kind: int, *, keep: bool) -> Value | None:
        if kind in _SCALARS:
            return self._scalar(_SCALARS[kind])
        if kind == _STRING:
            return self._text()
        if kind != _ARRAY:
            raise self._absurd(f"a value of the unknown type {kind}")
        element, count = self._number("I"), self._number("Q")
        if count > _MOST_ELEMENTS:
            raise self._absurd(f"an array of {count} elements")
        if element == _STRING and keep:
            return tuple(self._text() for _ in range(count))
        if element == _STRING:
            for _ in range(count):
                self._skip(self._length())
            return None
        if element not in _SCALARS:
            raise self._absurd(f"an array of the unknown type {element}")
        form = _SCALARS[element]
        if count > _KEPT_ELEMENTS:
            self._skip(count * struct.calcsize("<" + form))
            return None
        return tuple(self._scalar(form) for _ in range(count))

    def _scalar(self, form: str) -> Scalar:
        value: Scalar = struct.unpack("<" + form, self._take(struct.calcsize("<" + form)))[0]
        return value

    def _number(self, form: str) -> int:
        return int(self._scalar(form))

    def _text(self) -> str:
        return self._take(self._length()).decode("utf-8", "replace")

    def _length(self) -> int:
        length = self._number("Q")
        if length > _LONGEST_STRING:
            raise self._absurd(f"a text of {length} bytes")
        return length

    def _take(self, size: int) -> bytes:
        data = self._file.read(size)
        if len(data) < size:
            raise _cut_off()
        return data

    def _skip(self, size: int) -> None:
        # Seeking past the end would go unnoticed, so the last byte is read.
        if size:
            self._file.seek(size - 1, 1)
            self._take(1)

    @staticmethod
    def _absurd(what: str) -> ModelError:
        return ModelError(f"This model file is damaged: it claims {what}.", _DOWNLOAD_AGAIN)


def _cut_off() -> ModelError:
    return ModelError("This model file is cut off: it ends within its own header.", _DOWNLOAD_AGAIN)
