"""A library whose day of announcements is digested, and what came of it."""

from __future__ import annotations

from announced import announce, follow, paper
from carrel.domain.job import Job
from carrel.services.carrel import Carrel
from carrel.services.events import Event, Writing, WritingState


def following(carrel: Carrel) -> Carrel:
    """The library, following cs.LG with an interest in tokens; without a model and without a schedule."""
    carrel.settings.change(welcomed=True, model="", refresh_hours=0)
    follow(carrel.database, "cs.LG", "tokens")
    return carrel


class Written:
    """Which digests were written, in order."""

    def __init__(self, carrel: Carrel) -> None:
        self.papers: list[int] = []
        self._unsubscribe = carrel.events.subscribe(self._note)
        self.after: dict[int, object] = {}

    def _note(self, event: Event) -> None:
        if isinstance(event, Writing) and event.state is WritingState.FINISHED:
            self.papers.append(event.paper_id)
            act = self.after.pop(len(self.papers), None)
            if callable(act):
                act()


def ids_of(carrel: Carrel, count: int) -> list[int]:
    found = announce(carrel.database, *(paper(number) for number in range(count)))
    return [found[paper(number).arxiv_id] for number in range(count)]


def wait(carrel: Carrel, job: Job | None) -> Job:
    assert job is not None
    return next(ended for ended in carrel.jobs.wait([job]) if ended.id == job.id)


def with_digest(carrel: Carrel, ids: list[int]) -> list[int]:
    return [one for one in ids if carrel.reading.digest(one) is not None]


def engines(carrel: Carrel, ids: list[int]) -> list[str]:
    return [digest.provenance.engine for one in ids if (digest := carrel.reading.digest(one)) is not None]
