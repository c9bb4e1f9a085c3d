"""Work that nobody waits for, and a computer without mains power."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

from announced import MOMENT
from carrel.domain.job import Job, JobKind, JobState
from carrel.paths import Paths
from carrel.services.carrel import Carrel
from carrel.services.events import Changes, Event, Events
from carrel.services.open import open_library
from carrel.services.power import Power, on_battery
from services.digested_day import Written, following, ids_of, wait, with_digest


class Battery:
    """What the computer's battery says."""

    def __init__(self, used: bool) -> None:
        self.used = used

    def __call__(self) -> bool:
        return self.used


@pytest.fixture
def battery() -> Battery:
    return Battery(used=True)


@pytest.fixture
def desk(library_home: Path, battery: Battery) -> Iterator[Carrel]:
    """A library that follows cs.LG, without a model, on a computer that runs on its battery."""
    opened = open_library(Paths(library_home), digest_on_import=False, clock=lambda: MOMENT, battery=battery)
    following(opened)
    opened.start()
    yield opened
    opened.close()


def given_way(desk: Carrel, battery: Battery) -> threading.Event:
    """Set once the day waits and the battery is used."""
    found = threading.Event()

    def look(event: Event) -> None:
        if isinstance(event, Changes) and event.jobs and battery.used:
            jobs = [job for job in desk.jobs.open_jobs() if job.kind is JobKind.DIGEST_NEWS]
            if jobs and jobs[0].state is JobState.WAITING and not jobs[0].attempts:
                found.set()

    desk.events.subscribe(look)
    return found


def done(desk: Carrel, jobs: list[Job]) -> list[JobState]:
    return [job.state for job in desk.jobs.wait(jobs)]


def test_only_what_a_person_waits_for_starts_on_a_battery(desk: Carrel, battery: Battery) -> None:
    ids = ids_of(desk, 8)
    day = desk.news_digests.request()
    assert day is not None
    [idle] = desk.digests.request([ids[6]])
    assert done(desk, desk.digests.request([ids[7]], priority=1)) == [JobState.DONE]
    assert [job.state for job in desk.jobs.open_jobs() if job.id in (day.id, idle.id)] == [JobState.WAITING] * 2
    assert with_digest(desk, ids) == [ids[7]]
    battery.used = False
    desk.power.look()
    assert done(desk, [day, idle]) == [JobState.DONE] * 2
    assert with_digest(desk, ids) == ids


def test_the_setting_lets_it_go_on_at_once(desk: Carrel) -> None:
    ids = ids_of(desk, 3)
    job = desk.news_digests.request()
    desk.settings.change(on_battery="go_on")
    assert wait(desk, job).state is JobState.DONE
    assert with_digest(desk, ids) == ids
    assert not desk.power.waits


def test_a_day_gives_way_when_the_plug_is_pulled_and_goes_on_when_it_is_back(desk: Carrel, battery: Battery) -> None:
    battery.used = False
    desk.power.look()
    ids = ids_of(desk, 8)
    written = Written(desk)
    waits = given_way(desk, battery)

    def pull() -> None:
        battery.used = True
        desk.power.look()

    written.after[3] = pull
    job = desk.news_digests.request()
    assert waits.wait(30)
    assert len(with_digest(desk, ids)) == 3
    battery.used = False
    desk.power.look()
    ended = wait(desk, job)
    assert (ended.state, ended.attempts) == (JobState.DONE, 1)
    assert sorted(written.papers) == ids


def test_a_change_is_told_once(desk: Carrel, battery: Battery) -> None:
    # One that nobody started: what looks once a minute may be the one that tells.
    told: list[Event] = []
    events = Events()
    events.subscribe(told.append)
    power = Power(desk.settings, events, battery)
    assert power.waits
    power.look()
    assert told == []
    battery.used = False
    power.look()
    power.look()
    assert told == [Changes(settings=True)]


def test_what_is_typed_on_a_command_line_does_not_wait(library_home: Path, battery: Battery) -> None:
    opened = open_library(Paths(library_home), only_own_jobs=True, digest_on_import=False, battery=battery)
    try:
        following(opened)
        ids = ids_of(opened, 2)
        opened.jobs.start()
        assert done(opened, opened.digests.request(ids)) == [JobState.DONE] * 2
    finally:
        opened.close()


def test_more_than_three_at_once_are_not_what_a_person_waits_for(desk: Carrel) -> None:
    ids = ids_of(desk, 8)
    assert {job.priority for job in desk.digests.request(ids[:3], priority=1)} == {1}
    assert {job.priority for job in desk.digests.request(ids[3:7], priority=1)} == {0}
    assert {job.priority for job in desk.digests.request([], priority=1)} == set()


@pytest.mark.parametrize(
    ("says", "used"),
    [
        (None, False),
        (SimpleNamespace(power_plugged=True), False),
        (SimpleNamespace(power_plugged=None), False),
        (SimpleNamespace(power_plugged=False), True),
    ],
)
def test_a_battery_is_used_only_where_it_says_so(monkeypatch: pytest.MonkeyPatch, says: object, used: bool) -> None:
    monkeypatch.setattr(psutil, "sensors_battery", lambda: says, raising=False)
    assert on_battery() is used


def test_a_battery_that_cannot_be_asked_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> object:
        raise FileNotFoundError

    monkeypatch.setattr(psutil, "sensors_battery", broken, raising=False)
    assert not on_battery()
    monkeypatch.delattr(psutil, "sensors_battery")
    assert not on_battery()
