"""Weights rearranged for this processor while they are loaded, which lets some formats be read much faster.

llama.cpp does that by itself where it may use its "extra buffer types". One of them, for AMX, ends the process at the first
computation where GCC built it (github.com/ggml-org/llama.cpp/pull/26954), so where the processor has AMX Carrel names the
weights that are to go to the other one, and leaves AMX out.
"""

from __future__ import annotations

import ctypes
import re
from collections import defaultdict

import llama_cpp

from carrel.inference import library
from carrel.inference.gguf_header import Header

_BUFFER = "CPU_REPACK"
_ROWS = 8
_FORMATS = frozenset({"Q4_0", "Q4_K", "IQ4_NL", "MXFP4", "Q2_K"})
"""What an x86 processor with AVX-512 rearranges, eight rows at a time: ggml_repack_get_optimal_repack_type in ggml's
``ggml-cpu/repack.cpp``. Every processor with AMX has AVX-512."""

_WEIGHT = re.compile(r"blk\.(\d+)\.(attn_q|attn_k|attn_v|attn_qkv|attn_output|ffn_gate|ffn_up|ffn_down)\.weight")
"""Weights that are multiplied with and nothing else; what is looked up by row, too, cannot be rearranged."""


class _Override(ctypes.Structure):
    """``llama_model_tensor_buft_override``."""

    _fields_ = (("pattern", ctypes.c_char_p), ("buffer", ctypes.c_void_p))


def patterns(header: Header) -> list[str]:
    """Regular expressions for the names of the weights to be rearranged on a processor with AMX."""
    layers: dict[str, list[str]] = defaultdict(list)
    for name, (kind, shape) in header.weights.items():
        found = _WEIGHT.fullmatch(name)
        if found and kind in _FORMATS and len(shape) == 2 and shape[1] % _ROWS == 0:
            layers[found[2]].append(found[1])
    return [rf"^blk\.({'|'.join(numbers)})\.{weight}\.weight$" for weight, numbers in layers.items()]


def rearrange(parameters: llama_cpp.llama_model_params, header: Header) -> object:
    """Have a model on the processor loaded with its weights rearranged. What is returned has to live until it is loaded.

    `library.start` comes first.
    """
    if library.repacks_safely():
        return None
    wanted = patterns(header)
    buffer = _buffer_type() if wanted else None
    if buffer is None:
        return None
    overrides = (_Override * (len(wanted) + 1))()
    for at, pattern in enumerate(wanted):
        overrides[at] = _Override(pattern.encode(), buffer)
    parameters.tensor_buft_overrides = ctypes.cast(overrides, ctypes.c_void_p)
    return overrides


def _buffer_type() -> int | None:
    """The buffer type that rearranges weights for the processor, found as llama.cpp itself finds it; None without one."""
    ggml = library.ggml()
    if ggml is None:
        return None
    processor = ggml.ggml_backend_dev_by_type(0)
    registry = ggml.ggml_backend_dev_backend_reg(processor)
    address = ggml.ggml_backend_reg_get_proc_address(registry, b"ggml_backend_dev_get_extra_bufts")
    if not address:
        return None
    extra = ctypes.CFUNCTYPE(ctypes.POINTER(ctypes.c_void_p), ctypes.c_void_p)(address)(processor)
    at = 0
    while extra[at]:
        if ggml.ggml_backend_buft_name(extra[at]).decode() == _BUFFER:
            return int(extra[at])
        at += 1
    return None
