"""Every odd and broken PDF at hand goes through the whole import."""

from __future__ import annotations

from pathlib import Path

import pytest

from carrel.domain.job import JobState
from carrel.domain.paper import FileState
from carrel.domain.query import LibraryQuery
from carrel.services.carrel import Carrel

pytestmark = [pytest.mark.corpus, pytest.mark.slow]


@pytest.mark.timeout(1800)
def test_every_file_is_read_or_refused_in_words_and_none_is_half_there(carrel: Carrel, corpus: Path) -> None:
    paths = [
        path
        for folder in ("hostile", "papers")
        for path in sorted((corpus / folder).rglob("*"))
        if path.suffix.lower() == ".pdf"
    ]
    assert len(paths) > 500
    jobs = carrel.jobs.wait(carrel.importing.add(paths))
    assert {job.state for job in jobs} <= {JobState.DONE, JobState.FAILED}
    assert [job.title for job in jobs if job.error_code == "bug"] == []
    for job in jobs:
        if job.state is JobState.FAILED:
            assert job.error
            assert job.advice
    kept = set()
    for paper_id in carrel.reading.ids(LibraryQuery()):
        for file in carrel.reading.files(paper_id):
            kept.add(file.name)
            assert file.state in (FileState.READY, FileState.NO_TEXT, FileState.LOCKED)
            if file.state is FileState.READY:
                assert carrel.reading.digest(paper_id) is not None
                assert carrel.reading.document(file.id).passages
    assert {path.name for path in carrel.paths.files.iterdir()} == kept
