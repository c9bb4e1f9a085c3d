"""Papers of the demonstration library that it has twice: what was published of preprints, and one file under another name."""

from __future__ import annotations

from carrel.domain.changes import Changes
from carrel.domain.paper import Paper, ReadingState
from carrel.domain.query import LibraryQuery
from carrel.services.carrel import Carrel
from carrel.storage import duplicates, notes, organising, papers

NOW = "2026-11-21T12:00:00Z"


def add(carrel: Carrel) -> list[int]:
    """Add what was published of the first papers, each with something of its own, and find the pairs."""
    known = [
        paper for one in carrel.reading.ids(LibraryQuery())[:3] if (paper := carrel.reading.paper(one)) is not None
    ]
    added = []
    with carrel.database.write() as connection:
        for number, paper in enumerate(known):
            doi = f"10.1162/neco_a_0{1740 + number}"
            added.append(papers.add(connection, _published(paper, doi), added=NOW))
        papers.set_reading(connection, added[:1], ReadingState.READ)
        papers.set_starred(connection, added[:1], True)
        organising.tag(connection, added[:1], "Reading group")
        notes.save(connection, added[0], "The published proof of lemma 3 differs from that of the preprint.", NOW)
        notes.save(connection, known[0].id, "Compare table 2 with last year's.", NOW)
        duplicates.look(connection, [*added, *(paper.id for paper in known)])
    carrel.events.publish(Changes(papers_added=frozenset(added), duplicates=True))
    return added


def _published(paper: Paper, doi: str) -> Paper:
    sentences = paper.abstract.split(". ")
    abstract = ". ".join([*sentences[:1], "Code is available", *sentences[1:]])
    return Paper(
        paper.title.replace("A ", "The ").replace("Towards", "Toward").title().replace("’S", "’s"),
        tuple(f"{name.split()[-1]}, {name[0]}." for name in paper.authors),
        abstract,
        doi=doi,
        year=(paper.year or 2025) + 1,
        journal_reference="Neural Computation 38 (2026)",
    )
