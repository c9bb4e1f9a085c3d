"""The texts of files are sketched in the background, for papers with nearly the same text to be found."""

from __future__ import annotations

import pytest

from carrel.domain.job import JobState
from carrel.services.carrel import Carrel
from carrel.storage import compared, passages
from carrel.storage.database import Connection
from storage_values import add_file, add_paper, document


def test_texts_are_sketched_many_at_a_time_and_those_that_changed_again(
    desk: Carrel, monkeypatch: pytest.MonkeyPatch
) -> None:
    with desk.database.write() as connection:
        paper_id = add_paper(connection)
        ids = [add_file(connection, paper_id, f"{number}.pdf").id for number in range(70)]
        for file_id in ids:
            passages.save(connection, file_id, document(f"Text of the file {file_id}."))
    look = compared.files_without_sketch
    asked: list[int] = []

    def looked(connection: Connection, limit: int, *, after: int = 0) -> list[tuple[int, str]]:
        asked.append(after)
        if after == ids[-1] and asked.count(after) == 1:
            with desk.database.write() as another:
                passages.save(another, ids[0], document("Another text."))
        return look(connection, limit, after=after)

    monkeypatch.setattr(compared, "files_without_sketch", looked)
    while (job := desk.duplicates.queue_when_needed()) is not None:
        assert [one.state for one in desk.jobs.wait([job])] == [JobState.DONE]
    assert set(asked) == {0, ids[0], ids[31], ids[63], ids[69]}
    with desk.database.read() as connection:
        assert look(connection, 1) == []
