"""Weights in another format: which is better where, and that the copy is whole or not there."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest

from carrel.domain.errors import Cancelled, ModelError
from carrel.inference.gguf import read_header
from carrel.inference.quantize import better_format, name_in_format, part_of, requantize
from carrel.inference.starter import starter_model
from made_gguf import made_gguf


class Usage(NamedTuple):
    total: int
    used: int
    free: int


@pytest.fixture
def starter() -> Path:
    path = starter_model()
    assert path is not None, "the starter model is not installed: make setup"
    return path


@pytest.mark.parametrize(
    ("quantization", "billions", "repacks", "better"),
    [
        ("Q4_1", 3.0, ("Q4_0", "Q4_K"), "Q4_0"),
        ("Q4_1", 3.0, ("Q4_K",), ""),
        ("Q4_1", 3.0, (), ""),
        ("Q4_1", 0.135, ("Q4_0",), "Q8_0"),
        ("Q4_0", 0.135, ("Q4_0",), ""),
        ("F16", 3.0, (), "Q8_0"),
        ("BF16", 3.0, ("Q4_0",), "Q8_0"),
        ("F32", 3.0, ("Q4_0",), "Q8_0"),
        ("Q8_0", 0.135, ("Q4_0",), ""),
        ("Q4_K_M", 3.0, ("Q4_0",), ""),
    ],
)
def test_a_format_is_better_only_where_that_is_known(
    tmp_path: Path, quantization: str, billions: float, repacks: tuple[str, ...], better: str
) -> None:
    info = read_header(made_gguf(tmp_path / "a.gguf", {"general.architecture": "llama"}))
    assert better_format(replace(info, quantization=quantization, parameters=int(billions * 1e9)), repacks) == better


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("SmolLM2-135M-Instruct.Q4_1.gguf", "SmolLM2-135M-Instruct-Q4_0.gguf"),
        ("a-model-F16.gguf", "a-model-Q4_0.gguf"),
        ("Modèle 3.5.gguf", "Modèle 3.5-Q4_0.gguf"),
    ],
)
def test_a_copy_is_named_for_its_model_and_format(file: str, name: str) -> None:
    assert name_in_format(file, "Q4_0") == name


@pytest.mark.model
def test_a_copy_has_the_format_and_the_original_stays(tmp_path: Path, starter: Path) -> None:
    original = tmp_path / "Größe.Q4_1.gguf"
    shutil.copy(starter, original)
    before = original.stat()
    target = tmp_path / "copy.gguf"
    part_of(target).write_bytes(b"left by a process that was killed")
    told: list[int] = []
    requantize(original, target, "Q4_0", cancelled=lambda: False, on_bytes=told.append)
    assert read_header(target).quantization == "Q4_0"
    assert read_header(target).parameters == read_header(original).parameters
    assert told == sorted(told)
    assert told[-1] <= target.stat().st_size
    assert (original.stat().st_size, original.stat().st_mtime_ns) == (before.st_size, before.st_mtime_ns)
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["Größe.Q4_1.gguf", "copy.gguf"]


@pytest.mark.model
def test_what_was_cancelled_leaves_nothing(tmp_path: Path, starter: Path) -> None:
    target = tmp_path / "copy.gguf"
    with pytest.raises(Cancelled):
        requantize(starter, target, "Q4_0", cancelled=lambda: True)
    assert [path for path in tmp_path.iterdir() if path.is_file()] == []


def test_a_file_that_is_there_is_never_written_over(tmp_path: Path) -> None:
    target = tmp_path / "copy.gguf"
    target.write_bytes(b"mine")
    with pytest.raises(ModelError, match="there already"):
        requantize(tmp_path / "a.gguf", target, "Q4_0", cancelled=lambda: False)
    assert target.read_bytes() == b"mine"


def test_a_disk_that_is_short_is_told_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = made_gguf(tmp_path / "a.gguf", {"general.architecture": "llama"})
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: Usage(10, 10, 0))
    with pytest.raises(ModelError, match=r"GB are needed and 0\.0 GB are free"):
        requantize(source, tmp_path / "copy.gguf", "Q4_0", cancelled=lambda: False)
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["a.gguf"]


def test_a_file_that_cannot_be_converted_says_so_and_leaves_nothing(tmp_path: Path) -> None:
    source = made_gguf(tmp_path / "a.gguf", {"general.architecture": "no-such-architecture"})
    with pytest.raises(ModelError, match="cannot be converted") as raised:
        requantize(source, tmp_path / "copy.gguf", "Q8_0", cancelled=lambda: False)
    assert raised.value.details
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["a.gguf"]
