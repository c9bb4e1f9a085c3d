"""A digest in which the paper's sentence stands in for the model's, and what every page lets people do with it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from carrel.domain.changes import Changes
from carrel.domain.digest import Digest, Field, Statement, Status
from carrel.domain.sentences import sentences
from carrel.storage import digests
from made_digests import make_digest

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from carrel.domain.paper import Paper
    from carrel.services.carrel import Carrel
    from carrel.storage.database import Database
    from carrel.ui.digest import DigestView

MODELS = "It is 7.5 times faster."


def replaced_digest(abstract: str) -> Digest:
    """Two statements: one supported, one that was not found and gave way to the abstract's first sentence."""
    first = sentences(abstract)[0]
    made = make_digest(abstract, "Theory", Status.SUPPORTED)
    missing = Statement(Field.RESULTS, MODELS, Status.NOT_FOUND, (0,), "No passage says this.", ("7.5",), instead=first)
    origin = replace(made.provenance, engine="llama.cpp", model_name="Tiny")
    return replace(made, statements=(*made.statements, missing), provenance=origin)


def keep(database: Database, library: Carrel, paper: Paper) -> int:
    """Keep such a digest of a paper, tell of it, and return its id."""
    with database.write() as connection:
        number = digests.save(connection, paper.id, None, replaced_digest(paper.abstract))
    library.events.publish(Changes(papers=frozenset({paper.id}), digests=frozenset({number})))
    return number


def verdict(library: Carrel, paper_id: int) -> Status | None:
    """What the person said of the second statement."""
    digest = library.reading.digest(paper_id)
    assert digest is not None
    return digest.statements[1].verdict


def turn_mark_and_undo(
    qtbot: QtBot, press: Callable[[str], object], view: DigestView, library: Carrel, paper_id: int
) -> None:
    """Look at the model's sentence, call it right, take that back by the same key, do it again and undo it.

    `press` runs a command by its id, or types its key.
    """
    qtbot.waitUntil(lambda: len(view.statements) == 2)
    assert MODELS not in view.spoken_text()
    view.choose(1)
    press("evidence.turn")
    assert f"{MODELS} (not found in paper)" in view.spoken_text()
    press("evidence.turn")
    assert MODELS not in view.spoken_text()
    press("evidence.wrong")
    qtbot.waitUntil(lambda: f"{MODELS} (your mark: supported)" in view.spoken_text())
    assert verdict(library, paper_id) is Status.SUPPORTED
    assert view.current == 1
    press("evidence.wrong")
    qtbot.waitUntil(lambda: MODELS not in view.spoken_text())
    assert verdict(library, paper_id) is None
    press("evidence.wrong")
    qtbot.waitUntil(lambda: f"{MODELS} (your mark: supported)" in view.spoken_text())
    assert library.undo.undo() == "Marked a statement"
    qtbot.waitUntil(lambda: MODELS not in view.spoken_text())
    assert verdict(library, paper_id) is None
