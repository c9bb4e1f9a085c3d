"""Jobs: everything long is one, so everything long has progress, pause, cancel, and outlives a crash."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Lane(StrEnum):
    """Jobs of one lane run one after another; lanes run side by side."""

    NETWORK = "network"
    DOCUMENTS = "documents"
    MODEL = "model"
    DOWNLOADS = "downloads"


class JobKind(StrEnum):
    """What a job does."""

    FETCH_PAPER = "fetch_paper"
    REFRESH_FEEDS = "refresh_feeds"
    IMPORT_FILE = "import_file"
    WRITE_DIGEST = "write_digest"
    DIGEST_NEWS = "digest_news"
    REDO_DIGESTS = "redo_digests"
    MAINTENANCE = "maintenance"
    FETCH_MODEL = "fetch_model"
    OPTIMISE_MODEL = "optimise_model"
    BENCH_MODEL = "bench_model"
    EMBED_PAPERS = "embed_papers"
    EMBED_PASSAGES = "embed_passages"
    NAME_TOPICS = "name_topics"
    PLACE_ANNOTATIONS = "place_annotations"
    FIND_DUPLICATES = "find_duplicates"

    @property
    def lane(self) -> Lane:
        """The lane it runs in."""
        return _LANES[self]


_LANES = {
    JobKind.FETCH_PAPER: Lane.NETWORK,
    JobKind.REFRESH_FEEDS: Lane.NETWORK,
    JobKind.IMPORT_FILE: Lane.DOCUMENTS,
    JobKind.MAINTENANCE: Lane.DOCUMENTS,
    JobKind.WRITE_DIGEST: Lane.MODEL,
    JobKind.DIGEST_NEWS: Lane.MODEL,
    JobKind.REDO_DIGESTS: Lane.MODEL,
    JobKind.FETCH_MODEL: Lane.DOWNLOADS,
    JobKind.OPTIMISE_MODEL: Lane.MODEL,
    JobKind.BENCH_MODEL: Lane.MODEL,
    JobKind.EMBED_PAPERS: Lane.MODEL,
    JobKind.EMBED_PASSAGES: Lane.DOCUMENTS,
    JobKind.NAME_TOPICS: Lane.DOCUMENTS,
    JobKind.PLACE_ANNOTATIONS: Lane.DOCUMENTS,
    JobKind.FIND_DUPLICATES: Lane.DOCUMENTS,
}


class JobState(StrEnum):
    """A job's life: waiting → running → done | failed | cancelled; paused is waiting that does not start."""

    WAITING = "waiting"
    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def open(self) -> bool:
        """Whether it can still run."""
        return self in (JobState.WAITING, JobState.RUNNING, JobState.PAUSED)


@dataclass(frozen=True, slots=True)
class Job:
    """A row of the queue. `key` is unique among open jobs of a kind, so the same work is never queued twice.

    `payload` is plain JSON data. `error_code`, `error`, `advice` tell why it failed, or why it was put back: then it is
    waiting until `due`, for the `retries`th time. Times are ISO 8601 instants in UTC, or "". While it runs, `done` of
    `total` is its progress (`total` 0: not known), `stage` what it does right now in words, and `left` how many seconds
    it will about take (0: not known); these are not kept.
    """

    id: int
    kind: JobKind
    key: str
    state: JobState
    payload: dict[str, object]
    title: str
    paper_id: int | None
    priority: int
    attempts: int
    error_code: str
    error: str
    advice: str
    created: str
    started: str
    finished: str
    due: str = ""
    retries: int = 0
    done: int = 0
    total: int = 0
    stage: str = ""
    left: float = 0.0
