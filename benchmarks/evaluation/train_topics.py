"""Fits the weights in models/topics.toml that make a topic's chance of its words and its likeness.

``python benchmarks/evaluation/train_topics.py`` fits them on the abstracts of digests/abstracts.json, which were given their
topics by hand (``topic_labels.txt``), whole and cut to their first half and third, and tells by six folds what each part reaches. The reference digests are not looked at.
"""

from __future__ import annotations

import hashlib
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold

from carrel.digesting.topic_list import Speaking, own_speaking, shipped_speaking, shipped_topics
from carrel.digesting.topics import by_length, by_likeness, by_words
from evaluation.corpus import CORPUS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from carrel.domain.digest import Topic

    Numbers = NDArray[np.float64]

_LETTERS = "ETOLSNIGRKVMBF"
_SEED = 1
_FOLDS = 6
PHRASES = 3
"""So many phrases are known of a topic that stands for one of a person's own."""
_LEAST = (0.2, 0.25, 0.3, 0.35, 0.4, 0.45)


class Scored(NamedTuple):
    """Papers by topics: what the words are worth, how alike both are, how long the text is, and the topics that were given."""

    words: Numbers
    likeness: Numbers
    length: Numbers
    wanted: NDArray[np.bool_]


def as_own(topic: Topic) -> Speaking:
    """A topic as it would be known if a person had added it."""
    return own_speaking(replace(topic, phrases=topic.phrases[:PHRASES]))


def scored(papers: Sequence[tuple[str, str, Sequence[str]]], topics: Sequence[Speaking] | None = None) -> Scored:
    """What speaks for the topics (None: those that are shipped) in papers of (title, text, names of topics)."""
    topics = topics or shipped_speaking()
    return Scored(
        np.array([by_words(title, text, topics) for title, text, _ in papers]),
        np.array([by_likeness(title, text, topics) for title, text, _ in papers]),
        np.array([[by_length(title, text)] * len(topics) for title, text, _ in papers]),
        np.array([[topic.name in names for topic in topics] for _, _, names in papers]),
    )


def labelled() -> list[tuple[str, str, list[str]]]:
    """The abstracts with the topics that were given by hand: (title, abstract, names)."""
    topics = [topic.name for topic in shipped_speaking()]
    letters = {}
    for line in Path(__file__).with_name("topic_labels.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            key, _, given = line.partition(" ")
            letters[key] = [topics[_LETTERS.index(letter)] for letter in given]
    rows = json.loads((CORPUS / "digests/abstracts.json").read_text(encoding="utf-8"))
    return [
        (row["title"], row["abstract"], letters[hashlib.sha256(row["title"].encode()).hexdigest()[:12]]) for row in rows
    ]


def cut(rows: Sequence[tuple[str, str, list[str]]]) -> list[tuple[str, str, list[str]]]:
    """The papers, then each with the first half of its text, then each with the first third: key points are short."""
    cuts = []
    for part in (1, 2, 3):
        for title, text, names in rows:
            words = text.split()
            cuts.append((title, " ".join(words[: len(words) // part]), names))
    return cuts


def fit(features: Numbers, wanted: NDArray[np.bool_]) -> LogisticRegression:
    """A logistic over the features (papers, topics, features), the same for every topic."""
    return LogisticRegression(C=10.0).fit(features.reshape(-1, features.shape[-1]), wanted.ravel())


def chances(model: LogisticRegression, features: Numbers) -> Numbers:
    """What a fitted logistic says (papers, topics)."""
    said: Numbers = model.predict_proba(features.reshape(-1, features.shape[-1]))[:, 1].reshape(features.shape[:-1])
    return said


def decide(said: Numbers, least: float, fourth: float = 2.0) -> NDArray[np.bool_]:
    """The topics that are named, as `carrel.digesting.topics.named` does."""
    ranks = (-said).argsort(axis=1).argsort(axis=1)
    named: NDArray[np.bool_] = ((ranks < 3) & (said >= least)) | ((ranks == 3) & (said >= fourth))
    return named


def micro(wanted: NDArray[np.bool_], named: NDArray[np.bool_]) -> tuple[float, float, float]:
    """Micro-averaged F1, precision, recall."""
    hits = int((wanted & named).sum())
    return (
        2 * hits / max(1, int(wanted.sum() + named.sum())),
        hits / max(1, int(named.sum())),
        hits / max(1, int(wanted.sum())),
    )


def parts(papers: Scored) -> dict[str, Numbers]:
    """The features of each way to tell topics (papers, topics, features)."""
    logarithm = np.log1p(papers.words)
    return {
        "words alone": np.stack([logarithm, papers.length], axis=-1),
        "embeddings alone": np.stack([papers.likeness, papers.length], axis=-1),
        "words and embeddings": np.stack([logarithm, papers.likeness, papers.length], axis=-1),
    }


def least(features: Numbers, wanted: NDArray[np.bool_]) -> tuple[float, float]:
    """The chance from which a topic is best named, and the micro-F1 it reaches, by six folds over papers as `cut`."""
    said = np.zeros(wanted.shape)
    papers = np.tile(np.arange(len(wanted) // 3), 3)
    for known, _ in KFold(_FOLDS, shuffle=True, random_state=_SEED).split(papers[: len(papers) // 3]):
        rest = np.isin(papers, known)
        part = ~rest
        said[part] = chances(fit(features[rest], wanted[rest]), features[part])
    return max(((one, micro(wanted, decide(said, one))[0]) for one in _LEAST), key=lambda pair: pair[1])


def main() -> None:
    rows = cut(labelled())
    papers = scored(rows)
    owned = parts(scored(rows, [as_own(topic) for topic in shipped_topics()]))["words and embeddings"]
    for name, features in (*parts(papers).items(), ("as a person's own", owned)):
        model = fit(features, papers.wanted)
        best, f1 = least(features, papers.wanted)
        print(
            f"{name}: {model.coef_[0].round(2)}, {model.intercept_[0]:.2f}; named from {best}: F1 {f1:.3f} by {_FOLDS} folds"
        )
    print("in models/topics.toml:", shipped_speaking()[0].weights, as_own(shipped_topics()[0]).weights)


if __name__ == "__main__":
    main()
