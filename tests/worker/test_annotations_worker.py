"""The documents child finds, reads and writes annotations, whatever file it is given."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from annotated_papers import SENTENCES, print_sentences
from carrel.domain.annotation import Anchor, Annotation, AnnotationKind, Colour, PlaceState, Sought
from carrel.domain.errors import Cancelled, DocumentError
from carrel.domain.passage import Rectangle
from carrel.worker.documents import DocumentsWorker

MADE = Annotation(
    0,
    AnnotationKind.HIGHLIGHT,
    Colour.BLUE,
    Anchor(0, (Rectangle(0, 20, 20, 60, 40),)),
    created="2026-11-20T09:30:05Z",
    edited="2026-11-20T09:30:05Z",
    key="c" * 32,
)


@pytest.fixture
def worker() -> Iterator[DocumentsWorker]:
    made = DocumentsWorker(seconds=30)
    yield made
    made.close()


def test_values_cross_to_the_child_and_back_as_they_are(worker: DocumentsWorker, tmp_path: Path) -> None:
    path, copy = print_sentences(tmp_path / "näme.pdf"), tmp_path / "cöpy.pdf"
    [sighting] = worker.find(path, [Sought(Anchor(0, (), SENTENCES[2]), pages=1)])
    assert sighting.state is PlaceState.PLACED
    made = Annotation(0, MADE.kind, Colour.PINK, Anchor(0, sighting.rectangles), key="d" * 32)
    assert worker.annotate(path, copy, [MADE, made], author="Ada") == 2
    assert [(one.key, one.colour, one.author) for one in worker.annotations(copy)] == [
        (MADE.key, Colour.BLUE, "Ada"),
        (made.key, Colour.PINK, "Ada"),
    ]


def test_what_is_left_out_crosses_by_its_keys(worker: DocumentsWorker, tmp_path: Path) -> None:
    path, copy = print_sentences(tmp_path / "plain.pdf"), tmp_path / "cöpy.pdf"
    other = Annotation(0, MADE.kind, Colour.PINK, MADE.anchor, key="d" * 32)
    worker.annotate(path, copy, [MADE, other])
    left = tmp_path / "left.pdf"
    assert worker.leave_out(copy, left, {MADE.key, "e" * 32}) == 1
    assert [one.key for one in worker.annotations(left)] == [other.key]
    assert worker.leave_out(path, tmp_path / "none.pdf", {MADE.key}) == 0
    assert not (tmp_path / "none.pdf").exists()


def test_a_wish_to_stop_is_followed_between_two(worker: DocumentsWorker, tmp_path: Path) -> None:
    path = print_sentences(tmp_path / "plain.pdf")
    with pytest.raises(Cancelled):
        worker.find(path, [Sought(Anchor(0, (), SENTENCES[2]))] * 2000, cancelled=lambda: True)


@pytest.mark.corpus
@pytest.mark.slow
@pytest.mark.timeout(600)
def test_no_hostile_file_ends_the_child_or_is_a_bug(worker: DocumentsWorker, corpus: Path, tmp_path: Path) -> None:
    files = sorted((corpus / "hostile").rglob("*.pdf"))
    assert len(files) > 400
    sought = [Sought(Anchor(0, (Rectangle(0, 1, 1, 9, 9),), "some words that are there"))]
    acts: dict[str, Callable[[Path], object]] = {
        "read": worker.annotations,
        "write": lambda path: worker.annotate(path, tmp_path / "copy.pdf", [MADE]),
        "find": lambda path: worker.find(path, sought),
        "leave out": lambda path: worker.leave_out(path, tmp_path / "left.pdf", {MADE.key}),
    }
    well = Counter[str]()
    refused: list[DocumentError] = []
    for path in files:
        for name, act in acts.items():
            try:
                act(path)
                well[name] += 1
            except DocumentError as error:
                refused.append(error)
    assert all(well[name] > 350 for name in acts), well
    assert all(error.message and error.advice for error in refused)
