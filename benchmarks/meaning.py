"""How long searches by words, by meaning and by both take in a large library, with their facets, and what their indexes take.

python benchmarks/meaning.py [--papers 100000] [--with-text 5000] [--searches 100] [--folder DIR] [--clock]

Prints two markdown tables. The first: milliseconds from a search, half of them typed in the middle of a word, until the rows of the
first page of results are there, best match first, and until the facets are counted after that, as the window asks for both; of the
processor in the thread that asks, so that other work beside it does not count, or by the clock. "After a change" is the first
search after something in the library changed, when nothing that was asked before is remembered. The second: bytes and seconds of the
indexes and the memory of this process. Texts are made, in words that are as often or rare as those of a language; vectors are random
ones around some hundred centres, as many as the papers and passages are, for how long a comparison takes does not depend on what
the numbers are. A folder that holds a library already is measured as it is.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import numpy.typing as npt

from carrel.domain.query import LibraryQuery, SearchBy, Sort
from carrel.paths import Paths
from carrel.services.carrel import Carrel
from carrel.services.clock import now
from carrel.services.events import Changes
from carrel.services.open import open_library
from carrel.storage import passage_vectors, vectors
from carrel.storage.vector_files import VectorFiles
from library import SEED, Words, make
from markdown_table import table

_PAGE = 60
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


def typed(texts: list[str]) -> list[str]:
    """The texts, every second one as it stands when its last word is typed to its half."""
    return [text if number % 2 else text[: -(len(text.split()[-1]) // 2) or None] for number, text in enumerate(texts)]


def measured(carrel: Carrel, query: LibraryQuery, clock: Callable[[], float]) -> tuple[float, float]:
    """Milliseconds until the first page of results is there, and until the facets are after that."""
    start = clock()
    carrel.reading.rows(carrel.reading.ids(query)[:_PAGE])
    found = clock()
    carrel.reading.facets(query)
    return (found - start) * 1000, (clock() - found) * 1000


def sizes(carrel: Carrel) -> list[list[str]]:
    """What the library and its indexes take on the disk."""
    with carrel.database.read() as connection:
        pages, of_words = (
            connection.execute("SELECT coalesce(sum(pgsize), 0) FROM dbstat WHERE name GLOB ?", (names,)).fetchone()[0]
            for names in ("*", "*_words_*")
        )
    of_vectors = sum(path.stat().st_size for path in carrel.paths.vectors.rglob("*") if path.is_file())
    return [
        [name, f"{size / 2**20:,.0f} MiB"]
        for name, size in (
            ("database without the indexes of words", pages - of_words),
            ("indexes of words", of_words),
            ("vectors", of_vectors),
        )
    ]


def main() -> None:
    """Make the library where there is none, and measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--papers", type=int, default=100_000)
    parser.add_argument("--with-text", type=int, default=5000, help="how many of them have passages")
    parser.add_argument("--searches", type=int, default=100)
    parser.add_argument("--clock", action="store_true", help="measure by the clock, not the processor's time")
    parser.add_argument("--folder", type=Path, help="where the library is, or is made and left")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        home = given.folder or Path(temporary)
        there = (home / "library.sqlite3").exists()
        carrel = open_library(Paths(home), digest_on_import=False)
        told: list[list[str]] = []
        if not there:
            start = time.perf_counter()
            make(carrel.database, given.papers, given.with_text)
            told.append(
                ["making the papers, their digests and passages, indexed", f"{time.perf_counter() - start:,.0f} s"]
            )
            papers, rows = give_vectors(carrel)
            print(f"{papers:,} papers, {rows:,} rows of descriptions and passages\n")
        clock = time.perf_counter if given.clock else time.thread_time
        words = Words(random.Random(SEED))  # noqa: S311 - repeatable, not secret
        texts = typed([words.some(1 + number % 6) for number in range(given.searches)])
        start = time.perf_counter()
        carrel.reading.ids(LibraryQuery(text=texts[0], by=SearchBy.BOTH))
        told.append(["the first search, which opens the vectors", f"{time.perf_counter() - start:.1f} s"])
        lines = []
        for by in SearchBy:
            for name, end, changed in (
                ("", "", False),
                (", among the unread", " is:unread", False),
                (", after a change", "", True),
            ):
                taken = []
                for text in texts:
                    if changed:
                        carrel.events.publish(Changes(tags=True))
                    taken.append(measured(carrel, LibraryQuery(text=text + end, by=by, sort=Sort.BEST), clock))
                parts = [
                    f"{np.percentile([one[place] for one in taken], part):.0f}"
                    for place in (0, 1)
                    for part in (50, 95, 99, 100)
                ]
                lines.append([f"{by.value}{name}", *parts])
        columns = ["p50", "p95", "p99", "longest"]
        print(
            table(
                ["searched by", *(f"first page {columns[0]}", *columns[1:]), *(f"facets {columns[0]}", *columns[1:])],
                lines,
            )
        )
        told += sizes(carrel)
        told.append(
            ["most memory of the process", f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MiB"]
        )
        print(f"\n{table(['of it', ''], told)}")
        carrel.close()


if __name__ == "__main__":
    main()
