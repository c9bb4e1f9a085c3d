"""Days of announcements written straight into a library, for tests of what comes after the feed."""

from __future__ import annotations

from datetime import UTC, datetime

from carrel.domain.feed import Announcement, AnnounceType
from carrel.domain.interests import Interests
from carrel.domain.paper import Paper
from carrel.storage import feeds, news
from carrel.storage.database import Database

DAY = "2026-11-20"
MOMENT = datetime(2026, 11, 20, 15, tzinfo=UTC)
"""The morning of that day at arXiv."""
BEFORE = "2026-11-19"
_NOW = "2026-11-20T09:30:00Z"
_SUBJECTS = ("attention", "pruning", "diffusion", "retrieval", "planning", "translation", "tokens", "proofs")


def paper(number: int, *, version: int = 1, words: str = "", category: str = "cs.LG") -> Paper:
    """A paper with an abstract of its own; `words` are put into it."""
    subject = _SUBJECTS[number % len(_SUBJECTS)]
    abstract = (
        f"We study {subject} in networks of {number + 2} layers, where memory is what limits the length of a text. "
        f"Our method, called Lantern {number}, reads each passage once and keeps what later passages refer to. {words} "
        f"On {number + 3} tasks it needs {number + 10} percent less memory than the baseline, at the same accuracy. "
        f"Results of version {version} show that long papers can be read on one small computer."
    )
    return Paper(
        title=f"Lantern {number}: reading with {subject}",
        authors=("Ada Lovelace", f"Author {number}"),
        abstract=" ".join(abstract.split()),
        arxiv_id=f"2611.{number:05}",
        version=version,
        categories=(category,),
        source="arxiv",
    )


def follow(database: Database, category: str = "cs.LG", *include: str) -> None:
    """Follow a category."""
    with database.write() as connection:
        feeds.add(connection, category, _NOW, wanted=Interests(include=include))


def announce(
    database: Database, *papers: Paper, day: str = DAY, kind: AnnounceType = AnnounceType.NEW
) -> dict[str, int]:
    """Announce papers in this order; return their ids by arXiv id."""
    with database.write() as connection:
        news.announce(connection, day, [Announcement(one, kind) for one in papers], from_feed=True, now=_NOW)
        these = {one.arxiv_id for one in papers}
        found = connection.execute("SELECT arxiv_id, id FROM papers").fetchall()
        return {identifier: paper_id for identifier, paper_id in found if identifier in these}
