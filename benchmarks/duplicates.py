"""How much of the processor it takes to find the papers that a library has twice, and how many of them, and how many others, are found.

    python benchmarks/duplicates.py [--papers 10000 100000]

All papers are made: titles of a vocabulary of some thousand words, the first of them far more often than the last, with
authors and abstracts. One paper in fifty is there twice, changed in one of the ways in which preprints and what was
published of them differ; as many are papers that only look alike, such as parts of a series, replies and editorials.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from itertools import accumulate
from pathlib import Path

from carrel.domain.merged_paper import merged, usual_choice
from carrel.domain.paper import Paper
from carrel.storage import compared, duplicates, merging, papers, words
from carrel.storage.database import Connection, Database
from markdown_table import table

NOW = "2026-11-21T12:00:00Z"
_BATCH = 64
_SYLLABLES = "ba con di fer glo hu in jor kel lum mon ner op pra quo ris sta tre ur vel wim xo yan zet".split()
_SMALL = ("of", "for", "with", "in", "and", "the", "on", "by", "from", "under")


class Maker:
    """Makes papers, the same ones each time."""

    def __init__(self) -> None:
        self.chance = random.Random(20261121)  # noqa: S311 - made papers, no secrets
        self.words = self._made(4000, 2, 4)
        self.names = self._made(3000, 2, 3)
        self.weights = list(accumulate((place + 10) ** -0.6 for place in range(len(self.words))))
        self.count = 0

    def paper(self) -> Paper:
        """Any paper; half of them are preprints, a third have a DOI."""
        self.count += 1
        words = [self._word() for _ in range(self.chance.randint(5, 9))]
        words.insert(self.chance.randrange(1, len(words) - 1), self.chance.choice(_SMALL))
        authors = tuple(
            f"{self.chance.choice(self.names).title()} {self.chance.choice(self.names).title()}"
            for _ in range(self.chance.randint(1, 6))
        )
        preprint = self.chance.random() < 0.5
        return Paper(
            " ".join(words).capitalize(),
            authors,
            " ".join(self.chance.choices(self.words, cum_weights=self.weights, k=self.chance.randint(80, 160))),
            arxiv_id=f"{self.chance.randint(10, 25):02}{self.chance.randint(1, 12):02}.{self.count:05}"
            if preprint
            else "",
            doi=f"10.1000/made.{self.count}" if not preprint and self.chance.random() < 0.7 else "",
            year=self.chance.randint(1995, 2026),
            source="arxiv" if preprint else "file",
        )

    def _word(self) -> str:
        return self.words[int(len(self.words) * self.chance.random() ** 2.5)]

    def _made(self, count: int, least: int, most: int) -> list[str]:
        found: dict[str, None] = {}
        while len(found) < count:
            found["".join(self.chance.choice(_SYLLABLES) for _ in range(self.chance.randint(least, most)))] = None
        return list(found)


def _published(paper: Paper, made: Maker) -> Paper:
    return replace(paper, arxiv_id="", doi=f"10.2000/twice.{made.count}", year=(paper.year or 2000) + 1, source="file")


def _initials(paper: Paper) -> tuple[str, ...]:
    return tuple(f"{name.split()[-1]}, {name[0]}." for name in paper.authors)


def _typo(title: str) -> str:
    words = title.split()
    place = max(range(len(words)), key=lambda n: len(words[n]))
    word = words[place]
    words[place] = word[:3] + word[4:]
    return " ".join(words)


def _reworded(paper: Paper) -> str:
    words = paper.title.split()
    return " ".join([*words[:-1], "revisited", "anew"])


SAME: dict[str, Callable[[Paper, Maker], Paper]] = {
    "published, authors as initials": lambda p, m: replace(_published(p, m), authors=_initials(p)),
    "capitals and a final stop": lambda p, m: replace(_published(p, m), title=f"{p.title.upper()}."),
    "a letter of the title lost": lambda p, m: replace(_published(p, m), title=_typo(p.title)),
    "an article in front": lambda p, m: replace(_published(p, m), title=f"The {p.title}"),
    "two words of the title joined": lambda p, m: replace(_published(p, m), title=p.title.replace(" ", "-", 1)),
    "some authors left out": lambda p, m: replace(_published(p, m), authors=p.authors[:1]),
    "no abstract, no year": lambda p, m: replace(_published(p, m), abstract="", year=None),
    "another title, same abstract": lambda p, m: replace(_published(p, m), title=_reworded(p)),
    "last words left out": lambda p, m: replace(_published(p, m), title=" ".join(p.title.split()[:-2])),
    "last words and abstract left out": lambda p, m: replace(
        _published(p, m), title=" ".join(p.title.split()[:-2]), abstract=""
    ),
    "arXiv's DOI": lambda p, _: replace(p, arxiv_id="", doi=f"10.48550/arXiv.{p.arxiv_id}", title=f"{p.title} (pdf)"),
}
OTHER: dict[str, Callable[[Paper, Maker], Paper]] = {
    "part II": lambda p, m: replace(_published(p, m), title=f"{p.title}. Part II", abstract=m.paper().abstract),
    "a comment": lambda p, m: replace(_published(p, m), title=f"Comment on “{p.title}”", abstract=""),
    "an erratum": lambda p, m: replace(_published(p, m), title=f"Erratum: {p.title}", abstract=""),
    "version 2": lambda p, m: replace(_published(p, m), title=f"{p.title} v2", abstract=m.paper().abstract),
    "same title, others' paper": lambda p, m: replace(
        _published(p, m), authors=m.paper().authors, abstract=m.paper().abstract
    ),
    "same authors, a word changed": lambda p, m: replace(
        _published(p, m), title=f"Un{p.title.lower()}", abstract=m.paper().abstract
    ),
    "an editorial": lambda p, _: Paper("Editorial", p.authors[:1], year=p.year),
    "an introduction": lambda p, _: Paper("Introduction", p.authors, year=p.year),
}


def build(database: Database, count: int) -> tuple[dict[frozenset[int], str], dict[frozenset[int], str]]:
    """Fill a library; the pairs that are one paper, and those that only look like it, with how."""
    made = Maker()
    same: dict[frozenset[int], str] = {}
    other: dict[frozenset[int], str] = {}
    planted = count // 50
    singles = count - 2 * planted
    # Without the index of words, which is not looked at here.
    with database.write() as connection:
        known = list(enumerate((made.paper() for _ in range(singles)), 1))
        preprints = [(one, paper) for one, paper in known if paper.arxiv_id]
        made.chance.shuffle(preprints)
        for ways, pairs, start in ((SAME, same, 0), (OTHER, other, planted)):
            names = list(ways)
            for number, (one, paper) in enumerate(preprints[start : start + planted]):
                name = names[number % len(names)]
                known.append((len(known) + 1, ways[name](paper, made)))
                pairs[frozenset({one, len(known)})] = name
        _insert(connection, known)
    return same, other


def _insert(connection: Connection, known: list[tuple[int, Paper]]) -> None:
    connection.executemany(
        """
        INSERT INTO papers (id, arxiv_id, version, doi, title, title_sort, author_sort, published, updated, year,
            comment, journal_reference, source, added) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        ((one, *papers.columns(paper), NOW) for one, paper in known),
    )
    connection.executemany("INSERT INTO abstracts VALUES (?, ?)", ((one, paper.abstract) for one, paper in known))
    connection.executemany(
        "INSERT INTO authors VALUES (?, ?, ?)",
        ((one, place, name) for one, paper in known for place, name in enumerate(paper.authors)),
    )


def timed(function: Callable[[], object]) -> float:
    """Milliseconds of the processor."""
    start = time.process_time()
    function()
    return (time.process_time() - start) * 1000


def measure(count: int) -> tuple[list[str], list[str]]:
    """A row of times and a row of what was found."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(Path(folder) / "library.sqlite3")
        same, other = build(database, count)
        longest = 0.0
        worked = time.process_time()
        stale = [0]
        while True:
            with database.read() as connection:
                stale = compared.stale(connection, _BATCH, after=stale[-1])
            if not stale:
                break

            def look(stale: list[int] = stale) -> None:
                with database.write() as connection:
                    duplicates.look(connection, stale)

            longest = max(longest, timed(look))
        worked = time.process_time() - worked
        with database.read() as connection:
            pairs = duplicates.pairs(connection)
            counting = timed(lambda: duplicates.count(connection))
            nothing_new = timed(lambda: compared.stale(connection, 1))
        found = {frozenset({one.one, one.other}) for one in pairs}
        right = found & same.keys()
        missed = Counter(same[pair] for pair in same.keys() - found)
        wrong = Counter(other.get(pair, "two made papers") for pair in found - same.keys())
        one, two = sorted(next(iter(right)))
        with database.write() as connection:
            again = timed(lambda: duplicates.look(connection, [one]))
        with database.write() as connection:
            first, second = papers.get(connection, one), papers.get(connection, two)
            if first is None or second is None:
                raise RuntimeError("a made paper is gone")
            # As every paper is that was added.
            words.describe(connection, one)
            words.describe(connection, two)
            metadata = merged(first, second, usual_choice(first, second))
            done = []
            merging_time = timed(
                lambda: done.append(merging.merge(connection, one, two, metadata, at=NOW, origin="the other"))
            )
            back = timed(lambda: merging.take_back(connection, done[0]))
        database.close()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    times = [
        f"{count:,}",
        f"{worked:.1f} s",
        f"{longest:.0f} ms",
        f"{again:.1f} ms",
        f"{nothing_new:.0f} ms",
        f"{counting:.1f} ms",
        f"{merging_time:.1f} ms",
        f"{back:.1f} ms",
        f"{peak:.0f} MB",
    ]
    quality = [
        f"{count:,}",
        f"{len(same):,}",
        f"{len(right) / max(1, len(same)):.3f}",
        f"{len(right) / max(1, len(found)):.3f}",
        "; ".join(f"{name}: {number}" for name, number in missed.most_common()) or "none",
        "; ".join(f"{name}: {number}" for name, number in wrong.most_common()) or "none",
    ]
    return times, quality


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--papers", type=int, nargs="*", default=[10_000, 100_000])
    options = parser.parse_args()
    measured = [measure(count) for count in options.papers]
    head = [
        "papers",
        "all compared",
        "longest write",
        "one paper",
        "nothing new",
        "count",
        "merge",
        "undo",
        "peak memory",
    ]
    print(table(head, [times for times, _ in measured]))
    print()
    head = ["papers", "there twice", "recall", "precision", "missed", "wrong"]
    print(table(head, [quality for _, quality in measured]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
