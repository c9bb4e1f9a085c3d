"""How much memory a model takes, and how long a context fits beside it."""

from __future__ import annotations

from carrel.domain.errors import ModelError
from carrel.inference.engine import ModelInfo
from carrel.inference.gguf_header import Header

LONGEST_DEFAULT = 8192
SHORTEST = 2048
_COMPUTING = 300 * 1024 * 1024
_BYTES_PER_NUMBER = 2


def context_bytes(header: Header, architecture: str) -> int:
    """What one token of context takes: keys and values of all layers as 16-bit numbers.

    Models with sliding windows or recurrent layers take less.
    """
    layers = header.number(f"{architecture}.block_count")
    heads = header.number(f"{architecture}.attention.head_count")
    width = header.number(f"{architecture}.embedding_length") // heads if heads else 0
    keys = header.number(f"{architecture}.attention.key_length") or width
    values = header.number(f"{architecture}.attention.value_length") or width
    pairs = header.numbers(f"{architecture}.attention.head_count_kv", layers) or (heads,) * layers
    return sum(pairs) * (keys + values) * _BYTES_PER_NUMBER


def fitting_contexts(header: Header, info: ModelInfo, wanted: int | None, available: int) -> list[int]:
    """Lengths of context to try, longest first, all of which fit `available` bytes beside the model.

    The default is the trained context up to `LONGEST_DEFAULT`; `wanted` is kept within the trained context.

    Raises:
        ModelError: not even the shortest fits; the message names both sizes.
    """
    trained = info.context or LONGEST_DEFAULT
    longest = min(trained, wanted or LONGEST_DEFAULT)
    lengths = [longest]
    while lengths[-1] // 2 >= SHORTEST:
        lengths.append(lengths[-1] // 2)
    per_token = context_bytes(header, info.architecture)
    fitting = [length for length in lengths if info.bytes + length * per_token + _COMPUTING <= available]
    if not fitting:
        needed = info.bytes + lengths[-1] * per_token + _COMPUTING
        raise ModelError(
            f"This model needs about {needed / 1e9:.1f} GB of memory, and {available / 1e9:.1f} GB are free.",
            "Close other programs or choose a smaller model.",
        )
    return fitting
