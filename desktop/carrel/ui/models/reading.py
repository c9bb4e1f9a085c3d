"""What the Models page shows, read at one moment, beside the window."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from carrel.domain.job import JobKind, JobState
from carrel.domain.models import Fit, Held

if TYPE_CHECKING:
    from collections.abc import Sequence

    from carrel.domain.job import Job
    from carrel.domain.models import ModelEntry
    from carrel.services.carrel import Carrel

_TRIALS = {JobKind.BENCH_MODEL, JobKind.OPTIMISE_MODEL}
_NEAR = 10.0
"""A speed is estimated only from a model whose file is at most so many times larger or smaller."""


@dataclass(frozen=True, slots=True)
class ModelsNow:
    """`jobs` are downloads by the model's file, open or failed; `trials` benchmarks and the like that are open.

    `free` is the disk's, `taken` what the models' files take, in bytes.
    """

    entries: tuple[ModelEntry, ...]
    jobs: dict[str, Job]
    trials: dict[str, Job]
    free: int
    taken: int


def models_now(carrel: Carrel) -> ModelsNow:
    """Read it."""
    entries = tuple(carrel.model_list.entries())
    waiting = carrel.jobs.open_jobs()
    downloads = {job.key: job for job in waiting if job.kind is JobKind.FETCH_MODEL}
    trials = {job.key: job for job in waiting if job.kind in _TRIALS}
    jobs, open_trials = {}, {}
    for entry in entries:
        job = downloads.get(entry.entry.key) if entry.entry is not None else None
        if job is None and entry.entry is not None and entry.held is Held.OFFERED:
            latest = carrel.jobs.latest(JobKind.FETCH_MODEL, entry.entry.key)
            job = latest if latest is not None and latest.state is JobState.FAILED else None
        if job is not None:
            jobs[entry.file] = job
        if entry.key in trials:
            open_trials[entry.file] = trials[entry.key]
    here = [entry for entry in entries if entry.held in {Held.HERE, Held.INCLUDED}]
    free = shutil.disk_usage(carrel.paths.models).free
    return ModelsNow(entries, jobs, open_trials, free, sum(entry.bytes for entry in here))


def estimated_speed(entry: ModelEntry, entries: Sequence[ModelEntry]) -> float:
    """How fast a model may write on the processor, in tokens a second; 0 where nothing tells.

    Each token reads all weights once, so the speed goes with the inverse of the file's size; it is taken from the
    measured model that is nearest in size.
    """
    if entry.search or not entry.bytes or entry.fit not in {Fit.MEMORY, Fit.SLOW}:
        return 0.0
    measured = [
        (max(one.bytes / entry.bytes, entry.bytes / one.bytes), one.measured.decode * one.bytes / entry.bytes)
        for one in entries
        if one.measured is not None and one.measured.gpu_layers == 0 and one.bytes and not one.search
    ]
    ratio, speed = min(measured, default=(0.0, 0.0))
    return speed if 0 < ratio <= _NEAR else 0.0
