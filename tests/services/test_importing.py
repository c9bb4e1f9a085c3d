from __future__ import annotations

import os
import shutil
import signal
import time
from pathlib import Path

import pytest

from carrel.domain.digest import Field, Status
from carrel.domain.errors import InputError
from carrel.domain.job import Job, JobKind, JobState
from carrel.domain.paper import FileState
from carrel.domain.query import LibraryQuery, Sort
from carrel.paths import Paths
from carrel.services.carrel import Carrel
from carrel.services.open import open_library
from printed import print_paper


def add(carrel: Carrel, *inputs: Path, password: str = "") -> list[Job]:
    return carrel.jobs.wait(carrel.importing.add(inputs, password=password))


def kept_files(carrel: Carrel) -> list[str]:
    return sorted(path.name for path in carrel.paths.files.iterdir())


def test_a_pdf_becomes_a_searchable_paper_with_a_digest_and_evidence(carrel: Carrel, tmp_path: Path) -> None:
    [job] = add(carrel, print_paper(tmp_path / "lantern.pdf"))
    assert (job.state, job.error) == (JobState.DONE, "")
    assert job.paper_id is not None
    paper = carrel.reading.paper(job.paper_id)
    assert paper is not None
    assert paper.title == "Lantern: Evidence for Every Sentence"
    digest = carrel.reading.digest(paper.id)
    assert digest is not None
    assert digest.provenance.extractive
    assert all(digest.of(part) for part in Field)
    file = carrel.reading.readable_file(paper.id)
    assert file is not None
    text = carrel.reading.document(file.id)
    for statement in digest.statements:
        assert statement.status is Status.SUPPORTED
        passage = text.passages[statement.passages[0]]
        assert passage.text == statement.text
        assert passage.rectangles
    assert list(carrel.reading.ids(LibraryQuery(text="normalised before", sort=Sort.BEST))) == [paper.id]
    assert carrel.reading.file_path(file).read_bytes() == (tmp_path / "lantern.pdf").read_bytes()


def test_the_persons_own_file_is_left_as_it_was(carrel: Carrel, tmp_path: Path) -> None:
    path = print_paper(tmp_path / "lantern.pdf")
    before = path.read_bytes(), path.stat().st_mtime_ns
    add(carrel, path)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


def test_the_same_file_twice_is_one_paper(carrel: Carrel, tmp_path: Path) -> None:
    first = print_paper(tmp_path / "one.pdf")
    shutil.copy(first, tmp_path / "two.pdf")
    jobs = add(carrel, first) + add(carrel, tmp_path / "two.pdf") + add(carrel, first)
    assert len({job.paper_id for job in jobs}) == 1
    assert len(carrel.reading.ids(LibraryQuery())) == 1
    assert len(kept_files(carrel)) == 1


def test_a_paper_in_trash_comes_back_when_it_is_added_again(carrel: Carrel, tmp_path: Path) -> None:
    path = print_paper(tmp_path / "one.pdf")
    [job] = add(carrel, path)
    assert job.paper_id is not None
    carrel.organising.trash([job.paper_id])
    add(carrel, path)
    assert list(carrel.reading.ids(LibraryQuery())) == [job.paper_id]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.pdf", b"", "is empty"),
        ("page.pdf", b"<!DOCTYPE html><html></html>", "is not a PDF"),
        ("cut.pdf", b"%PDF-1.7\n1 0 obj\n<<", ""),
    ],
)
def test_a_bad_file_is_told_and_nothing_of_it_is_kept(
    carrel: Carrel, tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    (tmp_path / name).write_bytes(content)
    [job] = add(carrel, tmp_path / name)
    assert job.state is JobState.FAILED
    assert words in job.error
    assert job.advice
    assert len(carrel.reading.ids(LibraryQuery())) == 0
    assert kept_files(carrel) == []


def test_an_unknown_input_is_told_before_anything_is_queued(carrel: Carrel, tmp_path: Path) -> None:
    good = print_paper(tmp_path / "one.pdf")
    with pytest.raises(InputError, match="no arXiv identifier"):
        carrel.importing.add([good, "what is this"])
    assert [job for job in carrel.jobs.open_jobs() if job.kind is JobKind.IMPORT_FILE] == []


def test_a_locked_pdf_is_kept_and_opens_with_its_password(carrel: Carrel, tmp_path: Path) -> None:
    [job] = add(carrel, print_paper(tmp_path / "locked.pdf", password="secret"))
    assert job.paper_id is not None
    [file] = carrel.reading.files(job.paper_id)
    assert file.state is FileState.LOCKED
    assert carrel.reading.readable_file(job.paper_id) is None
    [wrong] = carrel.jobs.wait(carrel.importing.unlock(job.paper_id, "wrong"))
    assert wrong.state is JobState.FAILED
    assert "password" in wrong.error
    [right] = carrel.jobs.wait(carrel.importing.unlock(job.paper_id, "secret"))
    assert right.state is JobState.DONE
    assert carrel.reading.digest(job.paper_id) is not None
    assert len(carrel.reading.ids(LibraryQuery())) == 1


def test_a_password_is_never_written_to_the_disk(carrel: Carrel, tmp_path: Path) -> None:
    add(carrel, print_paper(tmp_path / "locked.pdf", password="correct horse"), password="correct horse")
    for path in carrel.paths.home.rglob("*"):
        if path.is_file():
            assert b"correct horse" not in path.read_bytes()


@pytest.mark.parametrize("name", ["naïve 論文 🜁.pdf", "a'b\"c;d$(e).PDF", "-rf.pdf", "x" * 200 + ".pdf"])
def test_any_file_name_can_be_added(carrel: Carrel, tmp_path: Path, name: str) -> None:
    [job] = add(carrel, print_paper(tmp_path / "folder" / name))
    assert (job.state, job.error) == (JobState.DONE, "")


def test_a_file_name_that_is_not_unicode_can_be_added(carrel: Carrel, tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.pdf"))
    shutil.copy(print_paper(tmp_path / "one.pdf"), path)
    [job] = add(carrel, path)
    assert (job.state, job.error) == (JobState.DONE, "")


def test_a_folder_is_added_with_what_is_inside(carrel: Carrel, tmp_path: Path) -> None:
    for number in range(12):
        print_paper(tmp_path / "papers" / f"{number % 3}" / f"{number}.pdf", title=f"Paper number {number} of twelve")
    (tmp_path / "papers" / "broken.pdf").write_bytes(b"%PDF-1.4 broken")
    jobs = add(carrel, tmp_path / "papers")
    assert sum(job.state is JobState.DONE for job in jobs) == 12
    assert [job.title for job in jobs if job.state is JobState.FAILED] == ["broken.pdf"]
    assert len(carrel.reading.ids(LibraryQuery())) == 12


def test_a_child_that_is_killed_does_not_lose_the_import(carrel: Carrel, tmp_path: Path) -> None:
    jobs = carrel.importing.add([print_paper(tmp_path / f"{n}.pdf", title=f"Paper number {n}") for n in range(6)])
    for _ in range(3):
        time.sleep(0.15)
        pid = carrel.documents_worker.pid
        if pid is not None:
            os.kill(pid, signal.SIGKILL)
    ended = carrel.jobs.wait(jobs)
    done = [job for job in ended if job.state is JobState.DONE]
    assert len(carrel.reading.ids(LibraryQuery())) == len(done)
    assert all(job.error_code == "worker" for job in ended if job.state is JobState.FAILED)
    again = carrel.jobs.wait([one for job in ended if job.error if (one := carrel.jobs.retry(job.id))])
    assert all(job.state is JobState.DONE for job in again)


def test_closing_while_work_runs_leaves_it_to_the_next_start(library_home: Path, tmp_path: Path) -> None:
    papers = [print_paper(tmp_path / f"{n}.pdf", title=f"Paper number {n} of many") for n in range(20)]
    first = open_library(Paths(library_home), digest_on_import=False)
    first.start()
    first.importing.add(papers)
    first.close()
    second = open_library(Paths(library_home), digest_on_import=False)
    second.start()
    second.jobs.wait(second.jobs.open_jobs())
    assert len(second.reading.ids(LibraryQuery())) == 20
    second.close()


def test_a_cancelled_import_leaves_nothing(library_home: Path, tmp_path: Path) -> None:
    carrel = open_library(Paths(library_home), digest_on_import=False)
    [job] = carrel.importing.add([print_paper(tmp_path / "one.pdf")])
    carrel.jobs.cancel(job.id)
    carrel.start()
    assert [ended.state for ended in carrel.jobs.wait([job])] == [JobState.CANCELLED]
    assert len(carrel.reading.ids(LibraryQuery())) == 0
    carrel.close()
