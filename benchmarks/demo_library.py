"""A library to take pictures of: invented papers, digests with every status, collections, jobs, requests."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from carrel.domain.digest import Coverage, Digest, Field, Provenance, Statement, Status
from carrel.domain.job import JobKind, JobState, Lane
from carrel.domain.paper import Paper, ReadingState
from carrel.domain.request import Request
from carrel.paths import Paths
from carrel.services.carrel import Carrel
from carrel.services.clock import instant
from carrel.services.events import JobProgress
from carrel.services.open import open_library
from carrel.storage import digests, jobs, ledger, notes, organising, papers
from carrel.storage.database import Connection
from demo_news import follow

TITLES = (
    ("Sparse routing for small mixtures of experts", "Compression", "cs.LG"),
    ("What attention heads forget: a study of long contexts", "Efficient attention", "cs.CL"),
    ("Merging experts by the paths their tokens take", "Mixture of experts", "cs.LG"),
    ("Outlier-aware low-rank sampling for fine-tuning", "Fine-tuning", "cs.LG"),
    ("Wavelet transforms of gradients under a memory limit", "Training", "cs.LG"),
    ("Beyond size: how gradients shape what pruning removes", "Compression", "stat.ML"),
    ("Sparse modular activation for sequences", "Efficient attention", "cs.CL"),
    ("Noise as a stand-in for quantization", "Compression", "cs.CV"),
    ("Experts that were not chosen can still contribute", "Mixture of experts", "cs.LG"),
    ("Better routing for sparse mixtures with hypernetworks", "Mixture of experts", "cs.LG"),
    ("0.1 % of the data is enough to segment", "Compression", "cs.CV"),
    ("Module to module: distilling a model piece by piece", "Distillation", "cs.LG"),
    ("A compact multimodal model and what it cannot see", "Small models", "cs.CL"),
    ("Domain models for telecommunication that fit a phone", "Fine-tuning", "cs.CL"),
    ("Entropy-guided attention for private inference", "Efficient attention", "cs.CR"),
    ("Pruning with interpretability in mind, for medical images", "Compression", "cs.CV"),
    ("Gradient conflict in multi-task learning, before it happens", "Training", "cs.LG"),
    ("Characters without tokens: learned subwords, revisited", "Efficient attention", "cs.CL"),
    ("Weights entangled across architectures", "Training", "cs.NE"),
    ("Semantic management of models on the device", "Small models", "cs.AI"),
    ("Conditional Bayes for what a teacher knows", "Distillation", "stat.ML"),
    ("An information bottleneck for deep networks, measured", "Theory", "stat.ML"),
    ("Evaluating language models by matrix nuclear norms", "Evaluation", "cs.CL"),
    ("Depth proofs for transformers without positional codes", "Theory", "cs.CC"),
    ("Reading speed and recall with generated summaries", "Evaluation", "cs.HC"),
    ("On the calibration of citation models", "Evaluation", "cs.DL"),
)
AUTHORS = ("Ada Lovelace", "Emmy Noether", "Grace Hopper", "Sofya Kovalevskaya", "Mary Somerville", "Alan Turing")
_SENTENCES = (
    "Merges experts in sparse models using their routing statistics.",
    "Aligns neuron permutations before grouping dominant experts.",
    "Merged experts compress further into low-rank and sparse parts.",
    "Transformers can simulate massively parallel algorithms, but quadratic cost limits how far they scale.",
    "The method restricts attention to approximate nearest neighbours.",
    "One framework is said to cover most efficient attention methods.",
    "Expressive power is measured by simulating parallel algorithms.",
    "Nearby keys are found with locality-sensitive hashing.",
    "The mechanism runs 3.2 times faster at 16k tokens.",
    "Constant depth is enough to simulate low-rank transformers.",
    "Smaller models become practical on one processor.",
)
_FIELDS = (
    *[Field.KEY_POINTS] * 3,
    *[Field.SUMMARY] * 3,
    *[Field.METHODOLOGY] * 2,
    *[Field.RESULTS] * 2,
    Field.IMPLICATIONS,
)


def build(home: Path) -> Carrel:
    """Open a library in `home` filled with all that the pictures show; its lanes are not started."""
    carrel = open_library(Paths(home))
    chance = random.Random(7)  # noqa: S311 - the same pictures each time
    with carrel.database.write() as connection:
        ids = [_paper(connection, number, chance) for number in range(len(TITLES))]
        for name, share in (
            ("Efficient attention", 6),
            ("Compression", 9),
            ("Interpretability", 4),
            ("Reading group", 3),
        ):
            collection = organising.create_collection(connection, name, None, _ago(400))
            organising.collect(connection, ids[:share], collection, _ago(300))
            if name == "Compression":
                inside = organising.create_collection(connection, "Quantization", collection, _ago(300))
                organising.collect(connection, ids[3:6], inside, _ago(300))
        papers.trash(connection, ids[-2:], _ago(30))
    carrel.sample.add()
    follow(carrel, gap=2)
    for name, words in (("State space models", "sequences"), ("Proofs about depth", "depth")):
        carrel.news.save_search(name, words)
    return carrel


def add_work(carrel: Carrel) -> None:
    """Jobs in every state and a day of requests, as Activity shows them."""
    with carrel.database.write() as connection:
        for kind, key, title, state in (
            (JobKind.WRITE_DIGEST, "3", TITLES[2][0], "running"),
            (JobKind.FETCH_PAPER, "2509.08961", "arXiv:2509.08961", "failed"),
            (JobKind.IMPORT_FILE, "scan", "lecture-notes-1974.pdf", "done"),
            (JobKind.WRITE_DIGEST, "5", TITLES[4][0], "waiting"),
        ):
            job = jobs.enqueue(connection, kind, key, {}, title=title, paper_id=None, priority=0, created=_ago(1))
            if state == "waiting":
                continue
            lane = {JobKind.FETCH_PAPER: Lane.NETWORK, JobKind.IMPORT_FILE: Lane.DOCUMENTS}.get(kind, Lane.MODEL)
            jobs.claim(connection, lane, "", _ago(1))
            if state == "failed":
                advice = "The abstract is here meanwhile."
                jobs.fail(connection, job.id, "network", "arXiv is busy (503).", advice, _ago(1))
            elif state == "done":
                jobs.finish(connection, job.id, _ago(1))
        for hours, host, purpose, status, size in (
            (26.0, "arxiv.org", "PDF 2403.00001v1", 200, 912_000),
            (2.5, "export.arxiv.org", "Metadata 2509.09001", 200, 4_600),
            (2.4, "arxiv.org", "PDF 2509.09001v1", 200, 1_100_000),
            (1.3, "export.arxiv.org", "Metadata 2509.08961", 200, 5_100),
            (1.2, "arxiv.org", "PDF 2509.08961v1", 503, 0),
            (0.7, "export.arxiv.org", "Metadata 2310.01334", 200, 4_800),
            (0.6, "arxiv.org", "PDF 2310.01334v2", 200, 3_100_000),
        ):
            ledger.add(connection, Request(_ago(hours), host, "/", purpose, "you", status, size))


def tell_progress(carrel: Carrel) -> None:
    """Let the running job be some way on, as its lane would tell."""
    for job in carrel.jobs.open_jobs():
        if job.state is JobState.RUNNING:
            carrel.events.publish(JobProgress(replace(job, done=3, total=5, stage="Writing methodology")))


def _paper(connection: Connection, number: int, chance: random.Random) -> int:
    title, tag, category = TITLES[number]
    year = 2021 + chance.randrange(5)
    authors, sentences = chance.sample(AUTHORS, 3), chance.sample(_SENTENCES, 5)
    paper = Paper(
        title=title,
        authors=tuple(authors),
        abstract=" ".join(sentences),
        arxiv_id=f"{year % 100}{1 + number % 12:02}.{10_000 + 37 * number}",
        version=1 + number % 3,
        categories=(category,),
        published=f"{year}-0{1 + number % 9}-12",
        source="arxiv",
        year=year,
        links=("https://github.com/example/code",) if number % 5 == 1 else (),
    )
    paper_id = papers.add(connection, paper, added=_ago(24 * number + 3))
    organising.tag(connection, [paper_id], tag)
    if number % 7:
        digests.save(connection, paper_id, None, _digest(number, sentences, chance))
    if number % 6 == 3:
        papers.set_starred(connection, [paper_id], True)
    papers.set_reading(
        connection,
        [paper_id],
        (ReadingState.UNREAD, ReadingState.UNREAD, ReadingState.READING, ReadingState.READ)[number % 4],
    )
    if number % 8 == 2:
        notes.save(
            connection, paper_id, "Read section 3 before the group meeting. Check the permutation step.", _ago(40)
        )
    return paper_id


def _digest(number: int, abstract: Sequence[str], chance: random.Random) -> Digest:
    order = chance.sample(_SENTENCES, len(_SENTENCES))
    statements = []
    for position, (field, text) in enumerate(zip(_FIELDS, order, strict=True)):
        one = Statement(field, text, Status.SUPPORTED, (position,))
        if number % 3 == 1 and position == 5:
            one = replace(one, status=Status.PARTLY, reason="The paper says “most”, not all.")
        elif number % 5 == 2 and position == 8:
            one = replace(one, status=Status.NOT_FOUND, passages=(0,), instead=abstract[0])
        statements.append(one)
    provenance = Provenance(
        engine="llama.cpp",
        created=_ago(20),
        seconds=18.0,
        text_sha256="0" * 64,
        coverage=Coverage(6, 8, 9_200, 11_400, ("references",)),
        prompt_version="1",
        model_name="SmolLM2 135M Instruct",
        quantization="Q4_1",
    )
    return Digest(tuple(statements), (TITLES[number][1],), provenance)


def _ago(hours: float) -> str:
    return instant(datetime.now(UTC) - timedelta(hours=hours))
