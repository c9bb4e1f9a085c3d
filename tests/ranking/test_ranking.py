"""The parts of ranking, each by itself: weights, the model, the choice, the reasons."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from carrel.domain.for_you import Act, ActKind, Near
from carrel.ranking import choosing, evidence, linear, reasons

TODAY = date(2026, 11, 21)
NOW = "2026-11-20T10:00:00Z"


def near(paper: int, kind: ActKind = ActKind.STARRED, since: str = NOW, **said: tuple[str, ...]) -> Near:
    return Near(Act(paper, kind, since), 0.7, f"Paper {paper}", **said)


def test_what_was_done_long_ago_counts_less_and_never_nothing() -> None:
    acts = [
        Act(1, ActKind.STARRED, "2026-11-21T00:00:00Z"),
        Act(2, ActKind.STARRED, "2026-05-25T00:00:00Z"),
        Act(3, ActKind.STARRED, "1999-01-01T00:00:00Z"),
        Act(4, ActKind.SEED, ""),
        *(Act(5, kind, NOW) for kind in (ActKind.MORE, ActKind.STARRED, ActKind.NOTED)),
    ]
    found = evidence.weights(acts, TODAY)
    assert [found[1], found[2], found[3], found[4], found[5]] == pytest.approx([1.0, 0.5, 0.2, 1.5, 2.0])


def test_the_clearest_act_is_named() -> None:
    acts = [Act(1, ActKind.KEPT, NOW), Act(1, ActKind.STARRED, NOW), Act(1, ActKind.READ, NOW)]
    assert evidence.clearest(acts)[1].kind is ActKind.STARRED


def test_what_was_done_before_a_paper_was_turned_down_counts_for_nothing_and_the_other_way_round() -> None:
    starred, hidden, less = Act(1, ActKind.STARRED, NOW), Act(1, ActKind.HIDDEN, NOW), Act(1, ActKind.LESS, NOW)
    assert evidence.strongest([starred, hidden], TODAY) == [starred], "hiding a starred paper does not double it"
    assert evidence.strongest([hidden, starred, less], TODAY) == [hidden, less]
    wanted, unwanted = evidence.sides([starred, hidden, Act(2, ActKind.HIDDEN, NOW)])
    assert (wanted, list(unwanted)) == ({1: starred}, [2])


def test_of_very_many_papers_those_that_weigh_most_are_learnt_from() -> None:
    kept = [Act(paper, ActKind.KEPT, NOW) for paper in range(5_000)]
    starred = [Act(paper, ActKind.STARRED, NOW) for paper in range(100, 120)]
    hidden = [Act(paper, ActKind.HIDDEN, NOW) for paper in range(6_000, 8_000)]
    less = [Act(7_999, ActKind.LESS, NOW)]
    found = evidence.strongest([*kept, *starred, *hidden, *less], TODAY)
    wanted, unwanted = evidence.sides(found)
    assert (len(wanted), len(unwanted)) == (evidence.MOST_WANTED, evidence.MOST_UNWANTED)
    assert set(range(100, 120)) < wanted.keys()
    assert 7_999 in unwanted
    assert set(starred + less) <= set(found)


def test_the_background_says_little_however_large_it_is() -> None:
    few = evidence.background({1: True, 2: False})
    many = evidence.background({paper: paper % 2 == 0 for paper in range(10_000)})
    assert few[1] == few[2] == 0.03
    assert sum(many.values()) == pytest.approx(5.0)


def test_the_model_orders_by_what_was_wanted_and_unlearns_what_was_not() -> None:
    draw = np.random.default_rng(3)
    middles = np.eye(3, 24, dtype=np.float32)

    def papers(middle: int, count: int) -> linear.Vectors:
        rows = middles[middle] + draw.normal(0, 0.1, (count, 24)).astype(np.float32)
        unit: linear.Vectors = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        return unit

    wanted = np.concatenate([papers(0, 5), papers(1, 5)])
    rest = papers(2, 40)
    before = linear.train(wanted, np.ones(10), rest, np.full(40, 0.03))
    new = [papers(middle, 20) for middle in range(3)]
    first, second, third = (before.scores(rows).mean() for rows in new)
    assert min(first, second) > 0 > third
    turned_down = np.concatenate([rest, papers(1, 2)])
    after = linear.train(wanted, np.ones(10), turned_down, np.concatenate([np.full(40, 0.03), np.full(2, 1.5)]))
    assert after.scores(new[0]).mean() > after.scores(new[1]).mean()


def test_with_nothing_unwanted_the_middle_of_the_wanted_counts() -> None:
    wanted = np.eye(2, 4, dtype=np.float32)
    model = linear.train(wanted, np.array([3.0, 1.0]), np.zeros((0, 4), np.float32), np.zeros(0))
    assert model.scores(np.eye(4, dtype=np.float32)).tolist() == pytest.approx([0.75, 0.25, 0.0, 0.0])


@pytest.mark.parametrize(
    ("most", "different", "expected"),
    [(15, 10, (13, 2)), (15, 0, (15, 0)), (0, 10, (0, 0)), (3, 10, (2, 1)), (10, 100, (0, 10))],
)
def test_a_share_of_the_papers_is_different(most: int, different: int, expected: tuple[int, int]) -> None:
    assert choosing.shares(most, different) == expected


def test_what_is_different_is_drawn_anew_each_day_and_stays_all_day() -> None:
    drawn = [choosing.different(range(500), f"2026-11-{day:02}", 5) for day in (19, 20, 20)]
    assert drawn[1] == drawn[2] != drawn[0]
    assert drawn[1] == choosing.different(list(reversed(range(500))), "2026-11-20", 5)


def test_the_largest_group_gives_the_reason() -> None:
    of = [
        near(1, collections=("Attention",), tags=("thesis",), topics=("Theory",)),
        near(2, collections=("Attention",), tags=("thesis",)),
        near(3, tags=("thesis",), topics=("Theory",)),
        near(4, ActKind.READ, topics=("Theory",)),
    ]
    words, spoken_of = reasons.reason(of, (), "2026-11-21")
    assert words == "close to 3 papers you tagged thesis"
    assert [one.act.paper_id for one in spoken_of] == [1, 2, 3]
    assert reasons.reason(of[:2], (), "2026-11-21")[0] == "close to 2 papers in Attention"


def test_stars_of_a_topic_count_in_their_month_and_where_the_paper_has_it() -> None:
    of = [near(number, topics=("Theory",)) for number in (1, 2)]
    assert reasons.reason(of, ("Theory",), "2026-11-21")[0] == "you starred 2 papers on Theory this month"
    like = "like “Paper 1”, which you starred, and 1 other"
    assert reasons.reason(of, ("Theory",), "2026-12-01")[0] == like
    assert reasons.reason(of, ("Robotics",), "2026-11-21")[0] == like


def test_long_titles_are_cut_behind_a_word() -> None:
    long = "Attention by approximate nearest neighbours, revisited for twelve languages"
    assert reasons.short_title(long) == "Attention by approximate nearest neighbours, revisited for…"
    assert reasons.short_title("Short") == "Short"
