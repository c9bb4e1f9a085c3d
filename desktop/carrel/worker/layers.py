"""How many of a model's layers the GPU computes, and fewer after it failed with them.

A GPU that runs out of memory in the middle of a computation ends the process that runs llama.cpp instead of telling it.
The child therefore says beforehand what it is about to do, and its parent draws the conclusion.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import msgspec


class Layers(msgspec.Struct, frozen=True):
    """What the child says by ``loading`` and ``loaded``: the GPU computes `gpu` of the model's `of` layers."""

    gpu: int = 0
    of: int = 0


OnFewerLayers = Callable[[Path, int, int], None]
"""Gets the model file, the number of layers that the GPU computes from now on, and how many the model has."""


class LayerLimits:
    """The most layers of each model file that the GPU is given. Any thread may ask."""

    def __init__(self, on_fewer: OnFewerLayers | None = None) -> None:
        """`on_fewer` is told of each step down, in the thread whose call failed."""
        self._on_fewer = on_fewer
        self._limits: dict[Path, int] = {}
        self._tried: dict[Path, set[int | None]] = {}
        self._changing = threading.Lock()

    def within(self, model: Path, wanted: int | None) -> int | None:
        """`wanted` layers (None: as many as fit), or fewer where that failed. Another wish than that is tried as it is."""
        with self._changing:
            limit = self._limits.get(model)
            if limit is None or (wanted is not None and wanted <= limit):
                return wanted
            if wanted in self._tried[model]:
                return limit
            del self._limits[model], self._tried[model]
            return wanted

    def failed(self, model: Path, wanted: int | None, used: Layers) -> bool:
        """Note that the process ended with `used` on the GPU: half of them are next, then none. False: none were used.

        `wanted` is what was asked for. Of several calls that the same end failed, the first one steps down.
        """
        with self._changing:
            limit = self._limits.get(model)
            if used.gpu == 0:
                return False
            self._tried.setdefault(model, set()).add(wanted)
            if limit is not None and limit < used.gpu:
                return True
            fewer = self._limits[model] = used.gpu // 2 if limit is None else 0
        if self._on_fewer is not None:
            self._on_fewer(model, fewer, used.of)
        return True
