"""A digest on a terminal: nothing that was not found stands there as the paper's."""

from __future__ import annotations

from dataclasses import replace

from carrel.cli.text import paper_page
from carrel.domain.digest import Coverage, Digest, Field, Note, Provenance, Statement, Status
from carrel.domain.paper import Paper

PAPER = Paper("Desks", abstract="Desks are made of oak. They last.")
ORIGIN = Provenance("llama.cpp", "2026-01-05T06:14:00Z", 18.0, "", Coverage(1, 1, 8, 8), "7", "Tiny", "tiny.gguf")
MISSING = Statement(Field.RESULTS, "They are 3.2 times heavier.", Status.NOT_FOUND, (1,), "", ("3.2",))


def shown(*statements: Statement, **changes: object) -> str:
    digest = replace(Digest(statements, (), ORIGIN), **changes)  # type: ignore[arg-type]
    return paper_page(PAPER, digest, None)


def test_the_papers_sentence_comes_first_and_the_models_is_flagged_beneath() -> None:
    lines = shown(replace(MISSING, instead="They last.", reason="No passage weighs them.")).split("\n")
    at = lines.index("  ⊘ in place of a sentence that was not found in paper  They last. (from the paper)")
    assert lines[at + 1].strip() == "The model wrote, not found in paper: They are 3.2 times heavier."
    assert lines[at + 2].strip() == "No passage weighs them."


def test_what_has_nothing_in_its_place_and_every_number_is_flagged() -> None:
    assert "⊘ not found in paper  They are 3.2 times heavier." in shown(MISSING)
    partly = shown(replace(MISSING, status=Status.PARTLY))
    assert "Not found in paper: 3.2" in partly
    right = shown(replace(MISSING, verdict=Status.SUPPORTED, instead="They last."))
    assert "✓ abstract, your mark  They are 3.2 times heavier." in right
    assert "not found" not in right.lower()


def test_a_translation_stands_with_what_was_checked() -> None:
    words = shown(Statement(Field.RESULTS, "They last.", Status.SUPPORTED, (1,), translation="Sie halten."))
    assert "✓ abstract  Sie halten.\n      Checked as: They last." in words


def test_fallbacks_notes_and_coverage_are_told() -> None:
    one = Statement(Field.SUMMARY, "They last.", Status.SUPPORTED, (1,))
    words = shown(one, fallbacks=(Field.SUMMARY,))
    assert "Summary (sentences from the paper: the model gave nothing usable here)\n" in words
    noted = shown(one, fallbacks=(Field.SUMMARY,), notes=(Note(Field.SUMMARY, "It was stopped."),))
    assert "Summary (sentences from the paper)\n" in noted
    assert "  It was stopped." in noted
    assert words.endswith("18.0 s; read: the abstract alone, 8 of 8 tokens")
    part = replace(ORIGIN, coverage=Coverage(3, 9, 100, 400, ("references",)))
    ends = "read in part: 3 of 9 sections, 100 of 400 tokens; references left out"
    assert shown(one, provenance=part).endswith(ends)
