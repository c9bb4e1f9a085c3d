"""Vectors of texts: what is alike, and that they are the same whatever is computed beside them."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from carrel.domain.errors import Cancelled, ModelError
from carrel.inference.embedder import Embedder
from carrel.inference.starter import starter_model
from carrel.paths import bundled

pytestmark = pytest.mark.model
TEXTS = [
    "Storks build large nests on roofs.",
    "White storks nest on chimneys and roofs.",
    "Attention lets each token look at every other.",
    "Große Vögel – über den Dächern. 鳥 🐦",
    "x",
]


@pytest.fixture(scope="module")
def encoder() -> Path:
    return next(bundled("models/embedder").glob("*.gguf"))


@pytest.fixture(scope="module")
def embedder(encoder: Path) -> Iterator[Embedder]:
    made = Embedder(encoder, threads=2)
    yield made
    made.close()


def test_vectors_have_unit_length_and_tell_what_is_alike(embedder: Embedder) -> None:
    vectors = embedder.embed(TEXTS)
    assert vectors.shape == (5, 384)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)
    assert vectors[0] @ vectors[1] > 0.6 > vectors[0] @ vectors[2]


def test_they_are_the_same_whatever_is_computed_beside_them(embedder: Embedder) -> None:
    texts = TEXTS * 30 + ["A longer text about storks, their nests and their way to the south. " * 12] * 3
    together = embedder.embed(texts)
    for text, vector in zip(texts[:5] + texts[-1:], [*together[:5], together[-1]], strict=True):
        # Other kernels for other sizes of a batch round the 8 bits of the weights and of what they are multiplied with.
        assert embedder.embed([text])[0] @ vector > 0.998


def test_a_text_without_anything_to_see_is_like_no_other(embedder: Embedder) -> None:
    vectors = embedder.embed(["", "Storks", " \n\t "])
    assert not vectors[[0, 2]].any()
    assert vectors[1].any()
    assert embedder.embed([]).shape == (0, 384)
    assert not embedder.embed([""]).any()


def test_of_a_long_text_the_beginning_counts(embedder: Embedder) -> None:
    begin = "a " * 600
    cut, other = embedder.embed([begin + "nest " * 100, begin + "token " * 5000])
    assert cut @ other > 0.9999
    assert cut @ embedder.embed(["a " * 300 + "token " * 150])[0] < 0.9999, "more than 256 tokens are read"


def test_names_of_control_tokens_are_plain_text(embedder: Embedder) -> None:
    plain, marked = embedder.embed(["storks", "[CLS] storks [SEP]"])
    assert plain @ marked < 0.99


def test_a_wish_to_cancel_ends_it_in_the_middle(embedder: Embedder) -> None:
    turn = threading.Lock()
    flag = threading.Event()
    with ThreadPoolExecutor(1) as pool:
        going = pool.submit(embedder.embed, ["storks and nests " * 150] * 500, turn=turn, cancelled=flag.is_set)
        while not turn.locked():
            time.sleep(0.001)
        flag.set()
        with pytest.raises(Cancelled):
            going.result(timeout=120)
    assert not turn.locked()
    assert embedder.embed(TEXTS)[0].any(), "it goes on being of use"


def test_threads_share_one_embedder(embedder: Embedder) -> None:
    lists = [[f"{text} {number}" for text in TEXTS] for number in range(6)]
    with ThreadPoolExecutor(6) as pool:
        made = list(pool.map(embedder.embed, lists))
    for texts, vectors in zip(lists, made, strict=True):
        assert np.array_equal(embedder.embed(texts), vectors)


def test_a_name_beyond_ascii_is_opened(encoder: Path, tmp_path: Path) -> None:
    path = tmp_path / "Störche 鳥.gguf"
    path.symlink_to(encoder)
    made = Embedder(path, threads=1)
    assert made.embed(["storks"]).any()
    made.close()


def test_what_is_no_encoder_is_refused(tmp_path: Path) -> None:
    empty = tmp_path / "empty.gguf"
    empty.touch()
    starter = starter_model()
    assert starter is not None, "the starter model is not installed: make setup"
    for path in (empty, tmp_path / "missing.gguf", starter):
        with pytest.raises(ModelError, match="gives no vectors"):
            Embedder(path)
