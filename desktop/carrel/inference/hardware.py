"""What this computer offers a model, in numbers and in words."""

from __future__ import annotations

import ctypes
import os
import platform
from dataclasses import dataclass
from pathlib import Path

import psutil

_ACCELERATORS = {1: "graphics card", 2: "graphics in the processor", 3: "accelerator"}
"""``ggml_backend_dev_type``; 0 is the processor itself."""


@dataclass(frozen=True, slots=True)
class Hardware:
    """`cores` are physical, memory is in bytes. `gpu` names what computes beside the processor, or says why nothing does."""

    processor: str
    cores: int
    memory: int
    memory_available: int
    gpu: str


def physical_cores() -> int:
    """Physical cores this process may run on, at least 1."""
    cores = psutil.cpu_count(logical=False) or os.cpu_count() or 1
    if hasattr(os, "sched_getaffinity"):
        cores = min(cores, len(os.sched_getaffinity(0)))
    return max(1, cores)


def hardware() -> Hardware:
    """Look at this computer. Loads llama.cpp."""
    memory = psutil.virtual_memory()
    return Hardware(_processor(), physical_cores(), memory.total, memory.available, _gpu())


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    if information.is_file():
        for line in information.read_text(encoding="utf-8", errors="replace").splitlines():
            name, _, value = line.partition(":")
            if name.strip() == "model name":
                return value.strip()
    return platform.processor() or platform.machine()


def _gpu() -> str:
    import llama_cpp  # noqa: PLC0415 - the engine asks for the cores alone

    from carrel.inference import library  # noqa: PLC0415 - it loads llama.cpp

    library.start()
    if not llama_cpp.llama_supports_gpu_offload():
        return "None: this build of llama.cpp computes on the processor alone."
    found = _devices(Path(llama_cpp.__file__).parent / "lib")
    return ", ".join(found) or "None: this build of llama.cpp can use one, but none was found."


def _devices(folder: Path) -> list[str]:
    for name in ("libggml.so.0", "libggml.0.dylib", "ggml.dll"):
        if (folder / name).is_file():
            ggml = ctypes.CDLL(str(folder / name))
            break
    else:
        return []
    ggml.ggml_backend_dev_count.restype = ctypes.c_size_t
    ggml.ggml_backend_dev_get.restype = ctypes.c_void_p
    ggml.ggml_backend_dev_get.argtypes = [ctypes.c_size_t]
    ggml.ggml_backend_dev_description.restype = ctypes.c_char_p
    ggml.ggml_backend_dev_description.argtypes = [ctypes.c_void_p]
    ggml.ggml_backend_dev_type.argtypes = [ctypes.c_void_p]
    found = []
    for index in range(ggml.ggml_backend_dev_count()):
        device = ggml.ggml_backend_dev_get(index)
        if kind := _ACCELERATORS.get(ggml.ggml_backend_dev_type(device)):
            found.append(f"{ggml.ggml_backend_dev_description(device).decode('utf-8', 'replace')} ({kind})")
    return found
