"""How much memory a model takes, and how long a context fits beside it.

Imports neither NumPy nor llama.cpp: whoever lists models may use it.
"""

from __future__ import annotations

from carrel.domain.errors import ModelError
from carrel.domain.models import Need
from carrel.inference.engine import ModelInfo
from carrel.inference.gguf_header import Header

LONGEST_DEFAULT = 8192
SHORTEST = 2048
WIDTH, WIDTH_ON_GPU = 8, 48
"""How many answers are written at once on the processor, and with layers on a graphics card.

A processor computes eight tokens at once about as fast as any larger number, and more answers are about more papers, which
each token has to look past in the cache.
"""

MORE_SEQUENCES = 48
"""Beside those that write: beginnings, and requests that are urgent."""

CELLS_EACH = 128
"""A prompt as long as the context leaves so much of the cache to each other answer."""

BATCH = 512
"""Tokens of a step."""

_BYTES_PER_NUMBER = 2
_BYTES_PER_RESULT = 4
_PROCESS = 100 * 1024 * 1024
"""The child process with its libraries, and what their allocators keep."""


def context_bytes(header: Header, architecture: str) -> int:
    """What one token of context takes at most: keys and values of all layers as 16-bit numbers.

    Models with sliding windows or recurrent layers take less.
    """
    return sum(context_bytes_of_layers(header, architecture))


def context_bytes_of_layers(header: Header, architecture: str) -> tuple[int, ...]:
    """What one token of context takes in each layer, as `context_bytes`."""
    layers = header.number(f"{architecture}.block_count")
    heads = _heads(header, architecture, layers)
    most = max(heads, default=0)
    width = header.number(f"{architecture}.embedding_length") // most if most else 0
    keys = header.number(f"{architecture}.attention.key_length") or width
    values = header.number(f"{architecture}.attention.value_length") or width
    pairs = header.numbers(f"{architecture}.attention.head_count_kv", layers) or heads
    return tuple(count * (keys + values) * _BYTES_PER_NUMBER for count in pairs)


def is_upper_bound(header: Header, architecture: str) -> bool:
    """Whether the model looks back on a part of its text only, or keeps a state of fixed size, and so takes less than said."""
    keys = (
        "attention.sliding_window",
        "ssm.state_size",
        "full_attention_interval",
        "wkv.head_size",
        "shortconv.l_cache",
    )
    return any(header.number(f"{architecture}.{key}") for key in keys)


def computing_bytes(header: Header, architecture: str, cells: int, *, sequences: int, on_gpu: bool) -> int:
    """Room for the results of a step of `BATCH` tokens over a cache of `cells` tokens.

    The largest of what llama.cpp holds at one time: the scores of all tokens, or what each of them gives to each token
    of the cache, head by head (not on a graphics card, where that is never held whole), or a layer's widest results.
    Compared with the sizes that llama.cpp tells for models of various shapes; it is within a tenth of them, or above.
    """
    layers = header.number(f"{architecture}.block_count")
    width = header.number(f"{architecture}.embedding_length")
    heads = 0 if on_gpu else max(_heads(header, architecture, layers), default=0)
    vocabulary = _vocabulary(header, architecture)
    forward = max(header.numbers(f"{architecture}.feed_forward_length", layers), default=0)
    widest = max(vocabulary + 2 * width, cells * (heads + 1) + 6 * width, 2 * forward + 6 * width)
    return (BATCH * (widest + cells) + sequences * vocabulary) * _BYTES_PER_RESULT + _PROCESS


def needed(header: Header, info: ModelInfo, context: int, parallel: int, *, on_gpu: bool = False) -> Need:
    """What the model takes with a context of `context` tokens while it writes `parallel` answers at once, as it is loaded.

    The cache is one for all of them, so that it counts once. It is an upper bound where `is_upper_bound` says so.
    """
    cells = context + parallel * CELLS_EACH
    architecture = info.architecture
    computing = computing_bytes(header, architecture, cells, sequences=parallel + MORE_SEQUENCES, on_gpu=on_gpu)
    return Need(info.bytes, cells * context_bytes(header, architecture), computing)


def usual_context(info: ModelInfo, wanted: int | None = None) -> int:
    """The context that a model is loaded with in tokens: the trained one up to `LONGEST_DEFAULT`, or `wanted` within it."""
    return min(info.context or LONGEST_DEFAULT, wanted or LONGEST_DEFAULT)


def fitting_contexts(
    header: Header, info: ModelInfo, wanted: int | None, available: int, *, on_gpu: float = 0.0
) -> list[int]:
    """Lengths of context to try, longest first, all of which fit `available` bytes beside the model.

    `on_gpu` is the share (0 to 1) of the weights and of the cache that the graphics card holds.

    Raises:
        ModelError: not even the shortest fits; the message names both sizes.
    """
    lengths = [usual_context(info, wanted)]
    while lengths[-1] // 2 >= SHORTEST:
        lengths.append(lengths[-1] // 2)
    taken = [_beside_gpu(header, info, length, on_gpu) for length in lengths]
    fitting = [length for length, bytes_ in zip(lengths, taken, strict=True) if bytes_ <= available]
    if not fitting:
        about = "up to" if is_upper_bound(header, info.architecture) else "about"
        raise ModelError(
            f"This model needs {about} {taken[-1] / 1e9:.1f} GB of memory, and {available / 1e9:.1f} GB are free.",
            "Close other programs or choose a smaller model.",
        )
    return fitting


def _beside_gpu(header: Header, info: ModelInfo, context: int, on_gpu: float) -> int:
    need = needed(header, info, context, WIDTH_ON_GPU if on_gpu else WIDTH, on_gpu=on_gpu > 0)
    return round((need.weights + need.cache) * (1 - on_gpu)) + need.computing


def _heads(header: Header, architecture: str, layers: int) -> tuple[int, ...]:
    return header.numbers(f"{architecture}.attention.head_count", layers)


def _vocabulary(header: Header, architecture: str) -> int:
    """How many tokens the model knows: the rows of what turns them into numbers."""
    _, shape = header.weights.get("token_embd.weight", ("", ()))
    return shape[1] if len(shape) == 2 else header.number(f"{architecture}.vocab_size")
