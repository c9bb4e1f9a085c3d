"""What was read of a file: its sections and passages, and which of them hold what a person searches for."""

from __future__ import annotations

import json
import sqlite3

from carrel.domain.paper import FileState
from carrel.domain.passage import Document, Passage, PassageKind, Section, SectionKind
from carrel.domain.query import PassageHit
from carrel.storage import compared, search, words
from carrel.storage.rectangles import packed, unpacked


def save(connection: sqlite3.Connection, file_id: int, document: Document) -> None:
    """Keep what was read of a file, in place of what was read before; it is then ready, or has no text.

    Raises:
        KeyError: there is no such file.
    """
    row = connection.execute("SELECT paper_id FROM files WHERE id = ?", (file_id,)).fetchone()
    if row is None:
        raise KeyError(file_id)
    paper_id = int(row[0])
    words.forget_text(connection, paper_id)
    connection.execute("DELETE FROM passages WHERE file_id = ?", (file_id,))
    connection.execute("DELETE FROM sections WHERE file_id = ?", (file_id,))
    connection.executemany(
        "INSERT INTO sections (file_id, position, level, heading, kind, page, top) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(file_id, s.position, s.level, s.heading, s.kind.value, s.page, s.top) for s in document.sections],
    )
    connection.executemany(
        "INSERT INTO passages (file_id, position, section, page, kind, text, rectangles) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (file_id, p.position, p.section, p.page, p.kind.value, p.text, packed(p.rectangles))
            for p in document.passages
        ],
    )
    connection.execute(
        "UPDATE files SET state = ?, problem = ?, pages = ?, page_sizes = ?, text_sha256 = ?, hidden_characters = ?"
        " WHERE id = ?",
        (
            (FileState.READY if document.passages else FileState.NO_TEXT).value,
            "; ".join(document.problems),
            document.pages,
            json.dumps(document.page_sizes),
            document.text_sha256,
            document.hidden_characters,
            file_id,
        ),
    )
    words.learn_text(connection, paper_id)
    compared.forget(connection, paper_id)


def of_file(connection: sqlite3.Connection, file_id: int) -> tuple[Passage, ...]:
    """The passages of a file in reading order. Their rectangles were kept as 32-bit numbers."""
    found = connection.execute(
        "SELECT position, section, page, text, rectangles, kind FROM passages WHERE file_id = ? ORDER BY position",
        (file_id,),
    )
    return tuple(
        Passage(position, section, page, text, unpacked(held), PassageKind(kind))
        for position, section, page, text, held, kind in found
    )


def sections(connection: sqlite3.Connection, file_id: int) -> tuple[Section, ...]:
    """The sections of a file in reading order."""
    found = connection.execute(
        "SELECT position, level, heading, kind, page, top FROM sections WHERE file_id = ? ORDER BY position", (file_id,)
    )
    return tuple(
        Section(position, level, heading, SectionKind(kind), page, top)
        for position, level, heading, kind, page, top in found
    )


def at(connection: sqlite3.Connection, paper_id: int, file_id: int | None, number: int) -> PassageHit:
    """A passage of a paper's file by its number in reading order, with nothing marked; the abstract where there is none."""
    found = connection.execute(
        """
        SELECT p.position, p.page, coalesce(s.heading, ''), p.text FROM passages p
        LEFT JOIN sections s ON s.file_id = p.file_id AND s.position = p.section
        WHERE p.file_id = ? ORDER BY p.position LIMIT 1 OFFSET max(?, 0)
        """,
        (file_id if number >= 0 else None, number),
    ).fetchone()
    if found is None:
        row = connection.execute("SELECT abstract FROM abstracts WHERE paper_id = ?", (paper_id,)).fetchone()
        return PassageHit(paper_id, -1, -1, "Abstract", row[0] if row is not None else "", ())
    position, page, heading, text = found
    return PassageHit(paper_id, position, page, heading, text, ())


def hits(
    connection: sqlite3.Connection, paper_id: int, text: str, limit: int, *, whole: bool = False
) -> list[PassageHit]:
    """The passages of the paper's newest file that hold words of a search, those that may stand anywhere: at most `limit`.

    Those with the most of the words come first, then in reading order; with `whole` only those that hold all.
    """
    typed = search.anywhere(text)
    if not typed:
        return []
    found = connection.execute(
        """
        SELECT p.position, p.page, coalesce(s.heading, ''), p.text FROM passages p
        LEFT JOIN sections s ON s.file_id = p.file_id AND s.position = p.section
        WHERE p.file_id = (SELECT f.id FROM files f WHERE f.paper_id = ?
            AND EXISTS (SELECT 1 FROM passages WHERE file_id = f.id) ORDER BY f.version DESC, f.id DESC LIMIT 1)
        ORDER BY p.position
        """,
        (paper_id,),
    )
    texts = (PassageHit(paper_id, position, page, heading, text, ()) for position, page, heading, text in found)
    return search.best(typed, texts, limit, whole=whole)
