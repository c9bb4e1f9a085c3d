"""Two papers become one: all that is kept of the second goes to the first, in whose place both stand from then on.

Every column that names a paper has its way in `WAYS`; a test holds that against the schema.
"""

from __future__ import annotations

import sqlite3
import uuid
from dataclasses import dataclass
from enum import Enum

from carrel.domain.duplicates import Described
from carrel.domain.merged_paper import furthest, joined_notes
from carrel.domain.paper import Paper, PaperState
from carrel.storage import (
    compared,
    digests,
    duplicates,
    keeping,
    notes,
    organising,
    papers,
    row_images,
    settings,
    words,
)
from carrel.storage.collation import author_key, title_key
from carrel.storage.keeping import PLACE
from carrel.storage.row_images import Difference, Reference


class Way(Enum):
    """What becomes of rows that name the second paper."""

    WRITTEN = "written anew from the merged metadata"
    MOVED = "the first paper's from then on"
    ARXIV = "the first paper's, unless it has an arXiv identifier of its own"
    MADE = "made anew for the first paper, by what makes them"


WAYS: dict[Reference, Way] = {
    Reference("abstracts", "paper_id"): Way.WRITTEN,
    Reference("authors", "paper_id"): Way.WRITTEN,
    Reference("categories", "paper_id"): Way.WRITTEN,
    Reference("links", "paper_id"): Way.WRITTEN,
    Reference("notes", "paper_id"): Way.WRITTEN,
    Reference("versions", "paper_id"): Way.ARXIV,
    Reference("latex", "paper_id"): Way.ARXIV,
    Reference("announcements", "paper_id"): Way.ARXIV,
    Reference("files", "paper_id"): Way.MOVED,
    Reference("digests", "paper_id"): Way.MOVED,
    Reference("annotations", "paper_id"): Way.MOVED,
    Reference("paper_tags", "paper_id"): Way.MOVED,
    Reference("collection_papers", "paper_id"): Way.MOVED,
    Reference("jobs", "paper_id"): Way.MOVED,
    Reference("other_identifiers", "paper_id"): Way.MOVED,
    Reference("wishes", "paper_id"): Way.MOVED,
    Reference("acts", "paper_id"): Way.MOVED,
    Reference("profile_seeds", "paper_id"): Way.MOVED,
    Reference("for_you", "paper_id"): Way.MADE,
    Reference("vectors", "paper_id"): Way.MADE,
    Reference("passage_vectors", "paper_id"): Way.MADE,
    Reference("duplicate_keys", "paper_id"): Way.MADE,
    Reference("compared", "paper_id"): Way.MADE,
    Reference("duplicates", "one"): Way.MADE,
    Reference("duplicates", "other"): Way.MADE,
}
# The person's word on pairs is nothing that could be made anew.
_IMAGED = tuple(one for one, way in WAYS.items() if way is not Way.MADE or one.table == "duplicates")
_LISTS = tuple(Reference(table, "paper_id") for table in ("authors", "categories", "links"))


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge did, as `take_back` needs it. `stayed` is true where the second paper is in the news still.

    `place` is where the second one was being read, "" for nowhere, and `place_taken` tells that the first one took that.
    `tags` are the second one's by name: a tag that went with its last paper has another number when it comes back.
    """

    paper: int
    other: int
    stayed: bool
    rows: Difference
    place: str
    place_taken: bool
    annotations: tuple[int, ...]
    tags: tuple[str, ...]


def merge(
    connection: sqlite3.Connection, paper_id: int, other: int, metadata: Paper, *, at: str, origin: str
) -> Merged:
    """Make one paper of two, with this metadata and all that is kept of both; `origin` names the second in its note.

    Raises:
        KeyError: there is no such paper.
    """
    one, two = papers.get(connection, paper_id), papers.get(connection, other)
    if one is None or two is None or paper_id == other:
        raise KeyError(other)
    before = row_images.images(connection, (paper_id, other), _IMAGED)
    apart = bool(one.arxiv_id and two.arxiv_id)
    mine, others = papers.state(connection, paper_id), papers.state(connection, other)
    kept = bool(keeping.kept_of(connection, (paper_id, other)))
    annotations = _annotations(connection, paper_id, other)
    words.forget_text(connection, paper_id)
    words.forget_text(connection, other)
    current = _current_digest(connection, paper_id, other)
    _move(connection, paper_id, other, apart=apart)
    place = settings.value(connection, f"{PLACE}{other}")
    place_taken = _take_place(connection, paper_id, place)
    _remember(connection, paper_id, one, two, metadata)
    connection.execute("DELETE FROM notes WHERE paper_id = ?", (other,))
    keeping.release(connection, other)
    _write(connection, paper_id, metadata, mine, others, kept=kept)
    note = joined_notes(mine.note, others.note, origin)
    notes.save(connection, paper_id, note, at if mine.note and others.note else mine.note_edited or others.note_edited)
    if current is not None:
        digests.make_current(connection, paper_id, current)
    _flag(connection, paper_id)
    words.learn_text(connection, paper_id)
    words.describe(connection, paper_id)
    stayed = papers.get(connection, other) is not None
    duplicates.look(connection, [paper_id])
    rows = row_images.difference(before, row_images.images(connection, (paper_id, other), _IMAGED), _LISTS)
    return Merged(paper_id, other, stayed, rows, place, place_taken, annotations, others.tags)


def take_back(connection: sqlite3.Connection, merged: Merged) -> int:
    """Make two papers of one again; what came to it since is the first one's. Returns the second one's id."""
    both = (merged.paper, merged.other) if merged.stayed else (merged.paper,)
    for paper_id in both:
        words.forget_text(connection, paper_id)
        words.forget_description(connection, paper_id)
    moved = row_images.take_back(connection, merged.rows, _IMAGED)
    other = moved.get(merged.other, merged.other)
    if merged.place_taken:
        named = (f"{PLACE}{merged.paper}", merged.place)
        connection.execute("DELETE FROM settings WHERE name = ? AND value = ?", named)
    _take_place(connection, other, merged.place)
    if other != merged.other:
        _rename_jobs(connection, other, merged.other)
    connection.execute(
        "DELETE FROM annotation_places WHERE annotation_id IN (SELECT id FROM annotations WHERE paper_id IN (?1, ?2))"
        " AND (SELECT paper_id FROM files WHERE id = file_id)"
        " <> (SELECT paper_id FROM annotations WHERE id = annotation_id)",
        (merged.paper, other),
    )
    for name in merged.tags:
        organising.tag(connection, [other], name)
    for paper_id in (merged.paper, other):
        paper = papers.get(connection, paper_id)
        if paper is None:
            # It went for good meanwhile, and what it had with it.
            continue
        connection.execute(
            "UPDATE papers SET title_sort = ?, author_sort = ? WHERE id = ?",
            (title_key(paper.title), author_key(paper.authors) or None, paper_id),
        )
        _flag(connection, paper_id)
        words.learn_text(connection, paper_id)
        words.describe(connection, paper_id)
        compared.forget(connection, paper_id)
    duplicates.look(connection, (merged.paper, other))
    return other


def _move(connection: sqlite3.Connection, paper_id: int, other: int, *, apart: bool) -> None:
    if apart:
        # The numbers of versions count those of the other identifier.
        connection.execute("UPDATE files SET version = 0 WHERE paper_id = ?", (other,))
        connection.execute(
            "UPDATE jobs SET payload = json_replace(payload, '$.version', 0) WHERE paper_id = ?", (other,)
        )
    # A profile begins with a paper once.
    connection.execute(
        "DELETE FROM profile_seeds WHERE paper_id = ?"
        " AND profile_id IN (SELECT profile_id FROM profile_seeds WHERE paper_id = ?)",
        (other, paper_id),
    )
    for table, column in (one for one, way in WAYS.items() if way is Way.MOVED or (way is Way.ARXIV and not apart)):
        # What the first one has too (a tag, a collection, a version) is there already.
        connection.execute(f'UPDATE OR IGNORE "{table}" SET "{column}" = ? WHERE "{column}" = ?', (paper_id, other))
    _rename_jobs(connection, paper_id, other)


def _rename_jobs(connection: sqlite3.Connection, paper_id: int, before: int) -> None:
    """Let what jobs of a paper say of it name it by its number, as they named it before."""
    connection.execute(
        "UPDATE jobs SET payload = json_set(payload, '$.paper', ?1) WHERE paper_id = ?1"
        " AND json_extract(payload, '$.paper') = ?2",
        (paper_id, before),
    )
    # Of each kind one job of a paper may be open, and one is enough.
    named = (paper_id, str(before))
    connection.execute("UPDATE OR IGNORE jobs SET key = ?1 WHERE paper_id = ?1 AND key = ?2", named)
    connection.execute("DELETE FROM jobs WHERE paper_id = ? AND key = ? AND state IN ('waiting', 'paused')", named)


def _annotations(connection: sqlite3.Connection, paper_id: int, other: int) -> tuple[int, ...]:
    """Give annotations of the second paper whose key the first one has, too, keys of their own; return all of its."""
    same = connection.execute(
        "SELECT id FROM annotations WHERE paper_id = ? AND key IN (SELECT key FROM annotations WHERE paper_id = ?)",
        (other, paper_id),
    ).fetchall()
    connection.executemany("UPDATE annotations SET key = ? WHERE id = ?", [(uuid.uuid4().hex, one) for (one,) in same])
    found = connection.execute("SELECT id FROM annotations WHERE paper_id = ? ORDER BY id", (other,))
    return tuple(row[0] for row in found)


def _current_digest(connection: sqlite3.Connection, paper_id: int, other: int) -> int | None:
    """The digest that stands for both: a model's before one that is extracted, then the first paper's."""
    row = connection.execute(
        "SELECT d.id FROM papers p JOIN digests d ON d.id = p.digest_id AND d.paper_id = p.id WHERE p.id IN (?1, ?2)"
        " ORDER BY d.engine = 'extractive', p.id <> ?1 LIMIT 1",
        (paper_id, other),
    ).fetchone()
    return row and int(row[0])


def _take_place(connection: sqlite3.Connection, paper_id: int, place: str) -> bool:
    """Take over where the person was reading, unless that is known of the paper; return whether it was taken over."""
    inserted = "INSERT INTO settings (name, value) SELECT ?1, ?2 WHERE ?2 <> '' ON CONFLICT (name) DO NOTHING"
    return connection.execute(inserted, (f"{PLACE}{paper_id}", place)).rowcount > 0


def _remember(connection: sqlite3.Connection, paper_id: int, one: Paper, two: Paper, metadata: Paper) -> None:
    """Keep the identifiers for which the metadata have no room."""
    for paper in (one, two):
        doi = Described(paper).doi
        told = (("arxiv", paper.arxiv_id, metadata.arxiv_id), ("doi", doi, Described(metadata).doi))
        connection.executemany(
            "INSERT INTO other_identifiers (kind, value, paper_id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            [(kind, value, paper_id) for kind, value, has in told if value and value != has],
        )


def _write(
    connection: sqlite3.Connection, paper_id: int, metadata: Paper, mine: PaperState, others: PaperState, *, kept: bool
) -> None:
    papers.rewrite(connection, paper_id, metadata)
    connection.execute(
        "UPDATE papers SET state = ?, starred = ?, added = ?, trashed = ?, kept = ? WHERE id = ?",
        (
            furthest(mine.reading, others.reading).value,
            mine.starred or others.starred,
            min(mine.added, others.added),
            None if not mine.trashed or not others.trashed else max(mine.trashed, others.trashed),
            kept,
            paper_id,
        ),
    )


def _flag(connection: sqlite3.Connection, paper_id: int) -> None:
    """Repeat in a paper's row what other tables hold of it, and what its digest says: another one where that went away."""
    connection.execute(
        """
        UPDATE papers SET
            has_pdf = EXISTS (SELECT 1 FROM files WHERE paper_id = papers.id),
            has_code = EXISTS (SELECT 1 FROM links WHERE paper_id = papers.id AND code = 1),
            has_note = EXISTS (SELECT 1 FROM notes WHERE paper_id = papers.id),
            has_highlight = EXISTS (SELECT 1 FROM annotations WHERE paper_id = papers.id AND deleted IS NULL)
        WHERE id = ?
        """,
        (paper_id,),
    )
    row = connection.execute(
        "SELECT d.id FROM papers p JOIN digests d ON d.paper_id = p.id WHERE p.id = ? AND p.digest_id IS NOT NULL"
        " ORDER BY d.id = p.digest_id DESC, d.engine = 'extractive', d.id DESC LIMIT 1",
        (paper_id,),
    ).fetchone()
    if row is not None:
        digests.make_current(connection, paper_id, row[0])
    else:
        connection.execute(
            "UPDATE papers SET digest_id = NULL, evidence = 'none', topics = '[]' WHERE id = ?", (paper_id,)
        )
