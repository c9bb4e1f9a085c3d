"""A graphics card is given as many layers as fit it, and fewer where that fails."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from carrel.domain.errors import Cancelled, ModelError
from carrel.inference import llama
from carrel.inference.engine import ModelInfo
from carrel.inference.gguf import inspect_model
from carrel.inference.gguf_header import Header
from carrel.inference.gpu_layers import first_working, layers_to_try, margin, share_on_gpu
from carrel.inference.graphics import CARD, INTEGRATED, Device
from carrel.inference.loading import load
from carrel.inference.memory import WIDTH
from carrel.inference.starter import starter_model

FOUND = starter_model()
assert FOUND is not None
STARTER = FOUND
GB = 1_000_000_000
LARGE = Device("A card", CARD, "CUDA", 8 * GB, 7 * GB)
INSIDE = Device("In the processor", INTEGRATED, "Vulkan", 16 * GB, 12 * GB)


@pytest.fixture(scope="module")
def starter() -> tuple[Header, ModelInfo]:
    return inspect_model(STARTER)


def tried(starter: tuple[Header, ModelInfo], devices: Sequence[Device], wanted: int | None = None) -> list[int]:
    return layers_to_try(*starter, devices, None, wanted)


def holding(free: int) -> Device:
    return replace(LARGE, memory_free=free)


def test_without_a_card_nothing_is_given_away(starter: tuple[Header, ModelInfo]) -> None:
    assert tried(starter, []) == [0]
    assert tried(starter, [], wanted=30) == [0]


def test_all_layers_go_to_a_card_that_has_room(starter: tuple[Header, ModelInfo]) -> None:
    assert tried(starter, [LARGE]) == [30, 22, 15, 0]


def test_with_less_room_fewer_layers_are_tried_and_none_in_the_end(starter: tuple[Header, ModelInfo]) -> None:
    tries = [tried(starter, [holding(free)]) for free in range(0, 2 * GB, 50_000_000)]
    first = [each[0] for each in tries]
    assert first == sorted(first)
    assert first[0] == 0
    assert first[-1] == 30
    assert any(0 < most < 30 for most in first)
    for each in tries:
        assert each == sorted(set(each), reverse=True)
        assert each[-1] == 0


def test_what_is_given_away_fits_beside_the_margin(starter: tuple[Header, ModelInfo]) -> None:
    header, info = starter
    for free in range(margin(LARGE.memory), 2 * GB, 100_000_000):
        most = tried(starter, [holding(free)])[0]
        weights = share_on_gpu(header, most) * info.bytes
        assert weights <= max(0, free - margin(LARGE.memory))


def test_cards_add_up_and_graphics_in_the_processor_stand_in_for_none(starter: tuple[Header, ModelInfo]) -> None:
    short = holding(margin(LARGE.memory) + 450_000_000)
    assert tried(starter, [short])[0] < tried(starter, [short, short])[0]
    assert tried(starter, [INSIDE])[0] == 30
    assert tried(starter, [short, INSIDE]) == tried(starter, [short])


def test_a_device_that_does_not_tell_its_memory_is_given_what_a_person_says(starter: tuple[Header, ModelInfo]) -> None:
    silent = Device("Odd", CARD, "Vulkan", 0, 0)
    assert tried(starter, [silent]) == [0]
    assert tried(starter, [silent], wanted=8) == [8, 6, 4, 0]
    assert tried(starter, [silent], wanted=99)[0] == 30


def test_the_share_grows_with_the_layers_and_leaves_the_words_to_the_processor(
    starter: tuple[Header, ModelInfo],
) -> None:
    header, _ = starter
    shares = [share_on_gpu(header, layers) for layers in range(31)]
    assert shares == sorted(shares)
    assert shares[0] == 0
    # The table of words is a third of this small model, and serves as its output, too.
    assert 0.6 < shares[30] < 0.75


def test_loads_that_fail_step_down_to_what_works() -> None:
    asked = []

    def load(layers: int) -> str:
        asked.append(layers)
        if layers > 16:
            raise ModelError("There is not enough memory.")
        return f"with {layers}"

    assert first_working([30, 22, 15, 0], load) == "with 15"
    assert asked == [30, 22, 15]


def test_what_fails_without_the_card_too_is_told() -> None:
    def load(layers: int) -> str:
        raise ModelError(f"{layers} failed.")

    with pytest.raises(ModelError, match="0 failed"):
        first_working([30, 15, 0], load)


def test_a_wish_to_stop_is_no_failure() -> None:
    def load(_layers: int) -> str:
        raise Cancelled("The work was stopped.")

    with pytest.raises(Cancelled):
        first_working([30, 0], load)


@pytest.mark.model
def test_an_engine_whose_card_fails_works_with_the_processor(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def failing(path: Path, header: Header, gpu_layers: int, *more: object) -> object:
        asked.append(gpu_layers)
        if gpu_layers:
            raise ModelError("The card is out of memory.")
        return load(path, header, gpu_layers, *more)  # type: ignore[arg-type] # as it was called

    monkeypatch.setattr(llama, "usable_devices", lambda: ((LARGE,), ("CPU", "CUDA")))
    monkeypatch.setattr(llama, "load", failing)
    engine = llama.LlamaEngine(STARTER, context=512, threads=1)
    try:
        assert asked == [30, 22, 15, 0]
        assert engine.gpu_layers == 0
        assert engine.parallel == WIDTH
        assert engine.context == 512
    finally:
        engine.close()
