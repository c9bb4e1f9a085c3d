"""Weights that are rearranged while they are loaded: which, and that they compute the same."""

from __future__ import annotations

import ctypes
import os
from pathlib import Path

import llama_cpp
import pytest

from carrel.inference import library
from carrel.inference.engine import Prompt
from carrel.inference.gguf_header import parse_header
from carrel.inference.llama import LlamaEngine
from carrel.inference.repacking import patterns
from carrel.inference.starter import starter_model
from made_gguf import made_gguf

Q4_0, Q8_0 = 2, 7


def requantized(tmp_path: Path, kind: int) -> Path:
    starter = starter_model()
    assert starter is not None, "the starter model is not installed: make setup"
    target = tmp_path / "requantized.gguf"
    library.start()
    parameters = llama_cpp.llama_model_quantize_default_params()
    parameters.ftype, parameters.allow_requantize = kind, True
    done = llama_cpp.llama_model_quantize(os.fsencode(starter), os.fsencode(target), ctypes.byref(parameters))
    assert done == 0
    return target


@pytest.mark.model
def test_weights_are_chosen_by_format_and_shape(tmp_path: Path) -> None:
    starter = starter_model()
    assert starter is not None
    assert patterns(parse_header(starter)) == []
    chosen = patterns(parse_header(requantized(tmp_path, Q4_0)))
    assert len(chosen) == 7
    assert all(pattern.startswith(r"^blk\.(0|1|2|3|") for pattern in chosen)
    assert not any("token_embd" in pattern for pattern in chosen)
    assert patterns(parse_header(requantized(tmp_path, Q8_0))) == []


def test_a_file_without_such_weights_has_no_patterns(tmp_path: Path) -> None:
    assert patterns(parse_header(made_gguf(tmp_path / "odd.gguf", {"general.architecture": "llama"}))) == []


@pytest.mark.model
@pytest.mark.parametrize("kind", [Q4_0, Q8_0])
def test_a_model_in_any_format_loads_and_writes(tmp_path: Path, kind: int) -> None:
    engine = LlamaEngine(requantized(tmp_path, kind), context=512)
    try:
        prompt = Prompt(
            "Be brief.", "Storks are large white birds that live on roofs.", "What are storks?", "Storks are"
        )
        assert "bird" in engine.submit(prompt, max_tokens=24).result(timeout=300).text
    finally:
        engine.close()
