"""For you on simulated readers: of the ten papers ranked first, how many the reader likes, after 5, 20 and 50 actions.

    python benchmarks/for_you.py [--readers 400] [--half report]

The 126 abstracts of the corpus ($CARREL_CORPUS, else ../shared/data beside the checkout) with the topics that were given to
them by hand. A reader likes the papers of one topic or two; half of the papers, drawn anew for each reader, are read in a
random order that begins with one they like, the other half is ranked and never learnt from. An action is a star on a paper
they like, and on another to hide it or to leave it, by turns. Ours ranks by what the app ranks by (`ranking`), with the vectors
of the encoder that comes along, and with those of word pieces that serve until these are there; it is compared with chance
and with arxiv-sanity-lite's method (TF-IDF of words and pairs, a linear SVM, stars against all else; papers that are ranked
are kept from it). Topics are dealt in two halves: everything was chosen on `development`, and `report` is what counts.
Prints a markdown table.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent))

import numpy as np
import numpy.typing as npt
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from carrel.domain.for_you import Act, ActKind
from carrel.ranking import evidence, linear
from carrel.worker.limits import prepare_environment
from evaluation.train_topics import labelled

_ACTIONS = (5, 20, 50)
_LEAST = 12
"""Topics with fewer papers are left out: of ten that are ranked first few could be right."""
_SEED = 20261121
_TODAY = date(2026, 11, 21)

Vectors = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Reader:
    """What they like of all papers, the papers they read in their order, and those that are ranked."""

    likes: frozenset[int]
    reads: tuple[int, ...]
    ranked: tuple[int, ...]


Ranking = Callable[[Reader, int], Numbers]


def readers(topics: Sequence[set[str]], half: str, count: int) -> list[Reader]:
    """So many readers of the topics of a half."""
    often = Counter(name for names in topics for name in names)
    names = sorted(name for name, papers in often.items() if papers >= _LEAST)
    mine = names[::2] if half == "development" else names[1::2]
    draw = random.Random(f"{_SEED} {half}")  # noqa: S311 - draws readers, guards nothing
    found: list[Reader] = []
    while len(found) < count:
        wanted = set(draw.sample(mine, draw.choice((1, 2))))
        order = draw.sample(range(len(topics)), len(topics))
        reads, ranked = order[: len(order) // 2], order[len(order) // 2 :]
        likes = frozenset(paper for paper, has in enumerate(topics) if has & wanted)
        first = next((paper for paper in reads if paper in likes), None)
        if first is not None:
            reads.remove(first)
            found.append(Reader(likes, (first, *reads), tuple(ranked)))
    return found


def by_carrel(vectors: Vectors) -> Ranking:
    """Ours: stars and hides by their weights, what was left and what was not looked at yet as background."""

    def ranking(reader: Reader, actions: int) -> Numbers:
        done = reader.reads[:actions]
        others = [paper for paper in done if paper not in reader.likes]
        acts = [Act(paper, ActKind.STARRED, str(_TODAY)) for paper in done if paper in reader.likes]
        acts += [Act(paper, ActKind.HIDDEN, str(_TODAY)) for paper in others[::2]]
        weights = evidence.weights(acts, _TODAY)
        left = dict.fromkeys(others[1::2], True) | dict.fromkeys(reader.reads[actions:], False)
        wanted = [act.paper_id for act in acts if act.kind.wanted]
        against = evidence.background(left) | {
            one.paper_id: weights[one.paper_id] for one in acts if not one.kind.wanted
        }
        model = linear.train(
            vectors[wanted],
            np.array([weights[paper] for paper in wanted]),
            vectors[list(against)],
            np.array(list(against.values())),
        )
        return model.scores(vectors[list(reader.ranked)])

    return ranking


def by_svm(texts: Sequence[str]) -> Ranking:
    """arxiv-sanity-lite's (github.com/karpathy/arxiv-sanity-lite, compute.py and serve.py, with their parameters)."""
    features = TfidfVectorizer(
        strip_accents="unicode",
        lowercase=True,
        stop_words="english",
        token_pattern=r"(?u)\b[a-zA-Z_][a-zA-Z0-9_]+\b",  # noqa: S106 - a pattern of words
        ngram_range=(1, 2),
        max_features=20_000,
        norm="l2",
        use_idf=True,
        smooth_idf=True,
        sublinear_tf=True,
    ).fit_transform(texts)

    def ranking(reader: Reader, actions: int) -> Numbers:
        starred = set(reader.reads[:actions]) & reader.likes
        told = [paper in starred for paper in reader.reads]
        svm = LinearSVC(class_weight="balanced", max_iter=10_000, tol=1e-6, C=0.01, random_state=0)
        svm.fit(features[list(reader.reads)], told)
        scores: Numbers = svm.decision_function(features[list(reader.ranked)])
        return scores

    return ranking


def by_chance() -> Ranking:
    """No order at all."""
    return lambda reader, _actions: np.zeros(len(reader.ranked))


def precision(reader: Reader, scores: Numbers, number: int) -> float:
    """The share of liked papers among the ten with the highest scores; equal ones in an order drawn for the reader."""
    drawn = np.random.default_rng((_SEED, number)).random(len(scores))
    best = np.lexsort((drawn, -scores))[:10]
    return float(np.mean([reader.ranked[place] in reader.likes for place in best]))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--readers", type=int, default=400)
    parser.add_argument("--half", choices=("development", "report"), default="report")
    options = parser.parse_args()
    prepare_environment()
    from carrel.inference.embedder import Embedder  # noqa: PLC0415 - after the environment is prepared
    from carrel.inference.encoder import bundled_encoder  # noqa: PLC0415
    from carrel.inference.static_encoder import static_encoder  # noqa: PLC0415

    rows = labelled()
    texts = [f"{title}\n{abstract}" for title, abstract, _ in rows]
    path = bundled_encoder()
    if path is None:
        raise SystemExit("The encoder that comes with Carrel is not there.")
    embedder = Embedder(path)
    whole = embedder.embed(texts)
    embedder.close()
    these = readers([set(names) for _, _, names in rows], options.half, options.readers)
    ways: dict[str, Ranking] = {
        "chance": by_chance(),
        "TF-IDF and SVM (arxiv-sanity-lite)": by_svm(texts),
        "For you, vectors of word pieces": by_carrel(static_encoder().embed(texts)),
        "**For you**": by_carrel(whole),
    }
    print(
        f"| precision at 10, {len(these)} readers | "
        + " | ".join(f"{one} actions" for one in _ACTIONS)
        + " | one training |"
    )
    print("|---|" + "---:|" * (len(_ACTIONS) + 1))
    for name, way in ways.items():
        cells = []
        began = time.perf_counter()
        for actions in _ACTIONS:
            found = [precision(one, way(one, actions), number) for number, one in enumerate(these)]
            cells.append(f"{np.mean(found):.3f} ± {1.96 * np.std(found, ddof=1) / len(found) ** 0.5:.3f}")
        each = (time.perf_counter() - began) / len(these) / len(_ACTIONS)
        cells.append(f"{each * 1000:.1f} ms" if name != "chance" else "")
        print(f"| {name} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
