"""How much of one text's words others share."""

from __future__ import annotations

import numpy as np

from carrel.ranking.shared_words import Rarity, spread, words

TEXTS = (
    "We train networks of experts on language.",
    "We train networks on images of storks.",
    "We train networks on images of roofs.",
    "We prove a bound.",
)


def test_a_rare_word_that_is_shared_counts_more_than_a_common_one() -> None:
    scores = Rarity(TEXTS).shared("storks and networks", TEXTS)
    assert scores[1] > scores[0] > scores[3] == 0
    assert scores[0] > 0


def test_a_word_counts_as_often_as_it_is_asked_for() -> None:
    rarity = Rarity(TEXTS)
    once, twice = (rarity.shared(query, TEXTS)[1] for query in ("storks", "storks storks"))
    assert twice == np.float32(2) * once


def test_a_long_text_needs_more_of_a_word() -> None:
    short, long = Rarity(TEXTS).shared("storks", ["storks", f"storks {'and so on ' * 200}"])
    assert short > long > 0


def test_plurals_are_the_same_word_and_other_words_stay() -> None:
    assert words("Storks, studies; analysis & classes of 3D-meshes") == [
        "stork",
        "study",
        "analysis",
        "classe",
        "of",
        "3d",
        "meshe",
    ]
    assert words("class classes")[0] == "class"
    assert words("Ähnliche Bücher 相似的 论文") == ["ähnliche", "bücher", "相似的", "论文"]


def test_the_most_telling_words_come_first() -> None:
    assert Rarity(TEXTS).telling("We train storks, storks and more networks", 2) == ["stork", "and"]


def test_scores_are_spread_from_nothing_to_one() -> None:
    assert list(spread(np.array([2, 4, 3], np.float32))) == [0, 1, 0.5]
    assert list(spread(np.array([2, 2], np.float32))) == [0, 0]
    assert len(spread(np.zeros(0, np.float32))) == 0
