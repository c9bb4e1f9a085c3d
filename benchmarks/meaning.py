"""How long searches by words, by meaning and by both take in a large library, and their facets.

python benchmarks/meaning.py [--papers 100000] [--with-text 5000] [--searches 100] [--folder DIR]

Prints a markdown table, milliseconds of the processor in the thread that asks (so that other work beside it does not count): until
the ids are known, best match first, and until the facets are counted after that, as the window asks for both. Texts are made;
vectors are random ones around some hundred centres, as many as the papers and passages are, for how long a comparison takes does
not depend on what the numbers are. A folder that holds a library already is measured as it is.
"""

from __future__ import annotations

import argparse
import os
import random
import tempfile
import time
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import numpy.typing as npt

from carrel.domain.query import LibraryQuery, SearchBy, Sort
from carrel.paths import Paths
from carrel.services.carrel import Carrel
from carrel.services.clock import now
from carrel.services.open import open_library
from carrel.storage import passage_vectors, vectors
from carrel.storage.vector_files import VectorFiles
from library import SEED, Words, make
from markdown_table import table

_CENTRES = 300
_BATCH = 20_000


def clustered(chance: np.random.Generator, centres: npt.NDArray[np.float32], rows: int) -> bytes:
    """So many unit vectors around centres, as a set's file holds them."""
    around = centres[chance.integers(len(centres), size=rows)]
    made = around + 0.8 * chance.standard_normal(around.shape, dtype=np.float32)
    made /= np.linalg.norm(made, axis=1, keepdims=True)
    return made.astype("<f2").tobytes()


def give_vectors(carrel: Carrel) -> tuple[int, int]:
    """Give all papers and passages vectors; return how many of each."""
    chance = np.random.default_rng(SEED)
    files = VectorFiles(carrel.paths.vectors)
    centres = chance.standard_normal((_CENTRES, 384), dtype=np.float32)
    with carrel.database.write() as connection:
        of_papers = vectors.begin(connection, "made", 384, now())
        papers, after = 0, 0
        while texts := vectors.missing(connection, of_papers, after=after, limit=_BATCH):
            vectors.put(connection, of_papers, files.append(of_papers, clustered(chance, centres, len(texts))), texts)
            papers, after = papers + len(texts), texts[-1].paper_id
        vectors.finish(connection, of_papers)
    centres = chance.standard_normal((_CENTRES, 256), dtype=np.float32)
    of_passages = carrel.passage_embedding
    with carrel.database.write() as connection:
        made = passage_vectors.begin(connection, of_passages.model(), 256, now())
        rows, after = 0, 0
        while unread := passage_vectors.unread(connection, made, after=after, limit=_BATCH):
            counts = [sum(1 for _ in passage_vectors.texts(connection, one)) for one in unread]
            first = of_passages.files.append(made, clustered(chance, centres, sum(counts)))
            for one, count in zip(unread, counts, strict=True):
                passage_vectors.put(connection, made, one, first, count)
                first += count
            rows, after = rows + sum(counts), unread[-1].paper_id
    return papers, rows


def measured(carrel: Carrel, query: LibraryQuery) -> tuple[float, float]:
    """Milliseconds of the processor until the ids are known, and until the facets are after that."""
    start = time.thread_time()
    carrel.reading.ids(query)
    found = time.thread_time()
    carrel.reading.facets(query)
    return (found - start) * 1000, (time.thread_time() - found) * 1000


def main() -> None:
    """Make the library where there is none, and measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--papers", type=int, default=100_000)
    parser.add_argument("--with-text", type=int, default=5000, help="how many of them have passages")
    parser.add_argument("--searches", type=int, default=100)
    parser.add_argument("--folder", type=Path, help="where the library is, or is made and left")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        home = given.folder or Path(temporary)
        there = (home / "library.sqlite3").exists()
        carrel = open_library(Paths(home), digest_on_import=False)
        if not there:
            make(carrel.database, given.papers, given.with_text)
            papers, rows = give_vectors(carrel)
            print(f"{papers:,} papers, {rows:,} rows of descriptions and passages\n")
        words = Words(random.Random(SEED))  # noqa: S311 - repeatable, not secret
        texts = [words.some(1 + number % 6) for number in range(given.searches)]
        carrel.reading.ids(LibraryQuery(text=texts[0], by=SearchBy.BOTH))
        lines = []
        for by in SearchBy:
            for name, typed in (("", texts), (", among the unread", [f"{text} is:unread" for text in texts])):
                taken = [measured(carrel, LibraryQuery(text=text, by=by, sort=Sort.BEST)) for text in typed]
                parts = [
                    f"{np.percentile([one[place] for one in taken], part):.0f}"
                    for place in (0, 1)
                    for part in (50, 95, 99)
                ]
                lines.append([f"{by.value}{name}", *parts])
        print(table(["searched by", "ids p50", "p95", "p99", "facets p50", "p95", "p99"], lines))
        carrel.close()


if __name__ == "__main__":
    main()
