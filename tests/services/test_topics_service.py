"""Topics of the person's own: what they may be, and how papers get them in the background."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from announced import MOMENT
from carrel.domain.digest import Status, Topic
from carrel.domain.errors import InputError
from carrel.domain.job import JobKind, JobState
from carrel.domain.paper import Paper
from carrel.paths import Paths
from carrel.services import topics
from carrel.services.carrel import Carrel
from carrel.services.events import Changes, Event
from carrel.services.open import open_library
from carrel.storage import digests, papers
from made_digests import make_digest

WHEN = "2026-11-20T12:00:00Z"
BIRDS = ("Bird song", "How birds sing, and what they say to each other.", ("birdsong", "vocalisation"))
ABOUT_BIRDS = "We record the birdsong of nightingales. Each vocalisation is told apart by ear."
ABOUT_ROBOTS = "A humanoid robot learns locomotion. The robot walks on sand and on stairs."


def add(desk: Carrel, *abstracts: str) -> list[int]:
    """Papers with these abstracts, each second one only announced, and digests of them with a topic of old."""
    ids = []
    with desk.database.write() as connection:
        for number, abstract in enumerate(abstracts):
            paper = Paper(f"Paper {number}", abstract=abstract)
            ids.append(papers.add(connection, paper, added=WHEN, kept=number % 2 == 0))
            digests.save(connection, ids[-1], None, make_digest(abstract, "Theory", Status.SUPPORTED))
    return ids


def settle(desk: Carrel) -> None:
    job = desk.jobs.latest(JobKind.NAME_TOPICS, "papers")
    assert job is not None
    assert {one.state for one in desk.jobs.wait([job])} == {JobState.DONE}


def found(desk: Carrel, paper: int) -> tuple[str, ...]:
    with desk.database.read() as connection:
        digest = digests.current(connection, paper)
        [row] = papers.rows(connection, [paper])
    assert digest is not None
    assert row.topics == digest.topics
    return row.topics


def test_papers_get_a_topic_that_was_added_and_lose_it_when_that_is_undone(desk: Carrel) -> None:
    birds, robot = add(desk, ABOUT_BIRDS, ABOUT_ROBOTS)
    told: list[Changes] = []
    desk.events.subscribe(lambda event: told.append(event) if isinstance(event, Changes) else None)
    changes = desk.topics.add(*BIRDS)
    assert (changes.topics, changes.undo) == (True, "Added topic “Bird song”")
    settle(desk)
    assert found(desk, birds) == ("Bird song",)
    assert "Robotics" in found(desk, robot)
    assert "Bird song" not in found(desk, robot)
    assert frozenset({birds, robot}) in [one.papers for one in told]
    with desk.database.read() as connection:
        assert len(digests.history(connection, birds)) == 1, "no digest was written anew"
    assert desk.undo.undo() == "Added topic “Bird song”"
    settle(desk)
    assert desk.topics.own == ()
    assert found(desk, birds) == ()


def test_new_digests_know_the_topics_of_ones_own(desk: Carrel) -> None:
    desk.topics.add(*BIRDS)
    with desk.database.write() as connection:
        paper = papers.add(connection, Paper("Nightingales", abstract=ABOUT_BIRDS), added=WHEN)
    desk.jobs.wait(desk.digests.request([paper]))
    assert found(desk, paper) == ("Bird song",)


def test_a_changed_and_a_removed_topic_come_back_as_they_were(desk: Carrel) -> None:
    [birds] = add(desk, ABOUT_BIRDS)
    desk.topics.add(*BIRDS)
    settle(desk)
    [before] = desk.topics.own
    assert desk.topics.change(before) == Changes(), "nothing was changed"
    desk.topics.change(replace(before, name="Songs of birds"))
    settle(desk)
    assert found(desk, birds) == ("Songs of birds",)
    assert desk.topics.remove(before.id).undo == "Removed topic “Songs of birds”"
    assert desk.topics.remove(before.id) == Changes(), "it is gone"
    settle(desk)
    assert found(desk, birds) == ()
    assert desk.undo.undo() == "Removed topic “Songs of birds”"
    assert desk.undo.undo() == "Changed topic “Bird song”"
    settle(desk)
    assert desk.topics.own == (before,)
    assert found(desk, birds) == ("Bird song",)


@pytest.mark.parametrize(
    ("name", "description", "phrases", "told"),
    [
        ("", "", (), "needs a name"),
        (" … ", "", (), "needs a name"),
        ("x" * 41, "", (), "name of this topic is too long"),
        ("Birds", "x" * 301, (), "description of this topic is too long"),
        ("Birds", "", ("x" * 61,), "is too long"),
        ("Birds", "", tuple(f"word {number}" for number in range(31)), "too many phrases"),
        ("graph  LEARNING", "", (), "There is a topic “Graph Learning” already."),
        ("ØRRED", "", (), "There is a topic “Ørred” already."),
    ],
)
def test_what_a_topic_cannot_be_is_told_and_not_kept(
    desk: Carrel, name: str, description: str, phrases: tuple[str, ...], told: str
) -> None:
    desk.topics.add("Ørred", "Trout.")
    with pytest.raises(InputError, match=told):
        desk.topics.add(name, description, phrases)
    desk.topics.add("Salmon", "")
    salmon = desk.topics.own[-1]
    with pytest.raises(InputError, match=told):
        desk.topics.change(Topic(name, description, phrases, salmon.id))
    assert [one.name for one in desk.topics.own] == ["Ørred", "Salmon"]
    assert desk.topics.own[-1] == salmon


def test_spaces_and_phrases_that_come_twice_are_left_out(desk: Carrel) -> None:
    desk.topics.add("  Bird \n song", " How\tbirds sing. ", ("Birdsong", " ", "birdsong", "two  words"))
    [topic] = desk.topics.own
    assert topic == Topic("Bird song", "How birds sing.", ("Birdsong", "two words"), topic.id)


def test_there_is_an_end_to_topics(desk: Carrel) -> None:
    for number in range(topics.MOST):
        desk.topics.add(f"Topic {number}", "")
    with pytest.raises(InputError, match="40 topics of your own"):
        desk.topics.add("One more", "")


def test_without_digests_there_is_nothing_to_do(desk: Carrel) -> None:
    desk.topics.add(*BIRDS)
    assert desk.jobs.open_jobs() == []


@pytest.mark.skipif(os.name != "posix", reason="kills by a signal")
def test_the_child_that_is_killed_meanwhile_is_started_anew(desk: Carrel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(topics, "_BATCH", 2)
    ids = add(desk, *[ABOUT_BIRDS] * 9)
    killed: list[int] = []

    def kill(event: Event) -> None:
        pid = desk.documents_worker.pid
        if isinstance(event, Changes) and event.papers and pid is not None and len(killed) < 3:
            os.kill(pid, signal.SIGKILL)
            killed.append(pid)

    desk.events.subscribe(kill)
    desk.topics.add(*BIRDS)
    settle(desk)
    assert len(set(killed)) == 3
    assert {found(desk, paper) for paper in ids} == {("Bird song",)}


@pytest.mark.skipif(os.name != "posix", reason="kills by a signal")
def test_a_killed_process_leaves_the_rest_to_the_next_start(library_home: Path) -> None:
    opened = open_library(Paths(library_home), clock=lambda: MOMENT)
    opened.settings.change(welcomed=True, model="", refresh_hours=0)
    ids = add(opened, *[ABOUT_BIRDS] * 9)
    opened.close()
    script = f"""
        import os, signal, sys
        from pathlib import Path
        from carrel.paths import Paths
        from carrel.services import topics
        from carrel.services.events import Changes
        from carrel.services.open import open_library

        topics._BATCH = 2
        desk = open_library(Paths(Path(sys.argv[1])))
        desk.jobs.start()
        desk.events.subscribe(
            lambda event: os.kill(os.getpid(), signal.SIGKILL) if getattr(event, "papers", None) else None
        )
        desk.topics.add(*{BIRDS!r})
        desk.jobs.wait(desk.jobs.open_jobs())
        """
    command = [sys.executable, "-c", textwrap.dedent(script), str(library_home)]
    done = subprocess.run(command, check=False, timeout=120)
    assert done.returncode == -signal.SIGKILL
    opened = open_library(Paths(library_home), clock=lambda: MOMENT)
    try:
        assert [found(opened, paper) for paper in ids] == [("Bird song",)] * 2 + [("Theory",)] * 7
        again: list[int] = []
        opened.events.subscribe(
            lambda event: again.extend(event.papers) if isinstance(event, Changes) and event.papers else None
        )
        opened.jobs.start()
        settle(opened)
        assert {found(opened, paper) for paper in ids} == {("Bird song",)}
        assert sorted(again) == ids[2:], "those that had their topics were left alone"
    finally:
        opened.close()


def test_what_changed_before_the_papers_were_looked_at_is_made_up_for_at_the_next_start(library_home: Path) -> None:
    opened = open_library(Paths(library_home), clock=lambda: MOMENT)
    opened.settings.change(welcomed=True, model="", refresh_hours=0)
    opened.topics.add(*BIRDS)
    [paper] = add(opened, ABOUT_BIRDS)
    assert opened.topics.pending() is None
    opened.topics.start()
    assert opened.topics.pending() is not None
    opened.jobs.start()
    settle(opened)
    assert found(opened, paper) == ("Bird song",)
    opened.topics.start()
    assert opened.topics.pending() is None
    opened.close()


def test_more_urgent_work_of_the_lane_goes_first(desk: Carrel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(topics, "_BATCH", 2)
    add(desk, *[ABOUT_BIRDS] * 9)
    began: list[Changes] = []
    ended: list[JobKind] = []
    named = threading.Event()

    def note(event: Event) -> None:
        if not isinstance(event, Changes):
            return
        if event.papers and not began:
            began.append(event)
            desk.maintenance.queue()
        done = [job for job in map(desk.jobs.get, event.jobs) if job is not None and job.state is JobState.DONE]
        ended.extend(job.kind for job in done)
        if JobKind.NAME_TOPICS in ended:
            named.set()

    desk.events.subscribe(note)
    desk.topics.add(*BIRDS)
    settle(desk)
    assert named.wait(30)
    assert list(dict.fromkeys(ended)) == [JobKind.MAINTENANCE, JobKind.NAME_TOPICS]
