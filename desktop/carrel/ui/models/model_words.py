"""A row of the models' list in words: what it is, how it fits, how fast it was, what can be done with it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from carrel.domain.digest import Status
from carrel.domain.job import JobState
from carrel.domain.models import Fit, Held
from carrel.ui.models.wording import licence_words, rate_words
from carrel.ui.shell.job_words import waits_for_network, will_retry
from carrel.ui.shell.wording import clock_time, local, share_of_size, size, time_left

if TYPE_CHECKING:
    from carrel.domain.job import Job
    from carrel.domain.models import ModelEntry

_SMALL = 1_000_000_000
_SIZE = re.compile(r"\b\d+(\.\d+)?[BM]\b", re.IGNORECASE)


class Act(StrEnum):
    """What the button of a row does."""

    USE = "use"
    BENCHMARK = "benchmark"
    STOP = "stop"
    DOWNLOAD = "download"
    AGAIN = "again"
    PAUSE = "pause"
    RESUME = "resume"
    TRY_NOW = "try_now"
    NONE = ""


BUTTONS = {
    Act.USE: ("Use", ""),
    Act.BENCHMARK: ("Benchmark", "gauge"),
    Act.STOP: ("Stop", "square"),
    Act.DOWNLOAD: ("Download", "download"),
    Act.AGAIN: ("Download again", "download"),
    Act.PAUSE: ("Pause", "pause"),
    Act.RESUME: ("Resume", "play"),
    Act.TRY_NOW: ("Try now", "rotate-ccw"),
}
"""The words and the icon of each act."""


@dataclass(frozen=True, slots=True)
class FitWords:
    """How a model fits: the mark that says so, the words, and a quieter line."""

    mark: Status
    text: str
    detail: str


@dataclass(frozen=True, slots=True)
class SpeedWords:
    """The column of the speed. `share` is how far a download or a trial is (0 to 1), None where none runs."""

    text: str
    detail: str
    share: float | None = None
    standing: bool = False
    checked: bool = False


def model_name(entry: ModelEntry) -> str:
    """What a model is called."""
    return entry.name or entry.file


def detail_words(entry: ModelEntry) -> str:
    """Parameters, quantization, size and licence, as far as they are known."""
    parts = []
    if entry.key == "starter":
        parts.append("Starter")
    elif entry.parameters and not _names_its_size(entry):
        parts.append(parameter_words(entry.parameters))
    parts += [entry.quantization, size(entry.bytes) if entry.bytes else "", licence_words(entry.licence)]
    words = ", ".join(part for part in parts if part)
    return f"{words}. Rough" if entry.key == "starter" else words


def parameter_words(count: int) -> str:
    """A number of parameters as models are named by it ("3.8B", "135M")."""
    return f"{count / 1e9:.1f}B" if count >= 1e9 else f"{count / 1e6:.0f}M"


def fit_words(entry: ModelEntry, memory: int, gpu_memory: int) -> FitWords:
    """How it fits a computer with so much memory, and so much on its graphics card (bytes; 0: not known, or none)."""
    need = entry.need.total if entry.need is not None else 0
    layers = _layers_on_gpu(entry)
    if entry.fit is Fit.GPU:
        return FitWords(Status.SUPPORTED, "Fits the GPU", _of(need, gpu_memory))
    if entry.fit is Fit.SHARED:
        shared = f"{layers} of {entry.layers} layers on the GPU" if layers and entry.layers else _needs(need)
        return FitWords(Status.PARTLY, "Shares with memory", shared)
    if entry.fit is Fit.MEMORY:
        text = "Fits anywhere" if 0 < need < _SMALL else "Fits in memory"
        return FitWords(Status.SUPPORTED, text, f"{_gigabytes(need)} GB of memory" if need else "")
    if entry.fit is Fit.SLOW:
        return FitWords(Status.PARTLY, "Slow here", _needs(need))
    if entry.fit is Fit.TOO_LARGE:
        have = f", you have {memory / 1e9:.0f}" if need and memory else ""
        return FitWords(Status.NOT_FOUND, "Too large", f"{_needs(need)}{have}")
    return FitWords(Status.CHECKING, "Not known", "")


def speed_words(entry: ModelEntry, job: Job | None, trial: Job | None, estimate: float) -> SpeedWords:
    """How fast it was, or may be (`estimate` in tokens a second, 0 where there is none); or how far its job is."""
    if trial is not None and trial.state.open:
        return _trial_words(trial)
    if job is not None and job.state.open:
        return _download_words(job)
    if job is not None and job.state is JobState.FAILED and entry.held is Held.OFFERED:
        return SpeedWords("Not downloaded", clock_time(job.finished))
    if entry.measured is not None:
        speed = entry.measured.prefill if entry.search else entry.measured.decode
        return SpeedWords(f"{rate_words(speed)} tokens/s", f"measured {day_words(entry.measured.measured)}")
    if entry.fit is Fit.TOO_LARGE or entry.problem:
        return SpeedWords("", "")
    if estimate:
        return SpeedWords(f"about {rate_words(estimate)} tokens/s", "estimate")
    return SpeedWords("", "not measured")


def act_of(entry: ModelEntry, job: Job | None, trial: Job | None) -> tuple[Act, str]:
    """What its button does, or the words that stand in its place."""
    if trial is not None and trial.state.open:
        return Act.STOP, ""
    if job is not None and job.state.open:
        return _download_act(job)
    if entry.held is Held.OFFERED:
        if entry.fit is Fit.TOO_LARGE:
            return Act.NONE, "Not offered"
        return (Act.AGAIN if job is not None and job.state is JobState.FAILED else Act.DOWNLOAD), ""
    if entry.problem:
        return Act.NONE, "Cannot be used"
    if entry.search:
        return Act.NONE, ""
    return (Act.BENCHMARK if entry.in_use else Act.USE), ""


def problem_of(entry: ModelEntry, job: Job | None) -> str:
    """What keeps it from being used, or from being downloaded, in words; "" where nothing does."""
    if entry.problem:
        return entry.problem
    if job is not None and job.error and (job.state is JobState.FAILED or will_retry(job)):
        return f"{job.error} {job.advice}".strip()
    return ""


def verifies(job: Job) -> bool:
    """Whether all of a download is here and it is being compared with its checksum."""
    return job.state is JobState.RUNNING and (job.stage.startswith(("Check", "Verif")) or job.done >= job.total > 0)


def day_words(instant: str) -> str:
    """The local day of an instant ("3 Sep")."""
    moment = local(instant)
    return f"{moment.day} {moment.strftime('%b')}" if moment is not None else ""


def _download_words(job: Job) -> SpeedWords:
    share = job.done / job.total if job.total > 0 else 0.0
    counted = share_of_size(job.done, job.total) if job.total > 0 else ""
    if job.state is JobState.PAUSED:
        return SpeedWords(
            "", ", ".join(one for one in ("Paused", counted if job.done else "") if one), share, standing=True
        )
    if waits_for_network(job):
        return SpeedWords("", "Work offline is on", share, standing=True)
    if will_retry(job):
        return SpeedWords("", f"Next try at {clock_time(job.due)}", share, standing=True)
    if job.state is JobState.WAITING:
        return SpeedWords("", "Waiting for its turn", share, standing=True)
    if verifies(job):
        return SpeedWords("", "Verifying SHA-256", 1.0, checked=True)
    left = time_left(job.left).removeprefix("about ")
    return SpeedWords(f"{share:.0%}", ", ".join(part for part in (counted, left) if part) or job.stage, share)


def _trial_words(job: Job) -> SpeedWords:
    share = job.done / job.total if job.total > 0 else 0.0
    if job.state is not JobState.RUNNING:
        return SpeedWords("", "Waiting for its turn", share, standing=True)
    return SpeedWords(f"{share:.0%}" if job.total else "", job.stage or "Measuring", share)


def _download_act(job: Job) -> tuple[Act, str]:
    if job.state is JobState.PAUSED:
        return Act.RESUME, ""
    if will_retry(job):
        return Act.TRY_NOW, ""
    if verifies(job):
        return Act.NONE, "almost ready"
    return Act.PAUSE, ""


def _names_its_size(entry: ModelEntry) -> bool:
    """Whether the name already says how many parameters it has ("Qwen3 4B", "SmolLM2 135M")."""
    return _SIZE.search(model_name(entry)) is not None


def _layers_on_gpu(entry: ModelEntry) -> int:
    if entry.gpu_layers is not None:
        return entry.gpu_layers
    return entry.measured.gpu_layers if entry.measured is not None else 0


def _gigabytes(count: int) -> str:
    return f"{count / 1e9:.1f}" if count < 1e10 else f"{count / 1e9:.0f}"


def _needs(need: int) -> str:
    return f"needs {_gigabytes(need)} GB" if need else ""


def _of(need: int, whole: int) -> str:
    return f"{need / 1e9:.1f} of {whole / 1e9:.1f} GB" if need and whole else _needs(need)
