"""The versions of arXiv's papers, and their texts as arXiv wrote them."""

from __future__ import annotations

import sqlite3
from typing import Any

from carrel.domain.paper import Paper, PaperVersion

_COLUMNS = "version, title, abstract, updated, comment, withdrawn"


def save_version(connection: sqlite3.Connection, paper_id: int, version: PaperVersion) -> None:
    """Keep one version of an arXiv paper, in place of what was known of it."""
    connection.execute(
        "INSERT OR REPLACE INTO versions (paper_id, version, title, abstract, updated, comment, withdrawn)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            paper_id,
            version.version,
            version.title,
            version.abstract,
            version.updated,
            version.comment,
            version.withdrawn,
        ),
    )


def versions(connection: sqlite3.Connection, paper_id: int) -> list[PaperVersion]:
    """The versions that are known of a paper, oldest first."""
    found = connection.execute(f"SELECT {_COLUMNS} FROM versions WHERE paper_id = ? ORDER BY version", (paper_id,))
    return [_version(row) for row in found]


def version(connection: sqlite3.Connection, paper_id: int, number: int) -> PaperVersion | None:
    """One version of a paper, None where that is not known."""
    found = f"SELECT {_COLUMNS} FROM versions WHERE paper_id = ? AND version = ?"
    row = connection.execute(found, (paper_id, number)).fetchone()
    return row and _version(row)


def save_latex(connection: sqlite3.Connection, paper_id: int, paper: Paper) -> None:
    """Keep title and abstract of the paper's version as arXiv wrote them, where that reads otherwise."""
    connection.execute("DELETE FROM latex WHERE paper_id = ? AND version = ?", (paper_id, paper.version))
    if paper.latex_title or paper.latex_abstract:
        connection.execute(
            "INSERT INTO latex (paper_id, version, title, abstract) VALUES (?, ?, ?, ?)",
            (paper_id, paper.version, paper.latex_title, paper.latex_abstract),
        )


def latex(connection: sqlite3.Connection, paper_id: int, version: int) -> tuple[str, str]:
    """Title and abstract of a version as arXiv wrote them, "" where they read the same."""
    row = connection.execute(
        "SELECT title, abstract FROM latex WHERE paper_id = ? AND version = ?", (paper_id, version)
    ).fetchone()
    return (row[0], row[1]) if row else ("", "")


def _version(row: tuple[Any, ...]) -> PaperVersion:
    number, title, abstract, updated, comment, withdrawn = row
    return PaperVersion(number, title, abstract, updated, comment, bool(withdrawn))
