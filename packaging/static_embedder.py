"""Make ``models/embedder/static``: one vector for each word piece, distilled from the encoder that comes with Carrel.

``python packaging/static_embedder.py`` reads ``models/embedder/*.gguf`` and nothing else. The method is Model2Vec's
(Tulkens and van Dongen, 2024, github.com/MinishLab/model2vec): every word piece goes through the encoder alone, the vectors
are reduced to their principal components, and frequent pieces are made short by smooth inverse frequency (Arora et al.,
2017). Two things were changed because sentences then lie more as the encoder itself puts them: large components are made
smaller, and frequency is read from the ranks of words alone, which BERT's vocabulary gives in their order after its signs.
"""

from __future__ import annotations

import re
from pathlib import Path

import llama_cpp
import numpy as np

from carrel.inference.embedder import Embedder
from carrel.inference.encoder import bundled_encoder

TARGET = Path(__file__).resolve().parents[1] / "models" / "embedder" / "static"
DIMENSION = 256
SMOOTHING = 1e-4
"""The weight of a piece of probability p is SMOOTHING / (SMOOTHING + p), and that is by Zipf's law 1 / rank."""
DAMPING = 0.75
"""Each component is divided by its standard deviation to this power; 1 would make all alike."""
RANK_OF_SIGNS = 20.0
RANK_OF_OTHER_SCRIPTS = 5_000.0

_AT_ONCE = 64
_OF_BERTS_OWN = re.compile("\u2581?\\[[A-Za-z]+\\d*\\]")
_WORD_MARK = "\u2581"


def pieces(embedder: Embedder) -> tuple[list[int], list[str]]:
    """The tokens that text can become, in the vocabulary's order, and how BERT writes them: "##" continues a word."""
    vocabulary = embedder._vocabulary  # noqa: SLF001 - this script distils that very model
    tokens: list[int] = []
    texts: list[str] = []
    for token in range(vocabulary.size):
        text = llama_cpp.llama_vocab_get_text(vocabulary._vocabulary, token).decode()  # noqa: SLF001 - as above
        if _OF_BERTS_OWN.fullmatch(text) is None:
            tokens.append(token)
            texts.append(text[1:] if text.startswith(_WORD_MARK) else "##" + text)
    return tokens, texts


def vectors(embedder: Embedder, tokens: list[int]) -> np.ndarray:
    """Each token's vector, alone between the marks of a text: shape (tokens, the encoder's dimension)."""
    vocabulary = embedder._vocabulary  # noqa: SLF001 - as above
    marked = [[vocabulary.beginning, token, vocabulary.end] for token in tokens]
    context = embedder._contexts[0]  # noqa: SLF001 - as above
    rows = [context.compute(marked[start : start + _AT_ONCE]) for start in range(0, len(marked), _AT_ONCE)]
    return np.concatenate(rows)


def reduced(rows: np.ndarray, dimension: int) -> np.ndarray:
    """The first `dimension` principal components of `rows`, the larger ones damped, as rows of unit length."""
    centred = rows - rows.mean(axis=0)
    _, axes = np.linalg.eigh(centred.T @ centred)
    kept = axes[:, ::-1][:, :dimension]
    kept = kept * np.sign(kept[np.abs(kept).argmax(axis=0), np.arange(dimension)])
    components = centred @ kept
    damped = components / components.std(axis=0) ** DAMPING
    unit: np.ndarray = damped / np.linalg.norm(damped, axis=1, keepdims=True)
    return unit


def weights(texts: list[str]) -> np.ndarray:
    """How much each piece counts: shape (pieces, 1). Words stand in the order of their frequency, from "the" on."""
    ranks = np.arange(len(texts), dtype=np.float64) - texts.index("the") + 1
    ranks[ranks < 1] = RANK_OF_OTHER_SCRIPTS
    ranks[[len(text.removeprefix("##")) == 1 and text.isascii() for text in texts]] = RANK_OF_SIGNS
    share = 1.0 / (ranks + 1.0)
    share /= share.sum()
    return (SMOOTHING / (SMOOTHING + share))[:, None]


def write(folder: Path) -> None:
    """Write the pieces, their vectors in eight bits a number, and what each row is to be multiplied with."""
    path = bundled_encoder()
    if path is None:
        raise SystemExit("models/embedder holds no encoder.")
    embedder = Embedder(path, threads=1)
    try:
        tokens, texts = pieces(embedder)
        rows = reduced(vectors(embedder, tokens), DIMENSION) * weights(texts)
    finally:
        embedder.close()
    scales = np.abs(rows).max(axis=1) / 127
    folder.mkdir(parents=True, exist_ok=True)
    np.save(folder / "vectors.npy", np.round(rows / scales[:, None]).astype(np.int8))
    np.save(folder / "scales.npy", scales.astype(np.float32))
    (folder / "vocabulary.txt").write_text("\n".join(texts) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write(TARGET)
