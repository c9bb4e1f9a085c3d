"""What a model takes is counted as it is loaded."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import llama_cpp
import pytest

from carrel.domain.errors import ModelError
from carrel.inference import library
from carrel.inference.context import BATCH as STEP
from carrel.inference.context import Context
from carrel.inference.gguf import inspect_model
from carrel.inference.loading import load
from carrel.inference.memory import (
    BATCH,
    CELLS_EACH,
    MORE_SEQUENCES,
    WIDTH,
    WIDTH_ON_GPU,
    fitting_contexts,
    is_upper_bound,
    needed,
)
from carrel.inference.starter import starter_model
from made_gguf import Value, made_gguf

SMALL: dict[str, Value] = {
    "general.architecture": "llama",
    "llama.context_length": 4096,
    "llama.block_count": 2,
    "llama.attention.head_count": 4,
    "llama.attention.head_count_kv": 2,
    "llama.embedding_length": 64,
    "llama.vocab_size": 1000,
}


def test_a_step_is_counted_as_long_as_it_is_computed() -> None:
    assert BATCH == STEP


def test_the_cache_is_counted_once_for_all_that_are_written(tmp_path: Path) -> None:
    header, info = inspect_model(made_gguf(tmp_path / "m.gguf", SMALL))
    alone, many = needed(header, info, 2048, 0), needed(header, info, 2048, 16)
    a_token = 2 * 2 * (16 + 16) * 2
    assert alone.weights == many.weights == info.bytes
    assert alone.cache == 2048 * a_token
    assert many.cache == (2048 + 16 * CELLS_EACH) * a_token
    assert many.computing > alone.computing


def test_half_of_a_model_on_the_card_leaves_half_of_it_to_the_memory(tmp_path: Path) -> None:
    header, info = inspect_model(made_gguf(tmp_path / "m.gguf", SMALL, [("a", (1024, 1024, 100), 0)]))
    need = needed(header, info, 4096, WIDTH_ON_GPU, on_gpu=True)
    room = (need.weights + need.cache) // 2 + need.computing
    assert fitting_contexts(header, info, None, room + 1, on_gpu=0.5)[0] == 4096
    assert 4096 not in fitting_contexts(header, info, None, room - 100_000, on_gpu=0.5)


@pytest.mark.parametrize(
    ("more", "bound"),
    [({}, False), ({"llama.attention.sliding_window": 512}, True), ({"llama.ssm.state_size": 16}, True)],
)
def test_models_that_look_back_less_far_are_known_to_take_less(
    tmp_path: Path, more: dict[str, Value], bound: bool
) -> None:
    header, info = inspect_model(made_gguf(tmp_path / "m.gguf", SMALL | more))
    assert is_upper_bound(header, "llama") is bound
    with pytest.raises(ModelError, match="needs up to 0" if bound else "needs about 0"):
        fitting_contexts(header, info, None, 1000)


@pytest.mark.model
def test_what_the_starter_takes_is_what_llama_says() -> None:
    starter = starter_model()
    assert starter is not None
    header, info = inspect_model(starter)
    said: list[str] = []
    library.start()
    listen = llama_cpp.llama_log_callback(lambda _level, text, _data: said.append(text.decode("utf-8", "replace")))
    model = load(starter, header, 0, lambda: False)
    llama_cpp.llama_log_set(listen, None)
    try:
        cells = 2048 + WIDTH * CELLS_EACH
        Context(
            model, cells=cells, sequences=WIDTH + MORE_SEQUENCES, threads=1, vocabulary_size=49152, on_gpu=False
        ).close()
    finally:
        library.start()
        llama_cpp.llama_model_free(model)
    sizes = {
        name: float(size) * 1024 * 1024
        for name, size in re.findall(r"(output|KV|compute) buffer size = +([\d.]+) MiB", "".join(said))
    }
    need = needed(header, info, 2048, WIDTH)
    assert need.cache == sizes["KV"]
    # A hundred megabytes of it are the process's own.
    computing = sizes["compute"] + sizes["output"]
    assert computing <= need.computing <= computing * 1.15 + 100 * 1024 * 1024


def test_what_a_model_takes_is_counted_without_numpy_or_llama() -> None:
    program = (
        "import sys, carrel.inference.memory, carrel.inference.gpu_layers, carrel.services.computer\n"
        "print(sorted({'numpy', 'llama_cpp'} & set(sys.modules)))"
    )
    assert subprocess.check_output([sys.executable, "-P", "-c", program], text=True).strip() == "[]"
