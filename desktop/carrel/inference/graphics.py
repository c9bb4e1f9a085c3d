"""Graphics cards: what llama.cpp can use, what the computer has, and in words why nothing is used.

Imports llama.cpp only when it is asked what that can use.
"""

from __future__ import annotations

import ctypes
import os
import platform
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

CARD = "graphics card"
INTEGRATED = "graphics in the processor"
_KINDS = {1: CARD, 2: INTEGRATED}
"""``ggml_backend_dev_type``. 0 is the processor, 3 what helps it without memory of its own (BLAS), 4 several as one."""

_BACKENDS = {"MTL": "Metal", "HIP": "ROCm"}
_MAKERS = {0x10DE: "NVIDIA", 0x1002: "AMD", 0x8086: "Intel"}
"""By the numbers that PCI gives. Others draw the pictures of servers and of virtual machines."""

_BUILDS = {"NVIDIA": "CUDA", "AMD": "ROCm or Vulkan", "Intel": "Vulkan", "Apple": "Metal"}


@dataclass(frozen=True, slots=True)
class Device:
    """Something with memory of its own that computes beside the processor. Memory is in bytes, 0 where it is not told."""

    name: str
    kind: str
    backend: str
    memory: int
    memory_free: int


def used_together(devices: Sequence[Device]) -> tuple[Device, ...]:
    """The devices that llama.cpp spreads a model over: the cards, or else the graphics in the processor."""
    cards = tuple(device for device in devices if device.kind == CARD)
    return cards or tuple(device for device in devices if device.kind == INTEGRATED)


def has_own_memory(device: Device) -> bool:
    """Whether its memory is its own; Apple's and that of graphics in the processor is the computer's."""
    return device.kind == CARD and device.backend != "Metal"


def usable_devices() -> tuple[tuple[Device, ...], tuple[str, ...]]:
    """The devices that this build of llama.cpp can compute with, and the names of all that it was built for."""
    from carrel.inference import library  # noqa: PLC0415 - it loads llama.cpp

    library.start()
    ggml = library.ggml()
    return (_devices(ggml), _backends(ggml)) if ggml is not None else ((), ())


def cards_here() -> tuple[str, ...]:
    """The makers' names of the graphics that this computer has, whether or not anything can compute with them."""
    if sys.platform == "darwin":
        return ("Apple",) if platform.machine() == "arm64" else ()
    if sys.platform == "win32":
        system = Path(os.environ.get("SYSTEMROOT", r"C:\Windows"), "System32")
        drivers = {"nvcuda.dll": "NVIDIA", "amdhip64_6.dll": "AMD", "amdhip64.dll": "AMD"}
        return _once(maker for name, maker in drivers.items() if (system / name).is_file())
    return _once((*_nvidia_driver(Path("/proc/driver/nvidia")), *_on_the_bus(Path("/sys/bus/pci/devices"))))


def in_words(devices: Sequence[Device], backends: Sequence[str], cards: Sequence[str]) -> str:
    """What computes beside the processor, or "None: " and why nothing does. `cards` are those of `cards_here`."""
    used = used_together(devices)
    if used:
        words = ", ".join(_device_words(device) for device in used)
        left = [device.name for device in devices if device not in used]
        return f"{words}. Not used beside it: {', '.join(left)}." if left else words
    built = [name for name in backends if name not in {"CPU", "BLAS", "RPC"}]
    there = " and ".join(f"{_article(maker)} {maker} {'GPU' if maker == 'Apple' else 'card'}" for maker in cards)
    if built:
        why = f"None: this build of llama.cpp can use one by {' or '.join(built)}, but finds none."
        return f"{why} There is {there}; it may need another driver or another build." if there else why
    why = "None: this build of llama.cpp computes on the processor alone"
    if not there:
        return f"{why}, and no card was found."
    wanted = " or ".join(_once(_BUILDS[maker] for maker in cards))
    return f"{why}. There is {there}, which a build with {wanted} would use."


def _devices(ggml: ctypes.CDLL) -> tuple[Device, ...]:
    found = []
    for index in range(ggml.ggml_backend_dev_count()):
        device = ggml.ggml_backend_dev_get(index)
        kind = _KINDS.get(ggml.ggml_backend_dev_type(device))
        if kind is None:
            continue
        free, whole = ctypes.c_size_t(), ctypes.c_size_t()
        ggml.ggml_backend_dev_memory(device, ctypes.byref(free), ctypes.byref(whole))
        name = _text(ggml.ggml_backend_dev_description(device)) or _text(ggml.ggml_backend_dev_name(device))
        backend = _backend(ggml.ggml_backend_reg_name(ggml.ggml_backend_dev_backend_reg(device)))
        found.append(Device(name, kind, backend, whole.value, min(free.value, whole.value)))
    return tuple(found)


def _backends(ggml: ctypes.CDLL) -> tuple[str, ...]:
    count = ggml.ggml_backend_reg_count()
    return tuple(_backend(ggml.ggml_backend_reg_name(ggml.ggml_backend_reg_get(index))) for index in range(count))


def _backend(name: bytes | None) -> str:
    plain = _text(name)
    return _BACKENDS.get(plain, plain)


def _text(data: bytes | None) -> str:
    return (data or b"").decode("utf-8", "replace").strip()


def _device_words(device: Device) -> str:
    memory = f", {device.memory_free / 1e9:.1f} of {device.memory / 1e9:.1f} GB free" if device.memory else ""
    return f"{device.name} ({device.kind}, by {device.backend}){memory}"


def _nvidia_driver(folder: Path) -> list[str]:
    """NVIDIA where its driver runs, also in a container that does not show the bus."""
    return ["NVIDIA"] if (folder / "version").is_file() else []


def _on_the_bus(folder: Path) -> list[str]:
    """The makers of what PCI calls a display or a 3D controller (class 03)."""
    found = []
    try:
        places = sorted(folder.iterdir())
    except OSError:
        return []
    for place in places:
        kind, maker = _number(place / "class"), _number(place / "vendor")
        if kind >> 16 == 0x03 and maker in _MAKERS:
            found.append(_MAKERS[maker])
    return found


def _number(file: Path) -> int:
    try:
        return int(file.read_text(encoding="ascii"), 16)
    except (OSError, ValueError):
        return 0


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def _article(name: str) -> str:
    return "an" if name[0] in "AEIN" else "a"
