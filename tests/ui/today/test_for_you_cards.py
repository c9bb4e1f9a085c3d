"""What is for the person on Today: the lane, the reason's menu, more and less, and why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

import announced
from carrel.domain.feed import NewsLane, NewsQuery
from carrel.domain.for_you import Wish
from carrel.ui.actions import Actions
from carrel.ui.navigation import Place
from carrel.ui.today.empty_words import empty_words
from carrel.ui.today.page import TodayPage
from carrel.ui.today.why import WhyPopover
from shown_window import click
from today_desk import FRIDAY, THURSDAY, Desk

PHONES = "Federated learning on {} phones: clients train local models, a server averages their private updates."
CHAINS = "Proteins fold into {} structures that the sequence of their amino acid chains tells."


@pytest.fixture
def ranked(desk: Desk) -> Desk:
    """One paper on phones and one on proteins are starred; four of each are announced on Friday."""
    desk.follow("cs.LG")
    told = [
        replace(announced.paper(number), title=f"{name} {number}", abstract=text.format(number + 2))
        for number, (name, text) in enumerate((("Phones", PHONES), ("Chains", CHAINS)) * 5)
    ]
    first = desk.announce(THURSDAY, *told[:2])
    desk.announce(FRIDAY, *told[2:])
    desk.carrel.settings.change(for_you_different=0)
    desk.carrel.organising.set_starred(first, True)
    desk.carrel.for_you.rank()
    return desk


@pytest.fixture
def page(ranked: Desk, make_page: Callable[[], TodayPage]) -> TodayPage:
    """Today with its lane For you."""
    del ranked
    page = make_page()
    assert page.query.lane is NewsLane.FOR_YOU
    return page


def titles(page: TodayPage) -> list[str]:
    cards = [page.cards.rows.known(paper) for paper in page.cards.rows.ids]
    return [card.row.title for card in cards if card is not None]


def reason_point(page: TodayPage, row: int) -> QPoint:
    rect = page.cards.visualRect(page.cards.rows.index(row, 0))
    points = (QPoint(60, y) for y in range(rect.bottom(), rect.top(), -3))
    return next(point for point in points if page.cards.over_reason(point))


def shown_menu(qtbot: QtBot) -> QMenu:
    qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def test_the_menu_of_a_reason_steers_and_the_list_takes_the_new_order(
    qtbot: QtBot, page: TodayPage, ranked: Desk
) -> None:
    before = titles(page)
    assert {title.partition(" ")[0] for title in before} == {"Phones", "Chains"}
    row = next(row for row, title in enumerate(before) if title.startswith("Chains"))
    QTest.mouseClick(page.cards.viewport(), Qt.MouseButton.LeftButton, pos=reason_point(page, row))
    menu = shown_menu(qtbot)
    assert [action.text().partition("\t")[0] for action in menu.actions()] == [
        "More like this",
        "Less like this",
        "Why it is for you",
    ]
    menu.actions()[1].trigger()
    menu.close()
    qtbot.waitUntil(lambda: before[row] not in titles(page))
    assert sum(title.startswith("Chains") for title in titles(page)) < 4 - 1
    assert ranked.carrel.undo.label == f"Less like “{before[row]}”"
    ranked.carrel.undo.undo()
    qtbot.waitUntil(lambda: sorted(titles(page)) == sorted(before))


def test_why_names_the_papers_and_leads_to_them(qtbot: QtBot, page: TodayPage, actions: Actions) -> None:
    places: list[Place] = []
    page.place_wanted.connect(places.append)
    card = page.current
    assert card is not None
    actions.trigger("paper.why")
    qtbot.waitUntil(lambda: page.steering.popover is not None and page.steering.popover.isVisible())
    popover = page.steering.popover
    assert popover is not None
    (link,) = popover.links
    name = "Phones 0" if card.row.title.startswith("Phones") else "Chains 1"
    assert link.accessibleName().startswith(f"{name}, starred ")
    link.click()
    assert [place.kind for place in places] == ["reader"]
    assert not popover.isVisible()
    popover.open()
    click(qtbot, popover, "Settings of For you")
    assert places[1:] == [Place("settings", name="For you")]


def test_why_does_not_open_once_the_page_was_left(page: TodayPage, ranked: Desk) -> None:
    why = ranked.carrel.steering.why(page.cards.current_id)
    assert why is not None
    page.hide()
    page.steering._show(why)
    assert not page.window().findChildren(WhyPopover)
    page.show()
    page.steering._show(why)
    [popover] = page.window().findChildren(WhyPopover)
    assert popover.isVisible()


def test_asked_for_twice_is_asked_for_no_more(qtbot: QtBot, page: TodayPage, ranked: Desk, actions: Actions) -> None:
    paper = page.cards.current_id

    def wish() -> Wish | None:
        why = ranked.carrel.steering.why(paper)
        return why.wish if why is not None else None

    actions.trigger("paper.more")
    qtbot.waitUntil(lambda: wish() is Wish.MORE)
    assert page.cards.current_id == paper, "the chosen paper stays chosen"
    actions.trigger("paper.more")
    qtbot.waitUntil(lambda: wish() is None)


def test_switched_off_nothing_of_it_is_offered(
    qtbot: QtBot, ranked: Desk, make_page: Callable[[], TodayPage], actions: Actions
) -> None:
    ranked.carrel.settings.change(for_you=False)
    ranked.carrel.for_you.rank()
    page = make_page()
    qtbot.waitUntil(lambda: len(titles(page)) == 8)
    assert page.query.lane is NewsLane.ALL
    assert page.area.lanes.lanes[NewsLane.FOR_YOU].isHidden()
    actions.refresh()
    assert not any(actions.enabled(name) for name in ("paper.more", "paper.less", "paper.why"))


def test_the_lane_is_gone_to_by_itself_and_says_why_it_is_empty(
    qtbot: QtBot, week: Desk, make_page: Callable[[], TodayPage]
) -> None:
    page = make_page()
    assert page.query.lane is NewsLane.ALL
    page.show_query(NewsQuery(lane=NewsLane.FOR_YOU))
    qtbot.waitUntil(lambda: page.query.lane is NewsLane.FOR_YOU)
    assert not page.area.lanes.lanes[NewsLane.FOR_YOU].isHidden()
    assert page.answer is not None
    empty = empty_words(page.answer, week.carrel.news.now())
    assert empty.title == "No papers for you on this day"
    places: list[Place] = []
    page.place_wanted.connect(places.append)
    page.area.nothing.acted.emit(empty.actions[1].name)
    assert places == [Place("settings", name="For you")]


def test_the_menu_of_a_card_has_its_commands(qtbot: QtBot, page: TodayPage) -> None:
    place = page.cards.visualRect(page.cards.rows.index(1, 0)).center()
    page.cards.customContextMenuRequested.emit(place)
    menu = shown_menu(qtbot)
    words = [action.text().partition("\t")[0] for action in menu.actions()]
    assert {"Less like this", "Star", "Keep in library", "Move to trash"} <= set(words)
    assert page.cards.currentIndex().row() == 1
    menu.close()
