"""Profiles of a person's interests."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace

from carrel.domain.for_you import InterestProfile


def all(connection: sqlite3.Connection, *, whole: bool = False) -> tuple[InterestProfile, ...]:  # noqa: A001 - read as interest_profiles.all
    """The profiles in the order in which they were made; seeds that are in Trash are left out unless `whole`."""
    seeds: dict[int, list[int]] = {}
    for profile_id, paper_id in connection.execute(
        "SELECT profile_id, paper_id FROM profile_seeds"
        " WHERE ? OR paper_id NOT IN (SELECT id FROM papers WHERE trashed IS NOT NULL) ORDER BY profile_id, position",
        (whole,),
    ):
        seeds.setdefault(profile_id, []).append(paper_id)
    found = connection.execute("SELECT id, name, categories FROM interest_profiles ORDER BY id").fetchall()
    return tuple(
        InterestProfile(name, tuple(json.loads(categories)), tuple(seeds.get(one, ())), one)
        for one, name, categories in found
    )


def add(connection: sqlite3.Connection, profile: InterestProfile) -> int:
    """Keep a profile and return its id: `profile.id`, or a new one where that is 0 or taken. Its name must be new."""
    taken = connection.execute("SELECT 1 FROM interest_profiles WHERE id = ?", (profile.id,)).fetchone()
    cursor = connection.execute(
        "INSERT INTO interest_profiles (id, name, categories) VALUES (?, ?, ?)",
        (None if taken else profile.id or None, profile.name, json.dumps(profile.categories)),
    )
    profile_id = cursor.lastrowid or 0
    _put_seeds(connection, profile_id, profile.seeds)
    return profile_id


def change(connection: sqlite3.Connection, profile: InterestProfile) -> InterestProfile:
    """Keep what the profile of this id says now; return what it said, with seeds in Trash. Its name must be no other's.

    Raises:
        KeyError: there is no such profile.
    """
    before = _whole(connection, profile.id)
    if before is None:
        raise KeyError(profile.id)
    connection.execute(
        "UPDATE interest_profiles SET name = ?, categories = ? WHERE id = ?",
        (profile.name, json.dumps(profile.categories), profile.id),
    )
    connection.execute("DELETE FROM profile_seeds WHERE profile_id = ?", (profile.id,))
    _put_seeds(connection, profile.id, profile.seeds)
    return before


def remove(connection: sqlite3.Connection, profile_id: int) -> InterestProfile | None:
    """Forget a profile; return it with seeds in Trash, None where there is none."""
    gone = _whole(connection, profile_id)
    connection.execute("DELETE FROM interest_profiles WHERE id = ?", (profile_id,))
    return gone


def with_trashed(connection: sqlite3.Connection, profile: InterestProfile) -> InterestProfile:
    """A profile with the seeds it has that are in Trash, behind the others: those are not seen, and come back with their papers."""
    known = _whole(connection, profile.id)
    seeds = json.dumps(known.seeds if known is not None else ())
    found = connection.execute(
        "SELECT p.id FROM json_each(?) s JOIN papers p ON p.id = s.value WHERE p.trashed IS NOT NULL ORDER BY s.key",
        (seeds,),
    )
    return replace(profile, seeds=tuple(dict.fromkeys((*profile.seeds, *(row[0] for row in found)))))


def _whole(connection: sqlite3.Connection, profile_id: int) -> InterestProfile | None:
    return next((one for one in all(connection, whole=True) if one.id == profile_id), None)


def _put_seeds(connection: sqlite3.Connection, profile_id: int, seeds: tuple[int, ...]) -> None:
    connection.executemany(
        "INSERT INTO profile_seeds (profile_id, position, paper_id) SELECT ?, ?, id FROM papers WHERE id = ?",
        [(profile_id, place, paper_id) for place, paper_id in enumerate(seeds)],
    )
