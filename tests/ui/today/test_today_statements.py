"""Statements that gave way to the paper's own, and the person's marks, on Today: in the digest and on its card."""

from __future__ import annotations

from typing import TYPE_CHECKING

from replaced_digest import MODELS, keep, turn_mark_and_undo

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from carrel.services.carrel import Carrel
    from carrel.ui.actions import Actions
    from carrel.ui.today.page import TodayPage
    from today_desk import Desk


def test_a_sentence_is_turned_and_marked_by_keys(
    qtbot: QtBot, page: TodayPage, week: Desk, library: Carrel, actions: Actions
) -> None:
    qtbot.waitUntil(lambda: page.detail.record is not None)
    assert page.detail.record is not None
    keep(week.database, library, page.detail.record.paper)
    turn_mark_and_undo(qtbot, actions.trigger, page.detail.panel.view, library, page.detail.paper_id)
    card = page.cards.rows.known(page.detail.paper_id)
    assert card is not None
    assert all(MODELS not in point.told for point in card.points)
