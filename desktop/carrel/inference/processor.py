"""The processor: its name, the instructions that llama.cpp uses of it, and what it rearranges for them."""

from __future__ import annotations

import ctypes
import platform
import re
import sys
from pathlib import Path

_MATTER = {
    "AVX": "AVX",
    "AVX2": "AVX2",
    "AVX512": "AVX-512",
    "AVX_VNNI": "VNNI",
    "AVX512_VNNI": "VNNI",
    "AVX512_BF16": "BF16",
    "AMX_INT8": "AMX",
    "NEON": "NEON",
    "DOTPROD": "dot product",
    "MATMUL_INT8": "i8mm",
    "SVE": "SVE",
    "SME": "SME",
    "RISCV_V": "RVV",
    "VSX": "VSX",
    "VXE": "VXE",
    "ACCELERATE": "Accelerate",
}
"""What makes a model faster, by llama.cpp's names (ggml-cpu.cpp, ``ggml_backend_cpu_get_features``)."""

_LINUX = {
    "AVX": "avx",
    "AVX2": "avx2",
    "AVX512": "avx512f",
    "AVX_VNNI": "avx_vnni",
    "AVX512_VNNI": "avx512_vnni",
    "AVX512_BF16": "avx512_bf16",
    "AMX_INT8": "amx_int8",
    "NEON": "asimd",
    "DOTPROD": "asimddp",
    "MATMUL_INT8": "i8mm",
    "SVE": "sve",
    "SME": "sme",
}
_MACOS = {
    "AVX2": "hw.optional.avx2_0",
    "AVX512": "hw.optional.avx512f",
    "NEON": "hw.optional.neon",
    "DOTPROD": "hw.optional.arm.FEAT_DotProd",
    "MATMUL_INT8": "hw.optional.arm.FEAT_I8MM",
    "SME": "hw.optional.arm.FEAT_SME",
}
_WINDOWS = {"AVX": 39, "AVX2": 40, "AVX512": 41, "DOTPROD": 43}
"""``IsProcessorFeaturePresent``."""

_INCLUDED = {"AVX": {"AVX2"}}
"""Not named where what includes it is there."""


def processor_name() -> str:
    """What the processor is called."""
    information = _information(Path("/proc/cpuinfo"))
    if sys.platform == "darwin":
        return _sysctl_text("machdep.cpu.brand_string") or platform.processor() or platform.machine()
    return information.get("model name") or platform.processor() or platform.machine()


def built_features(information: str) -> frozenset[str]:
    """llama.cpp's names of the instructions that it was built for and finds, out of ``llama_print_system_info``."""
    _, _, after = information.partition("CPU : ")
    own = re.split(r"\b\w+ : ", after)[0]
    return frozenset(re.findall(r"(\w+) = (?!0\b)\w+", own))


def machine_features() -> frozenset[str]:
    """llama.cpp's names of the instructions that the processor has, as far as the system tells."""
    if sys.platform == "darwin":
        return frozenset(name for name, key in _MACOS.items() if _sysctl_number(key))
    if sys.platform == "win32":
        present = ctypes.windll.kernel32.IsProcessorFeaturePresent
        return frozenset(name for name, number in _WINDOWS.items() if present(number))
    information = _information(Path("/proc/cpuinfo"))
    flags = set((information.get("flags") or information.get("Features") or "").split())
    return frozenset(name for name, flag in _LINUX.items() if flag in flags)


def feature_words(names: frozenset[str]) -> tuple[str, ...]:
    """The names as people know them, each once, those that matter alone."""
    words = [word for name, word in _MATTER.items() if name in names and not _INCLUDED.get(name, frozenset()) & names]
    return tuple(dict.fromkeys(words))


def rearranged_formats(features: frozenset[str]) -> tuple[str, ...]:
    """The formats that llama.cpp rearranges for a processor with `features` when it loads a model.

    From ``ggml_repack_get_optimal_repack_type`` in ggml's ``ggml-cpu/repack.cpp``, of the version that Carrel is pinned to.
    """
    if "REPACK" not in features:
        return ()
    found: set[str] = set()
    if "AVX2" in features:
        found |= {"Q4_0", "Q4_K", "IQ4_NL", "MXFP4"}
    if "AVX512" in features:
        found |= {"Q2_K"}
    if "NEON" in features and "DOTPROD" in features:
        found |= {"Q4_0", "Q4_K", "Q5_K", "Q6_K", "Q8_0", "IQ4_NL", "MXFP4"}
    if "NEON" in features and "MATMUL_INT8" in features:
        found |= {"Q4_0", "Q4_K", "Q5_K", "Q6_K", "Q8_0"}
    if "VXE" in features:
        found |= {"Q4_0"}
    return tuple(sorted(found))


def _information(file: Path) -> dict[str, str]:
    """The first processor of Linux's list."""
    try:
        first, _, _ = file.read_text(encoding="utf-8", errors="replace").partition("\n\n")
    except OSError:
        return {}
    pairs = (line.partition(":") for line in first.splitlines())
    return {name.strip(): value.strip() for name, _, value in pairs}


def _sysctl(name: str, size: int) -> bytes:
    buffer = ctypes.create_string_buffer(size)
    length = ctypes.c_size_t(size)
    failed = ctypes.CDLL(None).sysctlbyname(name.encode(), buffer, ctypes.byref(length), None, ctypes.c_size_t(0))
    return b"" if failed else buffer.raw[: length.value]


def _sysctl_text(name: str) -> str:
    return _sysctl(name, 256).rstrip(b"\0").decode("utf-8", "replace")


def _sysctl_number(name: str) -> int:
    return int.from_bytes(_sysctl(name, 8), sys.byteorder)
