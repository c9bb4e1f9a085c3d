"""Everything a detail pane shows of one paper, gathered in the background in one go."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from carrel.domain.job import JobKind, JobState
from carrel.domain.paper import FileState
from carrel.domain.query import SearchBy
from carrel.domain.statement_changes import compare_statements
from carrel.ui.digest.places import Places
from carrel.ui.library.text_changes import pieces_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from carrel.domain.digest import Digest
    from carrel.domain.digest_key import Difference
    from carrel.domain.feed import Card
    from carrel.domain.job import Job
    from carrel.domain.paper import Paper, PaperFile, PaperState, PaperVersion
    from carrel.domain.query import PassageHit
    from carrel.domain.statement_changes import ComparedStatement
    from carrel.services.carrel import Carrel

_SAFE = (FileState.READY, FileState.NO_TEXT)


@dataclass(frozen=True, slots=True)
class PaperRecord:
    """One paper. `file` is the newest of its files, whatever its state; `path` the PDF that the digest's passages stand in.

    `job` is the open job for the paper, `queued_before` how many jobs of its lane come first. `hits` say why it matched,
    `card` how it was announced, `made_from` which version each digest (by id) was made from.
    `news_before` is how many digests of a day come before its own, -1 where none is to come; `failed` the try at a digest that
    failed last, None where a later one did not.
    `out_of_date` says why the digest would come out otherwise if it were written now. `earlier` is the digest of an earlier
    version that was made in the same way, and `changes` what became of its statements. `same_as` are the titles of papers
    that may be this one.
    """

    paper: Paper
    state: PaperState
    file: PaperFile | None
    readable: PaperFile | None
    digest: Digest | None
    history: tuple[Digest, ...]
    versions: tuple[PaperVersion, ...]
    places: Places
    path: Path | None
    job: Job | None
    queued_before: int
    hits: tuple[PassageHit, ...]
    card: Card | None = None
    files: tuple[PaperFile, ...] = ()
    made_from: dict[int, int] = field(default_factory=dict)
    news_before: int = -1
    failed: Job | None = None
    out_of_date: tuple[Difference, ...] = ()
    same_as: tuple[str, ...] = ()
    earlier: Digest | None = None
    changes: tuple[ComparedStatement, ...] = ()

    @property
    def hidden_characters(self) -> int:
        """How many characters that people cannot see its PDF holds; they were left out."""
        return self.readable.hidden_characters if self.readable is not None else 0

    @property
    def kept(self) -> bool:
        """Whether the paper is in the library, not only announced or found."""
        return self.card is None or self.card.kept

    @property
    def withdrawn(self) -> bool:
        """Whether its newest version takes the paper back."""
        newest = max(self.versions, key=lambda version: version.version, default=None)
        return (newest is not None and newest.withdrawn) or (self.card is not None and self.card.withdrawn)


def load_record(carrel: Carrel, paper_id: int, text: str = "", by: SearchBy = SearchBy.WORDS) -> PaperRecord | None:
    """Gather a paper's record, or None where there is no such paper; `text` is what was searched for, and `by` what."""
    reading = carrel.reading
    paper = reading.paper(paper_id)
    if paper is None:
        return None
    files = reading.files(paper_id)
    readable = next((file for file in reversed(files) if file.state in _SAFE), None)
    digest = reading.digest(paper_id)
    source = _source(files, digest) or (readable if digest is None else None)
    if source is not None:
        document = reading.document(source.id)
        places = Places(document.passages, document.sections, file_id=source.id, page_sizes=document.page_sizes)
    else:
        abstract = reading.abstract_for(paper_id, digest) if digest is not None else paper.abstract
        places = Places.of_abstract(abstract)
    jobs = carrel.jobs.open_jobs()
    attempt = carrel.jobs.latest(JobKind.WRITE_DIGEST, str(paper_id))
    versions = tuple(reading.versions(paper_id))
    # Compared here, beside the window; the view then finds the answers at hand.
    for older, newer in pairwise(versions):
        pieces_of(older.title, newer.title)
        pieces_of(older.abstract, newer.abstract)
    made_from = reading.digest_versions(paper_id)
    earlier = reading.earlier_digest(paper_id) if digest is not None else None
    job = next((job for job in jobs if job.paper_id == paper_id), None)
    before = [other for other in jobs if job is not None and other.kind.lane is job.kind.lane and other.id < job.id]
    return PaperRecord(
        paper=paper,
        state=reading.state(paper_id),
        file=files[-1] if files else None,
        readable=readable,
        digest=digest,
        history=tuple(reading.digest_history(paper_id)),
        versions=versions,
        places=places,
        path=reading.file_path(source) if source is not None else None,
        job=job,
        queued_before=len(before),
        hits=tuple(reading.hits(paper_id, text, 1, by)) if text.strip() else (),
        card=next(iter(carrel.news.cards([paper_id])), None),
        files=tuple(files),
        made_from=made_from,
        news_before=_place_in_news(carrel, jobs, paper_id) if digest is None else -1,
        failed=attempt if attempt is not None and attempt.state is JobState.FAILED else None,
        out_of_date=_out_of_date(carrel, paper_id, digest, made_from),
        earlier=earlier,
        changes=compare_statements(earlier.statements, digest.statements) if earlier and digest else (),
        same_as=_same_as(carrel, paper_id),
    )


def _same_as(carrel: Carrel, paper_id: int) -> tuple[str, ...]:
    others = [pair.other if pair.one == paper_id else pair.one for pair in carrel.duplicates.of_paper(paper_id)]
    return tuple(paper.title for one in others if (paper := carrel.reading.paper(one)) is not None)


def _out_of_date(
    carrel: Carrel, paper_id: int, digest: Digest | None, made_from: dict[int, int]
) -> tuple[Difference, ...]:
    choice = carrel.models.chosen()
    if digest is None or choice.problem:
        return ()
    return carrel.digest_keys.reasons(paper_id, digest, made_from.get(digest.id, 0), choice)


def _place_in_news(carrel: Carrel, jobs: Sequence[Job], paper_id: int) -> int:
    for job in jobs:
        if job.kind is JobKind.DIGEST_NEWS and job.state in (JobState.WAITING, JobState.RUNNING):
            waiting = carrel.news_digests.waiting(str(job.payload.get("day", "")))
            if paper_id in waiting:
                return waiting.index(paper_id)
    return -1


def _source(files: list[PaperFile], digest: Digest | None) -> PaperFile | None:
    """The file a digest was made from: passages are shown on the version they were found in."""
    if digest is None:
        return None
    text = digest.provenance.text_sha256
    return next((file for file in reversed(files) if file.state in _SAFE and file.text_sha256 == text), None)
