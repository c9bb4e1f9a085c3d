"""This computer as the Models page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from carrel.services.carrel import Carrel


@dataclass(frozen=True, slots=True)
class Machine:
    """Memory is in bytes. `gpu_words` says what computes beside the processor, or why nothing does; `gpu` is its name, or ""."""

    processor: str
    cores: int
    features: tuple[str, ...]
    memory: int
    memory_free: int
    gpu_words: str
    gpu: str = ""
    gpu_backend: str = ""
    gpu_memory: int = 0
    gpu_free: int = 0


def machine_now(carrel: Carrel) -> Machine:
    """Look at it. The first time a child process is asked, which takes a second."""
    found = carrel.computer.look()
    device = next(iter(found.devices), None)
    return Machine(
        processor=found.processor,
        cores=found.cores,
        features=found.features,
        memory=found.memory,
        memory_free=found.memory_available,
        gpu_words=found.gpu,
        gpu=device.name if device is not None else "",
        gpu_backend=device.backend if device is not None else "",
        gpu_memory=device.memory if device is not None else 0,
        gpu_free=device.memory_free if device is not None else 0,
    )
