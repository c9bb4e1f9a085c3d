"""What is typed gets the vectors that the embedder on llama.cpp would give it, from the same file and nothing but NumPy."""

from __future__ import annotations

import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carrel.domain.errors import ModelError
from carrel.inference.embedder import Embedder
from carrel.inference.encoder import bundled_encoder
from carrel.inference.gguf_header import Header, parse_header
from carrel.inference.llama_word_pieces import LlamaWordPieces
from carrel.inference.query_encoder import QueryEncoder, query_encoder
from carrel.paths import bundled
from made_gguf import made_gguf

QUERIES = (
    "storks",
    "GPT-4",
    "sgd",
    "graph neural networks",
    "how do storks find their way south",
    "Why do large language models hallucinate?",
    "retrieval-augmented generation, long contexts",
    "diffusion models for protein structure prediction",
    "papers that say dropout does not help when there is enough data",
    "state of the art on ImageNet-1k: top-1 accuracy above 88.5%",
    "BERT vs. RoBERTa vs. DeBERTaV3 (base, large)",
    "2301.04567v2",
    "3.14159 × 10^-27 kg·m²",
    "O(n log n) lower bound for sorting",
    "$\\nabla_\\theta \\mathcal{L}(\\theta) = \\mathbb{E}_{x \\sim p}[\\log q_\\theta(x)]$",
    "\\alpha-divergence, $\\ell_1$ regularisation and the $k$-means++ seeding",
    'title:"attention is all you need" author:vaswani',
    "e.g. well-known; co-training… “quoted” — and (bracketed) [1, 2]",
    "Schrödinger équation naïve Erdős–Rényi Gauß",
    "Große Vögel über den Dächern, Störche und Schwäne",
    "apprentissage par renforcement à grande échelle",
    "обучение с подкреплением",
    "深度学习在医学图像分割中的应用",
    "大規模言語モデルの推論 能力",
    "강화 학습을 이용한 로봇 제어",
    "التعلم العميق للغة العربية",
    "भाषा मॉडल",
    "graph 神经网络 for molecules 🧪🐦",
    "zero\u200bwidth, soft\u00adhyphen, n\u0303 and a\u0000nul",
    "[CLS] storks [SEP] [MASK]",
    "pneumonoultramicroscopicsilicovolcanoconiosis",
    "aGVsbG8gd29ybGQ=" * 12,
    "ALL CAPITALS AND   many    spaces\n\tand lines",
)
ABSTRACTS = (
    (
        "White storks of three populations were followed by GPS for six years. Birds that left late flew faster, rested less "
        "and met worse winds. Young storks learn the way from older ones; those raised alone flew in the right direction but "
        "lost 23% more height between thermals. We discuss what this says about the inheritance of routes."
    ),
    (
        "We present a sparse mixture-of-experts transformer whose router is trained without an auxiliary loss. With 1.3B active "
        "parameters it matches a dense model of 7B on 14 of 18 benchmarks, at a fifth of the training compute (2.1e21 FLOPs). "
        "Ablations show that balancing by a bias on the logits, updated once a step, is enough; code is available."
    ),
    (
        "Let $G$ be a finite group acting on a smooth projective variety $X$ over $\\mathbb{C}$. We prove that the $G$-equivariant "
        "derived category $D^b_G(X)$ admits a semi-orthogonal decomposition indexed by conjugacy classes, provided that all "
        "quotients $X^g/C(g)$ are smooth. The proof uses Fourier–Mukai transforms (Orlov, 1997) and descent."
    ),
)
LONG = ("storks nest on roofs and chimneys, " * 900, "quantum " * 400 + "鳥" * 3_000, "a" * 40_000)


@pytest.fixture(scope="module")
def path() -> Path:
    found = bundled_encoder()
    assert found is not None
    return found


@pytest.fixture(scope="module")
def header(path: Path) -> Header:
    return parse_header(path, texts={"tokenizer.ggml.tokens"})


@pytest.fixture(scope="module")
def embedder(path: Path) -> Iterator[Embedder]:
    made = Embedder(path, threads=1)
    yield made
    made.close()


@pytest.mark.model
@pytest.mark.parametrize("text", [*QUERIES, *ABSTRACTS, *LONG], ids=lambda text: ascii(text[:24]))
def test_its_vectors_are_those_of_the_embedder(embedder: Embedder, text: str) -> None:
    own, other = query_encoder().embed([text])[0], embedder.embed([text])[0]
    assert own @ other >= 0.999
    assert np.linalg.norm(own) == pytest.approx(1.0, abs=1e-5)


@pytest.mark.model
def test_a_word_that_says_nothing_has_nearly_its_vector(embedder: Embedder) -> None:
    # llama.cpp rounds what it multiplies to eight bits; in one token there is nothing in which that evens out.
    for text in ("x", "o", "that", "!!! ??? ..."):
        assert query_encoder().embed([text])[0] @ embedder.embed([text])[0] >= 0.997


@pytest.mark.model
def test_what_is_alike_stays_nearest_across_both(embedder: Embedder) -> None:
    questions = ("birds on migration", "routing tokens to experts", "sheaves with a group action")
    assert list((query_encoder().embed(questions) @ embedder.embed(ABSTRACTS).T).argmax(axis=1)) == [0, 1, 2]


@pytest.mark.model
def test_texts_are_cut_as_llama_cpp_cuts_them(embedder: Embedder, header: Header) -> None:
    cut = LlamaWordPieces(header.texts("tokenizer.ggml.tokens"), 100).cut
    codes = (
        *range(0x3400),
        *range(0xAC00, 0xAC40),
        *range(0xF900, 0x10000),
        *range(0x1D400, 0x1D800),
        0x20000,
        0x2F800,
    )
    # What Unicode added since is known to some releases of Python and llama.cpp and not to others.
    characters = [chr(code) for code in codes if unicodedata.ucd_3_2_0.category(chr(code)) != "Cn"]
    assert len(characters) > 11_000
    for character in characters:
        text = f"a{character}b {character}"
        assert cut(text) == embedder._tokens(text)[1:-1], ascii(character)


def test_a_text_without_anything_to_see_is_like_no_other() -> None:
    nothing = ["", " \n\t ", "\u200b\ufeff", "\u0301", "\x00"]
    vectors = query_encoder().embed([*nothing, "storks"])
    assert vectors.shape == (len(nothing) + 1, 384)
    assert vectors.dtype == np.float32
    assert not vectors[:-1].any()
    assert vectors[-1].any()
    assert query_encoder().embed([]).shape == (0, 384)


def test_of_a_long_text_the_beginning_counts() -> None:
    begin = "nest " * 510
    cut, same, other = query_encoder().embed([begin + "token " * 200, begin, begin[:-5] + "token"])
    assert np.array_equal(cut, same)
    assert not np.array_equal(same, other), "all of the 512 tokens are read"


@given(st.text(max_size=60))
@settings(max_examples=40, deadline=None)
def test_no_text_is_too_strange(text: str) -> None:
    vector = query_encoder().embed([text])[0]
    assert np.linalg.norm(vector) == pytest.approx(1.0, abs=1e-4) or not vector.any()


def test_threads_together_give_the_vectors_that_each_gives_alone() -> None:
    texts = QUERIES[3:15]
    alone = [query_encoder().embed([text])[0] for text in texts]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(query_encoder().embed, [texts] * 4))
    for vectors in together:
        assert np.allclose(vectors, alone, atol=1e-6)


def test_all_who_ask_at_once_get_the_same_one() -> None:
    program = (
        "from concurrent.futures import ThreadPoolExecutor as Pool; import sys\n"
        "from carrel.inference.query_encoder import query_encoder\n"
        "with Pool(4) as pool: made = list(pool.map(lambda _: query_encoder(), range(4)))\n"
        "assert len({id(one) for one in made}) == 1\n"
        "print(*sys.modules)"
    )
    modules = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert "numpy" in modules
    assert not {"llama_cpp", "scipy", "torch", "PySide6"} & set(modules)


def refusal(path: Path) -> str:
    with pytest.raises(ModelError) as caught:
        QueryEncoder(path)
    assert caught.value.message == f"The model {path.name} gives no vectors of texts."
    assert "Install Carrel again" in caught.value.advice
    return caught.value.details


def test_a_file_that_is_missing_empty_or_something_else_is_refused(tmp_path: Path) -> None:
    assert "No such file" in refusal(tmp_path / "missing.gguf")
    empty = tmp_path / "empty.gguf"
    empty.touch()
    assert "cut off" in refusal(empty)
    empty.write_bytes(b"%PDF-1.7" * 9)
    assert "not a GGUF" in refusal(empty)
    writer = made_gguf(tmp_path / "writer.gguf", {"general.architecture": "llama", "llama.block_count": 2})
    assert "BERT" in refusal(writer)
    claims = made_gguf(tmp_path / "claims.gguf", {"general.architecture": "bert", "bert.block_count": 2**31})
    assert "BERT" in refusal(claims)


@pytest.mark.parametrize("share", [0.001, 0.02, 0.04, 0.5, 0.999])
def test_a_file_that_is_cut_off_is_refused(path: Path, tmp_path: Path, share: float) -> None:
    content = path.read_bytes()
    cut = tmp_path / "cut.gguf"
    cut.write_bytes(content[: int(share * len(content))])
    assert "cut off" in refusal(cut)


@pytest.mark.parametrize(
    ("written", "instead", "word"),
    [
        (b"blk.3.ffn_up.bias", b"blk.3.ffn_up.bits", "BERT"),
        (b"bert.block_count\x04\x00\x00\x00\x06", b"bert.block_count\x04\x00\x00\x00\x05", "BERT"),
        (b"bert.embedding_length\x04\x00\x00\x00\x80\x01", b"bert.embedding_length\x04\x00\x00\x00\x40\x01", "not hold"),
        (b"bert.attention.head_count\x04\x00\x00\x00\x0c", b"bert.attention.head_count\x04\x00\x00\x00\x00", "BERT"),
        (b"bert.pooling_type\x04\x00\x00\x00\x01", b"bert.pooling_type\x04\x00\x00\x00\x02", "another way"),
        (b"tokenizer.ggml.unknown_token_id\x04\x00\x00\x00\x64\x00", b"tokenizer.ggml.unknown_token_id\x04\x00\x00\x00\x64\x77", ""),
        (b"tokenizer.ggml.normalizer.lowercase\x07\x00\x00\x00\x01", b"tokenizer.ggml.normalizer.lowercase\x07\x00\x00\x00\x00", "another way"),
        (b"tokenizer.ggml.tokens", b"tokenizer.ggml.tokenz", "BERT"),
    ],
)  # fmt: skip
def test_a_file_of_another_kind_is_refused(
    path: Path, tmp_path: Path, written: bytes, instead: bytes, word: str
) -> None:
    content = path.read_bytes()
    assert content.count(written) == 1
    other = tmp_path / "other.gguf"
    other.write_bytes(content.replace(written, instead))
    assert word in refusal(other)


def test_damaged_numbers_are_said_rather_than_searched_with(path: Path, header: Header, tmp_path: Path) -> None:
    content = bytearray(path.read_bytes())
    at = header.offsets["blk.2.ffn_up.weight"]
    content[at : at + 2] = b"\x00\x7e"  # a scale that is no number
    damaged = tmp_path / "damaged.gguf"
    damaged.write_bytes(content)
    with pytest.raises(ModelError, match="gives no vectors"):
        QueryEncoder(damaged).embed(["storks"])


def test_an_installation_without_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    from carrel.inference import query_encoder as module  # noqa: PLC0415 - beside its function of the same name

    module._loaded.cache_clear()
    monkeypatch.setattr(module, "bundled_encoder", lambda: None)
    with pytest.raises(ModelError, match="gives no vectors"):
        query_encoder()


def test_the_vocabulary_is_read_only_where_it_is_asked_for(header: Header) -> None:
    path = bundled("models/embedder") / "all-MiniLM-L6-v2-Q8_0.gguf"
    assert "tokenizer.ggml.tokens" not in parse_header(path).metadata
    tokens = header.texts("tokenizer.ggml.tokens")
    assert len(tokens) == 30_522
    assert tokens[100:104] == ("[UNK]", "[CLS]", "[SEP]", "[MASK]")
    assert header.texts("general.name") == ()
