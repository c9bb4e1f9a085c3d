"""Make ``resources/sample/sample.json``: the sample paper as Carrel reads it, and a digest that shows every status.

The digest's sentences are written by hand, three of them wrong on purpose, and its provenance says so. Their evidence
is not: each is checked by the same code as a model's sentence. Run ``make sample`` after paper or check changed.
"""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from carrel.digesting.evidence import EvidenceIndex
from carrel.digesting.ground import ground
from carrel.digesting.select import extract
from carrel.digesting.source import Source
from carrel.documents.read import read
from carrel.domain.digest import Digest, Field, Provenance, Status
from carrel.domain.paper import Paper

SAMPLE = Path(__file__).resolve().parents[1] / "resources" / "sample"
PDF = SAMPLE / "checking-a-summary.pdf"

WRITTEN = {
    Field.KEY_POINTS: (
        (
            "Carrel runs a language model on the reader's own computer and treats every sentence it writes as a claim to be "
            "checked against the paper."
        ),
        (
            "A digest begins with sentences chosen from the paper itself, and a local model then writes it anew, one field "
            "at a time."
        ),
        "Every sentence is matched with passages of the paper and shown as supported, partly supported or not found.",
        "A number without a match is marked on its own, even where all the words around it agree.",
    ),
    Field.SUMMARY: (
        "Small language models write fluent summaries of scientific papers, and some of their sentences are wrong.",
        "The errors are local: a name, a number or a relation that no sentence of the paper contains.",
        "A stricter program would delete each sentence that fails its check.",
        "Readers can overrule a status, and most of them do so within a week.",
    ),
    Field.METHODOLOGY: (
        "Words are reduced to their stems, and rare words weigh more than common ones.",
        "Numbers are normalized, so that 1,400 and 1400 agree, while 3.1 and 3.2 do not.",
    ),
    Field.RESULTS: (
        (
            "On 714 summary sentences judged by people, the closest sentence of the article reaches an area under the curve "
            "of 0.92."
        ),
        "Reading of the prompt rose from 450 to 1,400 tokens per second.",
        "Hospitals in Norway adopted the method for reading patient records.",
    ),
    Field.IMPLICATIONS: (
        "A summary can be checked against its source by modest means if the check is asked to point and not to judge.",
    ),
}


class Contents(msgspec.Struct, frozen=True):
    """What the file holds; ``carrel.services.sample`` reads it."""

    document: object
    digest: object


def written_digest(source: Source) -> Digest:
    """The digest that was written by hand, checked sentence by sentence."""
    began = time.perf_counter()
    index = EvidenceIndex(source)
    own = extract(source)
    statements = tuple(ground(text, part, index) for part, texts in WRITTEN.items() for text in texts)
    provenance = Provenance(
        engine="by hand",
        model_name="Written by hand for this sample",
        created=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        seconds=round(time.perf_counter() - began, 2),
        text_sha256=source.text_sha256,
        coverage=own.provenance.coverage,
        prompt_version="",
    )
    return Digest(statements, own.topics, provenance)


def main() -> int:
    """Write the file; 1 where the digest does not show every status."""
    document = read(PDF)
    paper = Paper(document.title, document.authors, document.abstract)
    digest = written_digest(Source.of(paper, document))
    for statement in digest.statements:
        print(f"{statement.status.value:<10} {statement.text}  {statement.reason}")
    # Milliseconds of the check vary; the file should not, so that a change of it means something.
    digest = replace(digest, provenance=replace(digest.provenance, seconds=0.0))
    (SAMPLE / "sample.json").write_bytes(msgspec.json.encode(Contents(document, digest)) + b"\n")
    shown = {statement.status for statement in digest.statements}
    return 0 if shown == {Status.SUPPORTED, Status.PARTLY, Status.NOT_FOUND} else 1


if __name__ == "__main__":
    sys.exit(main())
