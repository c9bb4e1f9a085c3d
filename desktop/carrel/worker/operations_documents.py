"""What the documents child does: read a PDF and write its extractive digest, name topics, make vectors of passages, and all with annotations."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import msgspec

from carrel.digesting.select import extract
from carrel.digesting.source import Source
from carrel.digesting.topics import classify
from carrel.documents.read import read
from carrel.domain.digest import NO_OPTIONS, Digest, DigestOptions, Subject, Topic
from carrel.domain.errors import DocumentError
from carrel.domain.paper import Paper
from carrel.domain.passage import Document, Passage
from carrel.inference.static_encoder import static_encoder
from carrel.worker import operations_annotations
from carrel.worker.embedding import Halves
from carrel.worker.protocol import COMFORTABLE_LINE, raw
from carrel.worker.serve import Call, Operation

BATCH = 200
"""The most passages one event holds."""


class Reading(msgspec.Struct, frozen=True):
    """Arguments of ``read``. `path` is the file's name in the file system's own bytes."""

    path: bytes
    password: str = ""
    paper: Paper | None = None
    options: DigestOptions = NO_OPTIONS


class Progress(msgspec.Struct, frozen=True):
    """Data of the event ``progress``: pages read and pages in all."""

    done: int
    total: int


class Extraction(msgspec.Struct, frozen=True):
    """Arguments of ``extract``."""

    source: Source
    options: DigestOptions = NO_OPTIONS


class Naming(msgspec.Struct, frozen=True):
    """Arguments of ``topics``: what papers say, and the topics of the person's own."""

    subjects: list[Subject]
    own: tuple[Topic, ...] = ()


class Passages(msgspec.Struct, frozen=True):
    """Arguments of ``vectors``."""

    texts: list[str]


def operations() -> Mapping[str, Operation]:
    """The operations by name."""
    return {
        "read": read_document,
        "extract": extract_digest,
        "topics": name_topics,
        "vectors": embed_passages,
        **operations_annotations.operations(),
    }


def read_document(call: Call) -> Document:
    """Read a PDF. Events: ``progress``; ``passages``, in batches; ``digest``. The result is the document without passages.

    Raises:
        DocumentError: the file cannot be read, or needs more memory than the child has.
        Cancelled: between two pages.
    """
    arguments = call.arguments(Reading)

    def on_page(done: int, total: int) -> None:
        call.check()
        call.event("progress", Progress(done, total))

    try:
        document = read(Path(os.fsdecode(arguments.path)), password=arguments.password, on_page=on_page)
        for batch in batches(document.passages):
            call.check()
            call.event("passages", batch)
        if document.passages:
            call.event("digest", extract(Source.of(arguments.paper or _paper(document), document), arguments.options))
    except MemoryError as error:
        raise DocumentError(
            "This PDF needs more memory to read than Carrel allows.",
            "It may be damaged or made to do harm. A copy saved by another program may work.",
        ) from error
    return replace(document, passages=())


def extract_digest(call: Call) -> Digest:
    """Make the extractive digest of a text that was read before."""
    arguments = call.arguments(Extraction)
    return extract(arguments.source, arguments.options)


def name_topics(call: Call) -> list[tuple[str, ...]]:
    """The topics of papers, in their order.

    Raises:
        Cancelled: between two papers.
    """
    arguments = call.arguments(Naming)
    named: list[tuple[str, ...]] = []
    for subject in arguments.subjects:
        call.check()
        named.append(classify(subject.title, subject.text, subject.categories, arguments.own))
    return named


def embed_passages(call: Call) -> Halves:
    """The vectors of passages, of the encoder that only looks words up.

    Raises:
        ModelError: this installation lacks it, or it is damaged.
    """
    arguments = call.arguments(Passages)
    encoder = static_encoder()
    return Halves(encoder.dimension, encoder.embed(arguments.texts).astype("<f2").tobytes())


def batches(passages: Sequence[Passage]) -> Iterator[tuple[Passage, ...]]:
    """`passages` in order, at most `BATCH` and about `COMFORTABLE_LINE` bytes at a time."""
    batch: list[Passage] = []
    held = 0
    for passage in passages:
        size = len(bytes(raw(passage)))
        if batch and (len(batch) == BATCH or held + size > COMFORTABLE_LINE):
            yield tuple(batch)
            batch, held = [], 0
        batch.append(passage)
        held += size
    if batch:
        yield tuple(batch)


def _paper(document: Document) -> Paper:
    return Paper(document.title, document.authors, document.abstract, year=document.year)
