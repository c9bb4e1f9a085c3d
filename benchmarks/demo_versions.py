"""A paper of two versions to take pictures of: both digested, both PDFs read, the newer one with hidden text."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from carrel.digesting.source import abstract_sha256
from carrel.domain.changes import Changes
from carrel.domain.digest import Coverage, Digest, Field, Provenance, Statement, Status
from carrel.domain.paper import Paper, PaperVersion
from carrel.domain.passage import Document, Passage, Section, SectionKind
from carrel.services.carrel import Carrel
from carrel.services.clock import now
from carrel.storage import digests, files, papers, passages
from carrel.storage.store import KeptFile

_OLD = (
    "Cooling towers waste water that hospitals could reuse. We measure 12 towers for a year and train a small network that "
    "predicts evaporation an hour ahead. Its error is 9 percent, and 31 percent of the water can be saved."
)
_NEW = (
    "Cooling towers waste water that hospitals could reuse. We measure 19 towers for two years and train a small network "
    "that predicts evaporation an hour ahead. Its error is 6 percent, and 34 percent of the water can be saved."
)
_METHOD = (
    "Each tower has one meter at its inlet and one at its drain.",
    "The network has two layers of 64 units and reads the last 48 hours.",
    "It is trained on ten towers and tested on the others.",
)
_SECTIONS = {
    1: (
        (
            "1 Introduction",
            ("Towers lose water by drift, by blowdown and by evaporation.", "Hospitals run them all year."),
        ),
        ("2 Method", _METHOD),
        ("3 Results", ("The error is 9 percent over a year.", "31 percent of the water can be saved.")),
        ("4 Limits", ("Two towers were closed for a month.",)),
    ),
    2: (
        (
            "1 Introduction",
            ("Towers lose water by drift, by blowdown and by evaporation.", "Hospitals run them all year."),
        ),
        ("2 Data and method", (*_METHOD[:2], "It is trained on sixteen towers and tested on the others.")),
        ("3 Results", ("The error is 6 percent over two years.", "34 percent of the water can be saved.")),
        ("4 Ablation", ("Without the drain’s meter the error grows to 11 percent.",)),
    ),
}
_SAID = {
    1: ("Predicts the evaporation of hospitals’ cooling towers an hour ahead.", "The error is 9 percent over a year."),
    2: (
        "Predicts the evaporation of hospitals’ cooling towers an hour ahead.",
        "The error is 6 percent over two years.",
        "Without the drain’s meter the error grows to 11 percent.",
    ),
}


def add(carrel: Carrel) -> int:
    """Add the paper, as the newest one, and return its id."""
    paper = Paper(
        title="Water that cooling towers need not lose",
        authors=("Mary Somerville", "Ada Lovelace"),
        abstract=_NEW,
        arxiv_id="2611.04321",
        version=2,
        categories=("eess.SY", "cs.LG"),
        published="2026-09-14",
        source="arxiv",
    )
    with carrel.database.write() as connection:
        one = papers.add(connection, paper, added=now())
        for version, abstract in ((1, _OLD), (2, _NEW)):
            papers.save_version(
                connection, one, PaperVersion(version, paper.title, abstract, f"2026-{8 + version:02}-14")
            )
            name = f"demo/towers-v{version}.pdf"
            kept = KeptFile(name, hashlib.sha256(name.encode()).hexdigest(), 1_240_000 + version)
            file = files.add(connection, one, kept, version=version, added=now())
            document = _document(version)
            passages.save(connection, file, document)
            digests.save(connection, one, file, _digest(version, document.text_sha256))
    carrel.events.publish(Changes(papers_added=frozenset({one})))
    return one


def _document(version: int) -> Document:
    sections = _SECTIONS[version]
    texts = [(number, text) for number, (_, members) in enumerate(sections) for text in members]
    return Document(
        title="",
        authors=(),
        abstract="",
        sections=tuple(Section(n, 1, name, SectionKind.OTHER, n, 90.0) for n, (name, _) in enumerate(sections)),
        passages=tuple(Passage(place, n, n, text, ()) for place, (n, text) in enumerate(texts)),
        page_sizes=((595.0, 842.0),) * len(sections),
        text_sha256=abstract_sha256(" ".join(text for _, text in texts)),
        hidden_characters=1204 if version > 1 else 0,
    )


def _digest(version: int, text_sha256: str) -> Digest:
    fields = (Field.KEY_POINTS, Field.RESULTS, Field.RESULTS)
    said = tuple(
        Statement(field, text, Status.SUPPORTED, (place + 2,))
        for place, (field, text) in enumerate(zip(fields, _SAID[version], strict=False))
    )
    origin = Provenance("llama.cpp", now(), 14.2, text_sha256, Coverage(4, 4, 820, 820), "demo")
    return Digest(said, ("Energy",), replace(origin, model_name="Qwen3 4B Instruct", quantization="Q4_K_M"))
