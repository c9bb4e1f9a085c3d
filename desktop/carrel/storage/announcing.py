"""What arXiv announces, written down: thousands of papers in one transaction, however often the same is announced."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from carrel.domain.feed import Announcement
from carrel.domain.merged_paper import renewed
from carrel.domain.paper import Paper
from carrel.storage import admission, papers, search, words
from carrel.storage.entries import Known, entries, save
from carrel.storage.rows import parts


@dataclass(frozen=True, slots=True)
class Announced:
    """What came of announcements.

    `papers_added` were not known before; they are not kept, so the library's lists do not change. `papers` are those of
    which other metadata are shown now. `announced` are ids of announcements that were not known before. `new_versions`
    are kept papers, each with the version that was known and the one announced.
    """

    papers_added: frozenset[int]
    papers: frozenset[int]
    announced: tuple[int, ...]
    new_versions: tuple[tuple[int, int, int], ...]


def announce(
    connection: sqlite3.Connection, day: str, announcements: Sequence[Announcement], *, from_feed: bool, now: str
) -> Announced:
    """Write down what arXiv announced on a day; what of it is known already changes nothing.

    `from_feed` is false where the day was put together from what was submitted for it: that is a paper's first version,
    even where a later one is known by now. Each announcement is admitted to the feeds that want it. A paper that was
    merged with another one is not added anew.
    """
    newest = _newest(announcements)
    known = _known(connection, newest)
    merged = _merged(connection, newest.keys() - known.keys())
    newest = {identifier: paper for identifier, paper in newest.items() if identifier not in merged}
    told = [one for one in entries(announcements, from_feed=from_feed) if one.arxiv_id in newest]
    added = {identifier: paper for identifier, paper in newest.items() if identifier not in known}
    changed, versions = _renew(connection, {one: newest[one] for one in known}, known)
    ids = {identifier: one.id for identifier, one in known.items()} | _add(connection, added, now)
    _save_versions(connection, announcements, ids, day)
    announced, moved = save(connection, told, ids, known, day, from_feed=from_feed)
    admission.admit(connection, [*announced, *moved, *_of_papers(connection, changed)])
    return Announced(frozenset(ids[one] for one in added), frozenset(changed), tuple(announced), tuple(versions))


def _newest(announcements: Iterable[Announcement]) -> dict[str, Paper]:
    """Each paper by its arXiv id as its newest version has it, in all the categories that are named."""
    found: dict[str, Paper] = {}
    for one in announcements:
        paper = one.paper
        other = found.get(paper.arxiv_id)
        if other is not None:
            paper, other = (paper, other) if paper.version > other.version else (other, paper)
            paper = replace(paper, categories=_united(paper.categories, other.categories))
        found[paper.arxiv_id] = paper
    return found


def _known(connection: sqlite3.Connection, identifiers: Iterable[str]) -> dict[str, Known]:
    found = connection.execute(
        "SELECT arxiv_id, id, version, source, kept = 1 AND trashed IS NULL, kept, state = 'read' FROM papers"
        " WHERE arxiv_id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(identifiers)),),
    )
    return {
        identifier: Known(paper_id, version, source, bool(in_library), bool(kept), bool(read))
        for identifier, paper_id, version, source, in_library, kept, read in found
    }


def _merged(connection: sqlite3.Connection, identifiers: Iterable[str]) -> frozenset[str]:
    """Those of some identifiers that a paper has beside its own."""
    these = "SELECT value FROM json_each(?) WHERE value IN (SELECT value FROM other_identifiers WHERE kind = 'arxiv')"
    return frozenset(row[0] for row in connection.execute(these, (json.dumps(list(identifiers)),)))


def _add(connection: sqlite3.Connection, added: dict[str, Paper], now: str) -> dict[str, int]:
    """Write down papers that are not known, which are not kept by that; return their ids."""
    (last,) = connection.execute("SELECT coalesce(max(id), 0) FROM papers").fetchone()
    ids = {identifier: last + place for place, identifier in enumerate(added, 1)}
    these = [(ids[identifier], paper) for identifier, paper in added.items()]
    connection.executemany(
        """
        INSERT INTO papers (id, arxiv_id, version, doi, title, title_sort, author_sort, published, updated, year,
            comment, journal_reference, source, added, kept)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)
        """,
        ((one, *papers.columns(paper), now) for one, paper in these),
    )
    connection.executemany("INSERT INTO abstracts VALUES (?, ?)", ((one, paper.abstract) for one, paper in these))
    for table, values in (("authors", "authors"), ("categories", "categories")):
        connection.executemany(
            f"INSERT INTO {table} VALUES (?, ?, ?)",
            ((one, place, value) for one, paper in these for place, value in enumerate(getattr(paper, values))),
        )
    connection.executemany(
        "INSERT INTO links VALUES (?, ?, ?, ?)",
        ((one, place, url, papers.is_code(url)) for one, paper in these for place, url in enumerate(paper.links)),
    )
    connection.executemany(
        "INSERT INTO news_words (rowid, title, authors, abstract, identifiers) VALUES (?, ?, ?, ?, ?)",
        (
            (
                one,
                search.indexed(paper.title),
                search.indexed("; ".join(paper.authors)),
                search.indexed(paper.abstract),
                f"{paper.arxiv_id} {paper.doi}",
            )
            for one, paper in these
        ),
    )
    return ids


def _renew(
    connection: sqlite3.Connection, told: dict[str, Paper], known: dict[str, Known]
) -> tuple[list[int], list[tuple[int, int, int]]]:
    """Bring papers that are known up to a newer version, and into the categories that they are in by now.

    Returns the papers that changed, and the new versions of those in the library.
    """
    changed, versions = [], []
    categories = parts(connection, "categories", "category", (one.id for one in known.values()))
    rewritten = []
    for identifier, paper in told.items():
        before = known[identifier]
        has = categories[before.id]
        newer = paper.version > before.version
        if newer or (before.source != "arxiv" and paper.version == before.version):
            _replace(connection, before.id, paper)
            rewritten.append(before.id)
            if newer and before.in_library and before.version:
                versions.append((before.id, before.version, paper.version))
        elif new := [name for name in paper.categories if name not in has]:
            connection.executemany(
                "INSERT INTO categories VALUES (?, ?, ?)",
                ((before.id, place, name) for place, name in enumerate(new, len(has))),
            )
            changed.append(before.id)
    # The index of words is written out by each other write in between, and by an id below the one before.
    for paper_id in sorted(rewritten):
        words.describe(connection, paper_id)
    return changed + rewritten, versions


def _replace(connection: sqlite3.Connection, paper_id: int, told: Paper) -> None:
    before = papers.get(connection, paper_id)
    assert before is not None  # noqa: S101 - it was found in this transaction
    told, as_told = renewed(before, told, papers.version(connection, paper_id, before.version)), told
    if before.version and told is as_told:
        connection.execute(
            "INSERT OR IGNORE INTO versions (paper_id, version, title, abstract, updated, comment) VALUES (?, ?, ?, ?, ?, ?)",
            (paper_id, before.version, before.title, before.abstract, before.updated, before.comment),
        )
    papers.rewrite(
        connection,
        paper_id,
        replace(
            told,
            authors=told.authors or before.authors,
            abstract=told.abstract or before.abstract,
            doi=told.doi or before.doi,
            categories=_united(told.categories, before.categories),
            published=told.published or before.published,
            comment=told.comment or before.comment,
            journal_reference=told.journal_reference or before.journal_reference,
            links=_united(before.links, told.links),
            year=before.year if before.source == "arxiv" else told.year,
        ),
    )


def _save_versions(
    connection: sqlite3.Connection, announcements: Iterable[Announcement], ids: dict[str, int], day: str
) -> None:
    told = [(ids[name], one.paper, one.withdrawn) for one in announcements if (name := one.paper.arxiv_id) in ids]
    connection.executemany(
        "INSERT OR IGNORE INTO versions (paper_id, version, title, abstract, updated, comment, withdrawn)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            (one, p.version or 1, p.title, p.abstract, p.updated or day, p.comment, withdrawn)
            for one, p, withdrawn in told
        ),
    )
    connection.executemany(
        "INSERT OR IGNORE INTO latex (paper_id, version, title, abstract) VALUES (?, ?, ?, ?)",
        (
            (one, p.version or 1, p.latex_title, p.latex_abstract)
            for one, p, _ in told
            if p.latex_title or p.latex_abstract
        ),
    )


def _of_papers(connection: sqlite3.Connection, ids: list[int]) -> list[int]:
    these = "SELECT id FROM announcements WHERE paper_id IN (SELECT value FROM json_each(?))"
    return [row[0] for row in connection.execute(these, (json.dumps(ids),))]


def _united(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*one, *other)))
