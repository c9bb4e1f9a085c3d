"""Several jobs of a lane at once, in the status bar and in Activity."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from carrel.domain.job import Job, JobKind, JobState
from carrel.services.carrel import Carrel
from carrel.ui.background import Background
from carrel.ui.bridge import Bridge
from carrel.ui.shell.activity import ActivityPopover
from carrel.ui.shell.activity_now import ActivityNow, in_their_places
from carrel.ui.shell.job_row import JobRow
from carrel.ui.shell.status_bar import StatusBar
from carrel.ui.theme import Theme


def job(number: int, kind: JobKind, state: JobState = JobState.RUNNING, **more: object) -> Job:
    base: dict[str, object] = {
        "id": number,
        "kind": kind,
        "key": str(number),
        "state": state,
        "payload": {},
        "title": f"Paper {number}",
        "paper_id": None,
        "priority": 0,
        "attempts": 1,
        "error_code": "",
        "error": "",
        "advice": "",
        "created": "",
        "started": "",
        "finished": "2026-11-20T09:30:00Z" if not state.open else "",
    }
    return Job(**(base | more))  # type: ignore[arg-type]


DAY = job(9, JobKind.DIGEST_NEWS, done=14, total=38, left=470, stage="Now: Slack time and 5 more", priority=-1)
ONE, TWO, THREE = (job(number, JobKind.WRITE_DIGEST) for number in (1, 2, 3))
NEXT = job(4, JobKind.WRITE_DIGEST, JobState.WAITING)


@pytest.mark.parametrize(
    ("jobs", "on_battery", "said"),
    [
        ([ONE], False, "Writing the digest of Paper 1"),
        ([ONE, TWO, THREE, NEXT], False, "Writing 3 digests, 1 waiting"),
        ([ONE, DAY, TWO, NEXT], False, "Writing digests, 14 of 38, about 8 min left"),
        ([DAY, job(8, JobKind.DIGEST_NEWS), ONE], False, "Writing digests"),
        ([ONE, DAY, job(5, JobKind.FETCH_MODEL), NEXT], False, "3 jobs, 1 waiting"),
        ([NEXT, job(8, JobKind.DIGEST_NEWS, JobState.WAITING)], True, "Digests wait for mains power, 2 waiting"),
        ([job(8, JobKind.EMBED_PAPERS, JobState.WAITING)], True, "Other work waits for mains power, 1 waiting"),
        ([job(8, JobKind.WRITE_DIGEST), NEXT], True, "Writing the digest of Paper 8, 1 waiting"),
    ],
)
def test_the_status_bar_says_what_many_jobs_do(
    qtbot: QtBot, theme: Theme, jobs: list[Job], on_battery: bool, said: str
) -> None:
    bar = StatusBar(theme)
    qtbot.addWidget(bar)
    bar.show_jobs(jobs, problems=0, paused=False, on_battery=on_battery)
    assert said in {one.accessibleName() for one in bar.findChildren(QWidget)}


def test_jobs_keep_their_places_and_what_is_queued_again_takes_its_own() -> None:
    done, failed = job(1, JobKind.WRITE_DIGEST, JobState.DONE), job(2, JobKind.WRITE_DIGEST, JobState.FAILED)
    again = job(7, JobKind.WRITE_DIGEST, key="2")
    assert in_their_places([TWO, DAY, ONE], ()) == [TWO, DAY, ONE]
    assert in_their_places([DAY, NEXT, done], [ONE, DAY]) == [done, DAY, NEXT]
    assert in_their_places([again, DAY], [DAY, failed]) == [DAY, again]
    assert in_their_places([DAY], [done, DAY]) == [done, DAY]


def test_rows_of_activity_do_not_move_while_they_are_looked_at(qtbot: QtBot, theme: Theme, library: Carrel) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    host.resize(1200, 800)
    host.show()
    background, bridge = Background(), Bridge(library.events)
    popover = ActivityPopover(theme, library, background, bridge, host)

    def show(open_jobs: list[Job], ended: list[Job]) -> None:
        popover.show_now(ActivityNow(open_jobs, [], ended, paused=False, requests=[], today=0, offline=False))

    def heads() -> list[str]:
        rows = [one for one in popover.findChildren(JobRow) if one.isVisible()]
        return [row._head.text() for row in sorted(rows, key=lambda row: row.mapTo(popover, row.rect().topLeft()).y())]

    show([ONE, TWO, THREE, NEXT], [])
    popover.open()
    qtbot.waitUntil(lambda: len(heads()) == 4)
    one_done = job(1, JobKind.WRITE_DIGEST, JobState.DONE)
    show([TWO, THREE, job(4, JobKind.WRITE_DIGEST), DAY], [one_done])
    words = [
        "Wrote the digest of Paper 1",
        *(f"Writing the digest of Paper {number}" for number in (2, 3, 4)),
        "Writing digests",
    ]
    qtbot.waitUntil(lambda: heads() == words)
    popover.close_popover()
    popover.open()
    qtbot.waitUntil(lambda: heads() == [*words[1:], words[0]])
    popover.close_popover()
