"""What a job is, in words, while it runs and after it ended."""

from __future__ import annotations

from carrel.domain.job import Job, JobKind, JobState

_DOING = {
    JobKind.REFRESH_FEEDS: "Asking arXiv for new papers",
    JobKind.DIGEST_NEWS: "Writing digests",
    JobKind.FETCH_PAPER: "Getting {}",
    JobKind.IMPORT_FILE: "Reading {}",
    JobKind.WRITE_DIGEST: "Writing the digest of {}",
    JobKind.MAINTENANCE: "{}",
}
_DONE = {
    JobKind.REFRESH_FEEDS: "Checked arXiv for new papers",
    JobKind.DIGEST_NEWS: "Wrote the digests of the day",
    JobKind.FETCH_PAPER: "Got {} from arXiv",
    JobKind.IMPORT_FILE: "Read {}",
    JobKind.WRITE_DIGEST: "Wrote the digest of {}",
    JobKind.MAINTENANCE: "Checked and copied the library",
}
_FAILED = {
    JobKind.REFRESH_FEEDS: "arXiv was not checked for new papers",
    JobKind.DIGEST_NEWS: "The digests of the day were not written",
    JobKind.FETCH_PAPER: "{} was not added",
    JobKind.IMPORT_FILE: "{} was not added",
    JobKind.WRITE_DIGEST: "The digest of {} was not written",
    JobKind.MAINTENANCE: "The library was not checked and copied",
}
_STOPPED = {
    JobKind.REFRESH_FEEDS: "Stopped asking arXiv for new papers",
    JobKind.DIGEST_NEWS: "Stopped writing the digests of the day",
    JobKind.FETCH_PAPER: "Stopped getting {}",
    JobKind.IMPORT_FILE: "Stopped reading {}",
    JobKind.WRITE_DIGEST: "Stopped writing the digest of {}",
    JobKind.MAINTENANCE: "Stopped checking and copying the library",
}
ICONS = {
    JobKind.REFRESH_FEEDS: "newspaper",
    JobKind.DIGEST_NEWS: "cpu",
    JobKind.FETCH_PAPER: "download",
    JobKind.IMPORT_FILE: "file-text",
    JobKind.WRITE_DIGEST: "cpu",
    JobKind.MAINTENANCE: "shield-check",
}


def headline(job: Job) -> str:
    """What it does, did, or did not do."""
    words = {JobState.DONE: _DONE, JobState.FAILED: _FAILED, JobState.CANCELLED: _STOPPED}.get(job.state, _DOING)
    return words[job.kind].format(job.title)


def progress_words(job: Job, *, all_paused: bool) -> str:
    """How far an open job is."""
    if job.state is JobState.PAUSED:
        return "Paused. It starts again when you resume it"
    if job.state is JobState.WAITING:
        return "All work is paused" if all_paused else "Waiting for the work before it"
    counted = f"{job.done} of {job.total}" if job.total > 0 else ""
    return ", ".join(part for part in (job.stage, counted) if part) or "Started"
