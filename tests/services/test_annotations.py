"""What a person marks: kept, told, undone one step at a time, found again in other files, and never lost."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from annotated_papers import SENTENCES, locked, print_sentences
from carrel.domain.annotation import (
    Anchor,
    Annotation,
    AnnotationKind,
    AnnotationQuery,
    Colour,
    Place,
    PlaceState,
    Sighting,
)
from carrel.domain.changes import Changes
from carrel.domain.errors import InputError
from carrel.domain.job import JobKind, JobState
from carrel.domain.paper import FileState, Paper
from carrel.domain.passage import Rectangle
from carrel.domain.query import LibraryQuery
from carrel.services import annotations as annotations_service
from carrel.services.carrel import Carrel
from carrel.services.events import Event
from carrel.storage import annotation_rows, files, papers
from carrel.storage.store import KeptFile

WHEN = "2026-11-20T12:00:00Z"


@pytest.fixture
def told(desk: Carrel) -> list[Changes]:
    heard: list[Changes] = []

    def hear(event: Event) -> None:
        if isinstance(event, Changes) and event.annotated:
            heard.append(event)

    desk.events.subscribe(hear)
    return heard


def add_paper(desk: Carrel, *, kept: bool = True) -> int:
    with desk.database.write() as connection:
        return papers.add(connection, Paper("Glacier songs"), added=WHEN, kept=kept)


def highlight(paper_id: int, quote: str = "water begins to run", file_id: int | None = None) -> Annotation:
    rectangles = (Rectangle(0, 72, 100, 300, 112),)
    return Annotation(paper_id, AnnotationKind.HIGHLIGHT, Colour.GREEN, Anchor(0, rectangles, quote), file_id=file_id)


def add_file(desk: Carrel, paper_id: int, path: Path, version: int) -> int:
    """Read a PDF as another file of a paper."""
    kept = desk.paths.files / path.name
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_bytes(path.read_bytes())
    desk.importing.import_kept(path.name, path.name, paper_id, version)
    job = desk.jobs.latest(JobKind.IMPORT_FILE, str(kept))
    assert job is not None
    assert {job.state for job in desk.jobs.wait([job])} == {JobState.DONE}
    return next(file.id for file in desk.reading.files(paper_id) if file.version == version)


def mark_sentences(desk: Carrel, paper_id: int, file_id: int) -> list[Annotation]:
    """Highlights on all sentences of a file, and an area in its corner."""
    made = []
    for passage in desk.reading.document(file_id).passages:
        anchor = Anchor(passage.page, passage.rectangles, passage.text)
        made.append(
            desk.annotations.add(Annotation(paper_id, AnnotationKind.HIGHLIGHT, Colour.BLUE, anchor, file_id=file_id))
        )
    corner = Anchor(0, (Rectangle(0, 10, 10, 40, 40),))
    made.append(desk.annotations.add(Annotation(paper_id, AnnotationKind.AREA, Colour.PINK, corner, file_id=file_id)))
    return made


def states(desk: Carrel, paper_id: int, file_id: int) -> list[PlaceState | None]:
    places = [one.place_in(file_id) for one in desk.annotations.of_paper(paper_id)]
    return [place.state if place else None for place in places]


def test_a_new_annotation_is_kept_told_listed_and_taken_back(desk: Carrel, told: list[Changes]) -> None:
    paper = add_paper(desk)
    made = desk.annotations.add(highlight(paper))
    assert made.id
    assert made.key
    assert made.created == made.edited != ""
    assert desk.annotations.get(made.id) == made
    assert desk.reading.sidebar().annotations == 1
    [changes] = told
    assert changes.annotations == {made.id}
    assert changes.annotated == changes.papers == {paper}
    assert changes.undo == desk.undo.label == "Added a highlight"
    assert desk.undo.undo() == "Added a highlight"
    assert desk.annotations.get(made.id) is None
    assert told[-1].annotations == {made.id}
    assert told[-1].undo == ""


def test_an_annotation_keeps_a_paper_and_taking_it_back_lets_it_go(desk: Carrel, told: list[Changes]) -> None:
    paper = add_paper(desk, kept=False)
    desk.annotations.add(highlight(paper))
    assert list(desk.reading.ids(LibraryQuery())) == [paper]
    assert told[-1].papers_added == {paper}
    desk.undo.undo()
    assert list(desk.reading.ids(LibraryQuery())) == []
    assert told[-1].papers_removed == {paper}


def test_what_was_written_on_an_annotation_is_not_thrown_away_with_it(desk: Carrel) -> None:
    made = desk.annotations.add(highlight(add_paper(desk)))
    with desk.database.write() as connection:
        annotation_rows.rewrite(connection, replace(made, text="typed elsewhere"))
    desk.undo.undo()
    assert list(desk.annotations.ids(AnnotationQuery(trash=True))) == [made.id]


def test_text_is_kept_as_typed_and_undone_in_one_step(desk: Carrel, told: list[Changes]) -> None:
    made = desk.annotations.add(highlight(add_paper(desk)))
    for typed in ("C", "Co", "Comp", "Compare"):
        desk.annotations.save_text(made.id, typed)
        kept = desk.annotations.get(made.id)
        assert kept is not None
        assert kept.text == typed
    assert [one.undo for one in told[1:]] == ["Wrote on an annotation", "", "", ""]
    assert not desk.annotations.save_text(made.id, "Compare"), "nothing changed"
    assert desk.undo.undo() == "Wrote on an annotation"
    kept = desk.annotations.get(made.id)
    assert kept is not None
    assert (kept.text, kept.edited) == ("", made.edited)
    assert desk.undo.label == "Added a highlight"


def test_text_after_a_pause_or_something_else_is_a_step_of_its_own(
    desk: Carrel, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (desk.annotations.add(highlight(add_paper(desk))) for _ in range(2))
    desk.annotations.save_text(first.id, "one")
    desk.annotations.set_colour([first.id], Colour.PINK)
    desk.annotations.save_text(first.id, "one two")
    desk.annotations.save_text(second.id, "other")
    desk.annotations.save_text(first.id, "one two three")
    monkeypatch.setattr(annotations_service, "TYPING_SECONDS", 0.0)
    desk.annotations.save_text(first.id, "one two three four")
    seen = []
    while desk.undo.undo():
        known = desk.annotations.get(first.id)
        seen.append((known.text, known.colour.value) if known else None)
    assert seen[:6] == [
        ("one two three", "pink"),
        ("one two", "pink"),
        ("one two", "pink"),
        ("one", "pink"),
        ("one", "green"),
        ("", "green"),
    ]


def test_colour_kind_and_tags_change_and_come_back_without_touching_other_things(desk: Carrel) -> None:
    paper = add_paper(desk)
    one, two = desk.annotations.add(highlight(paper)), desk.annotations.add(highlight(paper, "wind"))
    assert desk.annotations.set_colour([one.id, two.id], Colour.VIOLET).undo == "Coloured 2 annotations"
    assert desk.annotations.set_kind([one.id], AnnotationKind.UNDERLINE).annotations == {one.id}
    assert not desk.annotations.set_kind([one.id], AnnotationKind.AREA), "a highlight is no area"
    desk.annotations.set_tags(one.id, ["  later ", "LATER", "", "to  read"])
    desk.annotations.tag([one.id, two.id], "Ice")
    assert desk.annotations.tag([one.id], " ice ").annotations == set()
    assert desk.annotations.tags() == ["Ice", "later", "to read"]
    desk.annotations.untag([one.id], "LATER")
    known = desk.annotations.get(one.id)
    assert known is not None
    assert (known.kind, known.colour, known.tags) == (AnnotationKind.UNDERLINE, Colour.VIOLET, ("to read", "Ice"))
    with pytest.raises(InputError):
        desk.annotations.tag([one.id], "  ")
    with desk.database.write() as connection:
        annotation_rows.rewrite(connection, replace(known, text="typed meanwhile"))
    while desk.undo.label != "Added a highlight":
        desk.undo.undo()
    back = desk.annotations.get(one.id)
    assert back is not None
    assert (back.kind, back.colour, back.tags, back.text) == (one.kind, one.colour, (), "typed meanwhile")


@pytest.mark.parametrize("name", ["{x}", "{}", "{0}", "100 %s"])
def test_any_name_of_a_tag_is_told_and_undone(desk: Carrel, name: str) -> None:
    made = desk.annotations.add(highlight(add_paper(desk)))
    assert desk.annotations.tag([made.id], name).undo == f"Tagged 1 annotation “{name}”"
    assert desk.annotations.untag([made.id], name).undo == f"Took tag “{name}” off 1 annotation"
    desk.undo.undo()
    desk.undo.undo()
    assert desk.annotations.get(made.id) == made


def test_trash_keeps_annotations_and_gives_them_back(desk: Carrel, told: list[Changes]) -> None:
    paper = add_paper(desk)
    one, two = desk.annotations.add(highlight(paper)), desk.annotations.add(highlight(paper, "wind"))
    assert desk.annotations.remove([one.id, two.id]).undo == "Moved 2 annotations to Trash"
    assert desk.annotations.of_paper(paper) == []
    assert list(desk.annotations.ids(AnnotationQuery(text="wind", trash=True))) == [two.id]
    assert not desk.annotations.remove([one.id])
    assert desk.annotations.restore([one.id]).annotations == {one.id}
    desk.undo.undo()
    desk.undo.undo()
    assert [known.id for known in desk.annotations.of_paper(paper)] == [one.id, two.id]
    desk.annotations.remove([two.id])
    assert desk.annotations.empty_trash().annotated == {paper}
    assert desk.annotations.get(two.id) is None
    desk.undo.undo()
    assert [known.id for known in desk.annotations.of_paper(paper)] == [one.id]
    assert told


def test_the_daily_care_empties_trash_of_what_is_older_than_thirty_days(desk: Carrel) -> None:
    paper = add_paper(desk)
    old, new = desk.annotations.add(highlight(paper)), desk.annotations.add(highlight(paper, "wind"))
    desk.annotations.remove([old.id, new.id])
    with desk.database.write() as connection:
        connection.execute("UPDATE annotations SET deleted = '2026-09-01T00:00:00Z' WHERE id = ?", (old.id,))
    desk.maintenance.queue()
    job = desk.jobs.latest(JobKind.MAINTENANCE, "daily")
    assert job is not None
    assert [job.state for job in desk.jobs.wait([job])] == [JobState.DONE]
    assert list(desk.annotations.ids(AnnotationQuery(trash=True))) == [new.id]


def test_an_annotation_that_comes_back_brings_its_paper_along(desk: Carrel) -> None:
    paper = add_paper(desk)
    one = desk.annotations.add(highlight(paper))
    desk.annotations.remove([one.id])
    desk.organising.trash([paper])
    changes = desk.annotations.restore([one.id])
    assert changes.papers_added == {paper}
    assert list(desk.reading.ids(LibraryQuery())) == [paper]
    desk.undo.undo()
    assert list(desk.reading.ids(LibraryQuery())) == []
    assert list(desk.annotations.ids(AnnotationQuery())) == []


def test_an_annotation_stands_somewhere_on_a_paper_that_is_there(desk: Carrel) -> None:
    paper = add_paper(desk)
    with pytest.raises(InputError):
        desk.annotations.add(replace(highlight(paper), anchor=Anchor(0, ())))
    with pytest.raises(InputError):
        desk.annotations.add(highlight(paper + 1))
    made = desk.annotations.add(highlight(paper))
    with pytest.raises(InputError):
        desk.annotations.move(made.id, 1, [])
    assert desk.undo.label == "Added a highlight"


def test_annotations_are_found_in_a_new_version_and_none_is_dropped(desk: Carrel, tmp_path: Path) -> None:
    paper = add_paper(desk)
    first = add_file(desk, paper, print_sentences(tmp_path / "v1.pdf", pages=2), 1)
    made = mark_sentences(desk, paper, first)
    assert len(made) == len(SENTENCES) + 1
    assert states(desk, paper, first) == [PlaceState.PLACED] * len(made)
    gone = "Entirely different matters are told on the last line of the paper now, and in other ways."
    changed = [*SENTENCES[:2], SENTENCES[2].replace("93", "94"), *SENTENCES[3:-1], gone]
    second = add_file(desk, paper, print_sentences(tmp_path / "v2.pdf", changed, pages=2), 2)
    found = {one.anchor.quote: one.place_in(second) for one in desk.annotations.of_paper(paper)}
    for number, sentence in enumerate(SENTENCES):
        place = found[sentence]
        assert place is not None
        wanted = {2: PlaceState.MOVED, len(SENTENCES) - 1: PlaceState.LOST}.get(number, PlaceState.PLACED)
        assert place.state is wanted, sentence
        assert bool(place.rectangles) == (wanted is not PlaceState.LOST)
    assert found[""] is not None
    assert found[""].rectangles
    assert len(desk.annotations.of_file(second)) == len(made)
    assert desk.annotations.of_file(second)[-1].anchor.quote == SENTENCES[-1], "the lost one comes last"
    assert [job.kind for job in desk.jobs.recent(20)].count(JobKind.PLACE_ANNOTATIONS) == 1


def test_what_is_marked_in_one_version_is_shown_in_the_other(desk: Carrel, tmp_path: Path) -> None:
    paper = add_paper(desk)
    first = add_file(desk, paper, print_sentences(tmp_path / "v1.pdf"), 1)
    second = add_file(desk, paper, print_sentences(tmp_path / "v2.pdf", ["One more sentence.", *SENTENCES]), 2)
    passage = next(one for one in desk.reading.document(second).passages if one.text == SENTENCES[4])
    made = desk.annotations.add(
        Annotation(
            paper, AnnotationKind.HIGHLIGHT, Colour.PINK, Anchor(0, passage.rectangles, passage.text), file_id=second
        )
    )
    desk.annotations.set_colour([made.id], Colour.GREEN)
    desk.jobs.wait(desk.jobs.open_jobs())
    known = desk.annotations.get(made.id)
    assert known is not None
    place = known.place_in(first)
    assert place is not None
    assert place.state is PlaceState.PLACED
    assert place.rectangles != passage.rectangles
    assert desk.undo.undo() == "Coloured 1 annotation"
    known = desk.annotations.get(made.id)
    assert known is not None
    assert known.colour is Colour.PINK
    assert known.place_in(first) == place, "a change that is taken back leaves the place that was found meanwhile"
    desk.undo.undo()
    assert desk.annotations.get(made.id) is None


def test_a_lost_one_is_placed_by_hand_and_taken_back(desk: Carrel, tmp_path: Path) -> None:
    paper = add_paper(desk)
    first = add_file(desk, paper, print_sentences(tmp_path / "v1.pdf"), 1)
    second = add_file(desk, paper, print_sentences(tmp_path / "v2.pdf", ["Nothing of it is left here."]), 2)
    [made] = [one for one in mark_sentences(desk, paper, first) if one.anchor.quote == SENTENCES[0]]
    desk.jobs.wait(desk.jobs.open_jobs())
    here = Rectangle(0, 100, 100, 200, 112)
    assert desk.annotations.move(made.id, second, [here]).undo == "Moved 1 annotation"
    known = desk.annotations.get(made.id)
    assert known is not None
    assert known.place_in(second) is not None
    assert [place.state for place in known.places] == [PlaceState.PLACED, PlaceState.PLACED]
    assert known.anchor.rectangles == known.places[0].rectangles
    assert known.place_in(second) == replace(known.places[1], rectangles=(here,))
    desk.undo.undo()
    known = desk.annotations.get(made.id)
    assert known is not None
    place = known.place_in(second)
    assert place is not None
    assert place.state is PlaceState.LOST
    moved = Rectangle(0, 50, 50, 60, 60)
    desk.annotations.move(made.id, first, [moved])
    known = desk.annotations.get(made.id)
    assert known is not None
    assert known.anchor.rectangles == (moved,), "where it was made its anchor moves along"
    assert known.anchor.quote == SENTENCES[0]


def test_a_file_that_cannot_be_opened_loses_them_until_it_is_looked_at_again(desk: Carrel, tmp_path: Path) -> None:
    paper = add_paper(desk)
    first = add_file(desk, paper, print_sentences(tmp_path / "v1.pdf"), 1)
    made = desk.annotations.add(highlight(paper, SENTENCES[0], first))
    whole = print_sentences(tmp_path / "v2.pdf")
    (desk.paths.files / "v2.pdf").write_bytes(b"%PDF-1.4 broken")
    with desk.database.write() as connection:
        second = files.add(
            connection, paper, KeptFile("v2.pdf", "b" * 64, 9), state=FileState.READY, version=2, added=WHEN
        )
    job = desk.annotation_placing.request(paper)
    assert job is not None
    assert [one.state for one in desk.jobs.wait([job])] == [JobState.DONE]
    assert states(desk, paper, second) == [PlaceState.LOST]
    assert desk.annotation_placing.request(paper) is None
    (desk.paths.files / "v2.pdf").write_bytes(whole.read_bytes())
    job = desk.annotation_placing.request(paper, lost_too=True)
    assert job is not None
    desk.jobs.wait([job])
    assert states(desk, paper, second) == [PlaceState.PLACED]
    assert made.id


def test_undoing_a_move_leaves_what_was_found_in_a_new_version_since(desk: Carrel, tmp_path: Path) -> None:
    paper = add_paper(desk)
    first = add_file(desk, paper, print_sentences(tmp_path / "v1.pdf"), 1)
    made = desk.annotations.add(highlight(paper, SENTENCES[0], first))
    desk.annotations.move(made.id, first, [Rectangle(0, 50, 50, 60, 60)])
    second = add_file(desk, paper, print_sentences(tmp_path / "v2.pdf", ["New at first.", *SENTENCES]), 2)
    assert states(desk, paper, second) == [PlaceState.PLACED]
    assert desk.undo.undo() == "Moved 1 annotation"
    known = desk.annotations.get(made.id)
    assert known is not None
    assert known.anchor == made.anchor
    assert known.place_in(first) == made.place_in(first)
    assert states(desk, paper, second) == [PlaceState.PLACED]


def test_what_is_put_somewhere_by_hand_while_it_is_looked_for_stays_there(
    desk: Carrel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = add_paper(desk)
    first = add_file(desk, paper, print_sentences(tmp_path / "v1.pdf"), 1)
    one, other = (desk.annotations.add(highlight(paper, quote, first)) for quote in SENTENCES[:2])
    look, here = desk.documents_worker.find, Rectangle(0, 100, 100, 200, 112)

    def find(path: Path, *given: Any, **named: Any) -> list[Sighting]:
        second = next(file.id for file in desk.reading.files(paper) if file.id != first)
        desk.annotations.move(one.id, second, [here])
        return look(path, *given, **named)

    monkeypatch.setattr(desk.documents_worker, "find", find)
    second = add_file(desk, paper, print_sentences(tmp_path / "v2.pdf", ["New at first.", *SENTENCES]), 2)
    places = {known.id: known.place_in(second) for known in desk.annotations.of_paper(paper)}
    assert places[one.id] == Place(second, 0, (here,))
    assert places[other.id] is not None


def test_an_import_that_was_taken_back_leaves_nothing_but_what_was_written_since(desk: Carrel) -> None:
    paper = add_paper(desk)
    new = [replace(highlight(paper, quote), text="theirs", tags=("theirs",)) for quote in SENTENCES[:2]]
    one, other = desk.annotations.add_all(new, "Imported 2 annotations")
    with desk.database.write() as connection:
        annotation_rows.rewrite(connection, replace(other, text="theirs, and mine"))
    desk.undo.undo()
    assert desk.annotations.get(one.id) is None
    assert list(desk.annotations.ids(AnnotationQuery(trash=True))) == [other.id]


@pytest.mark.parametrize("away", ["locked", "not there"])
def test_a_file_that_cannot_be_opened_now_loses_nothing(desk: Carrel, tmp_path: Path, away: str) -> None:
    paper = add_paper(desk)
    first = add_file(desk, paper, print_sentences(tmp_path / "v1.pdf"), 1)
    second = add_file(desk, paper, print_sentences(tmp_path / "v2.pdf", ["New at first.", *SENTENCES]), 2)
    kept = desk.paths.files / "v2.pdf"
    if away == "locked":
        locked(tmp_path / "v2.pdf", kept, "secret")
    else:
        kept.unlink()
    desk.jobs.pause_all()
    desk.annotations.add(highlight(paper, SENTENCES[0], first))
    queued = desk.jobs.open_jobs()
    desk.jobs.resume_all()
    assert {job.state for job in desk.jobs.wait(queued)} == {JobState.DONE}
    assert states(desk, paper, second) == [None]
    kept.write_bytes((tmp_path / "v2.pdf").read_bytes())
    desk.annotation_placing.start()
    desk.jobs.wait(desk.jobs.open_jobs())
    assert states(desk, paper, second) == [PlaceState.PLACED]


def test_a_locked_version_is_looked_at_once_it_can_be(desk: Carrel, tmp_path: Path) -> None:
    paper = add_paper(desk)
    first = add_file(desk, paper, print_sentences(tmp_path / "v1.pdf"), 1)
    desk.annotations.add(highlight(paper, SENTENCES[0], first))
    path = locked(print_sentences(tmp_path / "plain.pdf"), tmp_path / "v2.pdf", "secret")
    add_file(desk, paper, path, 0)
    second = next(file for file in desk.reading.files(paper) if file.id != first)
    assert second.state is FileState.LOCKED
    assert states(desk, paper, second.id) == [None]
    desk.jobs.wait(desk.importing.unlock(paper, "secret"))
    assert states(desk, paper, second.id) == [PlaceState.PLACED]


def test_what_was_not_looked_for_when_carrel_ended_is_queued_at_its_start(desk: Carrel, tmp_path: Path) -> None:
    paper = add_paper(desk)
    first = add_file(desk, paper, print_sentences(tmp_path / "v1.pdf"), 1)
    second = add_file(desk, paper, print_sentences(tmp_path / "v2.pdf", ["First of all.", *SENTENCES]), 2)
    mark_sentences(desk, paper, first)
    desk.jobs.wait(desk.jobs.open_jobs())
    with desk.database.write() as connection:
        connection.execute("DELETE FROM annotation_places WHERE file_id = ?", (second,))
    desk.annotation_placing.start()
    desk.jobs.wait(desk.jobs.open_jobs())
    assert None not in states(desk, paper, second)


def test_five_thousand_in_one_paper_are_listed_and_placed(desk: Carrel, tmp_path: Path) -> None:
    sentences = [f"Sentence {number} says that valley {number * 7} is cold." for number in range(500)]
    paper = add_paper(desk)
    first = add_file(desk, paper, print_sentences(tmp_path / "v1.pdf", sentences, pages=12), 1)
    passages = desk.reading.document(first).passages
    assert len(passages) > 400
    many = [
        Annotation(
            paper, AnnotationKind.HIGHLIGHT, Colour.BLUE, Anchor(one.page, one.rectangles, one.text), file_id=first
        )
        for number in range(5000)
        for one in (passages[number % len(passages)],)
    ]
    desk.annotations.add_all(many, "Added many")
    second = add_file(desk, paper, print_sentences(tmp_path / "v2.pdf", ["New at first.", *sentences], pages=12), 2)
    assert PlaceState.LOST not in states(desk, paper, second)
    started = time.process_time()
    assert len(desk.annotations.of_file(second)) == 5000
    assert time.process_time() - started < 5
    desk.undo.undo()
    assert desk.annotations.of_paper(paper) == []
