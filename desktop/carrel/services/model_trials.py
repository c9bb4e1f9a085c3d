"""Trying models: how fast one is on this computer, and whether a copy in another format is better here."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path

from carrel.domain.changes import Changes
from carrel.domain.errors import ModelError
from carrel.domain.job import Job, JobKind
from carrel.domain.models import Measured, Optimised
from carrel.inference.quantize import better_format, name_in_format, part_of
from carrel.services.events import Events, Notice
from carrel.services.jobs import JobRunner
from carrel.services.models import ModelChoice, Models
from carrel.services.work import INTERACTIVE, NewJob, Running
from carrel.storage import measurements
from carrel.storage.database import Database
from carrel.worker.model import ModelWorker
from carrel.worker.steps import OnStep, Step


class ModelTrials:
    """Benchmarks and optimised copies of models, each a job; what they find is kept and said."""

    def __init__(
        self,
        database: Database,
        jobs: JobRunner,
        models: Models,
        worker: ModelWorker,
        events: Events,
        repacks: Callable[[], Collection[str]],
    ) -> None:
        """`repacks` tells which formats llama.cpp rearranges for this processor."""
        self._database = database
        self._jobs = jobs
        self._models = models
        self._worker = worker
        self._events = events
        self._repacks = repacks

    def bench(self, key: str) -> Job:
        """Queue the benchmark of a model; one that is queued already is returned.

        Raises:
            ModelError: it cannot be used, or is on a server.
        """
        choice, _ = self._found(key)
        return self._jobs.add([NewJob(JobKind.BENCH_MODEL, key, {}, choice.name, priority=INTERACTIVE)])[0]

    def optimise(self, key: str) -> Job:
        """Queue a copy of a model in the format that this computer computes fastest, and its comparison with the original.

        Raises:
            ModelError: it cannot be used, is on a server, or no better format is known.
        """
        choice, _ = self._found(key)
        format_ = better_format(choice.info, self._repacks()) if choice.info is not None else ""
        if not format_:
            raise ModelError(
                f"{choice.name} has a format already that this computer computes fast.", "Use it as it is."
            )
        new = NewJob(JobKind.OPTIMISE_MODEL, key, {"format": format_}, choice.name, priority=INTERACTIVE)
        return self._jobs.add([new])[0]

    def run_bench(self, running: Running) -> Changes:
        """Handle a queued benchmark."""
        choice, path = self._found(running.job.key)
        running.progress(0, 0, f"Loading {choice.name}")
        size = path.stat().st_size
        measured = self._worker.bench(path, on_event=_telling(running), cancelled=running.stopped)
        running.check()
        with self._database.write() as connection:
            measurements.add(connection, path.name, size, measured)
        self._events.publish(Notice(bench_words(choice.name, measured)))
        # Whoever shows models reads them anew.
        return Changes(settings=True)

    def run_optimise(self, running: Running) -> Changes:
        """Handle a queued copy. What a copy that was stopped left behind is removed."""
        choice, path = self._found(running.job.key)
        format_ = str(running.job.payload["format"])
        target = self._models.folder / name_in_format(path.name, format_)
        size = path.stat().st_size
        try:
            optimised = self._worker.optimise(
                path, target, format_, on_event=_telling(running), cancelled=running.stopped
            )
        finally:
            part_of(target).unlink(missing_ok=True)
        running.check()
        with self._database.write() as connection:
            measurements.keep_optimised(connection, (path.name, size), optimised)
        self._events.publish(Notice(optimise_words(choice.name, optimised)))
        return Changes(settings=True)

    def _found(self, key: str) -> tuple[ModelChoice, Path]:
        choice = self._models.find(key)
        if choice.on_server:
            raise ModelError("Only models on this computer can be measured.", "Choose one of them.")
        if choice.path is None or choice.info is None:
            raise ModelError(choice.problem or "No model is chosen.", "Choose another model.")
        return choice, choice.path


def bench_words(name: str, measured: Measured) -> str:
    """What a benchmark found."""
    return (
        f"{name} reads {_rate(measured.prefill)} and writes {_rate(measured.decode)} tokens a second; "
        f"70 papers in about {max(1, round(measured.day_minutes))} min."
    )


def optimise_words(name: str, optimised: Optimised) -> str:
    """What a copy gains and what it costs."""
    before, after = optimised.before, optimised.after
    quality = (
        f"Its perplexity is {optimised.perplexity_after:.2f}, that of the original {optimised.perplexity_before:.2f}"
    )
    if optimised.statements_before and optimised.statements_after:
        shares = (
            f"{100 * optimised.supported_after / optimised.statements_after:.0f}%",
            f"{100 * optimised.supported_before / optimised.statements_before:.0f}%",
        )
        quality += f"; {shares[0]} of its statements were supported, {shares[1]} of the original’s"
    return (
        f"{optimised.file} is there beside {name}. It reads {_rate(after.prefill)} instead of {_rate(before.prefill)} "
        f"and writes {_rate(after.decode)} instead of {_rate(before.decode)} tokens a second. {quality}. "
        "The original stays."
    )


def _rate(tokens: float) -> str:
    return f"{tokens:,.0f}" if tokens >= 10 else f"{tokens:.1f}"


def _telling(running: Running) -> OnStep:
    def tell(step: Step) -> None:
        running.progress(step.done, step.total, step.words)

    return tell
