"""How long a day of abstracts takes to be digested, and how the statements stand.

python benchmarks/news_digests.py [--papers 70] [--model starter] [--made-up]

The abstracts are arXiv's, of the corpus ($CARREL_CORPUS, else ../shared/data beside the checkout), or made up where that is
not at hand or with ``--made-up``. ``--model ""`` measures the extractive digests. Prints a markdown table.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import tempfile
import time
from collections import Counter
from pathlib import Path

from carrel.domain.digest import Status
from carrel.domain.feed import Announcement, AnnounceType
from carrel.domain.job import JobState
from carrel.domain.paper import Paper
from carrel.paths import Paths
from carrel.services.carrel import Carrel
from carrel.services.events import Event, JobProgress
from carrel.services.open import open_library
from carrel.storage import feeds, news

CORPUS = Path(os.environ.get("CARREL_CORPUS", Path(__file__).resolve().parents[2] / "shared" / "data"))
DAY, NOW = "2026-11-20", "2026-11-20T09:30:00Z"
SEED = 7
SENTENCES = (
    "{Subject} is limited by the memory that {things} take, and earlier work trades accuracy for it.",
    "We present {name}, which reads each of the {things} once and keeps only what later ones refer to.",
    "{name} needs no labels: it is trained on {count} {things} by predicting which of them a reader would keep.",
    "On {few} benchmarks it reaches {score} percent accuracy, {gain} points above the strongest baseline.",
    "It takes {share} percent of the memory and runs at {speed} {things} a second on one processor.",
    "An ablation shows that the gain comes from the order in which {things} are read, not from their number.",
    "The method fails where {things} contradict one another, and we describe how such cases can be found.",
    "Code and models are public.",
)
SUBJECTS = "retrieval translation planning diffusion speech pruning segmentation proofs recommendation control".split()
THINGS = "passages sentences frames tokens trajectories images graphs queries documents samples".split()
NAMES = "Lantern Harbour Tessera Plumb Osprey Fathom Almanac Sextant Vellum Gnomon Cairn Quietfield".split()


def made_up(count: int) -> list[Paper]:
    """Abstracts that read like abstracts; each run makes the same ones."""
    randomness = random.Random(SEED)  # noqa: S311 - repeatable, not secret
    found = []
    for number in range(count):
        subject, things, name = (randomness.choice(words) for words in (SUBJECTS, THINGS, NAMES))
        words = {
            "Subject": subject.capitalize(),
            "things": things,
            "name": name,
            "count": randomness.randint(2, 90) * 1000,
            "few": randomness.randint(2, 9),
            "score": randomness.randint(500, 990) / 10,
            "gain": randomness.randint(1, 90) / 10,
            "share": randomness.randint(5, 60),
            "speed": randomness.randint(10, 900),
        }
        abstract = " ".join(sentence.format(**words) for sentence in SENTENCES)
        found.append(paper(number, f"{name}: {subject} that reads {things} once", abstract))
    return found


def of_arxiv(count: int) -> list[Paper]:
    """Abstracts of the corpus."""
    rows = json.loads((CORPUS / "digests" / "abstracts.json").read_text(encoding="utf-8"))
    return [paper(number, row["title"], row["abstract"]) for number, row in enumerate(rows[:count])]


def paper(number: int, title: str, abstract: str) -> Paper:
    return Paper(title, ("Ada Lovelace",), abstract, f"2611.{number:05}", 1, categories=("cs.LG",), source="arxiv")


def announce(carrel: Carrel, papers: list[Paper]) -> None:
    with carrel.database.write() as connection:
        feeds.add(connection, "cs.LG", NOW)
        announcements = [Announcement(one, AnnounceType.NEW) for one in papers]
        news.announce(connection, DAY, announcements, from_feed=True, now=NOW)


def measure(papers: list[Paper], model: str) -> str:
    """Digest the papers as a day of announcements in a library of their own."""
    first_estimate = 0.0
    with tempfile.TemporaryDirectory() as folder:
        carrel = open_library(Paths(Path(folder)), only_own_jobs=True)
        try:
            carrel.settings.change(model=model, news_digests=len(papers))
            announce(carrel, papers)
            carrel.jobs.start()
            began = time.monotonic()

            def note(event: Event) -> None:
                nonlocal first_estimate
                if isinstance(event, JobProgress) and not first_estimate and event.job.left:
                    first_estimate = time.monotonic() - began + event.job.left

            carrel.events.subscribe(note)
            job = carrel.news_digests.request(DAY)
            assert job is not None  # noqa: S101 - the papers were announced just now
            [ended] = carrel.jobs.wait([job])
            seconds = time.monotonic() - began
            if ended.state is not JobState.DONE:
                raise SystemExit(f"{ended.error} {ended.advice}")
            found = [carrel.reading.digest(one) for one in range(1, len(papers) + 1)]
        finally:
            carrel.close()
    digests = [digest for digest in found if digest is not None]
    statuses = Counter(statement.status for digest in digests for statement in digest.statements)
    shares = (
        100 * statuses[status] / statuses.total() for status in (Status.SUPPORTED, Status.PARTLY, Status.NOT_FOUND)
    )
    instead = sum(digest.provenance.extractive for digest in digests) if model else 0
    fallbacks = sum(len(digest.fallbacks) for digest in digests if not digest.provenance.extractive)
    rows = [
        ("papers", f"{len(papers)}, {len(digests)} with a digest"),
        ("minutes", f"{seconds / 60:.1f}"),
        ("papers a minute", f"{60 * len(papers) / seconds:.1f}"),
        ("minutes, as told after the first paper", f"{first_estimate / 60:.1f}"),
        ("statements", f"{statuses.total()}, {statuses.total() / max(1, len(digests)):.1f} a paper"),
        ("supported, partly, not found", ", ".join(f"{share:.0f} %" for share in shares)),
        ("fields filled from the abstract", f"{fallbacks} of {5 * (len(digests) - instead)}"),
        ("papers the model failed at", str(instead)),
    ]
    table = [f"| a day of abstracts, {model or 'extractive'} | |", "|---|---|"]
    return "\n".join(table + [f"| {name} | {value} |" for name, value in rows])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--papers", type=int, default=70, help="how many (default: 70)")
    parser.add_argument("--model", default="starter", help='starter, the path of a GGUF file, or "" for none')
    parser.add_argument("--made-up", action="store_true", help="abstracts that are made up, though the corpus is there")
    chosen = parser.parse_args()
    there = (CORPUS / "digests" / "abstracts.json").is_file() and not chosen.made_up
    print(f"Abstracts {'of arXiv' if there else 'made up'}.\n")
    print(measure(of_arxiv(chosen.papers) if there else made_up(chosen.papers), chosen.model))


if __name__ == "__main__":
    main()
