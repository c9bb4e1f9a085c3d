"""Vectors that are looked up: what is alike, and whatever text there is."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrel.domain.errors import ModelError
from carrel.inference.embedder import Embedder
from carrel.inference.encoder import bundled_encoder
from carrel.inference.static_encoder import FILES, static_encoder, static_files
from carrel.inference.word_pieces import WordPieces

PAIRS = (
    ("White storks nest on chimneys.", "Storks build their nests on roofs."),
    ("The network is trained with stochastic gradient descent.", "We optimise the neural network by SGD."),
    ("Patients who received the vaccine had milder symptoms.", "The vaccinated group suffered less from the disease."),
    ("We prove an upper bound on the regret.", "The regret of the algorithm is bounded from above."),
    ("The speech recogniser makes fewer errors.", "Word error rate of speech recognition falls."),
    ("Galaxies rotate faster than their visible mass allows.", "Dark matter explains how galaxies rotate."),
)


def test_each_sentence_is_nearest_to_the_one_that_says_the_same() -> None:
    left = static_encoder().embed([one for one, _ in PAIRS])
    right = static_encoder().embed([other for _, other in PAIRS])
    assert left.shape == (len(PAIRS), 256)
    assert left.dtype == np.float32
    assert np.allclose(np.linalg.norm(left, axis=1), 1.0, atol=1e-5)
    assert list((left @ right.T).argmax(axis=1)) == list(range(len(PAIRS)))


@pytest.fixture
def encoder() -> Iterator[Embedder]:
    path = bundled_encoder()
    assert path is not None
    made = Embedder(path, threads=1)
    yield made
    made.close()


@pytest.mark.model
def test_it_agrees_with_the_encoder_that_it_was_distilled_from(encoder: Embedder) -> None:
    texts = [text for pair in PAIRS for text in pair]
    upper = np.triu_indices(len(texts), 1)
    own, others = ((vectors @ vectors.T)[upper] for vectors in (static_encoder().embed(texts), encoder.embed(texts)))
    assert np.corrcoef(own, others)[0, 1] > 0.75


def test_what_holds_nothing_known_is_zero() -> None:
    nothing = ["", " \n\t", "\ud800", "\u1403\u1455", "z" * 4_000, "\u0301"]
    vectors = static_encoder().embed(["storks", *nothing, "storks"])
    assert not vectors[1:-1].any()
    assert np.array_equal(vectors[0], vectors[-1])
    assert static_encoder().embed([]).shape == (0, 256)


def test_other_scripts_signs_and_long_texts_are_read() -> None:
    texts = ["鳥が飛ぶ 🐦", "Большие птицы", "كتاب", "Große Vögel", "storks \ud800 fly"]
    assert static_encoder().embed(texts).any(axis=1).all()
    begin = "storks nest on roofs. " * 2_000
    long, same = static_encoder().embed([begin + "quantum chemistry " * 120_000, begin[:32_768]])
    assert np.array_equal(long, same)


def test_a_text_has_the_same_vector_whatever_stands_beside_it() -> None:
    texts = [f"Stork number {number} flies to the south. " * (number % 7) for number in range(700)]
    together = static_encoder().embed(texts)
    for number in (0, 1, 5, 338, 339, 699):
        assert np.allclose(together[number], static_encoder().embed([texts[number]])[0], atol=1e-6)


def test_words_are_cut_as_bert_cuts_them() -> None:
    cut = WordPieces(["un", "##aff", "##able", "we", "!", "鳥", "-", "3", ".", "5", "uber"]).cut
    assert cut("UNAFFABLE") == [0, 1, 2]
    assert cut("we-we! 鳥we") == [3, 6, 3, 4, 5, 3]
    assert cut("3.5 Über") == [7, 8, 9, 10]
    assert cut("unaffordable we") == [3]


@given(st.text(max_size=300))
def test_no_text_is_too_strange(text: str) -> None:
    vector = static_encoder().embed([text])[0]
    assert np.isfinite(vector).all()
    assert np.linalg.norm(vector) == pytest.approx(1.0, abs=1e-4) or not vector.any()


def test_it_needs_nothing_heavy_but_numpy() -> None:
    program = "import sys, carrel.inference.static_encoder as s; s.static_encoder(); print(*sys.modules)"
    modules = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert "numpy" in modules
    assert not {"llama_cpp", "scipy", "torch", "sklearn", "PySide6"} & set(modules)


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An installation's folder with a copy of the files, of which a test takes or spoils some."""
    for path in static_files():
        shutil.copy(path, tmp_path / path.name)

    def bundled(name: str) -> Path:
        path = tmp_path / Path(name).name
        if not path.exists():
            raise FileNotFoundError(f"{name} does not come with this installation of Carrel")
        return path

    monkeypatch.setattr("carrel.inference.static_encoder.bundled", bundled)
    static_encoder.cache_clear()
    yield tmp_path
    static_encoder.cache_clear()


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("left", [None, b"", b"\x93NUMPY\x01\x00 nothing", b"\xff\xfe"])
def test_a_file_that_is_missing_or_damaged_is_said_to_be(installed: Path, name: str, left: bytes | None) -> None:
    if left is None:
        (installed / name).unlink()
    else:
        (installed / name).write_bytes(left)
    with pytest.raises(ModelError, match="gives no vectors"):
        static_encoder()


def test_scales_of_other_vectors_are_refused(installed: Path) -> None:
    np.save(installed / "scales.npy", np.ones(7, np.float32))
    with pytest.raises(ModelError, match="gives no vectors"):
        static_encoder()
