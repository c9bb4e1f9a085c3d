"""Model files are described by their headers, and refused in words that say what is wrong."""

from __future__ import annotations

import os
import struct
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carrel.domain.errors import ModelError
from carrel.inference.gguf import inspect_model, read_header
from carrel.inference.memory import WIDTH, context_bytes, fitting_contexts, needed
from made_gguf import made_gguf

LLAMA: dict[str, str | int | float | list[str] | list[int]] = {
    "general.architecture": "llama",
    "general.name": "A  small\nmodel",
    "general.file_type": 15,
    "general.license": "apache-2.0",
    "tokenizer.ggml.tokens": ["<unk>", "é", ""],
    "llama.context_length": 4096,
    "llama.block_count": 2,
    "llama.attention.head_count": 4,
    "llama.attention.head_count_kv": 2,
    "llama.embedding_length": 64,
}


def refusal(path: Path) -> str:
    with pytest.raises(ModelError) as caught:
        read_header(path)
    assert caught.value.advice
    return caught.value.message


def test_a_header_tells_what_the_model_is(tmp_path: Path) -> None:
    path = made_gguf(tmp_path / "modèle 模型.gguf", LLAMA, [("a", (32, 4), 0), ("b", (64,), 1)])
    info = read_header(path)
    assert (info.name, info.file, info.architecture) == ("modèle 模型", "modèle 模型.gguf", "llama")
    assert (info.parameters, info.context, info.layers) == (192, 4096, 2)
    assert (info.quantization, info.licence, info.sha256) == ("Q4_K_M", "apache-2.0", "")
    assert info.bytes == path.stat().st_size


def test_without_a_stated_quantization_it_is_that_of_most_weights(tmp_path: Path) -> None:
    metadata = {key: value for key, value in LLAMA.items() if key != "general.file_type"}
    assert (
        read_header(made_gguf(tmp_path / "m.gguf", metadata, [("a", (32,), 0), ("b", (64,), 8)])).quantization == "Q8_0"
    )


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("SmolLM2-135M-Instruct.Q4_1.gguf", "SmolLM2 135M Instruct"),
        ("Qwen3-4B-Instruct-2507-Q4_K_M.gguf", "Qwen3 4B Instruct 2507"),
        ("gemma-3-1b-it-IQ4_XS.gguf", "gemma 3 1b it"),
        ("phi-4-UD-Q2_K_XL.gguf", "phi 4"),
        ("tiny-f16.gguf", "tiny"),
        ("ggml-model-q4_0.gguf", "A small model"),
        ("model.gguf", "A small model"),
    ],
)
def test_a_model_is_called_after_its_file_unless_that_says_nothing(tmp_path: Path, file: str, name: str) -> None:
    assert read_header(made_gguf(tmp_path / file, LLAMA, [("a", (32,), 0)])).name == name


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert refusal(tmp_path / "gone.gguf") == "The model file gone.gguf is not there."


def test_a_folder_is_no_model(tmp_path: Path) -> None:
    assert "folder" in refusal(tmp_path)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may read every file")
def test_a_file_that_may_not_be_read_says_so(tmp_path: Path) -> None:
    path = made_gguf(tmp_path / "m.gguf", LLAMA)
    path.chmod(0)
    assert "cannot be read" in refusal(path)


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 and so on", "not a GGUF"),
        (b"GG", "not a GGUF"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5\n", "Git LFS"),
        (b"\n<!DOCTYPE html><html><body>Sign in", "web page"),
        (b"<HTML>", "web page"),
        (b"GGUF", "cut off"),
        (b"GGUF\x03\x00\x00\x00", "cut off"),
        (b"GGUF" + struct.pack(">IQQ", 3, 0, 0), "byte order"),
        (b"GGUF" + struct.pack("<IQQ", 1, 0, 0), "version 1"),
        (b"GGUF" + struct.pack("<IQQ", 99, 0, 0), "version 99"),
        (b"GGUF" + struct.pack("<IQQ", 3, 2**60, 0), "damaged"),
        (b"GGUF" + struct.pack("<IQQ", 3, 0, 2**60), "damaged"),
        (b"GGUF" + struct.pack("<IQQQ", 3, 0, 1, 2**50), "damaged"),
        (b"GGUF" + struct.pack("<IQQQ", 3, 0, 1, 1) + b"k" + struct.pack("<IIQ", 9, 8, 2**40), "damaged"),
        (b"GGUF" + struct.pack("<IQQQ", 3, 0, 1, 1) + b"k" + struct.pack("<IIQ", 9, 9, 3), "damaged"),
        (b"GGUF" + struct.pack("<IQQQ", 3, 0, 1, 1) + b"k" + struct.pack("<I", 77), "damaged"),
        (b"GGUF" + struct.pack("<IQQQ", 3, 1, 0, 1) + b"t" + struct.pack("<I", 9), "damaged"),
        (b"GGUF" + struct.pack("<IQQQ", 3, 1, 0, 1) + b"t" + struct.pack("<IQIQ", 1, 32, 999, 0), "number format"),
        (b"GGUF" + struct.pack("<IQQQ", 3, 1, 0, 1) + b"t" + struct.pack("<IQIQ", 1, 33, 2, 0), "damaged"),
    ],
)
def test_what_is_no_sound_model_is_refused_with_its_reason(tmp_path: Path, content: bytes, word: str) -> None:
    path = tmp_path / "m.gguf"
    path.write_bytes(content)
    assert word in refusal(path)


@pytest.mark.parametrize(
    ("metadata", "word"),
    [
        ({"general.architecture": "bert"}, "embedding model"),
        ({"general.architecture": "qwen3", "qwen3.pooling_type": 3}, "embedding model"),
        ({"general.architecture": "clip"}, "pictures"),
        ({"general.architecture": "llama", "general.type": "adapter"}, "adapter"),
        ({"general.architecture": "llama", "split.count": 3, "split.no": 1}, "part 2 of 3"),
        ({"general.name": "nameless"}, "what kind"),
    ],
)
def test_models_that_cannot_write_are_told_apart(
    tmp_path: Path, metadata: dict[str, str | int | float | list[str] | list[int]], word: str
) -> None:
    assert word in refusal(made_gguf(tmp_path / "m.gguf", metadata))


def test_a_part_of_a_split_model_names_the_first_part_and_how_to_join_them(tmp_path: Path) -> None:
    metadata = LLAMA | {"split.count": 3, "split.no": 1}
    path = made_gguf(tmp_path / "large-Q4_K_M-00002-of-00003.gguf", metadata)
    with pytest.raises(ModelError, match="part 2 of 3") as caught:
        read_header(path)
    assert "large-Q4_K_M-00001-of-00003.gguf" in caught.value.advice
    # Named like a part, but whole: such as one that was joined and kept its name.
    assert read_header(made_gguf(tmp_path / "whole-00001-of-00001.gguf", LLAMA)).layers == 2


def test_a_vocabulary_alone_is_no_model(tmp_path: Path) -> None:
    assert "vocabulary" in refusal(made_gguf(tmp_path / "m.gguf", LLAMA, []))


def test_a_download_that_broke_off_tells_how_much_is_there(tmp_path: Path) -> None:
    path = made_gguf(tmp_path / "m.gguf", LLAMA, [("a", (1024, 1024), 0)], data=1_000_000)
    assert "1.0 MB of 4.2 MB" in refusal(path)


@given(st.binary(max_size=200), st.integers(0, 400))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
def test_any_bytes_are_described_or_refused(tmp_path: Path, noise: bytes, at: int) -> None:
    path = made_gguf(tmp_path / "m.gguf", LLAMA)
    content = bytearray(path.read_bytes())
    content[at : at + len(noise)] = noise
    path.write_bytes(content)
    with suppress(ModelError):
        assert read_header(path).file == "m.gguf"


def test_the_context_is_halved_until_it_fits_and_refused_when_none_does(tmp_path: Path) -> None:
    header, info = inspect_model(made_gguf(tmp_path / "m.gguf", LLAMA | {"llama.context_length": 100_000}))
    per_token = context_bytes(header, "llama")
    assert per_token == 2 * 2 * (16 + 16) * 2
    plenty = 10**10
    assert fitting_contexts(header, info, None, plenty) == [8192, 4096, 2048]
    assert fitting_contexts(header, info, 16384, plenty)[0] == 16384
    assert fitting_contexts(header, info, 10**9, plenty)[0] == 100_000
    enough_for_4096 = needed(header, info, 4096, WIDTH).total
    assert fitting_contexts(header, info, None, enough_for_4096) == [4096, 2048]
    with pytest.raises(ModelError, match=r"needs about 0\.\d GB of memory, and 0\.0 GB are free"):
        fitting_contexts(header, info, None, 1000)


@pytest.mark.corpus
def test_real_pointer_files_and_mangled_vocabularies_are_refused(corpus: Path) -> None:
    files = sorted((corpus / "gguf").rglob("*.gguf"))
    assert len(files) >= 18
    for path in files:
        message = refusal(path)
        assert ("Git LFS" in message) == (path.stat().st_size < 1000)
