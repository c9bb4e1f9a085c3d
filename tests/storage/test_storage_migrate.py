from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from carrel.domain.errors import StorageError
from carrel.storage import backup, migrate
from carrel.storage.database import Database
from storage_values import add_paper

RECORDED = sorted((Path(__file__).resolve().parents[1] / "data" / "schemas").glob("*.sql"))


NEWEST = max(migrate.migrations())


def layout(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    return connection.execute("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name").fetchall()


def at_schema(path: Path, sql: str, number: int) -> None:
    path.parent.mkdir(exist_ok=True)
    old = sqlite3.connect(path)
    old.executescript(sql)
    old.execute("INSERT INTO papers (title, title_sort, source, added) VALUES ('Old', 'old', 'file', '2026')")
    old.execute(f"PRAGMA application_id = {migrate.APPLICATION_ID}")
    old.execute(f"PRAGMA user_version = {number}")
    old.commit()
    old.close()


@pytest.mark.parametrize("recorded", RECORDED, ids=lambda path: path.stem)
def test_a_library_of_every_released_schema_opens_as_a_new_one_with_its_papers(path: Path, recorded: Path) -> None:
    at_schema(path, recorded.read_text(encoding="utf-8"), int(recorded.stem))
    old = Database(path)
    new = Database(path.with_name("new.sqlite3"))
    with old.read() as one, new.read() as other:
        assert layout(one) == layout(other)
        assert one.execute("SELECT title FROM papers").fetchall() == [("Old",)]
    old.close()
    new.close()


def test_a_released_schema_is_never_edited() -> None:
    for recorded in RECORDED:
        assert migrate.migrations()[int(recorded.stem)] == recorded.read_text(encoding="utf-8")


def test_a_later_schema_is_applied_after_a_verified_backup(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = Database(path)
    with first.write() as connection:
        add_paper(connection, "Kept")
    first.close()
    later = {
        **migrate.migrations(),
        NEWEST + 1: "-- next\nCREATE TABLE extra (one TEXT);\nINSERT INTO extra VALUES ('a;b');",
    }
    monkeypatch.setattr(migrate, "migrations", lambda: later)
    second = Database(path)
    with second.read() as connection:
        assert connection.execute("SELECT * FROM extra").fetchall() == [("a;b",)]
        assert migrate.version(connection) == NEWEST + 1
    second.close()
    (copy,) = second.backups.iterdir()
    kept = sqlite3.connect(copy)
    assert migrate.version(kept) == NEWEST
    assert kept.execute("SELECT title FROM papers").fetchall() == [("Kept",)]
    kept.close()


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE TABLE extra (one TEXT); INSERT INTO missing VALUES (1);",
        "CREATE TABLE extra (one TEXT); INSERT INTO notes VALUES (99, 'an orphan', '2026');",
    ],
)
def test_a_migration_that_fails_changes_nothing(path: Path, monkeypatch: pytest.MonkeyPatch, sql: str) -> None:
    Database(path).close()
    later = {**migrate.migrations(), NEWEST + 1: sql}
    with monkeypatch.context() as patched:
        patched.setattr(migrate, "migrations", lambda: later)
        with pytest.raises((sqlite3.OperationalError, ValueError)):
            Database(path)
    again = Database(path)
    with again.read() as connection:
        assert migrate.version(connection) == NEWEST
        assert "extra" not in dict(layout(connection))
        assert backup.check(connection, full=True) == []
    again.close()


def test_a_backup_that_fails_stops_the_migration(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Database(path).close()
    later = {**migrate.migrations(), NEWEST + 1: "CREATE TABLE extra (one TEXT);"}
    monkeypatch.setattr(migrate, "migrations", lambda: later)
    (path.parent / "backups").write_text("in the way")
    before = path.read_bytes()
    with pytest.raises(StorageError):
        Database(path)
    assert path.read_bytes() == before


def test_a_newer_library_is_refused_and_left_as_it_is(path: Path) -> None:
    at_schema(path, RECORDED[-1].read_text(encoding="utf-8"), 999)
    before = path.read_bytes()
    with pytest.raises(StorageError, match="newer version"):
        Database(path)
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_schemas_are_numbered_without_gaps(tmp_path: Path) -> None:
    (tmp_path / "0001.sql").write_text("SELECT 1;")
    (tmp_path / "0003.sql").write_text("SELECT 1;")
    with pytest.raises(ValueError, match="numbered"):
        migrate.migrations(tmp_path)


def test_a_script_is_split_where_its_statements_end() -> None:
    script = "CREATE TABLE a (b TEXT); -- not; here\nCREATE TRIGGER t AFTER INSERT ON a BEGIN\n  DELETE FROM a;\nEND;\n-- end\n"
    assert len(list(migrate.statements(script))) == 2
    with pytest.raises(ValueError, match="inside a statement"):
        list(migrate.statements("CREATE TABLE a (\n"))
