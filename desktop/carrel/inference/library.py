"""The llama.cpp library in this process: loaded once, silent, its last messages kept to explain failures."""

from __future__ import annotations

import ctypes
import logging
from collections import deque

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
