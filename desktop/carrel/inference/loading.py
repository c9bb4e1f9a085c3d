"""Loading a model file into llama.cpp."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Callable
from pathlib import Path

import llama_cpp

from carrel.domain.errors import Cancelled, ModelError
from carrel.inference import library
from carrel.inference.gguf_header import Header
from carrel.inference.repacking import rearrange


def load(path: Path, header: Header, gpu_layers: int, cancelled: Callable[[], bool]) -> llama_cpp.llama_model_p:
    """Load the model file at `path`, `gpu_layers` of it on the graphics card. `library.start` comes first.

    Raises:
        ModelError: llama.cpp refuses it; details hold its reason. Cancelled: `cancelled` said so.
    """
    parameters = llama_cpp.llama_model_default_params()
    parameters.n_gpu_layers = gpu_layers
    parameters.use_extra_bufts = library.repacks_safely()
    # With layers on a graphics card, naming weights would take them from it.
    kept = rearrange(parameters, header) if gpu_layers == 0 else None
    # Loading goes on for as long as the function says so.
    proceed = llama_cpp.llama_progress_callback(lambda _progress, _data: not cancelled())
    parameters.progress_callback = proceed
    parameters.progress_callback_user_data = ctypes.c_void_p(0)
    model = llama_cpp.llama_model_load_from_file(os.fsencode(path), parameters)
    del kept
    if model:
        return model
    if cancelled():
        raise Cancelled("The work was stopped.")
    raise ModelError(
        f"The model {path.name} cannot be loaded.",
        "It may be damaged, or newer than this Carrel. Download it again or choose another.",
        details=library.messages(),
    )
