"""A digest by the real starter model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from carrel.digesting.compose import compose
from carrel.domain.digest import NO_OPTIONS, Field, Status
from carrel.inference.starter import starter_model
from digesting.digesting_papers import paper_source

if TYPE_CHECKING:
    from carrel.digesting.events import WritingEvent
    from carrel.inference.engine import Pending, Prompt

_BIRDS = "storks cranes herons egrets ibises".split()
_PLACES = "the strait of Gibraltar, the Bosporus, the gulf of Suez, the straits of Messina, the island of Malta".split(
    ", "
)


@pytest.mark.model
@pytest.mark.timeout(600)
def test_the_starter_model_fills_every_field_with_checked_sentences() -> None:
    path = starter_model()
    if path is None:
        pytest.skip("the starter model is not installed")
    llama = pytest.importorskip("carrel.inference.llama")
    engine = llama.LlamaEngine(path, context=2048, gpu_layers=0)
    events: list[WritingEvent] = []
    try:
        digest = compose(paper_source(), engine, None, NO_OPTIONS, events.append)
    finally:
        engine.close()
    assert all(digest.of(part) for part in Field)
    assert all(statement.status is not Status.CHECKING and statement.passages for statement in digest.statements)
    assert [event.field for event in events if event.kind == "field"] == list(Field)
    assert digest.provenance.model_name
    assert len(digest.provenance.model_sha256) == 64


@pytest.mark.model
@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_starter_model_is_asked_about_the_passages_of_a_longer_paper_that_say_most_of_a_field() -> None:
    path = starter_model()
    if path is None:
        pytest.skip("the starter model is not installed")
    llama = pytest.importorskip("carrel.inference.llama")
    prompts: list[Prompt] = []

    class Watched(llama.LlamaEngine):  # type: ignore[misc, name-defined]
        def submit(self, prompt: Prompt, **given: Any) -> Pending:
            prompts.append(prompt)
            assert self.count(prompt.paper) <= 720
            pending: Pending = super().submit(prompt, **given)
            return pending

    source = paper_source(
        [
            f"In autumn, flocks of {bird} with {17 * at + 40} birds cross {place} at a height of {at + 3} hundred metres."
            for at, (bird, place) in enumerate((bird, place) for bird in _BIRDS for place in _PLACES)
        ]
    )
    engine = Watched(path, context=2048, gpu_layers=0)
    events: list[WritingEvent] = []
    try:
        digest = compose(source, engine, None, NO_OPTIONS, events.append)
    finally:
        engine.close()
    coverage = digest.provenance.coverage
    assert 700 < coverage.tokens_read <= coverage.tokens
    assert len({prompt.paper for prompt in prompts}) > 1
    assert all(digest.of(part) for part in Field)
    shown = [statement.shown for statement in digest.statements]
    assert len(set(shown)) == len(shown)
