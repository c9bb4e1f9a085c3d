"""Perplexity: that it is what the model's own scores say, and that it tells a sound text from a shuffled one."""

from __future__ import annotations

import math
from pathlib import Path

import llama_cpp
import numpy as np
import pytest

from carrel.domain.errors import Cancelled, ModelError
from carrel.inference import library
from carrel.inference.backend import Slice
from carrel.inference.context import Context
from carrel.inference.gguf import inspect_model
from carrel.inference.loading import load
from carrel.inference.perplexity import WINDOW, perplexity
from carrel.inference.starter import starter_model
from carrel.inference.vocabulary import Vocabulary
from carrel.paths import bundled

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def starter() -> Path:
    path = starter_model()
    assert path is not None, "the starter model is not installed: make setup"
    return path


@pytest.fixture(scope="module")
def text() -> str:
    return bundled("resources/trials/held.txt").read_text(encoding="utf-8")


def test_it_is_what_the_engine_thinks_of_each_token(starter: Path, text: str) -> None:
    header, _ = inspect_model(starter)
    library.start()
    model = load(starter, header, 0, lambda: False)
    vocabulary = Vocabulary(model)
    assert not vocabulary.adds_beginning
    tokens = vocabulary.tokens(text, control=False)[:WINDOW]
    half = WINDOW // 2
    context = Context(
        model, cells=WINDOW, sequences=1, threads=2, vocabulary_size=vocabulary.size, on_gpu=False, turn=None
    )
    slices = [Slice(0, 0, tokens[:half], scores=False)]
    slices += [Slice(0, at, tokens[at : at + 1], scores=True) for at in range(half, WINDOW - 1)]
    scores = context.compute(slices, lambda: False)
    context.close()
    llama_cpp.llama_model_free(model)
    cost = 0.0
    for row, following in zip(scores, tokens[half + 1 :], strict=True):
        likely = np.exp(row.astype(np.float64))
        cost -= math.log(likely[following] / likely.sum())
    found = perplexity(starter, text, windows=1)
    assert found.windows == 1
    assert found.tokens == WINDOW // 2 - 1
    # Other sizes of a batch take other kernels.
    assert found.value == pytest.approx(math.exp(cost / found.tokens), rel=0.02)


def test_a_text_in_disorder_is_foreseen_worse(starter: Path, text: str) -> None:
    disorder = " ".join(reversed(text.split()))
    assert perplexity(starter, disorder, windows=1).value > 2 * perplexity(starter, text, windows=1).value


def test_no_window_is_begun_once_the_time_is_over(starter: Path, text: str) -> None:
    assert perplexity(starter, text, seconds=0.0).windows == 1


def test_a_text_shorter_than_a_window_is_refused(starter: Path) -> None:
    with pytest.raises(ModelError, match="too short"):
        perplexity(starter, "A short text.")


def test_it_can_be_stopped_in_the_middle_of_a_window(starter: Path, text: str) -> None:
    asked = []

    def cancelled() -> bool:
        asked.append(1)
        return len(asked) > 300

    with pytest.raises(Cancelled):
        perplexity(starter, text, cancelled=cancelled)
