"""Loading a model file into llama.cpp."""

from __future__ import annotations

import ctypes
import os
import re
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
    # llama.cpp counts the output as one more layer, and gives it away first.
    parameters.n_gpu_layers = gpu_layers + 1 if gpu_layers else 0
    nothing = (ctypes.c_void_p * 1)(None)
    if gpu_layers == 0:
        # A list without devices: else a build for graphics cards would compute long prompts there all the same.
        parameters.devices = ctypes.cast(nothing, ctypes.c_void_p)
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
    raise _refusal(path, library.messages())


def _refusal(path: Path, reason: str) -> ModelError:
    """Why llama.cpp does not load a model, by what it said last."""
    unknown = re.search(r"unknown model architecture: '([^']*)'", reason)
    if unknown:
        return ModelError(
            f"{path.name} is a kind of model ({unknown[1]}) that is newer than this Carrel, or not one that it can run.",
            "Choose another model, or look for a newer Carrel.",
            details=reason,
        )
    if re.search(r"unknown pre-tokenizer type|cannot find tokenizer|unknown tokenizer", reason):
        return ModelError(
            f"{path.name} cuts text into tokens in a way that is newer than this Carrel, or not told in the file.",
            "Choose another file of the same model, or look for a newer Carrel.",
            details=reason,
        )
    if re.search(
        r"corrupted|not within the file bounds|missing tensor|wrong shape|key not found|wrong number of tensors", reason
    ):
        return ModelError(
            f"The model file {path.name} is damaged: parts of the model are missing or do not fit together.",
            "Download it again.",
            details=reason,
        )
    return ModelError(
        f"The model {path.name} cannot be loaded.",
        "It may be damaged, or newer than this Carrel. Download it again or choose another.",
        details=reason,
    )
