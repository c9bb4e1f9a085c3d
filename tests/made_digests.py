"""Digests made up for tests of the window."""

from __future__ import annotations

import hashlib

from carrel.domain.digest import Coverage, Digest, Field, Provenance, Statement, Status
from carrel.domain.sentences import sentences


def make_digest(abstract: str, topic: str, *statuses: Status) -> Digest:
    """A digest of an abstract: its first sentence with each of `statuses`."""
    texts = sentences(abstract)
    statements = [
        Statement(Field.KEY_POINTS if not number else Field.SUMMARY, texts[0], status, (0,))
        for number, status in enumerate(statuses)
    ]
    return Digest(
        tuple(statements),
        (topic,),
        Provenance(
            engine="extractive",
            created="2026-01-05T06:14:00Z",
            seconds=0.2,
            text_sha256=hashlib.sha256("\n".join(texts).encode()).hexdigest(),
            coverage=Coverage(1, 1, 20, 20),
            prompt_version="1",
        ),
    )
