"""The commands: each takes an open library and its arguments, and gives what is to be printed."""

from __future__ import annotations

import argparse
from pathlib import Path

from carrel.cli import text
from carrel.cli.find import find_paper
from carrel.cli.output import Output, problems
from carrel.domain.errors import InputError, StorageError
from carrel.domain.job import Job, JobState
from carrel.domain.languages import LANGUAGES
from carrel.domain.paper import Paper, ReadingState
from carrel.domain.query import LibraryQuery, SearchBy, Sort
from carrel.services.carrel import Carrel

_SAME = "Already written so from this text, with this model and these prompts. --again writes it again."


def add(carrel: Carrel, given: argparse.Namespace) -> Output:
    """Add papers and wait until they are read."""
    jobs = carrel.jobs.wait(carrel.importing.add(given.inputs, password=given.password))
    papers = [paper for paper in (_job_paper(carrel, job) for job in jobs) if paper is not None]
    unique = list({paper.id: paper for paper in papers}.values())
    data = [text.paper_data(paper, carrel.reading.digest(paper.id)) for paper in unique]
    lines = [f"{paper.id:>6}  {paper.title}" for paper in unique]
    return Output(data, "\n".join(lines) or "Nothing was added.", problems(jobs))


def list_papers(carrel: Carrel, given: argparse.Namespace) -> Output:
    """List papers."""
    words = " ".join(given.query)
    query = LibraryQuery(
        text=words,
        states=(ReadingState(given.state),) if given.state else (),
        starred=given.starred,
        trash=given.trash,
        sort=Sort(given.sort),
        descending=given.sort in {"added", "year"},
    )
    ids = carrel.reading.ids(query)
    rows = carrel.reading.rows(ids[: given.limit])
    rest = len(ids) - len(rows)
    lines = [text.row_line(row) for row in rows] + ([f"… and {rest} more"] if rest > 0 else [])
    nothing = f"No paper matches “{words}”." if words else "The library is empty. Add a paper: carrel add paper.pdf"
    return Output(rows, "\n".join(lines) or nothing, notes=_hints(carrel, words))


def show(carrel: Carrel, given: argparse.Namespace) -> Output:
    """Show one paper."""
    paper = find_paper(carrel, given.paper)
    digest = carrel.reading.digest(paper.id)
    file = carrel.reading.readable_file(paper.id)
    document = carrel.reading.document(file.id) if file else None
    data = text.paper_data(paper, digest) | {
        "state": carrel.reading.state(paper.id),
        "files": carrel.reading.files(paper.id),
        "sections": document.sections if document else (),
        "passages": document.passages if document and given.text else (),
    }
    if given.text and document:
        return Output(data, text.full_text(document))
    return Output(data, text.paper_page(paper, digest, document))


def digest(carrel: Carrel, given: argparse.Namespace) -> Output:
    """Write digests and show them, or write those of the whole library."""
    if given.language and given.language not in LANGUAGES:
        raise InputError(f"Carrel knows no language {given.language}.", f"Known are: {', '.join(LANGUAGES)}.")
    model = "" if given.extractive else given.model
    if given.all:
        return _digest_all(carrel, given, model)
    if not given.papers:
        raise InputError("No paper is named.", "Name papers, or add --all for the whole library.")
    papers = [_find_or_add(carrel, one) for one in given.papers]
    before = [carrel.reading.digest(paper.id) for paper in papers]
    jobs = carrel.digests.request(
        [paper.id for paper in papers], model=model, language=given.language, again=given.again
    )
    told = problems(carrel.jobs.wait(jobs))
    data, pages = [], []
    for paper, old in zip(papers, before, strict=True):
        current = carrel.reading.digest(paper.id)
        file = carrel.reading.readable_file(paper.id)
        document = carrel.reading.document(file.id) if file else None
        data.append(text.paper_data(paper, current))
        same = current is not None and current == old and not told
        pages.append(text.paper_page(paper, current, document) + (f"\n{_SAME}" if same else ""))
    return Output(data if len(data) > 1 else data[0], "\n\n".join(pages), told)


def _digest_all(carrel: Carrel, given: argparse.Namespace, model: str | None) -> Output:
    if given.papers or given.language is not None:
        raise InputError("--all goes with --model, --extractive and --again alone.", "Leave papers and --language out.")
    plan = carrel.redoing.plan(None, model)
    job = carrel.redoing.request(None, model, again=given.again)
    told = problems(carrel.jobs.wait([job])) if job is not None else []
    left = carrel.redoing.plan(None, model).missing
    written = plan.papers - plan.unreadable if given.again else plan.missing
    done = written - left
    data = {"papers": plan.papers, "written": done, "left": left, "without_text": plan.unreadable}
    words = f"Wrote {done:,} {'digest' if done == 1 else 'digests'}."
    if job is None:
        words = "Every digest is as this model and these prompts write it. --again writes them again."
    return Output(data, words, told)


def search(carrel: Carrel, given: argparse.Namespace) -> Output:
    """Find papers by a search, and the passages that say why."""
    words, by = " ".join(given.words), SearchBy(given.by)
    query = LibraryQuery(text=words, sort=Sort.BEST, by=by)
    ids = carrel.reading.ids(query)[: given.limit]
    found = [(row, carrel.reading.hits(row.id, words, 1, by)) for row in carrel.reading.rows(ids)]
    data = [{"paper": row, "passages": hits} for row, hits in found]
    lines = [line for row, hits in found for line in (text.row_line(row), *map(text.hit_line, hits))]
    return Output(data, "\n".join(lines) or f"No paper matches “{words}”.", notes=_hints(carrel, words))


def doctor(carrel: Carrel, given: argparse.Namespace) -> Output:
    """Check the installation."""
    del given
    findings = carrel.health.report()
    lines = [f"{'ok ' if finding.well else 'BAD'}  {finding.name:<20} {finding.value}" for finding in findings]
    return Output(findings, "\n".join(lines))


def _hints(carrel: Carrel, words: str) -> list[str]:
    return [hint.message for hint in carrel.search_hints.of(words)]


def _find_or_add(carrel: Carrel, name: str) -> Paper:
    if not Path(name).is_file():
        return find_paper(carrel, name)
    jobs = carrel.jobs.wait(carrel.importing.add([name]))
    paper = _job_paper(carrel, jobs[0])
    if paper is None:
        raise StorageError(jobs[0].error or f"{name} was not added.", jobs[0].advice)
    return paper


def _job_paper(carrel: Carrel, job: Job) -> Paper | None:
    if job.state is not JobState.DONE or job.paper_id is None:
        return None
    return carrel.reading.paper(job.paper_id)
