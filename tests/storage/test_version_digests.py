from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from carrel.domain.digest import Digest, Field, Status
from carrel.storage import digests, version_digests
from carrel.storage.database import Connection, Database
from carrel.storage.verdicts import known
from storage_values import add_file, add_paper, digest


def _of(text: str, sha256: str, **origin: Any) -> Digest:
    made = digest(Status.SUPPORTED, Status.SUPPORTED, text=text)
    return replace(made, provenance=replace(made.provenance, text_sha256=sha256, **origin))


def _save(connection: Connection, paper_id: int, made: Digest, version: int = 0) -> int:
    file = add_file(connection, paper_id, f"v{version}.pdf", version).id if version else None
    return digests.save(connection, paper_id, file, made)


@pytest.mark.parametrize("versions", [(0, 0), (1, 2)])
def test_a_digest_of_an_earlier_version_is_found(database: Database, versions: tuple[int, int]) -> None:
    with database.write() as connection:
        one = add_paper(connection)
        first = _save(connection, one, _of("Alpha.", "a"), versions[0])
        assert version_digests.earlier(connection, [one]) == {}
        second = _save(connection, one, _of("Beta.", "b"), versions[1])
        assert version_digests.earlier(connection, [one]) == {one: (second, first)}
        # While the earlier one is shown there is nothing to compare it with.
        digests.make_current(connection, one, first)
        assert version_digests.earlier(connection, [one]) == {}


@pytest.mark.parametrize(
    "origin",
    [
        {"model_sha256": "other", "model_file": "other.gguf"},
        {"prompt_version": "other"},
        {"language": "de"},
        {"engine": "extractive"},
    ],
)
def test_what_others_wrote_is_not_compared(database: Database, origin: dict[str, str]) -> None:
    with database.write() as connection:
        one = add_paper(connection)
        _save(connection, one, _of("Alpha.", "a"))
        _save(connection, one, _of("Beta.", "b", **origin))
        assert version_digests.earlier(connection, [one]) == {}


def test_the_same_version_read_anew_and_an_abstract_beside_a_pdf_are_not_compared(database: Database) -> None:
    with database.write() as connection:
        one, other = add_paper(connection), add_paper(connection)
        file = add_file(connection, one, "one.pdf", 1).id
        digests.save(connection, one, file, _of("Alpha.", "a"))
        digests.save(connection, one, file, _of("Beta.", "b"))
        _save(connection, other, _of("Alpha.", "a"))
        digests.save(connection, other, add_file(connection, other, "two.pdf", 2).id, _of("Beta.", "b"))
        assert version_digests.earlier(connection, [one, other]) == {}


def test_a_verdict_comes_back_with_its_statement_word_for_word_and_in_its_field(database: Database) -> None:
    with database.write() as connection:
        one = add_paper(connection)
        first = _save(connection, one, _of("Alpha.", "a"))
        digests.set_verdict(connection, first, 0, Status.NOT_FOUND)
        assert known(connection, one) == {(Field.KEY_POINTS, "Alpha. (0)"): Status.NOT_FOUND}
        elsewhere = _of("Alpha.", "b")
        moved = tuple(replace(each, field=Field.RESULTS) for each in elsewhere.statements)
        second = _save(connection, one, replace(elsewhere, statements=moved))
        assert [each.verdict for each in digests.statements(connection, second)] == [None, None]
        third = _save(connection, one, _of("Alpha.", "c"))
        assert [each.verdict for each in digests.statements(connection, third)] == [Status.NOT_FOUND, None]
        row = connection.execute("SELECT supported, not_found FROM digests WHERE id = ?", (third,)).fetchone()
        assert row == (1, 1)
