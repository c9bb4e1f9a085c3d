"""Digests written anew from the window: of one paper, of a selection, of the library, by the model that is chosen."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QMenu
from pytestqt.qtbot import QtBot

from carrel.digesting.selector import SELECTOR
from carrel.domain.digest_key import Difference
from carrel.domain.job import Job, JobKind, JobState
from carrel.services.carrel import Carrel
from carrel.services.events import Event, Notice
from carrel.services.redoing import RedoPlan
from carrel.ui.actions import Actions
from carrel.ui.library.context_menu import menu
from carrel.ui.library.page import LibraryPage
from carrel.ui.library.redo import RedoPopover
from carrel.ui.library.redo_words import ALREADY, button_words, out_of_date_words, plan_words
from carrel.ui.widgets import ChoiceRow
from made_gguf import made_gguf


@pytest.fixture
def models(digested: Carrel) -> Carrel:
    """The library with two models, neither of which wrote anything; the second is in use."""
    for name in ("Large", "Small"):
        made_gguf(
            digested.paths.models / f"{name.lower()}.gguf",
            {"general.architecture": "llama", "general.name": name, "llama.block_count": 1},
        )
    digested.settings.change(model="small.gguf")
    return digested


def _popover(qtbot: QtBot, page: LibraryPage) -> RedoPopover:
    popover = page.commands.redo
    qtbot.waitUntil(popover.isVisible)
    return popover


def _row(popover: RedoPopover, name: str) -> ChoiceRow:
    return next(one for one in popover.findChildren(ChoiceRow) if one.text() == name)


def _jobs(carrel: Carrel) -> list[Job]:
    return [job for job in carrel.jobs.open_jobs() if job.kind in {JobKind.REDO_DIGESTS, JobKind.WRITE_DIGEST}]


def _button(page: LibraryPage, name: str) -> QAbstractButton:
    return next(one for one in page.findChildren(QAbstractButton) if one.text() == name and one.isVisible())


def test_a_selection_is_written_by_the_model_that_is_chosen_there(
    qtbot: QtBot, models: Carrel, page: LibraryPage, actions: Actions
) -> None:
    actions.trigger("list.select_all")
    qtbot.mouseClick(_button(page, "Write digests"), Qt.MouseButton.LeftButton)
    popover = _popover(qtbot, page)
    small = _row(popover, "small")
    assert small.isChecked()
    assert small.hasFocus()
    qtbot.waitUntil(lambda: small.accessibleDescription() == "3 of 3 are missing or out of date, time not measured yet")
    large = _row(popover, "large")
    qtbot.mouseClick(large, Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
    qtbot.waitUntil(lambda: popover.write_button.text() == "Write 3 digests")
    qtbot.mouseClick(popover.write_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(_jobs(models)))
    [job] = _jobs(models)
    assert (job.kind, job.payload["model"], job.title) == (JobKind.REDO_DIGESTS, "large.gguf", "3 papers")
    assert not popover.isVisible()


def test_all_of_the_library_can_be_written_and_what_is_current_is_left(
    qtbot: QtBot, models: Carrel, page: LibraryPage, actions: Actions
) -> None:
    assert actions.trigger("list.redo")
    popover = _popover(qtbot, page)
    qtbot.waitUntil(lambda: popover.write_button.text() == "Write 3 digests")
    qtbot.keyClick(popover, Qt.Key.Key_Escape)
    assert not popover.isVisible()
    assert _jobs(models) == []


def test_one_paper_can_be_written_again_though_it_would_come_out_the_same(
    qtbot: QtBot, models: Carrel, page: LibraryPage
) -> None:
    models.settings.change(model="")
    with models.database.write() as connection:
        connection.execute("UPDATE digests SET prompt_version = ?", (SELECTOR,))
    page.table.go_to(2)
    page.open_detail()
    qtbot.waitUntil(lambda: page.detail.record is not None and page.detail.record.digest is not None)
    button = page.detail.provenance.button
    assert button.toolTip() == ALREADY
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    popover = _popover(qtbot, page)
    qtbot.waitUntil(lambda: _row(popover, "No model").accessibleDescription() == ALREADY)
    assert popover.write_button.text() == "Write again"
    qtbot.mouseClick(popover.write_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(_jobs(models)))
    [job] = _jobs(models)
    assert (job.kind, job.payload["again"], job.priority) == (JobKind.WRITE_DIGEST, True, 1)


def test_d_writes_nothing_that_would_come_out_the_same_and_says_so(
    qtbot: QtBot, models: Carrel, page: LibraryPage, actions: Actions
) -> None:
    models.settings.change(model="")
    with models.database.write() as connection:
        connection.execute("UPDATE digests SET prompt_version = ?", (SELECTOR,))
    told: list[Event] = []
    models.events.subscribe(told.append)
    page.table.go_to(2)
    actions.trigger("paper.write")
    qtbot.waitUntil(lambda: Notice(f"{ALREADY}.") in told)
    assert _jobs(models) == []
    page.table.go_to(0)
    actions.trigger("paper.write")
    qtbot.waitUntil(lambda: len(_jobs(models)) == 1)
    assert _jobs(models)[0].state is JobState.WAITING


def test_a_digest_that_is_out_of_date_says_so_quietly(qtbot: QtBot, models: Carrel, page: LibraryPage) -> None:
    models.settings.change(model="")
    page.table.go_to(2)
    page.open_detail()
    qtbot.waitUntil(lambda: page.detail.record is not None and page.detail.record.digest is not None)
    line = page.detail.provenance
    assert line._words.text().endswith(", out of date")
    assert line.button.toolTip() == "Out of date: Carrel chooses sentences in another way now"


def test_the_table_has_a_menu_of_what_can_be_done(page: LibraryPage, actions: Actions) -> None:
    made = menu(page.table, actions)
    assert isinstance(made, QMenu)
    names = [action.text() for action in made.actions() if action.text()]
    assert "Write digests with…" in names
    assert "Restore from trash" not in names


def test_plans_are_told_in_words() -> None:
    assert plan_words(RedoPlan(412, 38, 0, 5 * 3600)) == "38 of 412 are missing or out of date, about 5 h"
    assert plan_words(RedoPlan(412, 38, 3, 700)) == "38 of 412 are missing or out of date, about 12 min; 3 without text"
    assert plan_words(RedoPlan(412, 0, 0, 0)) == "All are as it writes them"
    assert plan_words(RedoPlan(1, 0, 1, 0)) == "Without any text there is nothing to write from"
    assert plan_words(RedoPlan(1, 1, 0, 20)) == "Not written with it yet, or out of date, less than a minute"
    assert button_words(RedoPlan(5, 1, 0, 0), one=False) == "Write 1 digest"
    assert button_words(RedoPlan(5, 0, 0, 0), one=False) == "Nothing to write"


def test_a_model_that_is_there_now_makes_no_digest_out_of_date() -> None:
    assert out_of_date_words((Difference.A_MODEL,)) == ""
    assert out_of_date_words((Difference.VERSION, Difference.MODEL)) == (
        "Out of date: the paper has a newer version; another model is chosen now"
    )
