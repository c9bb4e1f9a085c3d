"""Annotations as rows. Each writing function returns what it changed, as it was, so that exactly that can be taken back."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from carrel.domain.annotation import Anchor, Annotation, AnnotationKind, Colour, Place, PlaceState
from carrel.storage import annotation_words
from carrel.storage.rectangles import packed, unpacked

_COLUMNS = (
    "id, key, paper_id, file_id, kind, colour, page, rectangles, quote, before, after, text, tags, author, created,"
    " edited, deleted"
)
_THESE = "id IN (SELECT value FROM json_each(?))"


def add(connection: sqlite3.Connection, annotation: Annotation) -> int:
    """Keep an annotation under its key, with its places, and return its id: its own, or a new one where that is 0."""
    anchor = annotation.anchor
    cursor = connection.execute(
        "INSERT INTO annotations (id, key, paper_id, file_id, kind, colour, page, top, rectangles, quote, before, after,"
        " text, tags, author, created, edited, deleted) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            annotation.id or None,
            annotation.key,
            annotation.paper_id,
            annotation.file_id,
            annotation.kind.value,
            annotation.colour.value,
            *_where(anchor),
            anchor.quote,
            anchor.before,
            anchor.after,
            annotation.text,
            _tags(annotation),
            annotation.author,
            annotation.created,
            annotation.edited,
            annotation.deleted or None,
        ),
    )
    annotation_id = cursor.lastrowid or 0
    _save_tags(connection, annotation_id, annotation.tags)
    put_places(connection, [(annotation_id, place) for place in annotation.places])
    annotation_words.learn(connection, annotation_id)
    return annotation_id


def get(connection: sqlite3.Connection, annotation_id: int) -> Annotation | None:
    """An annotation, also of one in Trash; None where there is none."""
    found = these(connection, [annotation_id])
    return found[0] if found else None


def by_key(connection: sqlite3.Connection, paper_id: int) -> dict[str, int]:
    """The ids of a paper's annotations by their keys, of those in Trash, too."""
    return dict(connection.execute("SELECT key, id FROM annotations WHERE paper_id = ?", (paper_id,)).fetchall())


def these(connection: sqlite3.Connection, ids: Iterable[int]) -> list[Annotation]:
    """Some annotations in this order; those that are gone are left out."""
    wanted = list(ids)
    rows = connection.execute(f"SELECT {_COLUMNS} FROM annotations WHERE {_THESE}", (json.dumps(wanted),)).fetchall()
    found = {one.id: one for one in _with_places(connection, rows)}
    return [found[one] for one in wanted if one in found]


def of_paper(connection: sqlite3.Connection, paper_id: int) -> list[Annotation]:
    """A paper's annotations outside Trash, in the order in which they stand in the file they were made in."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM annotations WHERE paper_id = ? AND deleted IS NULL ORDER BY page, top, id", (paper_id,)
    ).fetchall()
    return _with_places(connection, rows)


def rewrite(connection: sqlite3.Connection, annotation: Annotation, before: Annotation | None = None) -> Annotation:
    """Keep what an annotation says and where it stands now; return what it was: `before`, where that is known.

    Raises:
        KeyError: there is no such annotation.
    """
    before = before or get(connection, annotation.id)
    if before is None:
        raise KeyError(annotation.id)
    said = _words(annotation) != _words(before)
    if said:
        annotation_words.forget(connection, annotation.id)
    anchor = annotation.anchor
    connection.execute(
        "UPDATE annotations SET kind = ?, colour = ?, page = ?, top = ?, rectangles = ?, quote = ?, before = ?, after = ?,"
        " text = ?, tags = ?, edited = ? WHERE id = ?",
        (
            annotation.kind.value,
            annotation.colour.value,
            *_where(anchor),
            anchor.quote,
            anchor.before,
            anchor.after,
            annotation.text,
            _tags(annotation),
            annotation.edited,
            annotation.id,
        ),
    )
    if annotation.tags != before.tags:
        _save_tags(connection, annotation.id, annotation.tags)
    if annotation.places != before.places:
        connection.execute("DELETE FROM annotation_places WHERE annotation_id = ?", (annotation.id,))
        put_places(connection, [(annotation.id, place) for place in annotation.places])
    if said:
        annotation_words.learn(connection, annotation.id)
    return before


def delete(connection: sqlite3.Connection, ids: Iterable[int], at: str) -> list[Annotation]:
    """Move annotations to Trash at the instant `at`; return those that were not there."""
    moved = f"UPDATE annotations SET deleted = ? WHERE {_THESE} AND deleted IS NULL RETURNING id"
    return these(
        connection, sorted(row[0] for row in connection.execute(moved, (at, json.dumps(list(ids)))).fetchall())
    )


def restore(connection: sqlite3.Connection, ids: Iterable[int]) -> list[Annotation]:
    """Take annotations out of Trash; return those that were there."""
    moved = f"UPDATE annotations SET deleted = NULL WHERE {_THESE} AND deleted IS NOT NULL RETURNING id"
    return these(connection, sorted(row[0] for row in connection.execute(moved, (json.dumps(list(ids)),)).fetchall()))


def purge(connection: sqlite3.Connection, before: str) -> list[int]:
    """Delete for good what was moved to Trash before the instant `before`; return the papers it was on."""
    gone = connection.execute(
        "SELECT id, paper_id FROM annotations WHERE deleted < ? ORDER BY id", (before,)
    ).fetchall()
    for annotation_id, _ in gone:
        forget(connection, annotation_id)
    return sorted({paper_id for _, paper_id in gone})


def forget(connection: sqlite3.Connection, annotation_id: int) -> None:
    """Delete an annotation for good."""
    annotation_words.forget(connection, annotation_id)
    connection.execute("DELETE FROM annotations WHERE id = ?", (annotation_id,))


def put_places(connection: sqlite3.Connection, places: Sequence[tuple[int, Place]]) -> None:
    """Keep where annotations (by id) stand in files, in place of what was known of those."""
    connection.executemany(
        "INSERT INTO annotation_places (annotation_id, file_id, page, rectangles, state) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (annotation_id, file_id) DO UPDATE"
        " SET page = excluded.page, rectangles = excluded.rectangles, state = excluded.state",
        [(one, place.file_id, place.page, packed(place.rectangles), place.state.value) for one, place in places],
    )


def _with_places(connection: sqlite3.Connection, rows: list[tuple[Any, ...]]) -> list[Annotation]:
    places: defaultdict[int, list[Place]] = defaultdict(list)
    found = connection.execute(
        "SELECT annotation_id, file_id, page, rectangles, state FROM annotation_places"
        " WHERE annotation_id IN (SELECT value FROM json_each(?)) ORDER BY annotation_id, file_id",
        (json.dumps([row[0] for row in rows]),),
    )
    for annotation_id, file_id, page, rectangles, state in found:
        places[annotation_id].append(Place(file_id, page, unpacked(rectangles), PlaceState(state)))
    return [replace(one, places=tuple(places[one.id])) if one.id in places else one for one in map(_annotation, rows)]


def _annotation(row: tuple[Any, ...]) -> Annotation:
    annotation_id, key, paper_id, file_id, kind, colour, page, rectangles, quote, before, after, text, tags, *rest = row
    author, created, edited, deleted = rest
    return Annotation(
        paper_id=paper_id,
        kind=AnnotationKind(kind),
        colour=Colour(colour),
        anchor=Anchor(page, unpacked(rectangles), quote, before, after),
        text=text,
        tags=tuple(json.loads(tags)),
        file_id=file_id,
        author=author,
        created=created,
        edited=edited,
        deleted=deleted or "",
        key=key,
        id=annotation_id,
    )


def _where(anchor: Anchor) -> tuple[int, float, bytes]:
    """The page, how far from its top, and the rectangles, as a row holds them."""
    top = min((one.top for one in anchor.rectangles if one.page == anchor.page), default=0.0)
    return anchor.page, top, packed(anchor.rectangles)


def _words(annotation: Annotation) -> tuple[str, str, str]:
    """What is searched of an annotation."""
    return annotation.anchor.quote, annotation.text, _tags(annotation)


def _tags(annotation: Annotation) -> str:
    return json.dumps(annotation.tags, ensure_ascii=False)


def _save_tags(connection: sqlite3.Connection, annotation_id: int, tags: Iterable[str]) -> None:
    connection.execute("DELETE FROM annotation_tags WHERE annotation_id = ?", (annotation_id,))
    connection.executemany(
        "INSERT INTO annotation_tags (name, annotation_id) VALUES (?, ?)", [(name, annotation_id) for name in tags]
    )
