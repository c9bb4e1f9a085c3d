"""What a model file is, and in plain words why it cannot be used, before llama.cpp ever opens it.

Imports neither NumPy nor llama.cpp: the window's process may use it.
"""

from __future__ import annotations

import re
from pathlib import Path

from carrel.domain.errors import ModelError
from carrel.inference.engine import ModelInfo
from carrel.inference.gguf_header import MAGIC, Header, parse_header
from carrel.inference.gguf_types import FILE_TYPES

_WHOLE_MODEL = "Choose a file of a chat model, such as one whose name ends in -Instruct-Q4_K_M.gguf."
_ENCODERS = frozenset({
    "bert", "modern-bert", "neo-bert", "nomic-bert", "nomic-bert-moe", "jina-bert-v2", "jina-bert-v3", "eurobert",
    "gemma-embedding", "llama-embed", "t5encoder",
})  # fmt: skip
_OTHER_KINDS = {
    "clip": "is the part of a model that sees pictures; it cannot write.",
    "t5": "is a translation model (T5); it cannot hold the conversation that a digest is written in.",
    "wavtokenizer-dec": "makes sound; it cannot write.",
    "whisper": "writes down speech; it cannot write digests.",
}
_GENERAL_TYPES = {
    "adapter": "is an adapter (LoRA) for another model, not a model.",
    "imatrix": "holds statistics for making models, not a model.",
    "mmproj": "is the part of a model that sees pictures; it cannot write.",
}
_LONGEST_NAME = 120
_FORMAT = re.compile(r"[-._](?:UD-)?(?:I?Q\d\w*|B?F16|FP16|F32|MXFP4\w*)$", re.IGNORECASE)
_NAMELESS = frozenset({"", "model", "ggml model"})


def read_header(path: Path) -> ModelInfo:
    """Describe the model file at `path`; its hash is left out. Reads the header alone, in a fraction of a second.

    Raises:
        ModelError: the file is missing, or not a whole GGUF model that can write; the message says which.
    """
    _, info = inspect_model(path)
    return info


def inspect_model(path: Path) -> tuple[Header, ModelInfo]:
    """The header of the model file at `path` and its description, as `read_header`."""
    try:
        if path.is_dir():
            raise ModelError("This is a folder, not a model file.", _WHOLE_MODEL)
        size = path.stat().st_size
        with path.open("rb") as file:
            _check_beginning(file.read(1024))
        header = parse_header(path)
    except FileNotFoundError as error:
        raise ModelError(f"The model file {path.name} is not there.", "Choose a model again.") from error
    except OSError as error:
        raise ModelError(
            f"The model file {path.name} cannot be read.", "Check that you may open it.", details=str(error)
        ) from error
    _check_kind(header, path)
    if size < header.data_bytes:
        raise ModelError(
            f"This model file is cut off: {_megabytes(size)} of {_megabytes(header.data_bytes)} are there.",
            "Download it again.",
        )
    return header, _describe(header, path, size)


def _check_beginning(start: bytes) -> None:
    if not start:
        raise ModelError("This model file is empty.", "Download it again.")
    if start.startswith(b"version https://git-lfs.github.com/spec/"):
        raise ModelError(
            "This is not the model but a note of Git LFS that stands for it.",
            "Download the file itself, or run “git lfs pull” where it came from.",
        )
    if re.match(rb"\s*(<!doctype html|<html|<\?xml)", start, re.IGNORECASE):
        raise ModelError(
            "This is a web page that was saved under a model's name.", "Download the file itself, not its page."
        )
    if not start.startswith(MAGIC):
        raise ModelError("This is not a GGUF model file.", _WHOLE_MODEL)


def _check_kind(header: Header, path: Path) -> None:
    general = header.text("general.type")
    if general in _GENERAL_TYPES:
        raise ModelError(f"This file {_GENERAL_TYPES[general]}", _WHOLE_MODEL)
    _check_whole(header, path)
    architecture = header.text("general.architecture")
    if not architecture:
        raise ModelError("This model file does not say what kind of model it holds.", _WHOLE_MODEL)
    if architecture in _OTHER_KINDS:
        raise ModelError(f"This file {_OTHER_KINDS[architecture]}", _WHOLE_MODEL)
    if architecture in _ENCODERS or header.number(f"{architecture}.pooling_type"):
        raise ModelError(
            f"This is an embedding model ({_clean(architecture)}): it compares texts but cannot write.", _WHOLE_MODEL
        )
    if not header.tensors:
        raise ModelError("This file holds a vocabulary only, without a model's weights.", _WHOLE_MODEL)


def _check_whole(header: Header, path: Path) -> None:
    """Refuse a part of a split model. Parts are named and numbered by llama.cpp's ``llama-gguf-split``."""
    named = re.fullmatch(r"(.+)-(\d{5})-of-(\d{5})", path.stem)
    parts = header.number("split.count") or (int(named[3]) if named and not header.tensors else 0)
    if parts <= 1:
        return
    part = int(named[2]) if named else header.number("split.no") + 1
    first = f"{_clean(named[1])}-00001-of-{parts:05}.gguf" if named else "the first part"
    raise ModelError(
        f"This file is part {part} of {parts} of a split model, and Carrel reads models in one file.",
        f"Choose the same model in one file, or join all {parts} parts: llama-gguf-split --merge {first} model.gguf",
    )


def _describe(header: Header, path: Path, size: int) -> ModelInfo:
    architecture = header.text("general.architecture")
    return ModelInfo(
        name=_name(path.stem, header.text("general.name")),
        file=path.name,
        bytes=size,
        architecture=_clean(architecture),
        quantization=_quantization(header),
        parameters=header.elements.total(),
        context=header.number(f"{architecture}.context_length"),
        layers=header.number(f"{architecture}.block_count"),
        licence=_clean(header.text("general.license")),
    )


def without_format(stem: str) -> str:
    """A model file's name without its ending, and without its format where it ends with one: ``A`` for ``A-Q4_0``."""
    return _FORMAT.sub("", stem)


def _name(stem: str, named: str) -> str:
    """What people call the model: its file, without format and hyphens. Headers often hold a training run's name."""
    name = _clean(re.sub(r"[-_]", " ", without_format(stem)))
    return _clean(named) or name if name.lower() in _NAMELESS else name


def _quantization(header: Header) -> str:
    """What the file says, else the type that most of its weights have."""
    stated = header.metadata.get("general.file_type")
    if isinstance(stated, int) and stated % 1024 in FILE_TYPES:
        return FILE_TYPES[stated % 1024]
    return header.elements.most_common(1)[0][0]


def _clean(text: str) -> str:
    """Text from a file, fit for one line of a window."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:_LONGEST_NAME]


def _megabytes(count: int) -> str:
    return f"{count / 1e6:,.1f} MB"
