from __future__ import annotations

import csv
import time
from collections.abc import Iterator
from dataclasses import astuple
from pathlib import Path

import pytest

from carrel.domain.errors import StorageError
from carrel.domain.request import Request
from carrel.paths import Paths
from carrel.services.carrel import Carrel
from carrel.services.open import open_library
from carrel.storage import ledger

FEED = Request(
    "2026-11-20T06:02:00Z", "rss.arxiv.org", "/rss/cs.LG", "Announcements in cs.LG", "schedule", 200, 212_000
)
PDF = Request(
    "2026-11-20T08:51:00Z", "export.arxiv.org", "/pdf/2509.09001v1", "PDF 2509.09001v1", "you", 200, 1_100_000
)
BUSY = Request(
    "2026-11-20T09:08:00Z", "export.arxiv.org", "/pdf/2509.08961v1", "PDF 2509.08961v1", "you", 503, 0, "refused"
)
ODD = Request("2026-11-20T09:09:00Z", "mail.example.org", "port 587", '=1+1, 100%_\n"two"', "you", 0, 0, "-2")


@pytest.fixture
def desk(library_home: Path) -> Iterator[Carrel]:
    opened = open_library(Paths(library_home))
    with opened.database.write() as connection:
        for request in (FEED, PDF, BUSY, ODD):
            ledger.add(connection, request)
    yield opened
    opened.close()


def test_the_log_has_everything_newest_first(desk: Carrel) -> None:
    assert desk.network.log() == [ODD, BUSY, PDF, FEED]
    assert desk.network.log(limit=2) == [ODD, BUSY]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("rss.arxiv", [FEED]),
        ("schedule", [FEED]),
        ("pdf you", [BUSY, PDF]),
        ("PDF 503", [BUSY]),
        ("refused", [BUSY]),
        ("2026-11-20T08", [PDF]),
        ("announcements cs.lg", [FEED]),
        ("pdf schedule", []),
        ("100%", [ODD]),
        ("%", [ODD]),
        ("_", [ODD]),
        ("!", []),
        ("'", []),
    ],
)
def test_a_filter_wants_every_word_somewhere(desk: Carrel, text: str, found: list[Request]) -> None:
    assert desk.network.log(text) == found


def test_the_log_is_exported_whole_and_a_spreadsheet_calculates_none_of_it(desk: Carrel, tmp_path: Path) -> None:
    target = tmp_path / "network.csv"
    assert desk.network.export(target) == 4
    with target.open(encoding="utf-8", newline="") as file:
        heading, *rows = list(csv.reader(file))
    assert heading == ["time", "host", "path", "purpose", "who", "status", "bytes", "outcome"]
    assert rows[1:] == [[str(value) for value in astuple(one)] for one in (BUSY, PDF, FEED)]
    assert rows[0][3] == f"'{ODD.purpose}"
    assert rows[0][7] == "'-2"


def test_an_export_that_fails_leaves_the_file_as_it_was(desk: Carrel, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="could not be written"):
        desk.network.export(tmp_path / "nowhere" / "network.csv")
    assert list(tmp_path.glob(".*.part")) == []


def test_an_empty_log_is_a_heading(library_home: Path, tmp_path: Path) -> None:
    opened = open_library(Paths(library_home))
    try:
        assert opened.network.export(tmp_path / "network.csv") == 0
    finally:
        opened.close()
    assert (tmp_path / "network.csv").read_text("utf-8").count("\n") == 1


def test_years_of_requests_are_answered_at_once(desk: Carrel) -> None:
    rows = [astuple(PDF if number % 3 else FEED) for number in range(200_000)]
    with desk.database.write() as connection:
        connection.executemany(
            "INSERT INTO ledger (time, host, path, purpose, who, status, bytes, outcome) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            rows,
        )

    def seconds(text: str) -> float:
        began = time.thread_time()
        desk.network.log(text)
        desk.network.today()
        return time.thread_time() - began

    assert min(seconds("") for _ in range(3)) < 0.1
    assert min(seconds("pdf you") for _ in range(3)) < 0.1
    # Words that stand nowhere are looked for in all rows: a full second is three times what that takes.
    assert min(seconds("no such words") for _ in range(3)) < 1
