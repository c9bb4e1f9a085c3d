"""Papers, documents and digests for tests of the storage."""

from __future__ import annotations

import hashlib
from typing import Any

from carrel.domain.digest import Coverage, Digest, Field, Provenance, Statement, Status
from carrel.domain.feed import Announcement, AnnounceType
from carrel.domain.paper import Paper, PaperFile
from carrel.domain.passage import Document, Passage, PassageKind, Rectangle, Section, SectionKind
from carrel.storage import files, papers, search
from carrel.storage.database import Connection
from carrel.storage.store import KeptFile

NOW = "2026-11-20T09:30:00Z"
LATER = "2026-11-21T09:30:00Z"


def add_paper(connection: Connection, title: str = "Deep sparse networks", *authors: str, added: str = NOW) -> int:
    return papers.add(connection, Paper(title, authors), added=added)


def add_file(connection: Connection, paper_id: int, name: str = "one.pdf", version: int = 0) -> PaperFile:
    kept = KeptFile(name, hashlib.sha256(name.encode()).hexdigest(), 1234)
    found = files.get(connection, files.add(connection, paper_id, kept, version=version, added=NOW))
    assert found is not None
    return found


def document(*texts: str) -> Document:
    passages = tuple(
        Passage(position, 0, 0, text, (Rectangle(0, 72.5, 100.25, 300.0, 112.0),), PassageKind.BODY)
        for position, text in enumerate(texts)
    )
    return Document(
        title="",
        authors=(),
        abstract="",
        sections=(Section(0, 1, "Introduction", SectionKind.INTRODUCTION, 0, 90.5),),
        passages=passages,
        page_sizes=((612.0, 792.0), (595.276, 841.89)),
        text_sha256=hashlib.sha256("\n".join(texts).encode()).hexdigest(),
        hidden_characters=3,
    )


def digest(*statuses: Status, topics: tuple[str, ...] = ("Optimization",), text: str = "Pruning helps.") -> Digest:
    return Digest(
        statements=tuple(
            Statement(Field.KEY_POINTS, f"{text} ({place})", status, (place, 7), "why", ("3.2",))
            for place, status in enumerate(statuses)
        ),
        topics=topics,
        provenance=Provenance(
            "llama.cpp",
            NOW,
            1.5,
            "f" * 64,
            Coverage(3, 4, 500, 700, ("references",)),
            "p1",
            "SmolLM",
            "s.gguf",
            "a",
            "Q4",
        ),
        fallbacks=(Field.RESULTS,),
    )


def announced(
    identifier: str = "2611.00001",
    kind: AnnounceType = AnnounceType.NEW,
    *,
    version: int = 1,
    title: str = "",
    categories: tuple[str, ...] = ("cs.LG",),
    abstract: str = "We prune sparse networks. It helps.",
    withdrawn: bool = False,
    **fields: Any,
) -> Announcement:
    """An announcement as a feed tells it: without dates, comment, journal reference and DOI."""
    paper = Paper(
        title=title or f"Paper {identifier}",
        authors=fields.pop("authors", ("Ada Lovelace", "Kurt Gödel")),
        abstract=abstract,
        arxiv_id=identifier,
        version=version,
        categories=categories,
        source="arxiv",
        **fields,
    )
    return Announcement(paper, kind, withdrawn)


def annotations_are_indexed(connection: Connection) -> bool:
    """Whether the index of annotations' words is sound and holds just what their rows say."""
    connection.execute("INSERT INTO annotation_words (annotation_words, rank) VALUES ('integrity-check', 1)")
    [made] = connection.execute("SELECT sql FROM sqlite_schema WHERE name = 'annotation_words'").fetchone()
    connection.execute(made.replace("TABLE annotation_words", "TABLE temp.annotation_words_anew"))
    rows = connection.execute("SELECT id, quote, text, tags FROM annotations").fetchall()
    connection.executemany(
        "INSERT INTO annotation_words_anew (rowid, quote, text, tags) VALUES (?, ?, ?, ?)",
        [(one, *map(search.indexed, said)) for one, *said in rows],
    )
    found = []
    for schema, name in (("main", "annotation_words"), ("temp", "annotation_words_anew")):
        connection.execute(f"CREATE VIRTUAL TABLE temp.places USING fts5vocab('{schema}', '{name}', 'instance')")
        found.append(sorted(connection.execute("SELECT term, doc, col, offset FROM places")))
        connection.execute("DROP TABLE places")
    connection.execute("DROP TABLE annotation_words_anew")
    return found[0] == found[1]
