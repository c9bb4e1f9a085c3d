"""Activity and the status bar over a real library: what runs, what is tried again, what a check brought, the full log."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from carrel.domain.announcing import announces, eastern_day
from carrel.domain.feed import Announcement, AnnounceType, DayState
from carrel.domain.job import JobKind, JobState, Lane
from carrel.domain.paper import Paper
from carrel.domain.request import Request
from carrel.paths import Paths
from carrel.services.carrel import Carrel
from carrel.services.clock import instant
from carrel.services.events import JobProgress
from carrel.services.open import open_library
from carrel.sources.policy import HttpPolicy
from carrel.storage import feeds, jobs, ledger, news
from carrel.storage.database import Connection
from carrel.ui.navigation import Place
from carrel.ui.shell.activity import ActivityPopover
from carrel.ui.shell.full_log import FullLog
from carrel.ui.shell.window import Window
from carrel.ui.theme import Theme
from loop_watch import LoopWatch
from loopback import Reply, loopback
from shown_window import shown_window


@pytest.fixture
def window(qtbot: QtBot, theme: Theme, library: Carrel) -> Iterator[Window]:
    library.settings.change(welcomed=True)
    with shown_window(qtbot, theme, library) as window:
        yield window


def ago(**span: float) -> str:
    return instant(datetime.now(UTC) - timedelta(**span))


def queue(connection: Connection, kind: JobKind, key: str, title: str, paper_id: int | None = None) -> int:
    return jobs.enqueue(
        connection, kind, key, {}, title=title, paper_id=paper_id, priority=0, created=ago(minutes=9)
    ).id


def shown(window: QWidget) -> set[str]:
    return {one.accessibleName() for one in window.findChildren(QWidget) if one.isVisible()}


def control(window: QWidget, name: str) -> QAbstractButton:
    return next(one for one in window.findChildren(QAbstractButton) if one.accessibleName() == name and one.isVisible())


def texts(window: QWidget) -> set[str]:
    return {
        text()
        for one in window.findChildren(QWidget)
        if one.isVisible() and callable(text := getattr(one, "text", None))
    }


def activity(window: Window) -> ActivityPopover:
    found = window.findChild(ActivityPopover)
    assert found is not None
    return found


def full_log(window: Window) -> FullLog:
    found = window.findChild(FullLog)
    assert found is not None
    return found


def test_the_digests_of_a_day_are_told_in_the_status_bar_and_can_be_paused_and_cancelled(
    qtbot: QtBot, window: Window, library: Carrel
) -> None:
    with library.database.write() as connection:
        number = queue(connection, JobKind.DIGEST_NEWS, "2026-09-12", "Digests of 12 September")
        jobs.claim(connection, Lane.MODEL, "", ago(minutes=5))
    window.live.read_work()
    qtbot.waitUntil(lambda: any(name.startswith("Writing digests") for name in shown(window.status)))
    running = library.jobs.get(number)
    assert running is not None
    library.events.publish(JobProgress(replace(running, done=14, total=38, left=470, stage="Now: Value bounds")))
    qtbot.waitUntil(lambda: "Writing digests, 14 of 38, about 8 min left" in shown(window.status))
    window.overlays.activity()
    library.events.publish(JobProgress(replace(running, done=15, total=38, left=440, stage="Now: Slack time")))
    qtbot.waitUntil(lambda: "15 of 38, about 7 min left. Now: Slack time" in texts(window))
    with library.database.write() as connection:
        jobs.release(connection, number)
    window.live.read_work()
    qtbot.waitUntil(lambda: "Waiting for the work before it" in texts(window))
    qtbot.mouseClick(control(window, "Pause"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: (job := library.jobs.get(number)) is not None and job.state is JobState.PAUSED)
    qtbot.waitUntil(lambda: "Resume" in shown(window))
    qtbot.mouseClick(control(window, "Resume"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: (job := library.jobs.get(number)) is not None and job.state is JobState.WAITING)
    qtbot.mouseClick(control(window, "Cancel"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: (job := library.jobs.get(number)) is not None and job.state is JobState.CANCELLED)


def test_what_waits_for_its_next_try_is_a_problem_that_can_be_tried_now(
    qtbot: QtBot, window: Window, library: Carrel
) -> None:
    later = datetime.now().astimezone().replace(second=0, microsecond=0) + timedelta(minutes=8)
    with library.database.write() as connection:
        number = queue(connection, JobKind.FETCH_PAPER, "2509.09001", "FoundationalECGNet", 1)
        jobs.claim(connection, Lane.NETWORK, "", ago(minutes=2))
        jobs.put_back(connection, number, instant(later), "network", "arXiv is busy (503).", "It is tried again.")
    window.live.read_work()
    qtbot.waitUntil(lambda: "1 problem" in shown(window.status))
    qtbot.mouseClick(control(window, "1 problem"), Qt.MouseButton.LeftButton)
    clock = later.strftime("%H:%M") if later.date() == datetime.now().astimezone().date() else ""
    qtbot.waitUntil(
        lambda: any(
            name.startswith("arXiv is busy (503). Next try at") and clock in name and "the abstract is here" in name
            for name in shown(window)
        )
    )
    assert "PDF of FoundationalECGNet was not downloaded" in texts(window)
    assert "1 problem" in texts(activity(window))
    qtbot.mouseClick(control(window, "Try now"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: (job := library.jobs.get(number)) is not None and not job.due)


def test_a_check_of_arxiv_says_what_it_brought_and_leads_there(qtbot: QtBot, window: Window, library: Carrel) -> None:
    day = eastern_day(datetime.now(UTC))
    while not announces(day):
        day -= timedelta(days=1)
    papers = [
        Announcement(
            Paper(title=f"Paper {n}", abstract="A.", arxiv_id=f"2609.{n:05}", version=1, categories=("cs.LG",)),
            AnnounceType.NEW,
        )
        for n in range(3)
    ]
    with library.database.write() as connection:
        for category in ("cs.LG", "cs.CL"):
            feeds.add(connection, category, ago(days=2))
        news.announce(connection, day.isoformat(), papers, from_feed=True, now=ago())
        news.set_coverage(connection, ["cs.LG", "cs.CL"], day.isoformat(), DayState.ANNOUNCED, "", ago())
        number = queue(connection, JobKind.REFRESH_FEEDS, "feeds", "arXiv's announcements")
        jobs.claim(connection, Lane.NETWORK, "", ago(minutes=1))
        jobs.finish(connection, number, ago())
    window.live.read_work()
    window.overlays.activity()
    qtbot.waitUntil(lambda: any(text.startswith("3 papers from 2 categories, ") for text in texts(window)))
    qtbot.mouseClick(control(activity(window), "Show"), Qt.MouseButton.LeftButton)
    assert window.navigation.current == Place("today")
    assert not activity(window).isVisible()


def requests(library: Carrel, count: int) -> None:
    with library.database.write() as connection:
        for number in range(count):
            host = "rss.arxiv.org" if number % 100 == 0 else "arxiv.org"
            ledger.add(
                connection,
                Request(ago(minutes=count - number), host, f"/pdf/{number}", f"PDF {number}", "you", 200, 1_100_000),
            )


def open_log(qtbot: QtBot, window: Window) -> FullLog:
    window.live.read_work()
    window.overlays.activity()
    qtbot.waitUntil(lambda: "Open full log" in shown(window))
    qtbot.mouseClick(control(window, "Open full log"), Qt.MouseButton.LeftButton)
    log = full_log(window)
    qtbot.waitUntil(lambda: bool(log.rows.requests))
    return log


def test_the_full_log_is_filtered_and_copied(qtbot: QtBot, window: Window, library: Carrel) -> None:
    requests(library, 300)
    log = open_log(qtbot, window)
    assert not activity(window).isVisible()
    assert log.rows.rowCount() == 300
    assert log.rows.index(0, 3).data() == "PDF 299"
    qtbot.keyClicks(log.field, "rss.arxiv")
    qtbot.waitUntil(lambda: log.rows.rowCount() == 3)
    qtbot.mouseClick(control(log, "Copy"), Qt.MouseButton.LeftButton)
    lines = QApplication.clipboard().text().splitlines()
    assert len(lines) == 4
    assert lines[0].split("\t")[:3] == ["Time", "Host", "Address"]
    assert lines[1].split("\t")[1:5] == ["rss.arxiv.org", "/pdf/200", "PDF 200", "you asked"]
    log.table.selectRow(2)
    qtbot.mouseClick(control(log, "Copy"), Qt.MouseButton.LeftButton)
    assert len(QApplication.clipboard().text().splitlines()) == 2
    qtbot.keyClick(log.field, Qt.Key.Key_Escape)
    assert not log.isVisible()


def test_thousands_of_requests_are_read_as_far_as_is_scrolled(
    qtbot: QtBot, window: Window, library: Carrel, longest_gap: LoopWatch
) -> None:
    requests(library, 4_000)
    log = open_log(qtbot, window)
    assert 0 < log.rows.rowCount() < 4_000
    first = log.rows.requests[0]
    longest_gap.start()

    def at_the_end() -> bool:
        log.table.scrollToBottom()
        return log.rows.rowCount() == 4_000

    qtbot.waitUntil(at_the_end)
    longest_gap.stop()
    assert log.rows.requests[0] == first
    assert longest_gap.longest_work < 0.2


def test_rows_stay_while_newer_requests_come(qtbot: QtBot, window: Window, library: Carrel) -> None:
    requests(library, 5)
    log = open_log(qtbot, window)
    library.network._record(Request(ago(), "arxiv.org", "/pdf/new", "PDF new", "you", 200, 9))
    qtbot.waitUntil(lambda: "Show newer requests" in shown(log))
    assert log.rows.rowCount() == 5
    qtbot.mouseClick(control(log, "Show newer requests"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: log.rows.rowCount() == 6)
    assert log.rows.index(0, 3).data() == "PDF new"


def test_the_log_is_written_to_the_file_that_was_chosen(
    qtbot: QtBot, window: Window, library: Carrel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    requests(library, 7)
    log = open_log(qtbot, window)
    target = tmp_path / "log.csv"
    # The system's own file chooser cannot be clicked offscreen.
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(target), ""))
    qtbot.mouseClick(control(log, "Export…"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: target.exists() and window.toast.text() == "Wrote 7 requests to log.csv.")
    assert len(target.read_text("utf-8").splitlines()) == 8


def test_what_is_asked_of_the_network_is_told_while_it_is_asked(
    qtbot: QtBot, theme: Theme, library_home: Path, tmp_path: Path
) -> None:
    asking = threading.Event()

    def answer(_path: str, _headers: dict[str, str]) -> Reply:
        asking.wait(20)
        return Reply(b"%PDF-1.7")

    with loopback(answer) as server:
        policy = HttpPolicy(state=tmp_path / "last-request", plain_hosts=frozenset({"127.0.0.1"}), pause=0.0)
        carrel = open_library(Paths(library_home), policy=policy)
        carrel.settings.change(welcomed=True)
        with shown_window(qtbot, theme, carrel) as window:

            def ask() -> None:
                with carrel.network.client.get(f"{server.base}/pdf/1", purpose="PDF 1") as reply:
                    list(reply.pieces())

            thread = threading.Thread(target=ask)
            thread.start()
            qtbot.waitUntil(
                lambda: any(name.startswith("Downloading from 127.0.0.1, you asked, ") for name in shown(window.status))
            )
            asking.set()
            qtbot.waitUntil(lambda: any(name.startswith("No network use since ") for name in shown(window.status)))
            thread.join()
        carrel.close()
