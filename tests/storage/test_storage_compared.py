"""Which texts are to be sketched, and that going through them takes no longer the more are done."""

from __future__ import annotations

from carrel.storage import compared, passages
from carrel.storage.database import Connection, Database
from storage_values import add_file, add_paper, document


def add_files(connection: Connection, count: int) -> list[int]:
    """Files of one paper of the library, each with a text of its own."""
    paper_id = add_paper(connection)
    added = []
    for number in range(count):
        file = add_file(connection, paper_id, f"{number}.pdf")
        passages.save(connection, file.id, document(f"Text {number}."))
        added.append(file.id)
    return added


def steps(connection: Connection, after: int) -> int:
    """How many hundreds of steps SQLite takes to find the next file behind another one."""
    taken = []
    connection.set_progress_handler(lambda: taken.append(1), 100)
    compared.files_without_sketch(connection, 1, after=after)
    connection.set_progress_handler(None, 0)
    return len(taken)


def test_texts_without_a_sketch_are_named_in_order_some_at_a_time(database: Database) -> None:
    with database.write() as connection:
        ids = add_files(connection, 5)
        first = compared.files_without_sketch(connection, 2)
        assert [file_id for file_id, _ in first] == ids[:2]
        for file_id, text_sha256 in first:
            compared.put_sketch(connection, file_id, text_sha256, b"")
        assert [file_id for file_id, _ in compared.files_without_sketch(connection, 9)] == ids[2:]
        assert [file_id for file_id, _ in compared.files_without_sketch(connection, 9, after=ids[3])] == ids[4:]
        passages.save(connection, ids[0], document("Another text."))
        assert [file_id for file_id, _ in compared.files_without_sketch(connection, 1)] == ids[:1]


def test_those_that_are_sketched_are_not_gone_through_again(database: Database) -> None:
    with database.write() as connection:
        ids = add_files(connection, 300)
        for file_id, text_sha256 in compared.files_without_sketch(connection, 299):
            compared.put_sketch(connection, file_id, text_sha256, b"")
        assert steps(connection, after=ids[-2]) * 10 < steps(connection, after=0)
