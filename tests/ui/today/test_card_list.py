"""The card list: what it says to screen readers, how it measures, and that nothing moves under the eye."""

from __future__ import annotations

from array import array
from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QAccessible

from carrel.domain.digest import Field, Statement, Status
from carrel.domain.feed import AnnounceType, Card
from carrel.domain.paper import PaperRow, ReadingState
from carrel.ui.today.card_rows import MOST
from carrel.ui.today.card_words import spoken_card
from carrel.ui.today.cards import CardList

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pytestqt.qtbot import QtBot

    from carrel.ui.background import Background
    from carrel.ui.theme import Theme
    from loop_watch import LoopWatch

POINTS = (
    Statement(
        Field.KEY_POINTS,
        "Restricts attention to approximate nearest neighbours, which brings the cost of long texts below quadratic.",
        Status.SUPPORTED,
    ),
    Statement(
        Field.KEY_POINTS, "Keeps the expressive power that was established for standard attention.", Status.SUPPORTED
    ),
)


def card(number: int, *, digest: bool = True) -> Card:
    """A card with a digest, or with its abstract's first sentence."""
    row = PaperRow(
        id=number,
        title=f"Paper {number} with a title that is long enough for two lines of a card, or for three of them",
        authors=("Ada Lovelace",),
        year=2026,
        arxiv_id=f"2611.{number:05}",
        categories=("cs.LG", "cs.CC"),
        reading=ReadingState.UNREAD,
        starred=number % 2 == 1,
        tags=(),
        topics=("Theory",) if digest else (),
        added="2026-11-20T09:00:00Z",
        supported=2 if digest else 0,
        partly=0,
        not_found=1 if digest else 0,
        has_digest=digest,
        has_pdf=number % 3 == 0,
        has_note=False,
        has_code=False,
    )
    statuses = (Status.SUPPORTED, Status.SUPPORTED, Status.NOT_FOUND) if digest else ()
    return Card(
        row=row,
        type=AnnounceType.NEW,
        day="2026-11-20",
        version=1,
        seen=False,
        kept=False,
        withdrawn=False,
        points=POINTS if digest else (),
        extractive=False,
        opening="Long texts are costly to attend to.",
        reasons=(),
        strip=tuple((Field.SUMMARY, status) for status in statuses),
    )


class Shelf:
    """Cards that a test can change."""

    def __init__(self) -> None:
        self.cards: dict[int, Card] = {}
        self.asked = 0

    def fetch(self, ids: Sequence[int], _day: str) -> list[Card]:
        """The cards of these papers, as the library gives them."""
        self.asked += 1
        return [self.cards[paper] for paper in ids if paper in self.cards]


@pytest.fixture
def shelf() -> Shelf:
    """Four hundred cards, none of which has a digest."""
    shelf = Shelf()
    shelf.cards = {number: card(number, digest=False) for number in range(1, 401)}
    return shelf


@pytest.fixture
def cards(qtbot: QtBot, theme: Theme, background: Background, shelf: Shelf) -> CardList:
    """The list, shown."""
    news = SimpleNamespace(news=SimpleNamespace(cards=shelf.fetch))
    made = CardList(theme, news, background)  # type: ignore[arg-type]  # of the library only its cards are asked
    qtbot.addWidget(made)
    made.resize(480, 700)
    made.show()
    return made


@pytest.fixture
def show(qtbot: QtBot, cards: CardList) -> Callable[[int], None]:
    """Shows so many cards and waits until all of them are measured."""

    def act(count: int) -> None:
        cards.show_ids(array("q", range(1, count + 1)), fresh=True)
        qtbot.waitUntil(lambda: all(cards.rows.known(paper) for paper in cards.rows.ids) and not cards._unmeasured)

    return act


def _top(cards: CardList, paper: int) -> int:
    return cards.visualRect(cards.rows.index(cards.rows.row_of(paper), 0)).top()


def test_a_card_is_spoken_whole(cards: CardList, show: Callable[[int], None], shelf: Shelf) -> None:
    shelf.cards[1] = replace(card(1), withdrawn=True)
    show(1)
    heard = QAccessible.queryAccessibleInterface(cards).child(0)
    assert heard is not None
    spoken = heard.text(QAccessible.Text.Name)
    assert spoken == spoken_card(shelf.cards[1])
    assert spoken.endswith(
        "new, unread, withdrawn, starred, 2 of 3 statements supported, 1 not found, cs.LG, cs.CC, Theory"
    )


def test_cards_are_as_high_as_their_words(cards: CardList, show: Callable[[int], None], shelf: Shelf) -> None:
    shelf.cards[2] = card(2)
    show(3)
    assert cards.height_of(1) > cards.height_of(2) > 60
    cards.resize(360, 700)
    assert cards.height_of(1) > 0


def test_a_digest_above_the_view_moves_nothing(
    qtbot: QtBot, cards: CardList, show: Callable[[int], None], shelf: Shelf
) -> None:
    show(400)
    cards.verticalScrollBar().setValue(cards.verticalScrollBar().maximum() // 2)
    first = cards.rows.id_at(cards.indexAt(QPoint(60, 0)).row())
    before = _top(cards, first)
    for paper in range(1, 40):
        shelf.cards[paper] = card(paper)
    cards.rows.update_papers(range(1, 40))
    qtbot.waitUntil(lambda: cards.height_of(5) > cards.height_of(300) and not cards._unmeasured)
    assert _top(cards, first) == before


def test_a_digest_below_the_top_card_leaves_the_top_card(
    qtbot: QtBot, cards: CardList, show: Callable[[int], None], shelf: Shelf
) -> None:
    show(400)
    cards.verticalScrollBar().setValue(333)
    first = cards.rows.id_at(cards.indexAt(QPoint(60, 0)).row())
    before, low = _top(cards, first), cards.height_of(cards.rows.row_of(first + 1))
    shelf.cards[first + 1] = card(first + 1)
    cards.rows.update_papers([first + 1])
    qtbot.waitUntil(lambda: cards.height_of(cards.rows.row_of(first + 1)) > low)
    assert _top(cards, first) == before


def test_a_card_over_the_pointed_one_waits_until_it_is_out_of_sight(
    qtbot: QtBot, cards: CardList, show: Callable[[int], None], shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    show(400)
    monkeypatch.setattr(cards, "_pointed", lambda: 2)
    before, low = _top(cards, 3), cards.height_of(1)
    shelf.cards[2] = card(2)
    cards.rows.update_papers([2])
    qtbot.waitUntil(lambda: (known := cards.rows.known(2)) is not None and known.row.has_digest)
    assert (_top(cards, 3), cards.height_of(1)) == (before, low)
    cards.verticalScrollBar().setValue(4000)
    qtbot.waitUntil(lambda: cards.height_of(1) > low)


def test_other_ids_keep_the_chosen_card_where_it_is(cards: CardList, show: Callable[[int], None]) -> None:
    show(400)
    cards.verticalScrollBar().setValue(5000)
    row = cards.indexAt(QPoint(60, 300)).row()
    cards.choose(cards.rows.id_at(row))
    chosen, before = cards.current_id, _top(cards, cards.current_id)
    cards.show_ids(array("q", [paper for paper in cards.rows.ids if paper % 7 or paper == chosen]))
    assert cards.current_id == chosen
    # The anchor is the card at the top; the chosen one moves only by what went between the two.
    assert abs(_top(cards, chosen) - before) <= 3 * cards.height_of(1)


def test_a_list_is_not_endless(cards: CardList) -> None:
    cards.show_ids(array("q", range(1, 20_001)), fresh=True)
    assert cards.rows.rowCount() == MOST


def test_papers_that_are_gone_are_not_asked_for_again(qtbot: QtBot, cards: CardList, shelf: Shelf) -> None:
    cards.show_ids(array("q", range(391, 411)), fresh=True)
    qtbot.waitUntil(lambda: cards.rows.known(400) is not None)
    asked = shelf.asked
    cards.viewport().repaint()
    assert shelf.asked == asked


def test_four_hundred_cards_scroll_without_a_long_turn(qtbot: QtBot, cards: CardList, longest_gap: LoopWatch) -> None:
    longest_gap.start()
    cards.show_ids(array("q", range(1, 401)), fresh=True)
    qtbot.waitUntil(lambda: cards.rows.known(400) is not None and not cards._unmeasured)
    bar = cards.verticalScrollBar()

    def step() -> bool:
        bar.setValue(bar.value() + 240)
        cards.viewport().repaint()
        return bar.value() == bar.maximum()

    qtbot.waitUntil(step)
    longest_gap.stop()
    # That they are not all measured in one turn; how long a turn takes is what benchmarks tell.
    assert longest_gap.longest_work < 0.25
