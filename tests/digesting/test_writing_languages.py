"""Digests in the paper's language, and in the one that the person asked for."""

from __future__ import annotations

import tomllib

import pytest

from carrel.digesting.compose import compose
from carrel.digesting.events import WritingEvent
from carrel.digesting.prompts import family_of, prompts
from carrel.domain.digest import Digest, DigestOptions, Field
from carrel.inference.engine import ModelInfo, Prompt
from carrel.paths import bundled
from digesting.digesting_papers import ScriptedEngine, abstract_source, paper_source

TRANSLATING = tomllib.loads(bundled("models/prompts/translation.toml").read_text(encoding="utf-8"))["instructions"]
GERMAN = (
    "Das Zählen ziehender Störche mit bloßem Auge ist langsam, und die Zählungen zweier Beobachter weichen oft voneinander ab. "
    "Wir stellen ein Verfahren vor, das Störche auf Luftbildern zählt und keine Beschriftung einzelner Vögel braucht. "
    "Auf drei Flächen verringert das Verfahren den mittleren Fehler gegenüber dem besten früheren Verfahren deutlich."
)


def _answer(prompt: Prompt) -> str:
    if prompt.instructions == TRANSLATING:
        return "Störche werden auf Luftbildern von einem Netz gezählt, das keine Beschriftungen für einzelne Vögel braucht."
    if prompt.answer_start == "The method":
        return " ist ein Netz mit zwölf Schichten, das Störche auf den Bildern zählt und eine Karte der Dichte schätzt."
    if prompt.answer_start == "The authors":
        return " train the network with a counting loss that compares the sum of the map with the weak label."
    return " StorkNet counts storks in aerial photographs and needs no labels for single birds."


def _digest(language: str) -> tuple[Digest, list[WritingEvent], ScriptedEngine]:
    events: list[WritingEvent] = []
    engine = ScriptedEngine(_answer)
    return compose(paper_source(), engine, None, DigestOptions(language), events.append), events, engine


def test_an_answer_that_leaves_the_papers_language_is_asked_for_in_other_words() -> None:
    digest, _, _ = _digest("")
    assert [statement.text for statement in digest.of(Field.METHODOLOGY)] == [
        "The authors train the network with a counting loss that compares the sum of the map with the weak label."
    ]


def test_checked_statements_are_shown_in_the_language_that_was_asked_for() -> None:
    digest, events, _ = _digest("de")
    assert digest.provenance.language == "de"
    translated = [statement for statement in digest.statements if statement.translation]
    assert translated
    assert all(statement.shown.startswith("Störche") for statement in translated if not statement.replaced)
    assert tuple(event.statement for event in events if event.kind == "statement") == digest.statements


@pytest.mark.parametrize("language", ["", "en"])
def test_nothing_is_translated_into_the_papers_own_language(language: str) -> None:
    digest, _, engine = _digest(language)
    assert not any(statement.translation for statement in digest.statements)
    assert not any(prompt.instructions == TRANSLATING for prompt in engine.prompts)
    assert digest.provenance.language == language


def test_a_paper_in_another_language_is_asked_about_for_answers_in_it() -> None:
    engine = ScriptedEngine(lambda _: " The storks are counted from the air by a network that needs no labels at all.")
    digest = compose(abstract_source(GERMAN, "Störche zählen"), engine, None, DigestOptions(), lambda _: None)
    assert all(prompt.question.endswith("Write in German.") and not prompt.answer_start for prompt in engine.prompts)
    assert digest.fallbacks == tuple(Field)
    assert all(statement.text in GERMAN for statement in digest.statements)


def _model(name: str, architecture: str = "llama") -> ModelInfo:
    return ModelInfo(name, "model.gguf", 1, architecture, "Q8_0", 135_000_000, 8192, 30)


def test_families_are_told_by_name_then_architecture_and_their_prompts_hold_only_what_differs() -> None:
    assert family_of(_model("Some tune", "qwen3")) == "qwen"
    assert family_of(_model("Gemma 3 1B It", "gemma3")) == "gemma"
    assert family_of(_model("SmolLM2 135M Instruct")) == ""
    for family in ("qwen", "gemma"):
        own = prompts(family)
        assert own.version.startswith(f"{prompts().version} {family}")
        assert set(own.fields) == set(Field)
    assert prompts("gemma").fields == prompts().fields
    assert prompts("gemma").instructions != prompts().instructions
