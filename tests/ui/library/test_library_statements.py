"""Statements that gave way to the paper's own, and the person's marks, beside the table and in earlier digests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from carrel.domain.digest import Status
from carrel.storage.database import Database
from carrel.ui.widgets import Button
from replaced_digest import MODELS, keep, turn_mark_and_undo, verdict

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from carrel.services.carrel import Carrel
    from carrel.ui.actions import Actions
    from carrel.ui.library.page import LibraryPage


@pytest.fixture
def opened(qtbot: QtBot, page: LibraryPage) -> LibraryPage:
    page.table.go_to(2)
    page.open_detail()
    qtbot.waitUntil(lambda: page.detail.record is not None)
    return page


@pytest.fixture
def database(digested: Carrel, library_home: Path) -> Database:
    del digested
    return Database(library_home / "library.sqlite3")


def test_a_sentence_is_turned_and_marked_by_keys(
    qtbot: QtBot, opened: LibraryPage, digested: Carrel, database: Database, actions: Actions
) -> None:
    assert opened.detail.record is not None
    keep(database, digested, opened.detail.record.paper)
    turn_mark_and_undo(qtbot, actions.trigger, opened.detail.panel.view, digested, opened.detail.paper_id)


def test_an_earlier_digest_comes_back_with_its_marks(
    qtbot: QtBot, opened: LibraryPage, digested: Carrel, database: Database, actions: Actions
) -> None:
    view, detail = opened.detail.panel.view, opened.detail
    assert detail.record is not None
    assert detail.record.digest is not None
    before = detail.record.digest.id
    keep(database, digested, detail.record.paper)
    qtbot.waitUntil(lambda: len(view.statements) == 2)
    view.choose(1)
    actions.trigger("evidence.wrong")
    qtbot.waitUntil(lambda: verdict(digested, detail.paper_id) is Status.SUPPORTED)
    digested.organising.make_current(detail.paper_id, before)
    qtbot.waitUntil(lambda: len(view.statements) == 3)
    [again] = [
        one
        for one in detail.versions.findChildren(Button)
        if one.text() == "Show this one" and one.isVisibleTo(detail.versions)
    ]
    again.click()
    qtbot.waitUntil(lambda: f"{MODELS} (your mark: supported)" in view.spoken_text())
    assert "; 1 marked by you" in detail.panel.bar._words.accessibleName()
