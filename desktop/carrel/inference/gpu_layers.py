"""How many layers of a model a graphics card is given: as many as fit its free memory, fewer where that fails."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Sequence
from math import prod
from typing import TypeVar

from carrel.domain.errors import ModelError
from carrel.inference.engine import ModelInfo
from carrel.inference.gguf_header import Header
from carrel.inference.gguf_types import TENSOR_TYPES
from carrel.inference.graphics import Device, used_together
from carrel.inference.memory import (
    CELLS_EACH,
    MORE_SEQUENCES,
    WIDTH_ON_GPU,
    computing_bytes,
    context_bytes_of_layers,
    usual_context,
)

_log = logging.getLogger(__name__)
_LAYER = re.compile(r"blk\.(\d+)\.")
_INPUT = "token_embd.weight"
_OUTPUT = "output.weight"
_SIZES = {name: (elements, size) for name, elements, size in TENSOR_TYPES.values()}
_MARGIN = 512 * 1024 * 1024
_MARGIN_SHARE = 0.05
"""Of a card's memory so much, and not less than `_MARGIN`, is left to its driver and to what else is drawn or computed."""

_Loaded = TypeVar("_Loaded")


def layers_to_try(
    header: Header, info: ModelInfo, devices: Sequence[Device], context: int | None, wanted: int | None = None
) -> list[int]:
    """How many of the model's layers to give the graphics cards, most first; the last is 0.

    The first is what is `wanted`, or else the largest number that fits the memory which is free there; the others are for
    when that fails. `context` is in tokens; None is what a model is loaded with where nobody says. The layers nearest the
    output go first, and the output with the first of them.
    """
    cards = used_together(devices)
    if not cards:
        return [0]
    if wanted is None:
        free = sum(max(0, card.memory_free - margin(card.memory)) for card in cards)
        most = _most_layers(header, info, usual_context(info, context), free, len(cards))
    else:
        most = min(wanted, info.layers)
    return sorted({most, most * 3 // 4, most // 2, 0}, reverse=True)


def first_working(tries: Sequence[int], load: Callable[[int], _Loaded]) -> _Loaded:
    """What `load` returns for the first number of layers that it succeeds with.

    Raises:
        ModelError: what `load` raised for the last of `tries`.
    """
    for layers in tries[:-1]:
        try:
            return load(layers)
        except ModelError as error:
            _log.warning("%d layers on the GPU failed: %s\n%s", layers, error, error.details)
    return load(tries[-1])


def margin(memory: int) -> int:
    """How much of a card's memory is left free, in bytes."""
    return max(_MARGIN, round(memory * _MARGIN_SHARE))


def share_on_gpu(header: Header, layers: int) -> float:
    """Which share (0 to 1) of the model's weights `layers` layers are, the output counted with them."""
    each, output = _weights(header)
    # Where the output's weights are the input's, a card gets a copy and the processor keeps the other.
    tied = _OUTPUT not in header.weights
    whole = sum(each) + output + (0 if tied else _input(header))
    if layers <= 0 or not whole:
        return 0.0
    return min(1.0, (sum(each[-layers:]) + output - (_input(header) if tied else 0)) / whole)


def _most_layers(header: Header, info: ModelInfo, context: int, free: int, cards: int) -> int:
    each, output = _weights(header)
    cells = context + WIDTH_ON_GPU * CELLS_EACH
    cache = context_bytes_of_layers(header, info.architecture)
    computing = computing_bytes(header, info.architecture, cells, sequences=WIDTH_ON_GPU + MORE_SEQUENCES, on_gpu=True)
    taken = output + computing * cards
    for count, layer in enumerate(reversed(range(len(each)))):
        taken += each[layer] + (cache[layer] if layer < len(cache) else 0) * cells
        if taken > free:
            return count
    return len(each)


def _weights(header: Header) -> tuple[list[int], int]:
    """The bytes of each layer, and of what stands beside the layers: the output, which may be the input once more."""
    layers: dict[int, int] = {}
    output = 0
    for name, (kind, shape) in header.weights.items():
        found = _LAYER.match(name)
        if found:
            layers[int(found[1])] = layers.get(int(found[1]), 0) + _bytes(kind, shape)
        elif name != _INPUT:
            output += _bytes(kind, shape)
    if _OUTPUT not in header.weights:
        output += _input(header)
    return [layers[number] for number in sorted(layers)], output


def _input(header: Header) -> int:
    return _bytes(*header.weights[_INPUT]) if _INPUT in header.weights else 0


def _bytes(kind: str, shape: tuple[int, ...]) -> int:
    elements, size = _SIZES[kind]
    return prod(shape) // elements * size
