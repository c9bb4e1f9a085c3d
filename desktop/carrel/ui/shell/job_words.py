"""What a job is, in words, while it runs, while it waits for its next try, and after it ended."""

from __future__ import annotations

from carrel.domain.errors import Offline
from carrel.domain.job import Job, JobKind, JobState, Lane
from carrel.services.work import INTERACTIVE
from carrel.ui.shell.wording import clock_time, share_of_size, time_left

_DOING = {
    JobKind.REFRESH_FEEDS: "Asking arXiv for new papers",
    JobKind.DIGEST_NEWS: "Writing digests",
    JobKind.REDO_DIGESTS: "Writing the digests of {}",
    JobKind.FETCH_PAPER: "Getting {}",
    JobKind.IMPORT_FILE: "Reading {}",
    JobKind.WRITE_DIGEST: "Writing the digest of {}",
    JobKind.MAINTENANCE: "{}",
    JobKind.FETCH_MODEL: "Downloading {}",
    JobKind.OPTIMISE_MODEL: "Optimising {} for this computer",
    JobKind.BENCH_MODEL: "Measuring {}",
    JobKind.EMBED_PAPERS: "Comparing papers by what they say",
    JobKind.EMBED_PASSAGES: "Preparing search by meaning",
    JobKind.NAME_TOPICS: "Finding the topics of your papers",
    JobKind.PLACE_ANNOTATIONS: "Finding your marks in another version",
    JobKind.FIND_DUPLICATES: "Looking for papers you have twice",
}
_DONE = {
    JobKind.REFRESH_FEEDS: "Checked arXiv for new papers",
    JobKind.DIGEST_NEWS: "Wrote the digests of the day",
    JobKind.REDO_DIGESTS: "Wrote the digests of {}",
    JobKind.FETCH_PAPER: "Got {} from arXiv",
    JobKind.IMPORT_FILE: "Read {}",
    JobKind.WRITE_DIGEST: "Wrote the digest of {}",
    JobKind.MAINTENANCE: "Checked and copied the library",
    JobKind.FETCH_MODEL: "Downloaded {}",
    JobKind.OPTIMISE_MODEL: "Optimised {} for this computer",
    JobKind.BENCH_MODEL: "Measured {}",
    JobKind.EMBED_PAPERS: "Compared papers by what they say",
    JobKind.EMBED_PASSAGES: "Prepared search by meaning",
    JobKind.NAME_TOPICS: "Found the topics of your papers",
    JobKind.PLACE_ANNOTATIONS: "Found your marks in another version",
    JobKind.FIND_DUPLICATES: "Looked for papers you have twice",
}
_FAILED = {
    JobKind.REFRESH_FEEDS: "arXiv was not checked for new papers",
    JobKind.DIGEST_NEWS: "The digests of the day were not written",
    JobKind.REDO_DIGESTS: "The digests of {} were not written",
    JobKind.FETCH_PAPER: "{} was not added",
    JobKind.IMPORT_FILE: "{} was not added",
    JobKind.WRITE_DIGEST: "The digest of {} was not written",
    JobKind.MAINTENANCE: "The library was not checked and copied",
    JobKind.FETCH_MODEL: "{} was not downloaded",
    JobKind.OPTIMISE_MODEL: "{} was not optimised for this computer",
    JobKind.BENCH_MODEL: "{} was not measured",
    JobKind.EMBED_PAPERS: "Papers were not compared by what they say",
    JobKind.EMBED_PASSAGES: "Search by meaning was not prepared",
    JobKind.NAME_TOPICS: "The topics of your papers were not found",
    JobKind.PLACE_ANNOTATIONS: "Your marks were not looked for in another version",
    JobKind.FIND_DUPLICATES: "Papers you have twice were not looked for",
}
_STOPPED = {
    JobKind.REFRESH_FEEDS: "Stopped asking arXiv for new papers",
    JobKind.DIGEST_NEWS: "Stopped writing the digests of the day",
    JobKind.REDO_DIGESTS: "Stopped writing the digests of {}",
    JobKind.FETCH_PAPER: "Stopped getting {}",
    JobKind.IMPORT_FILE: "Stopped reading {}",
    JobKind.WRITE_DIGEST: "Stopped writing the digest of {}",
    JobKind.MAINTENANCE: "Stopped checking and copying the library",
    JobKind.FETCH_MODEL: "Stopped downloading {}",
    JobKind.OPTIMISE_MODEL: "Stopped optimising {} for this computer",
    JobKind.BENCH_MODEL: "Stopped measuring {}",
    JobKind.EMBED_PAPERS: "Stopped comparing papers by what they say",
    JobKind.EMBED_PASSAGES: "Stopped preparing search by meaning",
    JobKind.NAME_TOPICS: "Stopped finding the topics of your papers",
    JobKind.PLACE_ANNOTATIONS: "Stopped finding your marks in another version",
    JobKind.FIND_DUPLICATES: "Stopped looking for papers you have twice",
}
_STATES = (_DOING, _DONE, _FAILED, _STOPPED)
_DAY = ("Asking arXiv for the {}", "Read the {}", "The {} were not read", "Stopped asking for the {}")
"""Of one day that is put together later, in the order of `_STATES`."""
ICONS = {
    JobKind.REFRESH_FEEDS: "newspaper",
    JobKind.DIGEST_NEWS: "cpu",
    JobKind.REDO_DIGESTS: "cpu",
    JobKind.FETCH_PAPER: "download",
    JobKind.IMPORT_FILE: "file-text",
    JobKind.WRITE_DIGEST: "cpu",
    JobKind.MAINTENANCE: "shield-check",
    JobKind.FETCH_MODEL: "download",
    JobKind.OPTIMISE_MODEL: "cpu",
    JobKind.BENCH_MODEL: "cpu",
    JobKind.EMBED_PAPERS: "search",
    JobKind.EMBED_PASSAGES: "search",
    JobKind.NAME_TOPICS: "tag",
    JobKind.PLACE_ANNOTATIONS: "highlighter",
    JobKind.FIND_DUPLICATES: "copy",
}
_IN_BYTES = (JobKind.FETCH_PAPER, JobKind.FETCH_MODEL)


def will_retry(job: Job) -> bool:
    """Whether it was put back after an error and waits for its next try. Work offline is no error."""
    return job.state is JobState.WAITING and bool(job.error) and bool(job.due) and not waits_for_network(job)


def waits_for_network(job: Job) -> bool:
    """Whether it waits until Work offline is turned off."""
    return job.state is JobState.WAITING and job.error_code == Offline.code


def waits_for_mains(job: Job, *, on_battery: bool) -> bool:
    """Whether it waits because the computer runs on its battery, and nobody waits for it."""
    return on_battery and job.state is JobState.WAITING and job.kind.lane is Lane.MODEL and job.priority < INTERACTIVE


def headline(job: Job) -> str:
    """What it does, did, or did not do."""
    words = {JobState.DONE: _DONE, JobState.FAILED: _FAILED, JobState.CANCELLED: _STOPPED}.get(job.state, _DOING)
    if (words is _FAILED or will_retry(job)) and job.kind is JobKind.FETCH_PAPER and job.paper_id is not None:
        return f"PDF of {job.title} was not downloaded"
    words = _FAILED if will_retry(job) else words
    if job.kind is JobKind.REFRESH_FEEDS and job.payload.get("day"):
        return _DAY[_STATES.index(words)].format(job.title[:1].lower() + job.title[1:])
    return words[job.kind].format(job.title)


def problem_words(job: Job) -> str:
    """What went wrong, and what happens next."""
    if not will_retry(job):
        return f"{job.error} {job.advice}".strip()
    here = "; the abstract is here meanwhile" if job.kind is JobKind.FETCH_PAPER and job.paper_id is not None else ""
    return f"{job.error.rstrip('.')}. Next try at {clock_time(job.due)}{here}"


def progress_words(job: Job, *, all_paused: bool, on_battery: bool = False) -> str:
    """How far an open job is. `on_battery` says that work nobody waits for waits for mains power."""
    if job.state is JobState.PAUSED:
        return "Paused. It starts again when you resume it"
    if waits_for_network(job):
        return "Work offline is on. It goes on when you turn that off"
    if not all_paused and waits_for_mains(job, on_battery=on_battery):
        return "Waiting for mains power"
    if job.state is JobState.WAITING:
        return "All work is paused" if all_paused else "Waiting for the work before it"
    counted, left = counted_words(job), time_left(job.left)
    if job.kind is JobKind.DIGEST_NEWS:
        begun = ", ".join(part for part in (counted, left) if part)
        return ". ".join(part for part in (begun, job.stage) if part) or "Started"
    return ", ".join(part for part in (job.stage, counted, left) if part) or "Started"


def counted_words(job: Job) -> str:
    """How much of how much is done ("14 of 38", "1.2 of 3.1 MB"), "" where that is not known."""
    if job.total <= 0:
        return ""
    return share_of_size(job.done, job.total) if job.kind in _IN_BYTES else f"{job.done} of {job.total}"
