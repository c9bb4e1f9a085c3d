"""A preprint and what was published of it, each with all that a library can keep of a paper."""

from __future__ import annotations

from typing import Any

from carrel.domain.annotation import Anchor, Annotation, AnnotationKind, Colour, Place, PlaceState
from carrel.domain.digest import Status
from carrel.domain.feed import AnnounceType
from carrel.domain.job import JobKind
from carrel.domain.merged_paper import Choice, merged, usual_choice
from carrel.domain.paper import Paper, PaperVersion, ReadingState
from carrel.domain.passage import Rectangle
from carrel.storage import (
    annotation_rows,
    digests,
    feeds,
    held_annotations,
    jobs,
    merging,
    news,
    notes,
    organising,
    papers,
    passages,
    settings,
)
from carrel.storage.database import Connection
from carrel.storage.merging import Merged
from storage_values import LATER, NOW, add_file, announced, digest, document

FIRST, SECOND = "2601.00001", "2601.00002"
"""The identifiers of two papers at arXiv; the preprint has the first one."""
PREPRINT = "Songs of a glacier at night"
PUBLISHED = "The Songs of a Glacier at Night"
_BOX = (Rectangle(0, 72.5, 100.25, 300.0, 112.0),)
_MADE_ANEW = ("compared", "duplicate_keys", "sqlite_sequence")


def add_twins(connection: Connection) -> tuple[int, int]:
    """The preprint, which was announced at arXiv in two versions, and the published paper; the second one is read and starred."""
    feeds.add(connection, "cs.SD", NOW)
    first = announced(
        "2601.00001",
        title=PREPRINT,
        abstract="Glaciers sing. We listened.",
        categories=("cs.SD",),
        latex_title=r"Songs of a \emph{glacier} at night",
    )
    news.announce(connection, "2026-01-05", [first], from_feed=True, now=NOW)
    preprint = papers.find(connection, arxiv_id="2601.00001")
    assert preprint is not None
    papers.keep(connection, [preprint])
    papers.save_version(connection, preprint, PaperVersion(2, PREPRINT, "Glaciers sing louder.", LATER))
    published = papers.add(
        connection,
        Paper(
            PUBLISHED,
            ("Lovelace, A.", "Gödel, K.", "Noether, E."),
            "Glaciers sing. We listened for a whole winter.",
            doi="10.1000/song",
            year=2028,
            journal_reference="Journal of Ice 12 (2028)",
            links=("https://example.org/ice",),
        ),
        added=LATER,
    )
    papers.set_reading(connection, [published], ReadingState.READ)
    papers.set_starred(connection, [published], True)
    for paper_id, word in ((preprint, "preprint"), (published, "publisher")):
        _fill(connection, paper_id, word)
    organising.tag(connection, [published], "only published")
    settings.set_value(connection, f"reader.place.{published}", "3 0.0 1.0 width 1.0000")
    return preprint, published


def _fill(connection: Connection, paper_id: int, word: str) -> None:
    file = add_file(connection, paper_id, f"{word}.pdf")
    passages.save(connection, file.id, document(f"The {word} prints icicles.", "Both say that glaciers sing."))
    made = digests.save(
        connection, paper_id, file.id, digest(Status.SUPPORTED, Status.NOT_FOUND, text=f"{word} sums up")
    )
    digests.set_verdict(connection, made, 1, Status.SUPPORTED)
    notes.save(connection, paper_id, f"My note on the {word}.", NOW)
    organising.tag(connection, [paper_id], "ice")
    collection = organising.create_collection(connection, f"Of the {word}", None, NOW)
    organising.collect(connection, [paper_id], collection, NOW)
    for key in ("0" * 32, word.ljust(32, "0")):
        anchor = Anchor(0, _BOX, f"The {word} prints icicles.")
        one = Annotation(
            paper_id,
            AnnotationKind.HIGHLIGHT,
            Colour.YELLOW,
            anchor,
            text=f"{word} marked {key[:3]}",
            tags=("mark",),
            file_id=file.id,
            created=NOW,
            edited=NOW,
            key=key,
            places=(Place(file.id, 0, _BOX, PlaceState.PLACED),),
        )
        held_annotations.put(connection, file.id, [annotation_rows.add(connection, one)])
    payload: dict[str, object] = {"paper": paper_id, "kept": f"{word}.pdf"}
    jobs.enqueue(connection, JobKind.IMPORT_FILE, f"/{word}.pdf", payload, title=word, paper_id=paper_id, created=NOW)


def announce(connection: Connection, identifier: str, version: int = 1, day: str = "2026-11-20") -> None:
    """Have arXiv announce a version of a paper."""
    kind = AnnounceType.NEW if version == 1 else AnnounceType.REPLACE
    news.announce(connection, day, [announced(identifier, kind, version=version)], from_feed=True, now=LATER)


def add_announced(connection: Connection) -> tuple[int, int]:
    """Two papers that were announced and kept."""
    for name in (FIRST, SECOND):
        announce(connection, name)
    one, other = (papers.find(connection, arxiv_id=name) for name in (FIRST, SECOND))
    assert one is not None
    assert other is not None
    papers.keep(connection, [one, other])
    return one, other


def merge(connection: Connection, one: int, other: int, choice: Choice | None = None) -> Merged:
    """Merge two papers as the person does, or as it comes by itself."""
    first, second = papers.get(connection, one), papers.get(connection, other)
    assert first is not None
    assert second is not None
    metadata = merged(first, second, choice or usual_choice(first, second))
    return merging.merge(connection, one, other, metadata, at=LATER, origin=f"“{second.title}”")


def contents(connection: Connection) -> dict[str, list[Any]]:
    """All that a library holds, word indexes too, but for what is made of the rest."""
    tables = connection.execute(
        "SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB '*_words_*' AND instr(sql, 'fts5vocab') = 0"
        " ORDER BY name"
    ).fetchall()
    found: dict[str, list[Any]] = {}
    for name, sql in tables:
        if name in _MADE_ANEW:
            continue
        if sql.startswith("CREATE VIRTUAL TABLE"):
            found[name] = words(connection, name)
        else:
            found[name] = sorted(connection.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr)  # noqa: S608
    return found


def words(connection: Connection, index: str) -> list[Any]:
    """Every word of an index with its paper, column and place."""
    connection.execute(f"CREATE VIRTUAL TABLE temp.words_of USING fts5vocab(main, {index}, instance)")
    found = connection.execute('SELECT term, doc, col, "offset" FROM temp.words_of').fetchall()
    connection.execute("DROP TABLE temp.words_of")
    return sorted(found, key=repr)
