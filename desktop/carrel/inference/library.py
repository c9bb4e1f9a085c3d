"""The llama.cpp library in this process: loaded once, silent, its last messages kept to explain failures."""

from __future__ import annotations

import ctypes
import logging
import sys
from collections import deque
from pathlib import Path
from typing import Any

import llama_cpp

_log = logging.getLogger(__name__)
_KEPT = 30
_messages: deque[str] = deque(maxlen=_KEPT)


@llama_cpp.llama_log_callback  # type: ignore[untyped-decorator] # the binding has no types
def _keep(level: int, text: bytes, _: ctypes.c_void_p) -> None:
    message = text.decode("utf-8", "replace").rstrip()
    if message.strip(". "):
        _messages.append(message)
        _log.log(logging.INFO if level in _NOTABLE else logging.DEBUG, "%s", message)


_NOTABLE = frozenset({3, 4})
"""ggml's levels for warnings and errors."""


def start() -> None:
    """Make the library ready and keep its messages. Doing it again changes nothing."""
    llama_cpp.llama_log_set(_keep, ctypes.c_void_p(0))
    llama_cpp.llama_backend_init()
    _messages.clear()


def messages() -> str:
    """The library's last messages, one a line."""
    return "\n".join(_messages)


def repacks_safely() -> bool:
    """Whether weights may be rearranged for this processor while they are loaded, which makes some quantizations faster.

    Not where they would be arranged for AMX: the configuration that ggml hands to those instructions is optimised away by
    GCC, and the first of them ends the process (github.com/ggml-org/llama.cpp/pull/26954).
    """
    return b"AMX_INT8 = 1" not in llama_cpp.llama_print_system_info()


def ggml() -> ctypes.CDLL | None:
    """The library that llama.cpp computes with, as it is loaded already, its functions declared.

    None where it is not found, or lacks one of the functions that Carrel knows.
    """
    if sys.platform == "win32":
        names = ("ggml-base.dll", "ggml.dll")
    elif sys.platform == "darwin":
        names = ("libggml-base.0.dylib", "libggml.0.dylib")
    else:
        # The names that libllama was linked with; others would be second copies with registries of their own.
        names = ("libggml-base.so.0", "libggml.so.0")
    folder = Path(llama_cpp.__file__).parent / "lib"
    try:
        base, registry = (ctypes.CDLL(str(folder / name)) for name in names)
        _declare_all(base, registry)
    except (OSError, AttributeError) as error:
        _log.warning("ggml cannot be asked: %s", error)
        return None
    return registry


def _declare_all(base: ctypes.CDLL, registry: ctypes.CDLL) -> None:
    """Declare what Carrel calls, and put all of it on `registry`."""
    pointer, text, size = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t
    _declare(registry.ggml_backend_dev_count, size)
    _declare(registry.ggml_backend_dev_get, pointer, size)
    _declare(registry.ggml_backend_dev_by_type, pointer, ctypes.c_int)
    _declare(registry.ggml_backend_reg_count, size)
    _declare(registry.ggml_backend_reg_get, pointer, size)
    for name, returns, *takes in (
        ("ggml_backend_dev_backend_reg", pointer, pointer),
        ("ggml_backend_dev_name", text, pointer),
        ("ggml_backend_dev_description", text, pointer),
        ("ggml_backend_dev_type", ctypes.c_int, pointer),
        ("ggml_backend_dev_memory", None, pointer, ctypes.POINTER(size), ctypes.POINTER(size)),
        ("ggml_backend_reg_name", text, pointer),
        ("ggml_backend_reg_get_proc_address", pointer, pointer, text),
        ("ggml_backend_buft_name", text, pointer),
    ):
        function = getattr(base, name)
        _declare(function, returns, *takes)
        setattr(registry, name, function)


def _declare(function: ctypes._NamedFuncPointer, returns: type[ctypes._SimpleCData[Any]] | None, *takes: type) -> None:
    function.restype = returns
    function.argtypes = takes
