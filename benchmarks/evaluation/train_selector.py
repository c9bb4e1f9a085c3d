"""Learn what sentences tell a paper's contribution, from the summaries people wrote for the training part of SciTLDR-A.

``python benchmarks/evaluation/train_selector.py`` prints what cross-validation says and writes ``models/contribution.toml``. The
development part of SciTLDR is not looked at: that is what the result is measured on (`key_points`).
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from rouge_score.rouge_scorer import RougeScorer
from sklearn.linear_model import Ridge

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from carrel.digesting.cues import FoundCues
from carrel.digesting.sentence_features import features
from carrel.inference.static_encoder import static_encoder
from evaluation.corpus import CORPUS, lines

TRAINING = CORPUS / "summaries/scitldr/SciTLDR-Data/SciTLDR-A/train.jsonl"
TARGET = Path(__file__).resolve().parents[2] / "models" / "contribution.toml"
VERSION = 1
STRENGTH = 300.0
FOLDS = 5

Array = np.ndarray[Any, np.dtype[np.float64]]
Numbers = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True)
class Sentences:
    """All sentences of some abstracts: a row of features, ROUGE-1 with the summary, and the abstract's number for each."""

    names: tuple[str, ...]
    rows: Array
    rouge: Array
    abstract: Numbers

    def relative(self, values: Array) -> Array:
        """`values` less their mean in each abstract."""
        totals = np.zeros((int(self.abstract.max()) + 1, *values.shape[1:]))
        np.add.at(totals, self.abstract, values)
        counts = np.bincount(self.abstract).reshape(-1, *([1] * (values.ndim - 1)))
        difference: Array = values - (totals / np.maximum(1, counts))[self.abstract]
        return difference


def read() -> Sentences:
    """The training part, measured."""
    scorer = RougeScorer(["rouge1"], use_stemmer=True)
    rows: list[Array] = []
    rouge: list[float] = []
    abstract: list[int] = []
    names: tuple[str, ...] = ()
    for number, paper in enumerate(lines(TRAINING)):
        texts = [text.strip() for text in paper["source"] if text.strip()]
        vectors = static_encoder().embed([*texts, paper["title"]])
        found = features(texts, paper["title"], FoundCues(texts), vectors[:-1], vectors[-1], abstract=True)
        names = tuple(found)
        rows.append(np.stack(list(found.values()), axis=1))
        rouge += [max(scorer.score(target, text)["rouge1"].fmeasure for target in paper["target"]) for text in texts]
        abstract += [number] * len(texts)
    return Sentences(names, np.concatenate(rows), np.array(rouge), np.array(abstract, dtype=np.int64))


def learned(rows: Array, gains: Array) -> Array:
    """The weights of features that are not scaled; the ridge is over those that are."""
    scale = rows.std(axis=0) + 1e-9
    weights: Array = Ridge(alpha=STRENGTH, fit_intercept=False).fit(rows / scale, gains).coef_ / scale
    return weights


def chosen(sentences: Sentences, scores: Array) -> float:
    """The mean ROUGE-1 of the sentence with the highest score of each abstract."""
    best: dict[int, int] = {}
    for index, number in enumerate(sentences.abstract):
        if number not in best or scores[index] > scores[best[number]]:
            best[number] = index
    return float(np.mean([sentences.rouge[index] for index in best.values()]))


def main() -> None:
    """Learn, tell how well it does on abstracts that it did not learn from, and write the weights."""
    sentences = read()
    rows, gains = sentences.relative(sentences.rows), sentences.relative(sentences.rouge)
    scores = np.zeros(len(gains))
    for fold in range(FOLDS):
        held = sentences.abstract % FOLDS == fold
        scores[held] = sentences.rows[held] @ learned(rows[~held], gains[~held])
    told = 100 * chosen(sentences, scores)
    print(
        f"ROUGE-1 {told:.1f} by {FOLDS}-fold cross-validation; the best sentences {100 * chosen(sentences, gains):.1f}."
    )
    weights = learned(rows, gains)
    head = (
        "# How much each feature of a sentence says that it tells the paper's contribution (carrel/digesting/sentence_features.py).\n"
        "# Learned by benchmarks/evaluation/train_selector.py from the training part of SciTLDR-A (Cachola et al., 2020):\n"
        f"# a ridge regression over {len(gains)} sentences of {len(set(sentences.abstract))} abstracts. In cross-validation the chosen "
        f"sentences had ROUGE-1 {told:.1f}.\n"
        f"version = {VERSION}\n\n[weights]\n"
    )
    body = "".join(f"{name} = {weight:.5f}\n" for name, weight in zip(sentences.names, weights, strict=True))
    TARGET.write_text(head + body, encoding="utf-8")


if __name__ == "__main__":
    main()
