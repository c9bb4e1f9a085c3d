"""Small GGUF files, sound and broken, made for tests."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from pathlib import Path

Value = str | int | float | list[str] | list[int]


def made_gguf(
    path: Path,
    metadata: Mapping[str, Value],
    tensors: Sequence[tuple[str, tuple[int, ...], int]] = (("output.weight", (32, 2), 0),),
    *,
    version: int = 3,
    data: int | None = None,
) -> Path:
    """Write a file with `tensors` (name, dimensions, type number) after one another, all zeros, `data` bytes of them."""
    head = b"GGUF" + struct.pack("<IQQ", version, len(tensors), len(metadata))
    for key, value in metadata.items():
        head += _text(key) + _value(value)
    offset = 0
    for name, dimensions, kind in tensors:
        head += _text(name) + struct.pack("<I", len(dimensions))
        head += struct.pack(f"<{len(dimensions)}Q", *dimensions) + struct.pack("<IQ", kind, offset)
        count = 1
        for dimension in dimensions:
            count *= dimension
        offset += -(-count * 4 // 32) * 32
    head += bytes(-len(head) % 32)
    path.write_bytes(head + bytes(offset if data is None else data))
    return path


def _text(text: str) -> bytes:
    return struct.pack("<Q", len(text.encode())) + text.encode()


def _value(value: Value) -> bytes:
    if isinstance(value, str):
        return struct.pack("<I", 8) + _text(value)
    if isinstance(value, int):
        return struct.pack("<II", 4, value)
    if isinstance(value, float):
        return struct.pack("<If", 6, value)
    if value and isinstance(value[0], str):
        return struct.pack("<IIQ", 9, 8, len(value)) + b"".join(_text(str(item)) for item in value)
    return struct.pack("<IIQ", 9, 4, len(value)) + b"".join(struct.pack("<I", int(item)) for item in value)
