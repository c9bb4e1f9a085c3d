"""How long searches of every kind take in a large library: those of a list, and random ones.

python benchmarks/queries.py [--papers 100000] [--with-text 2000] [--random 300] [--folder DIR]

Prints a markdown table, milliseconds of the processor in storage (so that other work beside it does not count): until the ids are known, and until all facets are counted. A folder that
holds a library already is measured as it is.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from carrel.domain.query import LibraryQuery, Sort
from carrel.storage import listing
from carrel.storage.database import Database
from library import SEED, Words, make

REPEATS = 3
TYPED = (
    "",
    "lattice",
    "learning",
    "learning model",
    "the",
    "l",
    "the l",
    "the learning model quantum",
    '"learning model"',
    '"the learning"',
    "lat*",
    "-the",
    "-learning",
    "learning -model -quantum",
    "title:learning",
    "title:the",
    "author:ba*",
    "author:the abstract:learning",
    "abstract:the -title:the",
    "note:learning",
    "title:learning|model|quantum",
    'topic:"Topic 3"',
    'topic:"Topic 3"|"Topic 5" topic:topic*',
    '-topic:"Topic 3"',
    'tag:"tag 3"',
    "tag:tag*",
    "-tag:tag*",
    "in:thesis",
    "-in:thesis",
    "cat:cs",
    "cat:cs.LG -cat:stat",
    "arxiv:1003.00077",
    "arxiv:10*",
    "doi:10.1000/1",
    "year:2019",
    "year:2018..2021 -year:2020",
    "added:7d",
    "-added:7d",
    "added:2018-01..2019-06-15",
    "is:unread",
    "is:unread|reading -is:starred",
    "-is:read",
    "has:pdf|code|notes",
    "-has:hidden",
    "evidence:partly|notfound",
    'learning year:2018.. -is:read has:code topic:"Topic 7"',
    'the -model topic:"Topic 7"|"Topic 8" cat:cs is:unread|reading',
    "title:the abstract:the author:a* -note:the the -lattice is:unread -in:thesis",
    " ".join(["the", "learning", "model", "quantum", "lattice"] * 5),
    "the of and a to " * 100,
    '"' + "learning " * 200 + '"',
    "title:" + "|".join(["the", "learning", "model", "quantum"] * 20),
    " ".join(f"-{word}" for word in ("the", "learning", "model", "quantum", "lattice")),
)


def some(randomness: random.Random, words: Words, count: int) -> Iterator[str]:
    """Random searches of one to six terms."""
    fields = ("", "", "", "title:", "author:", "abstract:", "note:")
    others = [text for text in TYPED if ":" in text and len(text) < 60]
    for _ in range(count):
        made = [
            randomness.choice(("", "", "", "-")) + randomness.choice(fields) + words.some(1)
            for _ in range(randomness.randint(0, 4))
        ]
        yield " ".join([*made, *randomness.sample(others, randomness.randint(0, 2))])


def milliseconds(call: Callable[[], object]) -> tuple[float, object]:
    """The median of some calls, and what they gave."""
    taken = []
    for _ in range(REPEATS):
        start = time.thread_time()
        result = call()
        taken.append((time.thread_time() - start) * 1000)
    return statistics.median(taken), result


def measure(database: Database, text: str) -> tuple[float, float, int]:
    """Milliseconds until the ids of a search are known, best match first, and until its facets are, and how many ids."""
    query = LibraryQuery(text=text, sort=Sort.BEST)

    def ids() -> int:
        with database.read() as connection:
            return len(listing.ids(connection, query))

    def facets() -> object:
        with database.read() as connection:
            return listing.facets(connection, query)

    of_ids, found = milliseconds(ids)
    of_facets, _ = milliseconds(facets)
    return of_ids, of_facets, int(str(found))


def told(name: str, taken: Sequence[tuple[float, float, int]]) -> str:
    """A row with p50, p95 and the longest of both questions."""
    parts = [name, f"{len(taken)}"]
    for place in (0, 1):
        values = sorted(one[place] for one in taken)
        parts += [f"{values[min(len(values) - 1, round(len(values) * part))]:.1f}" for part in (0.5, 0.95, 1.0)]
    return f"| {' | '.join(parts)} |"


def main() -> None:
    """Make the library where there is none, and measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--papers", type=int, default=100_000)
    parser.add_argument("--with-text", type=int, default=2000, help="how many of them have passages")
    parser.add_argument("--random", type=int, default=300, help="how many random searches")
    parser.add_argument("--folder", type=Path, help="where the library is, or is made and left")
    given = parser.parse_args()
    randomness = random.Random(SEED)  # noqa: S311 - repeatable, not secret
    with tempfile.TemporaryDirectory() as temporary:
        path = (given.folder or Path(temporary)) / "library.sqlite3"
        there = path.exists()
        database = Database(path)
        if not there:
            make(database, given.papers, given.with_text)
        print("| search | papers | ids, ms | facets, ms |\n| --- | ---: | ---: | ---: |")
        listed = []
        for text in TYPED:
            listed.append(measure(database, text))
            shown = (text if len(text) <= 70 else f"{text[:70]} …").replace("|", "\\|")
            print(f"| `{shown}` | {listed[-1][2]:,} | {listed[-1][0]:.1f} | {listed[-1][1]:.1f} |", flush=True)
        made = [measure(database, text) for text in some(randomness, Words(randomness), given.random)]
        heading = "| searches | how many | ids p50 | p95 | longest | facets p50 | p95 | longest |"
        print(f"\n{heading}\n| --- |{' ---: |' * 7}\n{told('of the list', listed)}")
        if made:
            print(told("random", made))
        database.close()


if __name__ == "__main__":
    main()
