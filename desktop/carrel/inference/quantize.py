"""A model's weights in another format, for processors that read some formats faster than others.

Imports llama.cpp only where a file is written: the window's process may ask which format is better.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import threading
from collections.abc import Callable, Collection
from pathlib import Path

from carrel.domain.errors import Cancelled, ModelError
from carrel.inference.engine import ModelInfo
from carrel.inference.gguf import read_header, without_format
from carrel.inference.gguf_types import FILE_TYPES
from carrel.inference.hardware import physical_cores

_UNQUANTIZED = frozenset({"F32", "F16", "BF16"})
_SMALL = 1_000_000_000
"""Parameters of a model whose weights the processor computes with more slowly than it fetches them from memory."""

_POLL = 0.05


def better_format(info: ModelInfo, repacks: Collection[str]) -> str:
    """The format that the processor computes faster than this model's, "" where none is known to pay.

    `repacks` are the formats that llama.cpp rearranges for this processor while it loads: Q4_0 is then computed faster than
    Q4_1, which it never rearranges. It can cost much: over one window of the held text the starter's perplexity rose from
    35.5 to 48.0. So a small model becomes Q8_0, which holds what Q4_1 holds, is read 1.7 times as fast and written no slower;
    only with a large one does it count that Q8_0 is twice as long. Weights of 16 bits and more become Q8_0 too, half as long.
    From other formats nothing is gained that was measured; whatever is gained, a copy is compared before it is used.
    """
    if info.quantization == "Q4_1":
        if info.parameters <= _SMALL:
            return "Q8_0"
        return "Q4_0" if "Q4_0" in repacks else ""
    return "Q8_0" if info.quantization in _UNQUANTIZED else ""


def name_in_format(file: str, format_: str) -> str:
    """The name of a model file's copy in another format: ``A-Q4_0.gguf`` for ``A.Q4_1.gguf``."""
    return f"{without_format(Path(file).stem)}-{format_}.gguf"


def part_of(target: Path) -> Path:
    """Where a copy is written until it is whole; what a process that was killed left there is written over."""
    return target.with_name(f".{target.name}.part")


def requantize(
    source: Path,
    target: Path,
    format_: str,
    *,
    cancelled: Callable[[], bool],
    on_bytes: Callable[[int], None] = lambda _bytes: None,
) -> None:
    """Write the model file `source` as `target`, which must not be there, in `format_` such as "Q4_0". `source` stays as it is.

    ``llama_model_quantize`` cannot be interrupted: where `cancelled` says so, its end is awaited and what it wrote removed;
    whoever cannot wait ends the process. `on_bytes` is told how much is written whenever that grew.

    Raises:
        ModelError: it cannot be converted, or the disk does not hold it. Cancelled: on request.
    """
    if target.exists():
        raise ModelError(f"{target.name} is there already.", "Remove it first.")
    part = part_of(target)
    try:
        part.unlink(missing_ok=True)
        _demand_room(source, target.parent)
        _write(source, part, format_, cancelled, on_bytes)
        read_header(part)
        _keep(part, target)
    except OSError as error:
        raise ModelError(
            f"{target.name} could not be written.", "Check the folder of the models and its disk.", details=str(error)
        ) from error
    finally:
        part.unlink(missing_ok=True)


def _demand_room(source: Path, folder: Path) -> None:
    # The formats that are offered are shorter than what they are made of.
    needed, free = source.stat().st_size, shutil.disk_usage(folder).free
    if free < needed:
        raise ModelError(
            f"{needed / 1e9:.1f} GB are needed and {free / 1e9:.1f} GB are free.",
            "Make room on the disk with the models.",
        )


def _write(
    source: Path, part: Path, format_: str, cancelled: Callable[[], bool], on_bytes: Callable[[int], None]
) -> None:
    import llama_cpp  # noqa: PLC0415 - see the module's docstring

    from carrel.inference import library  # noqa: PLC0415 - it loads llama.cpp

    library.start()
    parameters = llama_cpp.llama_model_quantize_default_params()
    parameters.nthread = physical_cores()
    parameters.ftype = next(number for number, name in FILE_TYPES.items() if name == format_)
    parameters.allow_requantize = True
    failed: list[int] = []

    def quantize() -> None:
        failed.append(llama_cpp.llama_model_quantize(os.fsencode(source), os.fsencode(part), ctypes.byref(parameters)))

    thread = threading.Thread(target=quantize, name="quantize", daemon=True)
    thread.start()
    written, stop = 0, False
    while thread.is_alive():
        thread.join(_POLL)
        stop = stop or cancelled()
        size = part.stat().st_size if part.exists() else 0
        if size > written:
            written = size
            on_bytes(written)
    if stop or cancelled():
        raise Cancelled("The work was stopped.")
    if failed != [0]:
        raise ModelError(
            f"{source.name} cannot be converted.",
            "It may be damaged, or of a kind that llama.cpp does not convert.",
            details=library.messages(),
        )


def _keep(part: Path, target: Path) -> None:
    """Give the whole file its name, in a way that lasts."""
    with part.open("rb+") as file:
        os.fsync(file.fileno())
    part.rename(target)
    if os.name == "posix":
        descriptor = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
