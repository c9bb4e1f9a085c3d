"""Statements that gave way to the paper's own, and the person's marks, in the reader's list beside the pages."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from carrel.domain.changes import Changes
from carrel.domain.digest import Coverage, Field, Note, Status
from carrel.storage import digests

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from carrel.domain.digest import Digest
    from carrel.services.carrel import Carrel
    from carrel.ui.actions import Actions
    from carrel.ui.reader.page import ReaderPage

MODELS = "Lions win."
PAPERS = "Sentence 20 of page 5 tells of the zebra and its habits."


@pytest.fixture
def mended(qtbot: QtBot, opened: ReaderPage, library: Carrel, make_digest: Callable[[], Digest]) -> ReaderPage:
    """The reader with a digest whose fourth statement gave way to a sentence on page 6."""
    made = make_digest()
    statements = (*made.statements[:3], replace(made.statements[3], instead=PAPERS, reason="No lion is named."))
    origin = replace(
        made.provenance, engine="llama.cpp", model_name="Tiny", model_file="t.gguf", coverage=Coverage(1, 2, 60, 90)
    )
    notes = (Note(Field.RESULTS, "The model was stopped here."),)
    with library.database.write() as connection:
        file_id = connection.execute("SELECT id FROM files").fetchone()[0]
        written = replace(made, statements=statements, provenance=origin, notes=notes)
        digests.save(connection, 1, file_id, written)
    library.events.publish(Changes(papers=frozenset({1})))
    qtbot.waitUntil(lambda: PAPERS in opened.inspector.view.spoken_text())
    return opened


def test_the_papers_sentence_is_framed_where_it_stands_and_turned_and_marked_by_keys(
    qtbot: QtBot, mended: ReaderPage, library: Carrel, actions: Actions
) -> None:
    view = mended.inspector.view
    mended.show_statement(3)
    frame = mended.view.frame
    assert frame is not None
    assert frame.name == "Closest passage"
    assert {rectangle.page for rectangle in frame.rectangles} == {5}
    assert f"{PAPERS} (from the paper, page 6, in place of" in view.spoken_text()
    assert "No lion is named." not in view.spoken_text()
    assert actions.trigger("evidence.turn")
    spoken = view.spoken_text()
    assert f"{MODELS} (not found in paper)" in spoken
    assert "No lion is named." in spoken
    assert f"Closest passage: “{PAPERS}”" in spoken
    assert actions.trigger("evidence.turn")

    def kept() -> Status | None:
        digest = library.reading.digest(1)
        return digest.statements[3].verdict if digest is not None else None

    assert actions.trigger("evidence.wrong")
    qtbot.waitUntil(lambda: f"{MODELS} (your mark: supported)" in view.spoken_text())
    assert kept() is Status.SUPPORTED
    library.undo.undo()
    qtbot.waitUntil(lambda: MODELS not in view.spoken_text())
    assert kept() is None


def test_what_was_read_and_how_a_field_came_about_is_told(mended: ReaderPage) -> None:
    inspector = mended.inspector
    details = inspector._provenance.accessibleDescription()
    assert details.startswith("Read in part: 1 of 2 sections, 60 of 90 tokens")
    assert "Written by Tiny, t.gguf, offline" in details
    inspector._provenance.grab()
    assert details in inspector._provenance.toolTip()
    assert "The model was stopped here." in inspector.view.spoken_text()
