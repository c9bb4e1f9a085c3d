"""Topics of the person's own."""

from __future__ import annotations

import json
import sqlite3

from carrel.domain.digest import Topic


def all(connection: sqlite3.Connection) -> tuple[Topic, ...]:  # noqa: A001 - read as own_topics.all
    """The topics in the order in which they were made."""
    found = connection.execute("SELECT id, name, description, phrases FROM own_topics ORDER BY id").fetchall()
    return tuple(_topic(row) for row in found)


def add(connection: sqlite3.Connection, topic: Topic) -> int:
    """Keep a topic and return its id: `topic.id`, or a new one where that is 0. Its name must be new."""
    cursor = connection.execute(
        "INSERT INTO own_topics (id, name, description, phrases) VALUES (?, ?, ?, ?)",
        (topic.id or None, topic.name, topic.description, _phrases(topic)),
    )
    return cursor.lastrowid or 0


def change(connection: sqlite3.Connection, topic: Topic) -> Topic:
    """Keep what the topic of this id says now; return what it said. Its name must be no other topic's.

    Raises:
        KeyError: there is no such topic.
    """
    row = connection.execute(
        "SELECT id, name, description, phrases FROM own_topics WHERE id = ?", (topic.id,)
    ).fetchone()
    if row is None:
        raise KeyError(topic.id)
    connection.execute(
        "UPDATE own_topics SET name = ?, description = ?, phrases = ? WHERE id = ?",
        (topic.name, topic.description, _phrases(topic), topic.id),
    )
    return _topic(row)


def remove(connection: sqlite3.Connection, topic_id: int) -> Topic | None:
    """Forget a topic; return it, None where there is none."""
    deleted = "DELETE FROM own_topics WHERE id = ? RETURNING id, name, description, phrases"
    row = connection.execute(deleted, (topic_id,)).fetchone()
    return _topic(row) if row is not None else None


def _topic(row: tuple[int, str, str, str]) -> Topic:
    topic_id, name, description, phrases = row
    return Topic(name, description, tuple(json.loads(phrases)), topic_id)


def _phrases(topic: Topic) -> str:
    return json.dumps(topic.phrases, ensure_ascii=False)
