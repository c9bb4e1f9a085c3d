"""How soon a day's announcements are read and stored, and what the Today page's questions cost with years of them.

python benchmarks/news.py [--papers 100000] [--announcements 200000] [--entries 2000] [--library FOLDER]

A library of synthetic papers is made as benchmarks/library.py does, or that of FOLDER is copied. Prints a markdown table of
medians.
"""

from __future__ import annotations

import argparse
import random
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from xml.sax.saxutils import escape

from carrel.domain.announcing import announces
from carrel.domain.feed import Announcement, AnnounceType, DayState, NewsLane, NewsQuery, NewsSort
from carrel.domain.interests import Interests
from carrel.domain.paper import Paper
from carrel.services.events import Events
from carrel.services.news import News
from carrel.services.undo import Undo
from carrel.sources.arxiv_feed import parse_feed
from carrel.storage import digests, feeds, news, papers, searches
from carrel.storage.database import Connection, Database
from library import NOW, SEED, TOPICS, Words, digest, make, median_milliseconds

LAST = date(2026, 11, 20)
A_DAY = 800
CATEGORIES = ("cs.LG", "cs.CL", "cs.CV", "stat.ML", "cs.AI", "eess.IV", "math.OC", "cs.RO")
TYPES = (AnnounceType.NEW, AnnounceType.CROSS, AnnounceType.REPLACE, AnnounceType.REPLACE_CROSS)
REPEATS = 5


class Announcements:
    """Announcements as arXiv makes them, each of a paper of its own."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - repeatable, not secret
        self._words = Words(self._random)
        self._next = 0

    def some(self, count: int) -> list[Announcement]:
        return [self._one() for _ in range(count)]

    def _one(self) -> Announcement:
        self._next += 1
        kind = self._random.choices(TYPES, (5, 2, 3, 1))[0]
        paper = Paper(
            title=self._words.some(9),
            authors=tuple(f"{self._words.some(1).title()} {self._words.some(1).title()}" for _ in range(5)),
            abstract=self._words.some(170),
            arxiv_id=f"{2001 + self._next // 99_999:04}.{self._next % 99_999 + 1:05}",
            version=2 if kind.replaced else 1,
            categories=tuple(self._random.sample(CATEGORIES, self._random.randint(1, 3))),
            source="arxiv",
        )
        return Announcement(paper, kind)


def feed(announcements: list[Announcement], day: date) -> bytes:
    """The announcements in the words of arXiv's RSS."""
    items = "".join(
        f"<item><title>{escape(one.paper.title)}</title><link>https://arxiv.org/abs/{one.paper.arxiv_id}</link>"
        f"<description>arXiv:{one.paper.arxiv_id}v{one.paper.version} Announce Type: {one.type} \n"
        f"Abstract: {escape(one.paper.abstract)}</description>"
        f'<guid isPermaLink="false">oai:arXiv.org:{one.paper.arxiv_id}v{one.paper.version}</guid>'
        + "".join(f"<category>{name}</category>" for name in one.paper.categories)
        + f"<arxiv:announce_type>{one.type}</arxiv:announce_type>"
        f"<dc:creator>{escape(', '.join(one.paper.authors))}</dc:creator></item>"
        for one in announcements
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss xmlns:arxiv="http://arxiv.org/schemas/atom"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" version="2.0"><channel><title>updates on arXiv.org</title>'
        f"<pubDate>{day:%a, %d %b %Y} 00:00:00 -0500</pubDate>{items}</channel></rss>"
    ).encode()


def made(database: Database, announcements: Announcements, count: int) -> None:
    """Announcements on the days before the last one, a tenth of them digested."""
    with database.write() as connection:
        for category in CATEGORIES[:5]:
            feeds.add(connection, category, "2020-01-01T00:00:00Z")
        searches.add(connection, "Lattices", "lattice", NOW)
    randomness = random.Random(SEED)  # noqa: S311 - repeatable, not secret
    words = Words(randomness)
    day = LAST - timedelta(days=1)
    while count > 0:
        if announces(day):
            with database.write() as connection:
                came = news.announce(
                    connection, day.isoformat(), announcements.some(min(A_DAY, count)), from_feed=True, now=NOW
                )
                news.set_coverage(connection, CATEGORIES[:5], day.isoformat(), DayState.ANNOUNCED, "", NOW)
                for paper_id in randomness.sample(sorted(came.papers_added), len(came.papers_added) // 10):
                    digests.save(connection, paper_id, None, digest(randomness, words))
            count -= A_DAY
        day -= timedelta(days=1)


def stored(database: Database, announcements: list[Announcement]) -> dict[str, list[float]]:
    """Seconds of reading a feed and of storing it, each time undone, so that every time is the first."""
    content = feed(announcements, LAST)
    seconds: dict[str, list[float]] = {"feed: parse": [], "feed: store": [], "feed: store again": []}
    for _ in range(REPEATS):
        start = time.perf_counter()
        answer = parse_feed(content)
        seconds["feed: parse"].append(time.perf_counter() - start)
        for name in ("feed: store", "feed: store again"):
            start = time.perf_counter()
            with database.write() as connection:
                news.announce(connection, answer.day, answer.announcements, from_feed=True, now=NOW)
                news.set_coverage(connection, CATEGORIES[:5], answer.day, DayState.ANNOUNCED, "", NOW)
            seconds[name].append(time.perf_counter() - start)
        with database.write() as connection:
            _forget(connection, answer.day)
    return seconds


def stored_versions(database: Database, announcements: list[Announcement]) -> float:
    """Seconds of storing a day of which two in five are new versions of papers that were announced in all the years."""
    randomness = random.Random(SEED)  # noqa: S311 - repeatable, not secret
    with database.read() as connection:
        known = [row[0] for row in connection.execute("SELECT id FROM papers WHERE kept = 0")]
        chosen = randomness.sample(known, min(len(known), len(announcements) * 2 // 5))
        found = [paper for paper_id in chosen if (paper := papers.get(connection, paper_id)) is not None]
    told = [
        Announcement(
            replace(paper, version=paper.version + 1, abstract=f"{paper.abstract} Again."), AnnounceType.REPLACE
        )
        for paper in found
    ]
    told += announcements[len(told) :]
    start = time.perf_counter()
    with database.write() as connection:
        news.announce(connection, LAST.isoformat(), told, from_feed=True, now=NOW)
    return time.perf_counter() - start


def _forget(connection: Connection, day: str) -> None:
    these = connection.execute("SELECT paper_id FROM announcements WHERE day = ?", (day,)).fetchall()
    connection.execute("DELETE FROM announcements WHERE day = ?", (day,))
    for (paper_id,) in these:
        papers.release(connection, paper_id)


def questions(carrel: News, database: Database) -> Iterator[tuple[str, Callable[[], object]]]:
    """What is asked, in words, and how."""
    day = (LAST - timedelta(days=1)).isoformat()
    yield "strip", lambda: carrel.strip(LAST)
    yield "unread", carrel.unread
    yield "feeds with their unread", carrel.feeds
    yield "counts, a day", lambda: carrel.counts(NewsQuery(day))
    yield "counts, a day of one feed", lambda: carrel.counts(NewsQuery(day, NewsLane.NEW, feed="cs.CL"))
    for sort in NewsSort:
        yield f"ids, a day, {sort.value}", lambda sort=sort: carrel.ids(NewsQuery(day, sort=sort))  # type: ignore[misc]
    yield "ids, a day, unread, one topic", lambda: carrel.ids(NewsQuery(day, unread=True, topic=TOPICS[3]))
    shown = list(carrel.ids(NewsQuery(day)))[:40]
    yield "cards, 40", lambda: carrel.cards(shown)
    yield "counts, all days", lambda: carrel.counts(NewsQuery())
    for sort in NewsSort:
        yield f"ids, all days, {sort.value}", lambda sort=sort: carrel.ids(NewsQuery(sort=sort))  # type: ignore[misc]
    yield "ids, all days of one feed", lambda: carrel.ids(NewsQuery(feed="cs.CL", sort=NewsSort.NEWEST))
    yield "saved searches", carrel.searches
    for text in ("lattice", "quantum", "learning model"):
        yield f"search, “{text}”", lambda text=text: carrel.search_ids(text)  # type: ignore[misc]

    def writing(change: Callable[[Connection], object]) -> Callable[[], object]:
        def call() -> object:
            with database.write() as connection:
                return change(connection)

        return call

    def interests() -> object:
        with database.write() as connection:
            before = feeds.set_interests(connection, "cs.LG", Interests(("lattice", "author:Quico"), ("quantum",)))
        with database.write() as connection:
            feeds.set_interests(connection, "cs.LG", before)
        return None

    def follow() -> object:
        with database.write() as connection:
            feeds.add(connection, "cs.RO", NOW)
        with database.write() as connection:
            feeds.remove(connection, "cs.RO")
        return None

    yield "write: interests, and back", interests
    yield "write: follow, and back", follow
    yield "write: mark a paper read", writing(lambda c: news.mark(c, news.set_seen(c, shown[:1], True), False))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--papers", type=int, default=100_000)
    parser.add_argument("--announcements", type=int, default=200_000)
    parser.add_argument("--entries", type=int, default=2000)
    parser.add_argument("--library", type=Path, help="a folder that holds a library to be copied, as it would be made")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        path = Path(temporary) / "library.sqlite3"
        if arguments.library:
            shutil.copy(arguments.library / path.name, path)
        database = Database(path)
        if not arguments.library:
            make(database, arguments.papers, 0)
        announcements = Announcements(SEED)
        made(database, announcements, arguments.announcements)
        print(f"{path.stat().st_size / 1e6:.0f} MB\n\n| what | result | median, ms |\n| --- | ---: | ---: |")
        for name, seconds in stored(database, announcements.some(arguments.entries)).items():
            print(f"| {name} | {arguments.entries} | {statistics.median(seconds) * 1000:.1f} |", flush=True)
        seconds_once = stored_versions(database, announcements.some(arguments.entries))
        print(f"| feed: store, 40 % new versions, once | {arguments.entries} | {seconds_once * 1000:.1f} |", flush=True)
        for name, call in questions(News(database, Events(), Undo()), database):
            milliseconds, result = median_milliseconds(call)
            size = len(result) if hasattr(result, "__len__") else ""
            print(f"| {name} | {size} | {milliseconds:.1f} |", flush=True)
        database.close()


if __name__ == "__main__":
    main()
