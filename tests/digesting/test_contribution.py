"""What tells the contribution of a paper, as it was learned."""

from __future__ import annotations

import tomllib

import numpy as np

from carrel.digesting.contribution import contribution
from carrel.digesting.cues import FoundCues
from carrel.digesting.sentence_features import features
from carrel.inference.static_encoder import static_encoder
from carrel.paths import bundled

TITLE = "StorkNet: counting storks from above"
TEXTS = (
    "Counting migrating storks by eye is slow and tiring.",
    "However, many observers differ (Quist et al., 2011).",
    "We propose StorkNet, a network that counts storks in photographs taken from above.",
    "Our code will be published.",
)


def _gains(*, abstract: bool) -> list[float]:
    vectors = static_encoder().embed([*TEXTS, TITLE])
    return list(contribution(TEXTS, TITLE, FoundCues(TEXTS), vectors[:-1], vectors[-1], abstract=abstract))


def test_what_announces_the_papers_own_work_is_worth_most() -> None:
    for abstract in (True, False):
        assert int(np.argmax(_gains(abstract=abstract))) == 2


def test_where_a_sentence_stands_counts_in_an_abstract_alone() -> None:
    vectors = static_encoder().embed([*TEXTS, TITLE])
    found = features(TEXTS, TITLE, FoundCues(TEXTS), vectors[:-1], vectors[-1], abstract=False)
    assert len(set(found["place"])) == len(set(found["early"])) == 1
    assert not found["first_announcing"].any()


def test_each_feature_has_a_weight_and_each_weight_a_feature() -> None:
    vectors = static_encoder().embed([*TEXTS, TITLE])
    found = features(TEXTS, TITLE, FoundCues(TEXTS), vectors[:-1], vectors[-1], abstract=True)
    with bundled("models/contribution.toml").open("rb") as file:
        assert set(tomllib.load(file)["weights"]) == set(found)
    assert all(values.shape == (len(TEXTS),) and np.isfinite(values).all() for values in found.values())


def test_no_sentence_and_no_title_are_no_trouble() -> None:
    nothing = static_encoder().embed([""])
    assert contribution((), "", FoundCues(()), nothing[:0], nothing[0], abstract=True).shape == (0,)
    assert np.isfinite(contribution((" ",), "", FoundCues((" ",)), nothing, nothing[0], abstract=True)).all()
