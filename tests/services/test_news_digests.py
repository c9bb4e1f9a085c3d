from __future__ import annotations

import threading

import pytest

from announced import BEFORE, DAY, announce, follow, paper
from carrel.domain.digest import Status
from carrel.domain.feed import AnnounceType
from carrel.domain.job import Job, JobKind, JobState
from carrel.services.carrel import Carrel
from carrel.services.events import Changes, Event, JobProgress, Writing, WritingState
from services.digested_day import Written, engines, following, ids_of, wait, with_digest


@pytest.fixture
def desk(carrel: Carrel) -> Carrel:
    """A library that follows cs.LG, without a model."""
    return following(carrel)


def open_day(desk: Carrel) -> Job:
    """The day's job; the daily care may be open, too."""
    [job] = [job for job in desk.jobs.open_jobs() if job.kind is JobKind.DIGEST_NEWS]
    return job


def test_a_day_is_digested_with_the_most_interesting_papers_first(desk: Carrel) -> None:
    ids = ids_of(desk, 8)
    written = Written(desk)
    told: list[Changes] = []
    progress: list[Job] = []
    desk.events.subscribe(lambda event: told.append(event) if isinstance(event, Changes) else None)
    desk.events.subscribe(lambda event: progress.append(event.job) if isinstance(event, JobProgress) else None)
    job = desk.news_digests.request()
    ended = wait(desk, job)
    assert (ended.state, ended.error, ended.key, ended.priority) == (JobState.DONE, "", DAY, -1)
    assert ended.title == "Digests of 20 November"
    # “tokens” is what the person wants to see first; the others follow in arXiv's order.
    assert written.papers == [ids[6], *ids[:6], ids[7]]
    assert with_digest(desk, ids) == ids
    digest = desk.reading.digest(ids[0])
    assert digest is not None
    assert digest.provenance.extractive
    assert digest.count(Status.SUPPORTED) == len(digest.statements)
    saved = [changes for changes in told if changes.digests]
    assert [changes.papers for changes in saved] == [frozenset({one}) for one in written.papers]
    progress = [one for one in progress if one.kind is JobKind.DIGEST_NEWS]
    assert (progress[0].done, progress[0].total) == (0, 8)
    assert progress[0].stage.startswith("Now: Lantern ")
    assert desk.news_digests.request() is None


def test_a_day_has_as_many_digests_as_are_set_and_more_when_asked_for(desk: Carrel) -> None:
    desk.settings.change(news_digests=3)
    ids = ids_of(desk, 8)
    wait(desk, desk.news_digests.request(DAY))
    assert len(with_digest(desk, ids)) == 3
    assert desk.news_digests.request(DAY) is None
    ids += announce(desk.database, *(paper(number) for number in range(20, 25))).values()
    assert desk.news_digests.request(DAY) is None
    wait(desk, desk.news_digests.request(DAY, more=True))
    assert len(with_digest(desk, ids)) == 6


def test_hidden_papers_are_left_out_and_their_digests_still_count(desk: Carrel) -> None:
    desk.settings.change(news_digests=3)
    ids = ids_of(desk, 8)
    desk.news.hide([ids[0], ids[6]])
    wait(desk, desk.news_digests.request())
    assert with_digest(desk, ids) == ids[1:4]
    desk.news.hide(ids[1:4])
    assert desk.news_digests.request() is None


@pytest.mark.parametrize(("welcomed", "most"), [(False, 70), (True, 0)])
def test_nothing_is_written_before_welcome_or_when_none_is_wanted(desk: Carrel, welcomed: bool, most: int) -> None:
    ids_of(desk, 2)
    desk.settings.change(welcomed=welcomed, news_digests=most)
    assert desk.news_digests.request() is None
    assert desk.news_digests.request(DAY, more=True) is None


def test_without_announcements_there_is_nothing_to_write(desk: Carrel) -> None:
    assert desk.news_digests.request() is None


def test_a_paused_day_keeps_what_is_written_and_goes_on_with_what_is_missing(desk: Carrel) -> None:
    ids = ids_of(desk, 8)
    written = Written(desk)
    paused = threading.Event()

    def look(event: Event) -> None:
        if isinstance(event, Changes) and any(job.state is JobState.PAUSED for job in desk.jobs.open_jobs()):
            paused.set()

    desk.events.subscribe(look)
    written.after[2] = lambda: desk.jobs.pause(open_day(desk).id)
    job = desk.news_digests.request()
    assert job is not None
    assert paused.wait(30)
    assert len(with_digest(desk, ids)) == 2
    again = desk.news_digests.request()
    assert again is not None
    assert (again.id, again.state) == (job.id, JobState.PAUSED)
    desk.jobs.resume(job.id)
    assert wait(desk, job).state is JobState.DONE
    assert sorted(written.papers) == ids
    assert all(len(desk.reading.digest_history(one)) == 1 for one in ids)


def test_a_digest_that_the_person_asks_for_is_written_beside_the_day(desk: Carrel) -> None:
    ids = ids_of(desk, 8)
    written = Written(desk)
    asked: list[Job] = []
    written.after[2] = lambda: asked.extend(desk.digests.request([ids[7]], priority=1))
    job = desk.news_digests.request()
    assert wait(desk, job).state is JobState.DONE
    assert [one.state for one in desk.jobs.wait(asked)] == [JobState.DONE]
    assert sorted(written.papers) == ids


def test_one_paper_can_be_stopped_and_the_others_are_written(desk: Carrel) -> None:
    ids = ids_of(desk, 4)

    def stop_first(event: Event) -> None:
        if isinstance(event, Writing) and event.state is WritingState.STARTED and event.paper_id == ids[0]:
            desk.digests.stop(ids[0])

    desk.events.subscribe(stop_first)
    assert wait(desk, desk.news_digests.request()).state is JobState.DONE
    assert with_digest(desk, ids) == ids[1:]
    assert desk.news_digests.request() is None


def test_a_day_that_grows_or_that_is_no_longer_followed_while_it_is_written_stays_right(desk: Carrel) -> None:
    ids = ids_of(desk, 4)
    follow(desk.database, "math.NT")
    other = announce(desk.database, *(paper(number, category="math.NT") for number in range(40, 43)))
    written = Written(desk)
    grown: dict[str, int] = {}

    def change() -> None:
        grown.update(announce(desk.database, paper(50), paper(51)))
        with desk.database.write() as connection:
            connection.execute("UPDATE announcements SET shown = 0 WHERE paper_id >= ?", (min(other.values()),))
            connection.execute("UPDATE announcements SET shown = 1 WHERE paper_id = ?", (grown[paper(50).arxiv_id],))

    written.after[1] = change
    assert wait(desk, desk.news_digests.request()).state is JobState.DONE
    assert with_digest(desk, [*ids, *other.values(), *grown.values()]) == [*ids, grown[paper(50).arxiv_id]]


def test_a_new_abstract_is_digested_anew_and_the_old_digest_shown_against_the_old_one(desk: Carrel) -> None:
    [one] = announce(desk.database, paper(1), day=BEFORE).values()
    wait(desk, desk.news_digests.request(BEFORE))
    announce(desk.database, paper(1, version=2), kind=AnnounceType.REPLACE)
    wait(desk, desk.news_digests.request())
    new, old = desk.reading.digest_history(one)
    assert desk.reading.digest(one) == new
    assert desk.reading.abstract_for(one, new) == paper(1, version=2).abstract
    assert desk.reading.abstract_for(one, old) == paper(1).abstract
    assert desk.news_digests.request() is None


def test_a_model_that_is_missing_fails_the_job_in_words(desk: Carrel) -> None:
    ids_of(desk, 2)
    desk.settings.change(model="gone.gguf")
    ended = wait(desk, desk.news_digests.request())
    assert ended.state is JobState.FAILED
    assert "gone.gguf" in ended.error
    assert "Models page" in ended.advice


def test_a_window_goes_on_with_the_newest_day_unless_the_person_stopped_it(desk: Carrel) -> None:
    assert desk.news_digests.go_on() is None
    ids = ids_of(desk, 3)
    written = Written(desk)
    written.after[1] = lambda: desk.jobs.cancel(open_day(desk).id)
    assert wait(desk, desk.news_digests.go_on()).state is JobState.CANCELLED
    assert len(with_digest(desk, ids)) == 1
    assert desk.news_digests.go_on() is None
    wait(desk, desk.news_digests.request())
    announce(desk.database, paper(9))
    assert wait(desk, desk.news_digests.go_on()).state is JobState.DONE
    assert len(written.papers) == 4


@pytest.mark.model
@pytest.mark.slow
def test_the_starter_model_digests_a_day_and_goes_ahead_with_a_paper_that_is_asked_for(desk: Carrel) -> None:
    desk.settings.change(model="starter")
    ids = ids_of(desk, 8)
    written = Written(desk)
    progress: list[Job] = []
    desk.events.subscribe(lambda event: progress.append(event.job) if isinstance(event, JobProgress) else None)
    asked: list[Job] = []
    written.after[1] = lambda: asked.extend(desk.digests.request([ids[7]], priority=1))
    ended = wait(desk, desk.news_digests.request())
    assert (ended.state, ended.error) == (JobState.DONE, "")
    assert [job.state for job in desk.jobs.wait(asked)] == [JobState.DONE]
    assert sorted(written.papers) == ids
    for one in ids:
        digest = desk.reading.digest(one)
        assert digest is not None
        assert digest.count(Status.NOT_FOUND) < len(digest.statements)
    assert "llama.cpp" in engines(desk, ids)
    assert any(job.left > 0 for job in progress)
