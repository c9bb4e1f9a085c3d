"""This computer, as far as a model cares, and how a model fits it."""

from __future__ import annotations

import threading
from dataclasses import replace

import psutil

from carrel.domain.models import Fit, Need
from carrel.inference.gpu_layers import margin
from carrel.inference.graphics import has_own_memory, used_together
from carrel.inference.hardware import Hardware
from carrel.worker.model import ModelWorker

_SLOW_ON_PROCESSOR = 6_000_000_000
"""Weights of so many bytes are all read for each token that is written: a few tokens a second from common memory."""

_LEAST_SHARE = 0.4
"""With less of a model than this on the graphics card, the processor decides how fast it is."""


class Computer:
    """Looks at the computer. Any thread may ask."""

    def __init__(self, worker: ModelWorker) -> None:
        self._worker = worker
        self._asking = threading.Lock()
        self._found: Hardware | None = None

    def look(self) -> Hardware:
        """What the computer has. The first time in a run a child process is asked, which takes a second; memory is as now.

        Raises:
            WorkerDied: llama.cpp cannot even be loaded.
        """
        with self._asking:
            if self._found is None:
                self._found = self._worker.hardware()
            found = self._found
        memory = psutil.virtual_memory()
        return replace(found, memory=memory.total, memory_available=memory.available)

    def fit(self, need: Need, hardware: Hardware | None) -> Fit:
        """How what a model needs fits `hardware` (None: not looked at yet).

        The model in memory now counts as free: it makes place for another one.
        """
        if hardware is None or not need.weights:
            return Fit.UNKNOWN
        room = {card: max(0, card.memory - margin(card.memory)) for card in used_together(hardware.devices)}
        on_cards = sum(room.values())
        if need.total <= on_cards:
            return Fit.GPU
        beside = need.total - sum(size for card, size in room.items() if has_own_memory(card))
        if beside > hardware.memory:
            return Fit.TOO_LARGE
        if beside > hardware.memory_available + self._held():
            return Fit.SLOW
        if on_cards >= need.total * _LEAST_SHARE:
            return Fit.SHARED
        return Fit.SLOW if need.weights > _SLOW_ON_PROCESSOR else Fit.MEMORY

    def _held(self) -> int:
        """The memory that the child with the model in use would give back, in bytes."""
        pid = self._worker.pid
        if pid is None:
            return 0
        try:
            memory = psutil.Process(pid).memory_info()
        except psutil.Error:
            return 0
        # What is shared with the model's file counts as available already.
        return int(memory.rss - getattr(memory, "shared", memory.rss))
