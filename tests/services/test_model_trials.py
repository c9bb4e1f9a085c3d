"""Trials of models as jobs: what is queued, kept, said, and what is left by one that was stopped or killed."""

from __future__ import annotations

import os
import queue
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from carrel.domain.changes import Changes
from carrel.domain.errors import ModelError
from carrel.domain.job import Job, JobKind, JobState
from carrel.services.carrel import Carrel
from carrel.services.events import Event, Notice
from carrel.services.model_trials import ModelTrials
from carrel.storage import measurements
from carrel.worker.model import ModelWorker
from made_gguf import made_gguf
from trial_child import MEASURED, OPTIMISED, asked, trial_command

FILE = "larch-Q4_1.gguf"
COPY = "larch-Q8_0.gguf"


@dataclass(slots=True)
class Trying:
    """The library with a model of the person's own, whose trials are made up, and what was told."""

    carrel: Carrel
    trials: ModelTrials
    worker: ModelWorker
    folder: Path
    events: queue.SimpleQueue[Event]

    def hold(self) -> None:
        (self.folder / "hold").touch()

    def let_go(self) -> None:
        (self.folder / "hold").unlink()

    def until_asked(self, job: Job) -> None:
        """Wait until the child works on `job`. Progress is told ten times a second at most, so it is also looked at."""
        deadline = time.monotonic() + 60
        while (now := self.carrel.jobs.get(job.id)) is None or now.stage != "Writing a digest":
            assert time.monotonic() < deadline, now
            with suppress(queue.Empty):
                self.events.get(timeout=0.05)

    def ended(self, job: Job) -> Job:
        return self.carrel.jobs.wait([job])[0]

    def told(self) -> list[Event]:
        found = []
        while not self.events.empty():
            found.append(self.events.get())
        return found

    def until_told(self, expected: Callable[[Event], bool]) -> None:
        """Wait until an event is told that is as expected."""
        while not expected(self.events.get(timeout=60)):
            pass

    def latest(self) -> dict[tuple[str, int], object]:
        with self.carrel.database.read() as connection:
            return dict(measurements.latest(connection))

    def left_over(self) -> list[str]:
        return sorted(path.name for path in self.carrel.models.folder.iterdir())


@pytest.fixture
def trying(carrel: Carrel, tmp_path: Path) -> Iterator[Trying]:
    made_gguf(carrel.models.folder / FILE, {"general.architecture": "llama", "general.file_type": 3})
    folder = tmp_path / "child"
    worker = ModelWorker(command=trial_command(folder))
    events: queue.SimpleQueue[Event] = queue.SimpleQueue()
    trials = ModelTrials(carrel.database, carrel.jobs, carrel.models, worker, carrel.events, lambda: ("Q4_0",))
    carrel.jobs.handle({JobKind.BENCH_MODEL: trials.run_bench, JobKind.OPTIMISE_MODEL: trials.run_optimise})
    carrel.events.subscribe(events.put)
    yield Trying(carrel, trials, worker, folder, events)
    carrel.jobs.close()
    worker.close()


def test_a_benchmark_is_kept_for_the_file_and_said(trying: Trying) -> None:
    job = trying.trials.bench(FILE)
    assert (job.kind, job.key, job.title) == (JobKind.BENCH_MODEL, FILE, "larch")
    assert job.priority >= 1
    assert trying.ended(job).state is JobState.DONE
    size = (trying.carrel.models.folder / FILE).stat().st_size
    assert trying.latest() == {(FILE, size): MEASURED}
    trying.until_told(
        lambda event: event == Notice("larch reads 344 and writes 260 tokens a second; 70 papers in about 9 min.")
    )
    # The Models page reads anew upon it. It is told after the job's end was kept.
    trying.until_told(lambda event: isinstance(event, Changes) and event.settings)


@pytest.mark.model
def test_the_starter_is_known_by_its_files_name(trying: Trying) -> None:
    choice = trying.carrel.models.find("starter")
    assert choice.path is not None
    assert trying.ended(trying.trials.bench("starter")).state is JobState.DONE
    assert trying.latest() == {(choice.path.name, choice.path.stat().st_size): MEASURED}


def test_a_trial_that_waits_is_not_queued_twice(trying: Trying) -> None:
    trying.hold()
    job = trying.trials.bench(FILE)
    trying.until_asked(job)
    assert trying.trials.bench(FILE).id == job.id
    trying.let_go()
    assert trying.ended(job).state is JobState.DONE
    assert asked(trying.folder) == [f"bench {FILE}"]


def test_a_trial_is_begun_again_when_its_child_is_killed(trying: Trying) -> None:
    trying.hold()
    job = trying.trials.bench(FILE)
    trying.until_asked(job)
    assert trying.worker.pid is not None
    os.kill(trying.worker.pid, signal.SIGKILL)
    trying.let_go()
    assert trying.ended(job).state is JobState.DONE
    assert asked(trying.folder) == [f"bench {FILE}"] * 2
    assert len(trying.latest()) == 1


def test_a_benchmark_that_is_stopped_keeps_nothing_and_says_nothing(trying: Trying) -> None:
    trying.hold()
    job = trying.trials.bench(FILE)
    trying.until_asked(job)
    trying.carrel.jobs.cancel(job.id)
    assert trying.ended(job).state is JobState.CANCELLED
    assert trying.latest() == {}
    assert not any(isinstance(event, Notice) for event in trying.told())


def test_a_copy_is_made_compared_kept_and_said_and_the_original_stays(trying: Trying) -> None:
    original = (trying.carrel.models.folder / FILE).read_bytes()
    job = trying.trials.optimise(FILE)
    assert (job.kind, job.key, job.payload) == (JobKind.OPTIMISE_MODEL, FILE, {"format": "Q8_0"})
    assert job.priority >= 1
    assert trying.ended(job).state is JobState.DONE
    assert trying.left_over() == [FILE, COPY]
    assert (trying.carrel.models.folder / FILE).read_bytes() == original
    copy = (COPY, (trying.carrel.models.folder / COPY).stat().st_size)
    assert trying.latest() == {(FILE, len(original)): MEASURED, copy: OPTIMISED.after}
    with trying.carrel.database.read() as connection:
        kept = measurements.copies(connection)[copy]
    assert (kept.perplexity_before, kept.perplexity_after, kept.supported_after) == (18.11, 18.64, 38)
    (notice,) = [event.text for event in trying.told() if isinstance(event, Notice)]
    assert notice == (
        f"{COPY} is there beside larch. It reads 732 instead of 344 and writes 380 instead of 260 tokens a second. "
        "Its perplexity is 18.64, that of the original 18.11; 86% of its statements were supported, 91% of the "
        "original’s. The original stays."
    )


def test_a_copy_that_is_stopped_leaves_no_part_behind(trying: Trying) -> None:
    trying.hold()
    job = trying.trials.optimise(FILE)
    trying.until_asked(job)
    assert trying.left_over() == [f".{COPY}.part", FILE]
    trying.carrel.jobs.cancel(job.id)
    assert trying.ended(job).state is JobState.CANCELLED
    assert trying.left_over() == [FILE]
    assert trying.latest() == {}


def test_a_model_in_the_best_format_known_is_not_copied(trying: Trying) -> None:
    made_gguf(trying.carrel.models.folder / "fir.gguf", {"general.architecture": "llama", "general.file_type": 2})
    with pytest.raises(ModelError, match="has a format already"):
        trying.trials.optimise("fir.gguf")


@pytest.mark.parametrize("key", ["", "server", "gone.gguf"])
def test_what_is_no_model_on_this_computer_is_refused(trying: Trying, key: str) -> None:
    for trial in (trying.trials.bench, trying.trials.optimise):
        with pytest.raises(ModelError):
            trial(key)
    assert not [job for job in trying.carrel.jobs.open_jobs() if job.kind is not JobKind.MAINTENANCE]


def test_a_model_that_is_removed_before_its_turn_fails_with_words(trying: Trying) -> None:
    trying.carrel.jobs.pause_all()
    job = trying.trials.bench(FILE)
    (trying.carrel.models.folder / FILE).unlink()
    trying.carrel.jobs.resume_all()
    ended = trying.ended(job)
    assert ended.state is JobState.FAILED
    assert "not there" in ended.error
