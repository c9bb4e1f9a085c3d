"""What this computer offers a model, in numbers and in words."""

from __future__ import annotations

import os
from dataclasses import dataclass

import psutil

from carrel.inference.graphics import Device, cards_here, in_words, usable_devices
from carrel.inference.processor import (
    built_features,
    feature_words,
    machine_features,
    processor_name,
    rearranged_formats,
)


@dataclass(frozen=True, slots=True)
class Hardware:
    """`cores` are physical, memory is in bytes.

    `features` are the instructions that models are computed with, `unused` those that the processor has beside them.
    `devices` compute beside the processor, `backends` are what llama.cpp was built for, and `gpu` names what is used, or
    says why nothing is. `repacks` are the formats that are rearranged for this processor when a model is loaded.
    """

    processor: str
    cores: int
    features: tuple[str, ...]
    memory: int
    memory_available: int
    devices: tuple[Device, ...]
    backends: tuple[str, ...]
    gpu: str
    repacks: tuple[str, ...]
    unused: tuple[str, ...] = ()


def physical_cores() -> int:
    """Physical cores this process may run on, at least 1."""
    cores = psutil.cpu_count(logical=False) or os.cpu_count() or 1
    if hasattr(os, "sched_getaffinity"):
        cores = min(cores, len(os.sched_getaffinity(0)))
    return max(1, cores)


def hardware() -> Hardware:
    """Look at this computer. Loads llama.cpp."""
    import llama_cpp  # noqa: PLC0415 - the engine asks for the cores alone

    from carrel.inference import library  # noqa: PLC0415 - it loads llama.cpp

    devices, backends = usable_devices()
    used = built_features(llama_cpp.llama_print_system_info().decode("utf-8", "replace"))
    if not library.repacks_safely():
        used -= {"AMX_INT8"}
    memory = psutil.virtual_memory()
    return Hardware(
        processor_name(),
        physical_cores(),
        feature_words(used),
        memory.total,
        memory.available,
        devices,
        backends,
        in_words(devices, backends, cards_here()),
        rearranged_formats(used),
        tuple(word for word in feature_words(machine_features()) if word not in feature_words(used | {"AVX"})),
    )
