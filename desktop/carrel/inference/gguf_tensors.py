"""The numbers of a GGUF file's tensors, by NumPy alone."""

from __future__ import annotations

from math import prod
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from carrel.domain.errors import ModelError
from carrel.inference.gguf_header import Header

Floats = npt.NDArray[np.float32]
Blocks = npt.NDArray[np.void]
"""Rows of blocks as Q8_0 has them: numbers of eight bits with one scale."""

_OF_A_BLOCK = 32
_BLOCK = np.dtype([("scale", "<f2"), ("values", "i1", (_OF_A_BLOCK,))])
_DOWNLOAD_AGAIN = "Download it again."


class Tensors:
    """Reads what `header`, that of the file at `path`, says is there. Shapes have the length of a row last, as NumPy's."""

    def __init__(self, path: Path, header: Header) -> None:
        """Look whether the file is as long as its header says.

        Raises:
            ModelError: it is cut off. OSError: it cannot be read.
        """
        size = path.stat().st_size
        if size < header.data_bytes:
            raise ModelError(
                f"This model file is cut off: {size} of {header.data_bytes} bytes are there.", _DOWNLOAD_AGAIN
            )
        self._path = path
        self._header = header

    def floats(self, name: str, *shape: int) -> Floats:
        """The tensor `name`, which has `shape`, in memory: numbers as they are, or blocks written out.

        Raises:
            ModelError: there is none, or it has another shape or format. OSError: it cannot be read.
        """
        kind = self._kind(name, shape)
        if kind == "Q8_0":
            blocks: Blocks = self._read(name, _BLOCK, prod(shape) // _OF_A_BLOCK)
            return written_out(blocks).reshape(shape)
        if kind == "F32":
            numbers: Floats = self._read(name, np.dtype("<f4"), prod(shape)).astype(np.float32, copy=False)
            return numbers.reshape(shape)
        raise _unlike(name, kind, shape)

    def mapped(self, name: str, rows: int, length: int) -> Blocks:
        """The tensor `name` of `rows` rows of `length` numbers, as blocks that are read from the file when they are used.

        Raises:
            ModelError: there is none, or it has another shape or format. OSError: it cannot be read.
        """
        kind = self._kind(name, (rows, length))
        if kind != "Q8_0":
            raise _unlike(name, kind, (rows, length))
        shape = rows, length // _OF_A_BLOCK
        return np.memmap(self._path, _BLOCK, "r", self._header.offsets[name], shape)

    def _kind(self, name: str, shape: tuple[int, ...]) -> str:
        kind, found = self._header.weights.get(name, ("", ()))
        if not kind or found[::-1] != shape or shape[-1] % _OF_A_BLOCK:
            raise _unlike(name, kind, found[::-1])
        return kind

    def _read(self, name: str, kind: np.dtype[Any], count: int) -> npt.NDArray[Any]:
        return np.fromfile(self._path, kind, count, offset=self._header.offsets[name])


def written_out(blocks: Blocks) -> Floats:
    """The numbers that `blocks` stand for; the last axis is as long as all blocks of a row together."""
    numbers: Floats = blocks["values"] * blocks["scale"].astype(np.float32)[..., np.newaxis]
    return numbers.reshape(*blocks.shape[:-1], -1)


def _unlike(name: str, kind: str, shape: tuple[int, ...]) -> ModelError:
    return ModelError(
        "This model file does not hold what its kind of model has.",
        _DOWNLOAD_AGAIN,
        details=f"tensor {name}: {kind or 'missing'} {shape}",
    )
