"""BERT's computation (Devlin et al., 2019) by NumPy alone: the mean of what it makes of a text's tokens.

As llama.cpp computes it, with the approximate GELU, but in 32 bits throughout, where llama.cpp rounds what it multiplies
to eight.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import pi, sqrt

import numpy as np

from carrel.domain.errors import ModelError
from carrel.inference.gguf_header import Header
from carrel.inference.gguf_tensors import Floats, Tensors, written_out

_WIDTH = 64
"""So many columns of a matrix are multiplied at once. OpenBLAS copies what it multiplies, other than small products: three
words took a third of the processor's time with AVX-512, and half to two thirds with the kernels of older processors."""

_LAYER = (
    "attn_q.weight attn_q.bias attn_k.weight attn_k.bias attn_v.weight attn_v.bias attn_output.weight attn_output.bias "
    "attn_output_norm.weight attn_output_norm.bias ffn_up.weight ffn_up.bias ffn_down.weight ffn_down.bias "
    "layer_output_norm.weight layer_output_norm.bias"
).split()
_BEFORE_LAYERS = (
    "token_embd.weight token_types.weight position_embd.weight token_embd_norm.weight token_embd_norm.bias".split()
)


@dataclass(frozen=True, slots=True)
class _Linear:
    """A matrix in pieces of `_WIDTH` columns (pieces, inputs, columns) and what is added to the product."""

    weight: Floats
    bias: Floats

    def __call__(self, rows: Floats) -> Floats:
        product: Floats = np.matmul(rows, self.weight).transpose(1, 0, 2).reshape(len(rows), -1)
        product += self.bias
        return product


@dataclass(frozen=True, slots=True)
class _Norm:
    """Makes rows of mean zero and variance one, times `weight`, plus `bias`."""

    weight: Floats
    bias: Floats
    epsilon: float

    def __call__(self, rows: Floats) -> Floats:
        normed: Floats = rows - rows.mean(axis=-1, keepdims=True)
        normed /= np.sqrt(np.square(normed).mean(axis=-1, keepdims=True) + self.epsilon)
        normed *= self.weight
        normed += self.bias
        return normed


@dataclass(frozen=True, slots=True)
class _Layer:
    queries_keys_values: _Linear
    attention_output: _Linear
    attention_norm: _Norm
    up: _Linear
    down: _Linear
    output_norm: _Norm


class Bert:
    """The weights of an encoder of BERT's kind: those of its layers in 32 bits, those of its tokens as the file has them."""

    def __init__(self, tensors: Tensors, header: Header, vocabulary: int) -> None:
        """Read the weights; `vocabulary` is the number of tokens.

        Raises:
            ModelError: the file holds another kind of model, or not all of this one. OSError: it cannot be read.
        """
        self._tensors = tensors
        self.dimension = header.number("bert.embedding_length")
        self.longest = header.number("bert.context_length")
        self._heads = header.number("bert.attention.head_count")
        self._between = header.number("bert.feed_forward_length")
        epsilon = header.metadata.get("bert.attention.layer_norm_epsilon")
        self._epsilon = epsilon if isinstance(epsilon, float) else 0.0
        types = header.number("tokenizer.ggml.token_type_count")
        self._check(header, min(vocabulary, types))
        self._tokens = tensors.mapped("token_embd.weight", vocabulary, self.dimension)
        self._positions = tensors.floats("position_embd.weight", self.longest, self.dimension)
        # A text is all of the first type ("sentence A").
        self._positions += tensors.floats("token_types.weight", types, self.dimension)[0]
        self._norm = self._read_norm("token_embd_norm")
        self._layers = [self._layer(f"blk.{number}.") for number in range(header.number("bert.block_count"))]

    def mean(self, tokens: list[int]) -> Floats:
        """The mean of what the last layer makes of `tokens`, at most `longest`: shape (dimension,)."""
        states = self._norm(written_out(self._tokens[tokens]) + self._positions[: len(tokens)])
        for layer in self._layers:
            states = layer.attention_norm(layer.attention_output(self._attended(layer, states)) + states)
            states = layer.output_norm(layer.down(_gelu(layer.up(states))) + states)
        mean: Floats = states.mean(axis=0)
        return mean

    def _attended(self, layer: _Layer, states: Floats) -> Floats:
        count, size = len(states), self.dimension // self._heads
        rows = layer.queries_keys_values(states).reshape(count, 3, self._heads, size)
        queries, keys, values = rows.transpose(1, 2, 0, 3)
        scores: Floats = np.matmul(queries, keys.swapaxes(1, 2))
        scores *= 1 / sqrt(size)
        scores -= scores.max(axis=-1, keepdims=True)
        np.exp(scores, out=scores)
        scores /= scores.sum(axis=-1, keepdims=True)
        attended: Floats = np.matmul(scores, values)
        return attended.transpose(1, 0, 2).reshape(count, self.dimension)

    def _check(self, header: Header, *others: int) -> None:
        layers = header.number("bert.block_count")
        sizes = (self.dimension, self._between, self._heads, self.longest, layers, *others)
        if (
            header.text("general.architecture") != "bert"
            or header.metadata.get("bert.attention.causal") is not False
            or min(sizes) < 1
            or self.dimension % _WIDTH
            or self._between % _WIDTH
            or self.dimension % self._heads
            or not 0 < self._epsilon < 1
            or header.tensors != layers * len(_LAYER) + len(_BEFORE_LAYERS)
            # Tensors beyond these would be steps that are not taken here.
            or set(header.weights) != {*_BEFORE_LAYERS, *(f"blk.{n}.{name}" for n in range(layers) for name in _LAYER)}
        ):
            raise ModelError(
                "This model file does not hold an encoder of BERT's kind.",
                "Choose another file.",
                details=f"{header.text('general.architecture')}: {sizes}, {header.tensors} tensors",
            )

    def _layer(self, name: str) -> _Layer:
        return _Layer(
            self._linear([f"{name}attn_{one}" for one in "qkv"], self.dimension, self.dimension),
            self._linear([f"{name}attn_output"], self.dimension, self.dimension),
            self._read_norm(f"{name}attn_output_norm"),
            self._linear([f"{name}ffn_up"], self._between, self.dimension),
            self._linear([f"{name}ffn_down"], self.dimension, self._between),
            self._read_norm(f"{name}layer_output_norm"),
        )

    def _linear(self, names: list[str], outputs: int, inputs: int) -> _Linear:
        """The matrices `names`, of so many outputs each, side by side."""
        weight = np.concatenate([self._tensors.floats(f"{name}.weight", outputs, inputs) for name in names])
        bias = np.concatenate([self._tensors.floats(f"{name}.bias", outputs) for name in names])
        pieces = weight.reshape(-1, _WIDTH, inputs).transpose(0, 2, 1)
        return _Linear(np.ascontiguousarray(pieces), bias)

    def _read_norm(self, name: str) -> _Norm:
        weight, bias = (self._tensors.floats(f"{name}.{one}", self.dimension) for one in ("weight", "bias"))
        return _Norm(weight, bias, self._epsilon)


def _gelu(rows: Floats) -> Floats:
    """Rows times Φ(rows), approximated by a hyperbolic tangent (Hendrycks and Gimpel, 2016)."""
    inner: Floats = np.square(rows)
    inner *= 0.044715
    inner += 1
    inner *= rows
    inner *= sqrt(2 / pi)
    np.tanh(inner, out=inner)
    inner += 1
    inner *= rows
    inner *= 0.5
    return inner
