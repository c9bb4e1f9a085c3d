from __future__ import annotations

from dataclasses import replace

import pytest

from carrel.domain.digest import Field, Note, Status
from carrel.domain.query import Evidence, LibraryQuery
from carrel.storage import digests, listing, papers
from carrel.storage.database import Connection, Database
from storage_values import add_file, add_paper, digest


def evidence(connection: Connection) -> dict[Evidence, int]:
    return listing.facets(connection, LibraryQuery()).evidence


def test_a_digest_comes_back_as_it_was_saved(database: Database) -> None:
    written = digest(Status.SUPPORTED, Status.NOT_FOUND, topics=("Größe", 'A "quoted" one'))
    with database.write() as connection:
        one = add_paper(connection)
        digest_id = digests.save(connection, one, add_file(connection, one).id, written)
        assert digests.current(connection, one) == replace(written, id=digest_id)
        assert list(listing.ids(connection, LibraryQuery(topics=('A "quoted" one',)))) == [one]
        assert list(listing.ids(connection, LibraryQuery(topics=("quoted",)))) == []


def test_what_is_to_be_known_of_a_field_is_kept(database: Database) -> None:
    written = replace(digest(Status.SUPPORTED), notes=(Note(Field.RESULTS, "The model’s text was cut."),))
    with database.write() as connection:
        one = add_paper(connection)
        digests.save(connection, one, None, written)
        found = digests.current(connection, one)
    assert found is not None
    assert found.notes == written.notes


def test_a_digest_keeps_the_server_that_wrote_it(database: Database) -> None:
    written = digest(Status.SUPPORTED)
    origin = replace(written.provenance, engine="server", server="127.0.0.1:8080", model_file="", model_sha256="")
    with database.write() as connection:
        one = add_paper(connection)
        digests.save(connection, one, None, replace(written, provenance=origin))
        found = digests.current(connection, one)
    assert found is not None
    assert found.provenance == origin


def test_a_new_digest_is_the_current_one_and_older_ones_stay(database: Database) -> None:
    with database.write() as connection:
        one = add_paper(connection)
        assert digests.current(connection, one) is None
        first = digests.save(connection, one, None, digest(Status.SUPPORTED, topics=("A",), text="Alpha."))
        second = digests.save(connection, one, None, digest(Status.NOT_FOUND, topics=("B",), text="Beta."))
        assert [found.id for found in digests.history(connection, one)] == [second, first]
        assert evidence(connection) == {Evidence.NOT_FOUND: 1}
        assert digests.make_current(connection, one, first) == second
        assert evidence(connection) == {Evidence.ALL_SUPPORTED: 1}
        assert papers.rows(connection, [one])[0].topics == ("A",)
        assert list(listing.ids(connection, LibraryQuery(text="alpha"))) == [one]
        assert list(listing.ids(connection, LibraryQuery(text="beta"))) == []
        with pytest.raises(KeyError):
            digests.make_current(connection, add_paper(connection), first)


def test_a_verdict_counts_in_lists_and_can_be_taken_back(database: Database) -> None:
    with database.write() as connection:
        one = add_paper(connection)
        digest_id = digests.save(connection, one, None, digest(Status.SUPPORTED, Status.PARTLY))
        assert digests.set_verdict(connection, digest_id, 1, Status.SUPPORTED) is None
        assert evidence(connection) == {Evidence.ALL_SUPPORTED: 1}
        assert papers.rows(connection, [one])[0].supported == 2
        current = digests.current(connection, one)
        assert current is not None
        assert current.statements[1].verdict is Status.SUPPORTED
        assert current.statements[1].status is Status.PARTLY
        assert digests.set_verdict(connection, digest_id, 1, None) is Status.SUPPORTED
        assert evidence(connection) == {Evidence.PARTLY: 1}
        with pytest.raises(KeyError):
            digests.set_verdict(connection, digest_id, 9, None)


def test_a_verdict_on_an_older_digest_leaves_the_lists_alone(database: Database) -> None:
    with database.write() as connection:
        one = add_paper(connection)
        older = digests.save(connection, one, None, digest(Status.SUPPORTED))
        digests.save(connection, one, None, digest(Status.PARTLY))
        digests.set_verdict(connection, older, 0, Status.NOT_FOUND)
        assert evidence(connection) == {Evidence.PARTLY: 1}
