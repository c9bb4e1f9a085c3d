from __future__ import annotations

from dataclasses import replace

from carrel.domain.models import Measured, Optimised
from carrel.storage import measurements
from carrel.storage.database import Database

FIRST = Measured(344.5, 260.0, 3.2, 2.5, 2, 0, "2026-11-20T09:00:00Z")
LATER = replace(FIRST, prefill=410.0, measured="2026-11-21T09:00:00Z")


def test_the_last_measurement_of_each_file_counts(database: Database) -> None:
    with database.write() as connection:
        measurements.add(connection, "a.gguf", 100, LATER)
        measurements.add(connection, "a.gguf", 100, FIRST)
        measurements.add(connection, "a.gguf", 101, FIRST)
        measurements.add(connection, "b.gguf", 100, FIRST)
    with database.read() as connection:
        assert measurements.latest(connection) == {
            ("a.gguf", 100): LATER,
            ("a.gguf", 101): FIRST,
            ("b.gguf", 100): FIRST,
        }


def test_measuring_twice_in_a_second_keeps_the_second(database: Database) -> None:
    again = replace(FIRST, decode=1.0)
    with database.write() as connection:
        measurements.add(connection, "a.gguf", 100, FIRST)
        measurements.add(connection, "a.gguf", 100, again)
    with database.read() as connection:
        assert measurements.latest(connection) == {("a.gguf", 100): again}


def test_a_copy_is_kept_with_its_quality_and_both_speeds(database: Database) -> None:
    optimised = Optimised("a-Q4_0.gguf", 90, "Q4_0", 18.1, 18.6, 1020, 40, 44, 38, 45, FIRST, LATER)
    with database.write() as connection:
        measurements.keep_optimised(connection, ("a.gguf", 100), optimised)
        measurements.keep_optimised(connection, ("a.gguf", 100), replace(optimised, perplexity_after=18.7))
    with database.read() as connection:
        assert measurements.latest(connection) == {("a.gguf", 100): FIRST, ("a-Q4_0.gguf", 90): LATER}
        assert measurements.copies(connection) == {("a-Q4_0.gguf", 90): replace(optimised, perplexity_after=18.7)}
        assert connection.execute("SELECT original, original_bytes FROM model_quality").fetchall() == [("a.gguf", 100)]
