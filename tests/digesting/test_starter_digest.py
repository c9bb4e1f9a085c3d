"""A digest by the real starter model."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from carrel.digesting.compose import compose
from carrel.domain.digest import NO_OPTIONS, Field, Status
from carrel.inference.starter import starter_model
from digesting.digesting_papers import paper_source

if TYPE_CHECKING:
    from carrel.digesting.events import WritingEvent


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
