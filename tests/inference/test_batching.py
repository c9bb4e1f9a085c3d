"""Answers that are written together, with the real starter model."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
import pytest

from carrel.inference import llama
from carrel.inference.engine import Prompt
from carrel.inference.llama import LlamaEngine
from carrel.inference.starter import starter_model
from carrel.inference.writing import Writing

pytestmark = [pytest.mark.model, pytest.mark.slow]

AS_GOOD_AS_EQUAL = 0.5
"""How far apart, in scores, the two likeliest tokens may be where two ways of computing them disagree.

Between the two likeliest tokens of these answers there mostly are 1 to 5; a wrong token in the cache moves scores by several.
"""

ABSTRACTS = (
    "We study how small language models summarise scientific papers. On 120 papers the error falls from 12.4% to 8.1%.",
    "Counting migrating storks by eye is slow. StorkNet counts them in aerial photographs with an error below 3 birds.",
    "Bridges age. We listen to them with microphones and find cracks of 2 mm two years before an inspector does.",
    "Proof assistants help mathematicians. A survey of 310 of them shows that search takes half of their time.",
)
QUESTIONS = ("What do the authors propose?", "Which problem is solved?", "What was found?")
PROMPTS = [
    Prompt("You write short, exact notes about papers.", text, question, "The authors")
    for text in ABSTRACTS
    for question in QUESTIONS
]


class Recorded(Writing):
    """Notes each token of its answer, and how much likelier it was than the next best."""

    all: ClassVar[list[Recorded]] = []

    def __init__(self, *given: Any, **named: Any) -> None:
        self.steps: list[tuple[int, float]] = []
        super().__init__(*given, **named)
        self.all.append(self)

    def begin_again(self) -> None:
        super().begin_again()
        self.steps.clear()

    def take(self, scores: npt.NDArray[np.float32]) -> int | None:
        token = super().take(scores)
        # Choosing has put its penalties into the scores.
        below, best = np.partition(scores, -2)[-2:]
        self.steps.append((int(np.argmax(scores)), float(best - below)))
        return token


@pytest.fixture(scope="module")
def engine() -> Iterator[LlamaEngine]:
    path = starter_model()
    assert path is not None, "the starter model is not installed: make setup"
    engine = LlamaEngine(path, context=2048)
    yield engine
    engine.close()


@pytest.fixture
def recorded(monkeypatch: pytest.MonkeyPatch) -> list[Recorded]:
    monkeypatch.setattr(Recorded, "all", [])
    monkeypatch.setattr(llama, "Writing", Recorded)
    return Recorded.all


def test_written_together_answers_differ_only_where_two_tokens_were_as_good_as_equal(
    engine: LlamaEngine, recorded: list[Recorded]
) -> None:
    for pending in [engine.submit(prompt, max_tokens=30) for prompt in PROMPTS]:
        pending.result(timeout=600)
    for prompt in PROMPTS:
        engine.submit(prompt, max_tokens=30).result(timeout=600)
    together, alone = recorded[: len(PROMPTS)], recorded[len(PROMPTS) :]
    compared = 0
    for one, other in zip(together, alone, strict=True):
        for (token, gap), (other_token, other_gap) in zip(one.steps, other.steps, strict=False):
            if token != other_token:
                assert min(gap, other_gap) < AS_GOOD_AS_EQUAL
                break
            compared += 1
    # Were the answers unlike from their beginnings, nothing would have been compared.
    assert compared > 5 * len(PROMPTS)


def test_what_the_person_waits_for_is_ready_before_what_was_asked_for_earlier(engine: LlamaEngine) -> None:
    ended: list[str] = []
    begun = threading.Event()
    background = [
        engine.submit(prompt, max_tokens=60, on_text=lambda _: begun.set(), enough=lambda text: len(text) > 2000)
        for prompt in PROMPTS * 2
    ]
    for at, each in enumerate(background):
        each.add_done_callback(partial(lambda at, _: ended.append(f"background {at}"), at))
    assert begun.wait(300)
    hurried = engine.client(interactive=True, cancelled=lambda: False)
    asked = hurried.submit(Prompt("Be brief.", "A paper about storks.", "Why?"), max_tokens=8)
    asked.add_done_callback(lambda _: ended.append("asked"))
    asked.result(timeout=300)
    for each in background:
        each.result(timeout=600)
    assert ended.index("asked") < len(PROMPTS) / 2


def test_where_there_is_no_room_background_answers_begin_again_and_all_end(
    engine: LlamaEngine, recorded: list[Recorded]
) -> None:
    paper = " ".join(ABSTRACTS * 12)
    room = engine.context - engine.count_prompt(Prompt("", paper, ""))
    assert room > 300
    texts: list[str] = []
    begun = threading.Event()

    def hear(text: str) -> None:
        texts.append(text)
        begun.set()

    background = engine.submit(Prompt("", paper, "What was found?"), max_tokens=40, on_text=hear)
    assert begun.wait(300)
    hurried = engine.client(interactive=True, cancelled=lambda: False)
    large = hurried.submit(Prompt("Be brief.", " ".join(reversed(paper.split())), "Why?"), max_tokens=8)
    assert large.result(timeout=600).tokens > 0
    assert background.result(timeout=600).text == texts[-1]
    assert len(recorded) == 2
