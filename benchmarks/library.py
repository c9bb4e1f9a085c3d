"""How fluid a large library is: makes one of synthetic papers and times what the window asks of it.

python benchmarks/library.py [--papers 100000] [--with-text 2000] [--folder DIR]

Prints a markdown table of medians. A folder that holds a library already is measured as it is.
"""

from __future__ import annotations

import argparse
import itertools
import random
import statistics
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

from carrel.domain.annotation import Anchor, Annotation, AnnotationKind, Colour
from carrel.domain.digest import Coverage, Digest, Field, Provenance, Statement, Status
from carrel.domain.grouping import GroupBy
from carrel.domain.paper import Paper, ReadingState
from carrel.domain.passage import Document, Passage, Rectangle, Section, SectionKind
from carrel.domain.query import Evidence, Has, LibraryQuery, Sort
from carrel.storage import annotation_rows, digests, files, grouping, jobs, listing, notes, organising, papers, passages
from carrel.storage.database import Connection, Database
from carrel.storage.store import KeptFile

SEED = 7
VOCABULARY = 30_000
TOPICS = [f"Topic {number}" for number in range(40)]
BATCH = 1000
REPEATS = 7
NOW = "2026-11-20T09:30:00Z"


class Words:
    """Words as language has them: a few are everywhere, most are rare."""

    def __init__(self, randomness: random.Random) -> None:
        self._random = randomness
        syllables = [
            "ba",
            "co",
            "di",
            "fu",
            "ge",
            "ha",
            "in",
            "ko",
            "lu",
            "mo",
            "ne",
            "or",
            "pa",
            "qui",
            "ro",
            "su",
            "ta",
        ]
        made = {"".join(randomness.choices(syllables, k=randomness.randint(2, 5))) for _ in range(VOCABULARY * 2)}
        self._words = sorted(made)[:VOCABULARY]
        randomness.shuffle(self._words)
        for rank, word in ((0, "the"), (65, "learning"), (90, "model"), (700, "quantum"), (5000, "lattice")):
            self._words.insert(rank, word)
        self._weights = [1 / (rank + 3) for rank in range(len(self._words))]
        self._cumulative = [0.0]
        for weight in self._weights:
            self._cumulative.append(self._cumulative[-1] + weight)
        del self._cumulative[0]

    def some(self, count: int) -> str:
        return " ".join(self._random.choices(self._words, cum_weights=self._cumulative, k=count))


def make(database: Database, count: int, with_text: int) -> None:
    randomness = random.Random(SEED)  # noqa: S311 - repeatable, not secret
    words = Words(randomness)
    numbers = iter(range(count))
    while batch := [number for _, number in zip(range(BATCH), numbers, strict=False)]:
        with database.write() as connection:
            for number in batch:
                paper_id = papers.add(connection, paper(randomness, words, number), added=added(number))
                if randomness.random() < 0.7:
                    digests.save(connection, paper_id, None, digest(randomness, words))
                if randomness.random() < 0.1:
                    notes.save(connection, paper_id, words.some(20), NOW)
                if number % 20 == 0:
                    annotation_rows.add(connection, annotation(paper_id, words))
                if number < with_text:
                    kept = KeptFile(f"{number}.pdf", f"{number:064}", 1_000_000)
                    passages.save(connection, files.add(connection, paper_id, kept, added=NOW), document(words))
            marked = randomness.sample(batch, min(100, len(batch)))
            papers.set_reading(connection, [number + 1 for number in marked], randomness.choice(list(ReadingState)))
            papers.set_starred(connection, [number + 1 for number in marked[:20]], True)
            organising.tag(connection, [number + 1 for number in marked], f"tag {randomness.randrange(30)}")
    with database.write() as connection:
        collection = organising.create_collection(connection, "Thesis", None, NOW)
        organising.collect(connection, randomness.sample(range(1, count + 1), min(500, count)), collection, NOW)


def annotation(paper_id: int, words: Words) -> Annotation:
    anchor = Anchor(0, (Rectangle(0, 72, 72, 300, 84),), words.some(12))
    return Annotation(
        paper_id, AnnotationKind.HIGHLIGHT, Colour.YELLOW, anchor, created=NOW, edited=NOW, key=uuid.uuid4().hex
    )


def added(number: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(1_500_000_000 + number * 2500))


def paper(randomness: random.Random, words: Words, number: int) -> Paper:
    return Paper(
        title=f"{randomness.choice(['The ', 'A ', '', ''])}{words.some(9)}",
        authors=tuple(f"{words.some(1).title()} {words.some(1).title()}" for _ in range(randomness.randint(1, 6))),
        abstract=words.some(150),
        arxiv_id=f"{number // 10000 + 1000:04}.{number % 10000:05}",
        categories=("cs.LG", "stat.ML"),
        published=added(number),
        links=("https://github.com/a/b",) if randomness.random() < 0.3 else (),
        source="arxiv",
    )


def digest(randomness: random.Random, words: Words) -> Digest:
    statuses = randomness.choices((Status.SUPPORTED, Status.PARTLY, Status.NOT_FOUND), (20, 2, 1), k=8)
    return Digest(
        statements=tuple(Statement(Field.SUMMARY, words.some(18), status, (1, 2)) for status in statuses),
        topics=tuple(randomness.sample(TOPICS, 2)),
        provenance=Provenance("extractive", NOW, 0.2, "", Coverage(1, 1, 1, 1), "1"),
    )


def document(words: Words) -> Document:
    rectangle = (Rectangle(0, 72, 72, 300, 84), Rectangle(0, 72, 84, 200, 96))
    return Document(
        title="",
        authors=(),
        abstract="",
        sections=(Section(0, 1, "Introduction", SectionKind.INTRODUCTION, 0, 72),),
        passages=tuple(Passage(position, 0, position // 30, words.some(22), rectangle) for position in range(250)),
        page_sizes=((612.0, 792.0),) * 9,
        text_sha256="0" * 64,
    )


def writing(database: Database, change: Callable[[Connection], object]) -> Callable[[], object]:
    def call() -> object:
        with database.write() as connection:
            return change(connection)

    return call


def questions(database: Database) -> Iterator[tuple[str, Callable[[], object]]]:
    """What is asked, in words, and how."""

    starred = itertools.cycle((True, False))

    def reading(ask: Callable[[Connection], object]) -> Callable[[], object]:
        def call() -> object:
            with database.read() as connection:
                return ask(connection)

        return call

    def ask(query: LibraryQuery) -> Callable[[], object]:
        return reading(lambda c: listing.ids(c, query))

    def count(query: LibraryQuery) -> Callable[[], object]:
        return reading(lambda c: listing.facets(c, query))

    def groups(query: LibraryQuery, by: GroupBy) -> Callable[[], object]:
        return reading(lambda c: grouping.grouped(c, listing.ids(c, query), query, by).ids)

    for sort in (Sort.ADDED, Sort.TITLE, Sort.YEAR, Sort.AUTHOR):
        yield f"ids, all, by {sort.value}", ask(LibraryQuery(sort=sort, descending=sort is not Sort.TITLE))
    for by in list(GroupBy)[1:]:
        yield f"ids, all, grouped by {by.value}", groups(LibraryQuery(), by)
    yield (
        "ids, unread, partly supported, with code",
        ask(LibraryQuery(states=(ReadingState.UNREAD,), evidence=(Evidence.PARTLY,), has=(Has.CODE,))),
    )
    yield "ids, with highlights", ask(LibraryQuery(has=(Has.HIGHLIGHTS,)))
    yield "ids, one topic", ask(LibraryQuery(topics=(TOPICS[3],)))
    yield "ids, one tag", ask(LibraryQuery(tags=("tag 3",)))
    yield "ids, one collection", ask(LibraryQuery(collection=1))
    for text in ("lattice", "quantum", "learning", "learning model", "the", "qua", "quantum l", "l"):
        yield f"ids, best, “{text}”", ask(LibraryQuery(text=text, sort=Sort.BEST))
    yield "facets, all", count(LibraryQuery())
    yield "facets, one topic", count(LibraryQuery(topics=(TOPICS[3],)))
    yield "facets, with highlights", count(LibraryQuery(has=(Has.HIGHLIGHTS,)))
    yield "facets, “quantum”", count(LibraryQuery(text="quantum"))
    yield "facets, “the”", count(LibraryQuery(text="the"))
    yield "facets, “learning model”", count(LibraryQuery(text="learning model"))
    yield "sidebar", reading(listing.sidebar)
    yield "collections and tags", reading(lambda c: (listing.collections(c), listing.tags(c)))
    yield "rows, 60", reading(lambda c: papers.rows(c, range(500, 560)))
    yield "open jobs", reading(jobs.open_jobs)
    yield "write: a star", writing(database, lambda c: papers.set_starred(c, [77], next(starred)))
    yield "write: a note", writing(database, lambda c: notes.save(c, 77, str(time.perf_counter()), NOW))


def median_milliseconds(call: Callable[[], object]) -> tuple[float, object]:
    call()
    seconds = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        result = call()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds) * 1000, result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--papers", type=int, default=100_000)
    parser.add_argument("--with-text", type=int, default=2000, help="how many of them have passages")
    parser.add_argument("--folder", type=Path, help="where the library is, or is made and left")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        path = (arguments.folder or Path(temporary)) / "library.sqlite3"
        there = path.exists()
        start = time.perf_counter()
        database = Database(path)
        opened = time.perf_counter() - start
        if not there:
            make(database, arguments.papers, arguments.with_text)
            print(f"made in {time.perf_counter() - start:.0f} s, ", end="")
        print(f"opened in {opened * 1000:.0f} ms, {path.stat().st_size / 1e6:.0f} MB\n")
        print("| what | result | median, ms |\n| --- | ---: | ---: |")
        for name, call in questions(database):
            milliseconds, result = median_milliseconds(call)
            size = len(result) if hasattr(result, "__len__") else ""
            print(f"| {name} | {size} | {milliseconds:.1f} |", flush=True)
        database.close()


if __name__ == "__main__":
    main()
