"""What can be counted about a sentence beside its neighbours: where it stands, how long it is, what it is like, which cues it has.

From these plain numbers `contribution` tells how well a sentence alone would tell what a paper contributes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from carrel.digesting.sentence_quality import stands_alone
from carrel.digesting.terms import Terms
from carrel.digesting.words import content

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from carrel.digesting.cues import FoundCues

_CUES = (
    "proposes",
    "announces",
    "begins_with_we",
    "shows",
    "here",
    "begins_in_this",
    "novel",
    "names_a_kind",
    "names_it",
    "method",
    "parts",
    "result",
    "number",
    "implication",
    "problem",
    "background",
    "cites",
    "others",
    "adds",
    "contrasts",
    "follows",
    "points_back",
    "ours",
    "experiments",
    "theory",
    "by_doing",
    "asks",
    "colon",
    "brackets",
    "digits",
)
_USUAL_WORDS = 25.0
_MIDDLE = 0.5


def features(
    texts: Sequence[str],
    title: str,
    cues: FoundCues,
    vectors: NDArray[np.float32],
    title_vector: NDArray[np.float32],
    *,
    abstract: bool,
) -> dict[str, NDArray[np.float64]]:
    """Plain numbers by name, one for each of `texts`, which stand beside each other in this order.

    `vectors` are those of the texts: shape (texts, dimension). Where a sentence stands says something in an `abstract`
    alone; elsewhere all stand in the middle.
    """
    count = len(texts)
    stems = [content(text) for text in texts]
    of_title = set(content(title))
    shared = np.array([len(of_title.intersection(words)) for words in stems], dtype=np.float64)
    different = np.array([len(set(words)) for words in stems], dtype=np.float64)
    words = np.array([len(text.split()) for text in texts], dtype=np.float64)
    terms = Terms(stems)
    centre = vectors.sum(axis=0)
    centre /= max(float(np.linalg.norm(centre)), 1e-9)
    like_title = (vectors @ title_vector).astype(np.float64)
    at = np.arange(count) if abstract else np.full(count, max(1, count // 2))
    place = at / max(1, count - 1) if abstract else np.full(count, _MIDDLE)
    title_share = shared / max(1, len(of_title))
    announcing = cues.of("announces")
    found = {
        "place": place,
        "place_squared": place**2,
        "first": (at == 0).astype(np.float64),
        "early": 1.0 / (1.0 + at),
        "words": words / _USUAL_WORDS,
        "words_logarithm": np.log1p(words),
        "title_share": title_share,
        "title_density": shared / np.maximum(1.0, different),
        "title_share_for_length": title_share * np.minimum(1.0, _USUAL_WORDS / np.maximum(1.0, words)),
        "title_vector": like_title,
        "title_terms": terms.likeness(content(title)),
        "centre_vector": (vectors @ centre).astype(np.float64),
        "centre_terms": terms.centrality(np.ones(count)),
        "stands_alone": np.array([stands_alone(text) for text in texts], dtype=np.float64),
        "first_announcing": _first(announcing) if abstract else np.zeros(count),
        "first_proposing": _first(cues.of("proposes")) if abstract else np.zeros(count),
        "first_of_ours": _first(cues.of("ours")) if abstract else np.zeros(count),
        "after_announcing": (np.cumsum(announcing) > announcing).astype(np.float64) if abstract else np.zeros(count),
        "proposes_title": cues.of("proposes") * like_title,
        "announces_title": announcing * title_share,
    }
    return found | {f"cue_{name}": cues.of(name) for name in _CUES}


def _first(found: NDArray[np.float64]) -> NDArray[np.float64]:
    only = np.zeros(len(found))
    if found.any():
        only[int(found.argmax())] = 1.0
    return only
