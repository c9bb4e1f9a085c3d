"""The reader without a PDF: what can be done, and how getting it goes on."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from carrel.domain.changes import Changes
from carrel.domain.job import JobKind, JobState
from carrel.services.carrel import Carrel
from carrel.storage import jobs
from carrel.ui.reader.page import ReaderPage

NOW, LATER = "2026-07-14T06:00:00Z", "2099-07-14T06:00:00Z"


@pytest.fixture
def absent(reader: ReaderPage, qtbot: QtBot) -> ReaderPage:
    reader.open_paper(1)
    qtbot.waitUntil(reader.pages.absent.isVisible)
    return reader


def names(reader: ReaderPage) -> list[str]:
    found = reader.pages.absent.findChildren(QAbstractButton)
    return [one.accessibleName() for one in found if one.isVisible() and one.isEnabled()]


def click(qtbot: QtBot, reader: ReaderPage, name: str) -> None:
    qtbot.waitUntil(lambda: name in names(reader))
    found = reader.pages.absent.findChildren(QAbstractButton)
    qtbot.mouseClick(next(one for one in found if one.accessibleName() == name), Qt.MouseButton.LeftButton)


def says(reader: ReaderPage, words: str) -> bool:
    return words in reader.pages.absent._text.text()


def put_back(library: Carrel, code: str, error: str) -> int:
    [job] = library.jobs.open_jobs()
    with library.database.write() as connection:
        jobs.claim(connection, job.kind.lane, "", NOW)
        jobs.put_back(connection, job.id, LATER, code, error, "")
    library.events.publish(Changes(papers=frozenset({1}), jobs=frozenset({job.id})))
    return job.id


def test_it_is_got_once_when_asked_for(qtbot: QtBot, absent: ReaderPage, library: Carrel) -> None:
    assert names(absent) == ["Get it once"]
    click(qtbot, absent, "Get it once")
    qtbot.waitUntil(lambda: bool(library.jobs.open_jobs()))
    [job] = library.jobs.open_jobs()
    assert (job.kind, job.paper_id, job.state) == (JobKind.FETCH_PAPER, 1, JobState.WAITING)


def test_offline_it_can_come_later_and_nothing_is_turned_on(qtbot: QtBot, absent: ReaderPage, library: Carrel) -> None:
    library.network.set_offline(True)
    absent.close_paper()
    absent.open_paper(1)
    qtbot.waitUntil(lambda: "Get it later" in names(absent))
    assert says(absent, "Work offline is on, so Carrel has not asked arXiv for it.")
    click(qtbot, absent, "Get it later")
    qtbot.waitUntil(lambda: bool(library.jobs.open_jobs()))
    assert library.network.offline
    put_back(library, "offline", "Work offline is on.")
    qtbot.waitUntil(lambda: says(absent, "It is asked for when you turn Work offline off."))
    assert "Get it later" not in names(absent)


def test_what_waits_for_its_next_try_can_be_tried_now(qtbot: QtBot, absent: ReaderPage, library: Carrel) -> None:
    click(qtbot, absent, "Get it once")
    qtbot.waitUntil(lambda: bool(library.jobs.open_jobs()))
    number = put_back(library, "network", "arXiv is busy (503).")
    qtbot.waitUntil(lambda: says(absent, "arXiv is busy (503). Next try at "))
    click(qtbot, absent, "Try now")
    qtbot.waitUntil(lambda: (job := library.jobs.get(number)) is not None and not job.due)


def test_a_paper_that_waits_already_says_so_when_it_is_opened(
    qtbot: QtBot, reader: ReaderPage, library: Carrel
) -> None:
    library.following.fetch([1])
    put_back(library, "network", "arXiv is busy (503).")
    reader.open_paper(1)
    qtbot.waitUntil(lambda: says(reader, "arXiv is busy (503). Next try at "))
    assert names(reader) == ["Try now"]
