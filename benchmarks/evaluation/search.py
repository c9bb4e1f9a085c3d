"""How well searches find papers: Cranfield's questions over its abstracts, asked of a library as its window asks.

The relevance judgements (``cranqrel``) are looked for in the corpus beside the abstracts, else in ``$CRANFIELD_RELEVANCE``.
What was chosen by measuring (which closeness counts, what weighs what) was chosen on the questions with even numbers; the
table tells them apart from those with odd ones.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from math import log2
from pathlib import Path

import numpy as np

from carrel.domain.paper import Paper
from carrel.domain.query import LibraryQuery, SearchBy, Sort
from carrel.inference.query_encoder import query_encoder
from carrel.inference.static_encoder import static_encoder
from carrel.paths import Paths
from carrel.services.carrel import Carrel
from carrel.services.open import open_library
from carrel.storage import papers, search
from evaluation.corpus import CORPUS
from markdown_table import table

_FOLDER = CORPUS / "retrieval" / "cranfield" / "src" / "cran"
_COMMON = frozenset(
    "a an and are as at be been by can could do does for from had has have how if in into is it its may of on or such than"
    " that the their there these this to was were what when where which will with would".split()
)
Relevance = Mapping[int, Mapping[int, int]]
Runs = Mapping[int, Sequence[int]]


def tables() -> str:
    """The table of ways to search, as Markdown."""
    relevance = _relevance()
    if relevance is None:
        return "Cranfield's relevance judgements are not at hand: set CRANFIELD_RELEVANCE to the file cranqrel."
    documents, questions = _parts("cran.all.1400"), _parts("cran.qry")
    with tempfile.TemporaryDirectory() as home, _library(Path(home), documents) as (carrel, number_of):
        numbers = {paper: number for number, paper in number_of.items()}
        asked = {place: " ".join(one["W"].split()) for place, one in enumerate(questions, 1) if place in relevance}
        rows = []
        for name, runs in _ways(carrel, asked).items():
            found = {place: [numbers[paper] for paper in order] for place, order in runs.items()}
            odd, even = ({p: o for p, o in found.items() if p % 2 == rest} for rest in (1, 0))
            measured = [f"{value:.3f}" for half in (odd, even) for value in _measures(half, relevance)]
            rows.append([name, *measured, f"{np.mean([len(order) for order in found.values()]):.0f}"])
    head = ["way", "MAP, odd", "nDCG@10, odd", "MAP, even", "nDCG@10, even", "papers found"]
    return table(head, rows)


def _ways(carrel: Carrel, asked: Mapping[int, str]) -> dict[str, Runs]:
    ways: dict[str, Runs] = {"BM25, any of the words": _by_any_word(carrel, asked)}
    ways |= _by_vectors(carrel, asked)
    for by in SearchBy:
        ways[f"**Carrel, {by.value}**"] = {
            place: carrel.reading.ids(LibraryQuery(text=_typed(text), by=by, sort=Sort.BEST))
            for place, text in asked.items()
        }
    return ways


def _typed(text: str) -> str:
    """A question as words alone: a colon or a minus in it is no field and no denial."""
    return " ".join(re.findall(r"[^\W_]+", text))


def _by_any_word(carrel: Carrel, asked: Mapping[int, str]) -> Runs:
    runs = {}
    with carrel.database.read() as connection:
        for place, text in asked.items():
            words = [word for word in dict.fromkeys(_typed(text).lower().split()) if word not in _COMMON]
            found = connection.execute(
                "SELECT rowid FROM paper_words WHERE paper_words MATCH ? ORDER BY bm25(paper_words, 2.0, 1.0, 1.0), rowid",
                (" OR ".join(search.quoted(word, beginning=False) for word in words),),
            )
            runs[place] = [row[0] for row in found]
    return runs


def _by_vectors(carrel: Carrel, asked: Mapping[int, str]) -> dict[str, Runs]:
    vectors = carrel.embedding.vectors()
    if vectors is None:
        raise RuntimeError("the papers have no vectors")
    with carrel.database.read() as connection:
        held = connection.execute("SELECT id, title, abstract FROM papers JOIN abstracts ON paper_id = id").fetchall()
    ids = np.array([row[0] for row in held])
    quick = static_encoder().embed([f"{title}\n{abstract}" for _, title, abstract in held])
    matrix = vectors.matrix.astype(np.float32)
    ways: dict[str, Runs] = {
        "vectors of papers alone": {
            place: vectors.papers[np.argsort(-(matrix @ query_encoder().embed([text])[0]), kind="stable")].tolist()
            for place, text in asked.items()
        },
        "looked-up vectors alone": {
            place: ids[np.argsort(-(quick @ static_encoder().embed([text])[0]), kind="stable")].tolist()
            for place, text in asked.items()
        },
    }
    return ways


@contextmanager
def _library(home: Path, documents: Sequence[Mapping[str, str]]) -> Iterator[tuple[Carrel, dict[int, int]]]:
    carrel = open_library(Paths(home), digest_on_import=False)
    try:
        carrel.settings.change(welcomed=True, model="", refresh_hours=0)
        number_of = {}
        with carrel.database.write() as connection:
            for one in documents:
                title, text = (" ".join(one[part].split()) for part in "TW")
                abstract = text.removeprefix(title).strip()
                number_of[int(one["I"])] = papers.add(
                    connection, Paper(title, abstract=abstract), added="2026-11-21T00:00:00Z"
                )
        carrel.jobs.start()
        for queue in (carrel.passage_embedding.queue_when_needed, carrel.embedding.queue_when_needed):
            job = queue()
            if job is not None:
                carrel.jobs.wait([job])
        yield carrel, number_of
    finally:
        carrel.close()


def _measures(runs: Runs, relevance: Relevance) -> tuple[float, float]:
    """Mean average precision, and mean normalised discounted cumulative gain of the first ten (gain: the degree)."""
    precisions, gains = [], []
    for place, order in runs.items():
        degrees = relevance[place]
        hits = [rank for rank, number in enumerate(order, 1) if number in degrees]
        precisions.append(sum(found / rank for found, rank in enumerate(hits, 1)) / len(degrees))
        ideal = _gain(sorted(degrees.values(), reverse=True))
        gains.append(_gain([degrees.get(number, 0) for number in order]) / ideal)
    return float(np.mean(precisions)), float(np.mean(gains))


def _gain(degrees: Sequence[int]) -> float:
    return sum(degree / log2(rank + 1) for rank, degree in enumerate(degrees[:10], 1))


def _parts(name: str) -> list[dict[str, str]]:
    """The records of one of Cranfield's files: their fields by letter."""
    records = []
    for record in re.split(r"^\.I ", (_FOLDER / name).read_text(encoding="latin-1"), flags=re.MULTILINE)[1:]:
        number, *fields = re.split(r"^\.([TABW])\s*$", record, flags=re.MULTILINE)
        records.append({"I": number.strip(), **dict(zip(fields[::2], fields[1::2], strict=True))})
    return records


def _relevance() -> Relevance | None:
    """The degree of each judged document of each question, 4 for a complete answer to 1; judgements of no interest are left out."""
    path = Path(os.environ.get("CRANFIELD_RELEVANCE", _FOLDER / "cranqrel"))
    if not path.is_file():
        return None
    degrees: dict[int, dict[int, int]] = {}
    for line in path.read_text(encoding="ascii").splitlines():
        question, document, code = map(int, line.split()[:3])
        if code < 5:
            degrees.setdefault(question, {})[document] = 5 - code if code > 0 else 1
    return degrees
