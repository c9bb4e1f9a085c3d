"""Vectors of what is typed, at once and by NumPy alone: the same that the embedder makes of papers on llama.cpp.

For the window's process, which never runs llama.cpp. It reads the same file, cuts texts into the same tokens and computes the
same encoder; only the roundings are others.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np

from carrel.domain.errors import ModelError
from carrel.inference.bert import Bert
from carrel.inference.encoder import bundled_encoder, unusable_encoder
from carrel.inference.gguf_header import Header, parse_header
from carrel.inference.gguf_tensors import Floats, Tensors
from carrel.inference.llama_word_pieces import LlamaWordPieces

_MOST_CHARACTERS = 32_768
"""What of a text is looked at, as by the embedder."""
_MOST_TOKENS = 512
_MEAN = 1
_TOKENS = "tokenizer.ggml.tokens"


class QueryEncoder:
    """An `Encoder` for a few short texts: one is computed after another. Any thread may use it."""

    def __init__(self, path: Path) -> None:
        """Read the encoder in the GGUF file at `path`: of BERT's kind, uncased, with the mean of its tokens as vector.

        Raises:
            ModelError: the file is missing, damaged or of another kind; details hold the reason.
        """
        self._name = path.name
        try:
            header = parse_header(path, texts={_TOKENS})
            self._bert = Bert(Tensors(path, header), header, len(header.texts(_TOKENS)))
        except (ModelError, OSError) as error:
            details = error.details if isinstance(error, ModelError) else ""
            raise unusable_encoder(path.name, f"{error}\n{details}".rstrip()) from error
        self._check(header)
        self._pieces = LlamaWordPieces(header.texts(_TOKENS), header.number("tokenizer.ggml.unknown_token_id"))
        self._beginning = header.number("tokenizer.ggml.bos_token_id")
        self._end = header.number("tokenizer.ggml.eos_token_id")
        self._longest = min(_MOST_TOKENS, self._bert.longest)
        self.dimension = self._bert.dimension

    def embed(self, texts: Sequence[str]) -> Floats:
        """A row of unit length for each text, in their order: shape (texts, `dimension`).

        Zeros where nothing is to be seen. Of a text longer than the model takes (512 tokens) the beginning counts, as for the
        embedder.

        Raises:
            ModelError: the file's numbers are damaged.
        """
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        with np.errstate(all="ignore"):
            for row, text in enumerate(texts):
                pieces = self._pieces.cut(text[:_MOST_CHARACTERS])
                if pieces:
                    mean = self._bert.mean([self._beginning, *pieces[: self._longest - 2], self._end])
                    vectors[row] = mean / max(float(np.linalg.norm(mean)), float(np.finfo(np.float32).tiny))
        if not np.isfinite(vectors).all():
            raise unusable_encoder(self._name, "its numbers are damaged")
        return vectors

    def _check(self, header: Header) -> None:
        """Refuse what would be read otherwise than llama.cpp reads it."""
        marks = [header.metadata.get(f"tokenizer.ggml.{name}_token_id") for name in ("bos", "eos", "unknown")]
        known = len(header.texts(_TOKENS))
        if (
            header.number("bert.pooling_type") != _MEAN
            or header.text("tokenizer.ggml.model") != "bert"
            or header.metadata.get("tokenizer.ggml.normalizer.lowercase") is not True
            or header.metadata.get("tokenizer.ggml.normalizer.strip_accents", True) is not True
            or not all(isinstance(mark, int) and 0 <= mark < known for mark in marks)
            or self._bert.longest < 3
        ):
            raise unusable_encoder(self._name, "its texts are read or made into vectors in another way")


_loading = threading.Lock()


def query_encoder() -> QueryEncoder:
    """The one that comes with Carrel, loaded once, whoever asks first.

    Raises:
        ModelError: this installation lacks it, or it is damaged.
    """
    with _loading:
        return _loaded()


@cache
def _loaded() -> QueryEncoder:
    path = bundled_encoder()
    if path is None:
        raise unusable_encoder("for search", "it is not there")
    return QueryEncoder(path)
