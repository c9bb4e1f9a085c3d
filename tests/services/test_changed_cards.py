"""A replaced paper's card tells how much of its digest changed."""

from __future__ import annotations

from announced import BEFORE, DAY, announce, paper
from carrel.domain.feed import AnnounceType, Card
from carrel.services.carrel import Carrel
from carrel.ui.today.card_words import changed_words, spoken_card
from services.digested_day import following


def _card(carrel: Carrel, paper_id: int) -> Card:
    [card] = carrel.news.cards([paper_id], DAY)
    return card


def test_a_card_says_how_many_digest_points_changed_once_the_new_version_is_digested(carrel: Carrel) -> None:
    following(carrel)
    [one] = announce(carrel.database, paper(1), day=BEFORE).values()
    carrel.jobs.wait(carrel.digests.request([one]))
    announce(carrel.database, paper(1, version=2), kind=AnnounceType.REPLACE)
    assert changed_words(_card(carrel, one)) == ""
    carrel.jobs.wait(carrel.digests.request([one]))
    old, new = reversed([digest.statements for digest in carrel.reading.digest_history(one)])
    assert old != new
    card = _card(carrel, one)
    # Only the sentence that names the version is another one; every field that holds it counts.
    assert card.changed == sum("version 2" in statement.text for statement in new) > 0
    assert changed_words(card) in spoken_card(card)
    [before] = carrel.news.cards([one], BEFORE)
    assert before.type is AnnounceType.NEW
    assert before.changed == 0
