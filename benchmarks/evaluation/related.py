"""How well Carrel finds papers that are like a paper in their problem, their method or their results.

CSFCube (Mysore and others, 2021): 50 pairs of a paper and a facet, for each some 100 to 250 papers judged 0 to 3. Its labels
are under CC BY-NC 4.0 and do not come along: `labels` is a folder with the three files test-pid2anns-csfcube-FACET.json of
github.com/iesl/CSFCube. NDCG%20 is the normalised discounted gain of the first fifth of each pool; MAP takes judgements of 2 and
3 as right. Weights are chosen on the first fold; the other one decided only the share of a facet and how rarity is told.
"""

from __future__ import annotations

import json
import math
import sqlite3
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from carrel.digesting.facets import facet_texts
from carrel.domain.related import Facet
from carrel.inference.static_encoder import static_encoder
from carrel.ranking.shared_words import Rarity, spread, words
from carrel.services.related import BY_FACET, BY_MEANING
from evaluation.corpus import CORPUS
from evaluation.kept_vectors import KeptVectors
from markdown_table import table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from carrel.inference.encoder import Encoder

    Scores = NDArray[np.float32]
    Way = Callable[["Query"], Scores]

FOLDER = CORPUS / "retrieval" / "csfcube"
FACETS = {"background": Facet.PROBLEM, "method": Facet.METHOD, "result": Facet.RESULTS}
_SAID = {"background": ("background", "objective"), "method": ("method",), "result": ("result",)}
_WEIGHTS = tuple(step / 10 for step in range(11))


@dataclass(frozen=True, slots=True)
class Paper:
    title: str
    lines: tuple[str, ...]
    labels: tuple[str, ...]

    @property
    def text(self) -> str:
        return f"{self.title}\n{' '.join(self.lines)}"


@dataclass(frozen=True, slots=True)
class Query:
    """A paper, a facet, and the papers of its pool with their judgements."""

    paper: str
    facet: str
    pool: tuple[str, ...]
    relevance: tuple[int, ...]

    @property
    def key(self) -> str:
        return f"{self.paper}_{self.facet}"


class Measured:
    """The corpus with what each way to compare needs, computed once."""

    def __init__(self, labels: Path) -> None:
        rows = [json.loads(line) for line in (FOLDER / "corpus_reconstructed.jsonl").read_text("utf-8").splitlines()]
        self.papers = {
            row["paper_id"]: Paper(row["title"], tuple(row["abstract"]), tuple(row["facets"])) for row in rows
        }
        self.queries = [query for facet in FACETS for query in _queries(labels, facet)]
        splits = json.loads((FOLDER / "evaluation_splits.json").read_text("utf-8"))["all"]
        self.first = frozenset(splits["fold1_dev"])
        self.kept = KeptVectors()
        self.rarity = Rarity(paper.text for paper in list(self.papers.values())[::2])

    def vectors(self, encoder: Encoder, text_of: Callable[[Paper], str]) -> dict[str, Scores]:
        names = list(self.papers)
        vectors = encoder.embed([text_of(paper) for paper in self.papers.values()])
        return dict(zip(names, vectors.astype(np.float32), strict=True))

    def cosine(self, vectors: dict[str, Scores]) -> Way:
        return lambda query: np.stack([vectors[one] for one in query.pool]) @ vectors[query.paper]

    def by_facet(self, encoder: Encoder, told: Callable[[Paper, str], str]) -> Way:
        each = {facet: self.cosine(self.vectors(encoder, partial(_told, told, facet))) for facet in FACETS}
        return lambda query: each[query.facet](query)

    def given(self) -> Way:
        """The order of the BM25 that comes with the data."""
        ranked: dict[str, dict[str, float]] = {}
        for facet in FACETS:
            path = FOLDER / "bm25_ranked" / f"test-pid2pool-csfcube-bm25-{facet}-ranked.json"
            for paper, scores in json.loads(path.read_text("utf-8")).items():
                ranked[f"{paper}_{facet}"] = dict(scores)
        return lambda query: np.array([ranked[query.key].get(one, -math.inf) for one in query.pool], np.float32)

    def words_of_pool(self, query: Query) -> Scores:
        return self.rarity.shared(self.papers[query.paper].text, [self.papers[one].text for one in query.pool])

    @cached_property
    def index(self) -> tuple[sqlite3.Connection, dict[int, str]]:
        connection = sqlite3.connect(":memory:")
        connection.execute("CREATE VIRTUAL TABLE w USING fts5 (title, abstract, tokenize = 'unicode61')")
        names = dict(enumerate(self.papers, 1))
        connection.executemany(
            "INSERT INTO w (rowid, title, abstract) VALUES (?, ?, ?)",
            [(row, self.papers[name].title, " ".join(self.papers[name].lines)) for row, name in names.items()],
        )
        return connection, names

    def words_of_index(self, query: Query) -> Scores:
        connection, names = self.index
        asked = " OR ".join(f'"{word}"' for word in dict.fromkeys(words(self.papers[query.paper].text)))
        found = connection.execute("SELECT rowid, -bm25(w, 3.0, 1.0) FROM w WHERE w MATCH ?", (asked,))
        scores = {names[row]: score for row, score in found}
        return np.array([scores.get(one, 0.0) for one in query.pool], np.float32)


def dataset_facet(paper: Paper, facet: str) -> str:
    """The sentences that the dataset labels so (by another classifier; those of the papers asked about by hand)."""
    return " ".join(line for line, label in zip(paper.lines, paper.labels, strict=True) if label in _SAID[facet])


def own_facet(paper: Paper, facet: str) -> str:
    """The sentences that Carrel takes for the facet."""
    return facet_texts((), " ".join(paper.lines)).get(FACETS[facet], "")


def fused(ways: Sequence[tuple[float, Way]]) -> Way:
    """The weighted sum of scores, each spread from 0 to 1 within a pool."""
    return lambda query: np.sum([weight * spread(way(query)) for weight, way in ways], axis=0)


def ndcg(relevance: Sequence[int]) -> float:
    most = int(0.2 * len(relevance))
    ideal = _gain(sorted(relevance, reverse=True)[:most])
    return _gain(relevance[:most]) / ideal if ideal else 0.0


def average_precision(relevance: Sequence[int]) -> float:
    right = [rank for rank, one in enumerate(relevance, 1) if one >= 2]
    return sum(at / rank for at, rank in enumerate(right, 1)) / len(right) if right else 0.0


def _gain(relevance: Iterable[int]) -> float:
    return sum(one / math.log2(rank + 1) for rank, one in enumerate(relevance, 1))


def _queries(labels: Path, facet: str) -> list[Query]:
    judged = json.loads((labels / f"test-pid2anns-csfcube-{facet}.json").read_text("utf-8"))
    return [Query(paper, facet, tuple(pool["cands"]), tuple(pool["relevance_adju"])) for paper, pool in judged.items()]


def remembered(way: Way) -> Way:
    """The same way, which works out each pool once."""
    known: dict[str, Scores] = {}

    def scores(query: Query) -> Scores:
        if query.key not in known:
            known[query.key] = way(query)
        return known[query.key]

    return scores


def measure(way: Way, queries: Iterable[Query]) -> tuple[float, float, dict[str, float]]:
    """NDCG%20 and MAP over queries, and NDCG%20 by facet, all in percent."""
    gains, precisions, facets = [], [], defaultdict(list)
    for query in queries:
        order = np.argsort(-way(query), kind="stable")
        relevance = [query.relevance[at] for at in order]
        gains.append(ndcg(relevance))
        precisions.append(average_precision(relevance))
        facets[query.facet].append(gains[-1])
    by_facet = {facet: 100 * float(np.mean(these)) for facet, these in facets.items()}
    return 100 * float(np.mean(gains)), 100 * float(np.mean(precisions)), by_facet


def tables(labels: Path | None) -> str:
    """The table of docs/evaluation.md; why there is none where the labels are not at hand."""
    if labels is None or not all((labels / f"test-pid2anns-csfcube-{facet}.json").is_file() for facet in FACETS):
        return "Not measured: --labels FOLDER names where CSFCube's labels are."
    if not FOLDER.is_dir():
        return f"Not measured: {FOLDER} is not there."
    one = Measured(labels)
    first = [query for query in one.queries if query.key in one.first]
    other = [query for query in one.queries if query.key not in one.first]
    static = static_encoder()
    words_alone = remembered(one.words_of_pool)
    looked_up = remembered(one.cosine(one.vectors(static, lambda paper: paper.text)))
    meaning = remembered(one.cosine(one.vectors(one.kept, lambda paper: paper.text)))
    one.kept.keep()
    own = remembered(one.by_facet(static, own_facet))
    told = remembered(one.by_facet(static, dataset_facet))
    index = remembered(one.words_of_index)

    def best(of: Callable[[float], Way], weights: Iterable[float]) -> tuple[float, Way]:
        return max(((weight, of(weight)) for weight in weights), key=lambda pair: measure(pair[1], first)[0])

    def mixed(vectors: Way, counted: Way) -> tuple[float, Way]:
        return best(lambda weight: fused([(weight, vectors), (1 - weight, counted)]), _WEIGHTS)

    weight, whole = mixed(meaning, words_alone)
    weight_index, with_index = mixed(meaning, index)
    weight_static, without_model = mixed(looked_up, words_alone)
    share, with_own = best(lambda weight: fused([(1, whole), (weight, own)]), _WEIGHTS)
    share_told, with_told = best(lambda weight: fused([(1, whole), (weight, told)]), _WEIGHTS)
    product = fused([(BY_MEANING, meaning), (1 - BY_MEANING, words_alone)])
    early = fused([(BY_MEANING, looked_up), (1 - BY_MEANING, words_alone)])
    ways: list[tuple[str, Way]] = [
        ("BM25, as it comes with the data", one.given()),
        ("words: FTS5's BM25", index),
        ("words: Carrel's BM25, rarity from a sample", words_alone),
        ("vectors that are looked up", looked_up),
        ("vectors of the encoder", meaning),
        (f"looked up {weight_static:.1f} + words", without_model),
        (f"encoder {weight_index:.1f} + FTS5", with_index),
        (f"encoder {weight:.1f} + words", whole),
        ("facet alone, Carrel's sentences, looked up", own),
        ("facet alone, the dataset's sentences, looked up", told),
        (f"encoder {weight:.1f} + words, and {share:.1f} × facet by Carrel's sentences", with_own),
        (f"encoder {weight:.1f} + words, and {share_told:.1f} × facet by the dataset's sentences", with_told),
        (f"**Carrel, All**: encoder {BY_MEANING} + words", product),
        (f"**Carrel, a facet**: as All, and {BY_FACET} × facet", fused([(1, product), (BY_FACET, own)])),
        ("**Carrel before the vectors are there**, All", early),
        ("**Carrel before the vectors are there**, a facet", fused([(1, early), (BY_FACET, own)])),
    ]
    rows = []
    for name, way in ways:
        gain, precision, facets = measure(way, one.queries)
        numbers = (
            measure(way, first)[0],
            measure(way, other)[0],
            gain,
            precision,
            *(facets[facet] for facet in FACETS),
        )
        rows.append((name, *(f"{number:.1f}" for number in numbers)))
    heads = ("way", "fold 1", "fold 2", "all", "MAP", "background", "method", "result")
    return table(heads, rows)


def _told(told: Callable[[Paper, str], str], facet: str, paper: Paper) -> str:
    return told(paper, facet)
