from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest

from carrel.domain.errors import StorageError
from carrel.domain.paper import Paper
from carrel.storage import backup, papers
from carrel.storage.database import Database
from storage_values import add_paper


def titles(database: Database) -> list[str]:
    with database.read() as connection:
        return [row[0] for row in connection.execute("SELECT title FROM papers ORDER BY id")]


def test_a_write_that_raises_leaves_nothing_behind(database: Database) -> None:
    def fail_halfway() -> None:
        with database.write() as connection:
            add_paper(connection)
            raise KeyError

    with pytest.raises(KeyError):
        fail_halfway()
    assert titles(database) == []
    with database.write() as connection:
        add_paper(connection, "Kept")
    assert titles(database) == ["Kept"]


def test_a_write_inside_a_write_of_the_same_thread_is_a_bug_that_is_told(database: Database) -> None:
    with database.write() as connection:
        add_paper(connection, "Kept")
        with pytest.raises(RuntimeError, match="inside a write"), database.write():
            pass
    assert titles(database) == ["Kept"]


def test_readers_cannot_write(database: Database) -> None:
    with pytest.raises(StorageError), database.read() as connection:
        add_paper(connection)


def test_a_read_sees_one_moment_from_its_first_question_on(database: Database) -> None:
    with database.read() as connection:
        assert connection.execute("SELECT count(*) FROM papers").fetchone() == (0,)
        with database.write() as writer:
            add_paper(writer)
        with database.read() as nested:
            assert nested.execute("SELECT count(*) FROM papers").fetchone() == (0,)
    assert len(titles(database)) == 1


def test_a_reader_never_sees_half_a_transaction(database: Database) -> None:
    seen: list[int] = []
    ended = threading.Event()

    def look() -> None:
        while not ended.is_set():
            seen.append(len(titles(database)))

    reader = threading.Thread(target=look)
    reader.start()
    for _ in range(30):
        with database.write() as connection:
            for _ in range(10):
                add_paper(connection)
    ended.set()
    reader.join()
    assert seen
    assert all(count % 10 == 0 for count in seen)


def test_connections_of_ended_threads_are_closed(database: Database) -> None:
    for _ in range(5):
        thread = threading.Thread(target=titles, args=(database,))
        thread.start()
        thread.join()
    titles(database)
    assert len(database._readers) == 1


def test_a_thread_that_is_numbered_as_one_that_ended_has_a_connection_of_its_own(database: Database) -> None:
    def look() -> None:
        with database.read() as connection:
            connection.execute("SELECT 1").fetchone()

    def look_twice(begun: threading.Event, cleaned: threading.Event) -> None:
        with database.read() as connection:
            begun.set()
            assert cleaned.wait(10)
            seen.append(connection.execute("SELECT 1").fetchone())

    for _ in range(20):
        ended = threading.Thread(target=look)
        ended.start()
        ended.join()
        seen: list[tuple[int]] = []
        begun, cleaned = threading.Event(), threading.Event()
        inside = threading.Thread(target=look_twice, args=(begun, cleaned))
        inside.start()
        assert begun.wait(10)
        other = threading.Thread(target=look)
        other.start()
        other.join()
        cleaned.set()
        inside.join()
        assert seen == [(1,)]


def test_after_closing_the_library_is_one_file(path: Path) -> None:
    database = Database(path)
    with database.write() as connection:
        add_paper(connection)
    titles(database)
    database.close()
    database.close()
    assert [file.name for file in path.parent.iterdir()] == [path.name]
    with pytest.raises(RuntimeError, match="closed"), database.read():
        pass


def test_closing_waits_for_whoever_reads(path: Path) -> None:
    database = Database(path)
    reading, go_on = threading.Event(), threading.Event()
    seen: list[object] = []

    def read() -> None:
        with database.read() as connection:
            reading.set()
            assert go_on.wait(10)
            seen.append(connection.execute("SELECT count(*) FROM papers").fetchone())

    reader = threading.Thread(target=read)
    reader.start()
    assert reading.wait(10)
    closing = threading.Thread(target=database.close)
    closing.start()
    # Nothing new is begun as soon as closing has begun.
    for _ in range(1000):
        try:
            with database.read():
                pass
        except RuntimeError:
            break
    go_on.set()
    closing.join(10)
    reader.join(10)
    assert not closing.is_alive()
    assert seen == [(0,)]
    with pytest.raises(RuntimeError, match="closed"), database.read():
        pass


def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"Dear diary, " * 1000)
    with pytest.raises(StorageError, match="not a database"):
        Database(path)
    assert path.read_bytes() == b"Dear diary, " * 1000


def test_another_programs_database_is_refused_and_left_as_it_is(path: Path) -> None:
    path.parent.mkdir()
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE bookmarks (url)")
    other.commit()
    other.close()
    before = path.read_bytes()
    with pytest.raises(StorageError, match="another program"):
        Database(path)
    assert path.read_bytes() == before


def test_a_damaged_database_is_left_as_it_is_and_the_newest_backup_named(path: Path) -> None:
    database = Database(path)
    with database.write() as connection:
        for number in range(200):
            papers.add(connection, Paper(f"Paper {number}", abstract="words " * 200), added="2026")
    copy = backup.backup(database, database.backups, keep=3)
    database.close()
    whole = path.read_bytes()
    # The first page holds where everything is; behind its header lies the schema.
    broken = whole[:100] + b"\xff" * 3996 + whole[4096:]
    path.write_bytes(broken)
    with pytest.raises(StorageError, match="damaged") as caught:
        Database(path)
    assert str(copy) in caught.value.advice
    assert path.read_bytes() == broken
    backup.restore(copy, path)
    restored = Database(path)
    assert len(titles(restored)) == 200
    restored.close()


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageError, match="cannot be made"):
        Database(tmp_path / "file" / "library.sqlite3")


def test_damage_met_while_reading_is_told(path: Path) -> None:
    database = Database(path)
    with database.write() as connection:
        for number in range(300):
            papers.add(connection, Paper(f"Paper {number}", abstract="words " * 200), added="2026")
        (root,) = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'abstracts'").fetchone()
    database.close()
    content = bytearray(path.read_bytes())
    content[(root - 1) * 4096 : root * 4096] = b"\xff" * 4096
    path.write_bytes(content)
    damaged = Database(path)
    with pytest.raises(StorageError, match="damaged"), damaged.read() as connection:
        papers.get(connection, 5)
    with damaged.read() as connection:
        assert backup.check(connection)
    damaged.close()
