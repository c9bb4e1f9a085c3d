from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from carrel.domain.errors import StorageError
from carrel.domain.query import LibraryQuery
from carrel.storage import backup, digests, held_annotations, listing, migrate, papers, search
from carrel.storage.database import Database
from storage_values import add_paper

RECORDED = sorted((Path(__file__).resolve().parents[1] / "data" / "schemas").glob("*.sql"))


NEWEST = max(migrate.migrations())


def layout(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    return connection.execute("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name").fetchall()


def at_schema(path: Path, released: int, number: int = 0) -> None:
    """Make a library as the first `released` schemas have it; it says that it has schema `number`, where that is given."""
    path.parent.mkdir(exist_ok=True)
    old = sqlite3.connect(path)
    old.create_function("indexed", 1, search.indexed)
    for recorded in RECORDED[:released]:
        old.executescript(recorded.read_text(encoding="utf-8"))
    old.execute("INSERT INTO papers (title, title_sort, source, added) VALUES ('Old', 'old', 'file', '2026')")
    old.execute(f"PRAGMA application_id = {migrate.APPLICATION_ID}")
    old.execute(f"PRAGMA user_version = {number or released}")
    old.commit()
    old.close()


@pytest.mark.parametrize("recorded", RECORDED, ids=lambda path: path.stem)
def test_a_library_of_every_released_schema_opens_as_a_new_one_with_its_papers(path: Path, recorded: Path) -> None:
    at_schema(path, int(recorded.stem))
    old = Database(path)
    new = Database(path.with_name("new.sqlite3"))
    with old.read() as one, new.read() as other:
        assert layout(one) == layout(other)
        assert one.execute("SELECT title FROM papers").fetchall() == [("Old",)]
    old.close()
    new.close()


def test_what_a_library_of_the_first_schema_holds_stays_in_it(path: Path) -> None:
    at_schema(path, 1)
    old = sqlite3.connect(path)
    for statement in (
        "UPDATE papers SET starred = 1, digest_id = 1, topics = '[\"Vision\"]', evidence = 'supported' WHERE id = 1",
        "INSERT INTO papers (title, title_sort, source, added, trashed) VALUES ('Gone', 'gone', 'file', '2026', '2026')",
        "INSERT INTO abstracts VALUES (1, 'Sparse words')",
        "INSERT INTO notes VALUES (1, 'My note', '2026')",
        "INSERT INTO tags VALUES (1, 'thesis')",
        "INSERT INTO paper_tags VALUES (1, 1)",
        "INSERT INTO paper_words (rowid, title, abstract, note) VALUES (1, 'Old', 'Sparse words', 'My note')",
        (
            "INSERT INTO digests (id, paper_id, engine, created, seconds, text_sha256, prompt_version, sections_read, sections,"
            " tokens_read, tokens, supported, partly, not_found) VALUES (1, 1, 'extractive', '2026', 1, '', '1', 1, 1, 1, 1, 1, 0, 0)"
        ),
        "INSERT INTO statements (digest_id, position, field, text, status) VALUES (1, 0, 'summary', 'It is.', 'supported')",
        "INSERT INTO jobs (kind, lane, key, state, created) VALUES ('import_file', 'documents', 'x', 'waiting', '2026')",
    ):
        old.execute(statement)
    old.commit()
    old.close()
    database = Database(path)
    with database.write() as connection:
        assert list(listing.ids(connection, LibraryQuery(text="sparse", starred=True, topics=("Vision",)))) == [1]
        assert list(listing.ids(connection, LibraryQuery(trash=True))) == [2]
        state = papers.state(connection, 1)
        assert (state.tags, state.note) == (("thesis",), "My note")
        digest = digests.current(connection, 1)
        assert digest is not None
        assert [statement.text for statement in digest.statements] == ["It is."]
        assert connection.execute("SELECT kept FROM papers").fetchall() == [(1,), (1,)]
        assert connection.execute("SELECT due, retries FROM jobs").fetchall() == [("", 0)]
        assert backup.check(connection, full=True) == []
        papers.trash(connection, [1], "2026")
        papers.delete(connection, [1, 2])
        assert connection.execute("SELECT count(*) FROM papers").fetchone() == (0,)
    database.close()


def test_what_was_imported_before_is_known_to_be_held_by_its_file(path: Path) -> None:
    at_schema(path, 5)
    old = sqlite3.connect(path)
    old.execute(
        "INSERT INTO files (paper_id, name, sha256, bytes, state, added) VALUES (1, 'a.pdf', 'aa', 1, 'ready', '2026')"
    )
    keys = {
        "0123456789ab4def8123456789abcdef": "",  # a person's own
        "1123456789ab4def8123456789abcdef": "Ben",
        "2123456789ab7def8123456789abcdef": "",
        "3123456789ab4defc123456789abcdef": "",
    }
    for key, author in keys.items():
        old.execute(
            "INSERT INTO annotations (key, paper_id, file_id, kind, colour, page, top, rectangles, quote, before, after,"
            " text, author, created, edited) VALUES (?, 1, 1, 'note', 'blue', 0, 0, x'', '', '', '', '', ?, '2025', '2026')",
            (key, author),
        )
    old.commit()
    old.close()
    database = Database(path)
    with database.read() as connection:
        held = held_annotations.in_file(connection, 1)
    assert held.keys == held.unedited == frozenset(list(keys)[1:])
    database.close()


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
    at_schema(path, len(RECORDED), 999)
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
