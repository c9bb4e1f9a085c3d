"""A library that follows arXiv, for tests of Today: it is a Friday, and announces days that end with it."""

from __future__ import annotations

from dataclasses import dataclass

import announced
from carrel.domain.changes import Changes
from carrel.domain.feed import AnnounceType, DayState
from carrel.domain.interests import Interests
from carrel.domain.paper import Paper
from carrel.services.carrel import Carrel
from carrel.storage import feeds, news
from carrel.storage.database import Database

FRIDAY, THURSDAY, WEDNESDAY = "2026-11-20", "2026-11-19", "2026-11-18"
CATEGORIES = ("cs.LG", "cs.CL")


@dataclass(slots=True)
class Desk:
    """The library's database, to announce papers as a refresh would."""

    database: Database
    carrel: Carrel

    def follow(self, *categories: str, include: tuple[str, ...] = ()) -> None:
        """Follow categories since three weeks ago."""
        since = "2026-10-30T12:00:00Z"
        with self.database.write() as connection:
            for category in categories:
                feeds.add(connection, category, since, wanted=Interests(include=include))

    def announce(self, day: str, *papers: Paper, kind: AnnounceType = AnnounceType.NEW) -> list[int]:
        """Announce papers, and tell of it; their ids in the same order."""
        ids = announced.announce(self.database, *papers, day=day, kind=kind)
        with self.database.write() as connection:
            news.set_coverage(connection, CATEGORIES, day, DayState.ANNOUNCED, "", f"{day}T09:30:00Z")
        self.carrel.events.publish(Changes(news=True))
        return [ids[paper.arxiv_id] for paper in papers]

    def gap(self, day: str, reason: str) -> None:
        """Note that a day is missing."""
        with self.database.write() as connection:
            news.set_coverage(connection, CATEGORIES, day, DayState.GAP, reason, f"{day}T09:30:00Z")

    def seen(self, paper_id: int) -> bool:
        """Whether a paper's announcement is read."""
        (card,) = self.carrel.news.cards([paper_id])
        return card.seen
