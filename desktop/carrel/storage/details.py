"""What feeds do not tell of announced papers: when they were submitted, comment, journal reference, DOI, links."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import replace

from carrel.domain.arxiv_id import month_of
from carrel.domain.paper import Paper
from carrel.storage import papers, words

_LACKS = "source = 'arxiv' AND (published = '' OR updated = '')"


def without_details(connection: sqlite3.Connection, limit: int) -> list[str]:
    """The arXiv ids of announced papers whose details were not asked for, the newest first, at most `limit`."""
    found = connection.execute(
        f"SELECT arxiv_id FROM papers WHERE {_LACKS}"
        " AND EXISTS (SELECT 1 FROM announcements WHERE paper_id = papers.id) ORDER BY id DESC LIMIT ?",
        (limit,),
    )
    return [row[0] for row in found]


def set_details(
    connection: sqlite3.Connection,
    told: Sequence[Paper],
    *,
    asked: Sequence[str] = (),
    withdrawn: Sequence[str] = (),
) -> frozenset[int]:
    """Fill in the details of papers that are known; return those of which something else is shown now.

    `asked` are the arXiv ids that were asked for, so that those arXiv knows nothing of are not asked for again;
    `withdrawn` are those of `told` that their authors have withdrawn. What arXiv says of a version that was not announced
    yet waits for its announcement.
    """
    identifiers = [*(paper.arxiv_id for paper in told), *asked]
    these = "SELECT arxiv_id, id FROM papers WHERE arxiv_id IN (SELECT value FROM json_each(?))"
    known: dict[str, int] = dict(connection.execute(these, (json.dumps(identifiers),)))
    for paper in told:
        if paper.arxiv_id in known:
            _fill(connection, known[paper.arxiv_id], paper, withdrawn=paper.arxiv_id in withdrawn)
    for identifier, paper_id in known.items():
        _close(connection, paper_id, identifier)
    return frozenset(known[paper.arxiv_id] for paper in told if paper.arxiv_id in known)


def _fill(connection: sqlite3.Connection, paper_id: int, told: Paper, *, withdrawn: bool) -> None:
    before = papers.get(connection, paper_id)
    assert before is not None  # noqa: S101 - it was found in this transaction
    same = told.version == before.version
    papers.rewrite(
        connection,
        paper_id,
        replace(
            before,
            published=told.published or before.published,
            updated=told.updated if same and told.updated else before.updated,
            comment=told.comment if same and told.comment else before.comment,
            journal_reference=told.journal_reference or before.journal_reference,
            doi=told.doi or before.doi,
            links=tuple(dict.fromkeys((*before.links, *told.links))),
            year=told.year or before.year,
        ),
    )
    if told.doi and told.doi != before.doi:
        # Nothing else that is filled in here is searched.
        words.describe(connection, paper_id)
    if same:
        connection.execute(
            "UPDATE versions SET updated = coalesce(nullif(?, ''), updated), comment = coalesce(nullif(?, ''), comment),"
            " withdrawn = max(withdrawn, ?) WHERE paper_id = ? AND version = ?",
            (told.updated, told.comment, withdrawn, paper_id, told.version),
        )
        connection.execute(
            "UPDATE announcements SET withdrawn = max(withdrawn, ?) WHERE paper_id = ? AND version = ?",
            (withdrawn, paper_id, told.version),
        )


def _close(connection: sqlite3.Connection, paper_id: int, identifier: str) -> None:
    """What arXiv does not tell is taken from the first announcement, or from the identifier, so that it counts as asked for."""
    (day,) = connection.execute("SELECT min(day) FROM announcements WHERE paper_id = ?", (paper_id,)).fetchone()
    month = month_of(identifier)
    published = day if day and day.startswith(month) else f"{month}-01" if month else day or "unknown"
    connection.execute(
        "UPDATE papers SET published = coalesce(nullif(published, ''), ?),"
        " updated = coalesce(nullif(updated, ''), (SELECT max(day) FROM announcements WHERE paper_id = papers.id),"
        " nullif(published, ''), ?) WHERE id = ?",
        (published, published, paper_id),
    )
