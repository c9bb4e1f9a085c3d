"""Reading PDFs in a child: the real one, and children that go wrong."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from carrel.digesting.source import Source
from carrel.domain.digest import Subject, Topic
from carrel.domain.errors import Cancelled, DocumentError, PasswordNeeded, TimeLimit, WorkerDied
from carrel.domain.paper import Paper
from carrel.worker.documents import DocumentsWorker

SENTENCES = (
    "We present a method that reads research papers and writes a short digest of each of them.",
    "Our experiments on 120 papers show that the error rate falls from 12.4% to 8.1%.",
    "The results suggest that small models are sufficient for this task.",
)
# A child whose `read` first notes its process, then does as told by the file's text, and answers from the second time on.
UNSTEADY = """
    import os, sys, time
    from pathlib import Path
    from carrel.domain.passage import Document
    from carrel.worker.serve import serve

    def read(call):
        arguments = call.arguments(dict)
        notes = Path({notes!r})
        with notes.open("a") as file:
            print(os.getpid(), file=file)
        call.event("progress", {{"done": 1, "total": 2}})
        if {always} or len(notes.read_text().split()) == 1:
            {fault}
        return Document("Title", (), "", (), (), ((1.0, 2.0),), "hash")

    serve({{"read": read}})
"""


def printed(path: Path, *, pages: int = 1) -> Path:
    canvas = Canvas(str(path), pagesize=A4)
    for page in range(pages):
        canvas.setFont("Helvetica-Bold", 18)
        canvas.drawString(72, 760, f"Digesting papers, part {page + 1}")
        canvas.setFont("Helvetica", 10)
        for line in range(40):
            canvas.drawString(72, 720 - 14 * line, SENTENCES[line % 3])
        canvas.showPage()
    canvas.save()
    return path


@pytest.fixture(scope="module")
def worker() -> Iterator[DocumentsWorker]:
    worker = DocumentsWorker()
    yield worker
    worker.close()


def unsteady(tmp_path: Path, fault: str, *, always: bool = False, seconds: float = 60) -> DocumentsWorker:
    program = textwrap.dedent(UNSTEADY).format(notes=str(tmp_path / "notes"), fault=fault, always=always)
    return DocumentsWorker(seconds=seconds, command=[sys.executable, "-P", "-c", program])


def test_a_pdf_is_read_and_digested_in_one_go(worker: DocumentsWorker, tmp_path: Path) -> None:
    progress: list[tuple[int, int]] = []
    document, digest = worker.read(
        printed(tmp_path / "päper \u2028.pdf", pages=3),
        paper=Paper("Known title", categories=("cs.CL",)),
        on_progress=lambda done, total: progress.append((done, total)),
    )
    assert document.pages == 3
    assert len(document.passages) >= 60
    assert [passage.position for passage in document.passages] == list(range(len(document.passages)))
    assert progress[-1] == (3, 3)
    assert digest is not None
    assert digest.provenance.extractive
    assert digest.statements


def test_a_text_known_already_is_digested_without_a_file(worker: DocumentsWorker) -> None:
    digest = worker.extract(Source.of(Paper("A title", abstract=" ".join(SENTENCES)), None))
    assert digest.provenance.extractive
    assert digest.statements


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="file names are text there")
def test_papers_get_their_topics_in_order_and_the_persons_own_among_them(worker: DocumentsWorker) -> None:
    about = [
        Subject("Grasping", "A robot grasps.", ("cs.RO",)),
        Subject("Storks", ""),
        Subject("Birdsong", "Birdsong."),
    ]
    named = worker.topics(about, (Topic("Bird song", "", ("birdsong",), 7),))
    assert named == [("Robotics",), (), ("Bird song",)]
    assert worker.topics([], ()) == []


def test_naming_topics_stops_when_it_is_told_to(worker: DocumentsWorker) -> None:
    with pytest.raises(Cancelled):
        worker.topics([Subject("Storks", "nest on roofs. " * 500)] * 400, (), cancelled=lambda: True)


def test_a_file_name_that_is_no_text_is_read(worker: DocumentsWorker, tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.pdf"))
    assert worker.read(printed(tmp_path / "a.pdf").rename(path))[0].pages == 1


def test_what_is_no_pdf_is_refused_and_the_child_lives_on(worker: DocumentsWorker, tmp_path: Path) -> None:
    path = tmp_path / "page.pdf"
    path.write_text("<html>not found</html>", encoding="utf-8")
    pid = worker.pid
    with pytest.raises(DocumentError):
        worker.read(path)
    assert worker.pid == pid or pid is None


def test_an_encrypted_pdf_asks_for_its_password(worker: DocumentsWorker, tmp_path: Path) -> None:
    from pypdf import PdfWriter  # noqa: PLC0415 - only this test needs it

    writer = PdfWriter(clone_from=printed(tmp_path / "open.pdf"))
    writer.encrypt("secret", algorithm="AES-256")
    path = tmp_path / "locked.pdf"
    writer.write(path)
    with pytest.raises(PasswordNeeded):
        worker.read(path)
    assert worker.read(path, password="secret")[0].pages == 1


def test_cancelling_stops_reading(worker: DocumentsWorker, tmp_path: Path) -> None:
    flag = threading.Event()
    path = printed(tmp_path / "long.pdf", pages=400)
    with pytest.raises(Cancelled):
        worker.read(path, on_progress=lambda *_: flag.set(), cancelled=flag)
    assert worker.read(printed(tmp_path / "short.pdf"))[0].pages == 1


def test_a_child_that_runs_out_of_memory_ends_and_the_next_document_is_read(tmp_path: Path) -> None:
    path = printed(tmp_path / "paper.pdf")
    worker = DocumentsWorker(memory_bytes=150 * 1024**2)
    try:
        with pytest.raises((DocumentError, WorkerDied)):
            worker.read(path)
    finally:
        worker.close()


def test_a_child_killed_at_work_is_started_once_more(tmp_path: Path) -> None:
    worker = unsteady(tmp_path, f"os.kill(os.getpid(), {signal.SIGTERM:d})")
    document, digest = worker.read(tmp_path / "any.pdf")
    worker.close()
    assert document.title == "Title"
    assert digest is None
    assert len((tmp_path / "notes").read_text(encoding="utf-8").split()) == 2


def test_a_child_that_dies_twice_is_a_condition_of_the_world(tmp_path: Path) -> None:
    worker = unsteady(tmp_path, "os.abort()", always=True)
    with pytest.raises(WorkerDied, match="SIGABRT") as caught:
        worker.read(tmp_path / "any.pdf")
    worker.close()
    assert "damaged" in caught.value.advice
    assert "Aborted" in caught.value.details
    assert len((tmp_path / "notes").read_text(encoding="utf-8").split()) == 2


def test_a_document_that_takes_too_long_is_given_up_and_not_tried_again(tmp_path: Path) -> None:
    worker = unsteady(tmp_path, "time.sleep(60)", seconds=1)
    with pytest.raises(TimeLimit):
        worker.read(tmp_path / "any.pdf")
    assert worker.pid is None
    assert worker.read(tmp_path / "any.pdf")[0].title == "Title"
    worker.close()


def test_the_windows_side_is_light() -> None:
    program = (
        "import sys, carrel.worker.documents, carrel.worker.model\n"
        "heavy = {'numpy', 'llama_cpp', 'pypdf', 'pypdfium2', 'requests', 'arxiv', 'sqlite3', 'PySide6'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    assert subprocess.check_output([sys.executable, "-P", "-c", program], text=True).strip() == "[]"
