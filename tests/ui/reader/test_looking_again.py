"""Marks that were lost are looked for again when the person asks for it."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from carrel.domain.annotation import Anchor, Annotation, AnnotationKind, Colour, Place, PlaceState
from carrel.domain.job import JobKind
from carrel.domain.passage import Rectangle
from carrel.services.carrel import Carrel
from carrel.storage import annotation_rows
from carrel.ui.actions import Actions
from carrel.ui.reader.page import ReaderPage
from notices import notices


def test_lost_marks_are_looked_for_again(opened: ReaderPage, library: Carrel, actions: Actions, qtbot: QtBot) -> None:
    file = library.reading.readable_file(1)
    assert file is not None
    anchor = Anchor(0, (Rectangle(0, 10, 10, 90, 20),), "words that were here")
    made = library.annotations.add(Annotation(1, AnnotationKind.HIGHLIGHT, Colour.YELLOW, anchor, file_id=file.id))
    told = notices(library)
    assert actions.trigger("reader.look_again")
    qtbot.waitUntil(lambda: told == ["No mark of this paper is lost."])
    with library.database.write() as connection:
        annotation_rows.put_places(connection, [(made.id, Place(file.id, 0, (), PlaceState.LOST))])
    assert actions.trigger("reader.look_again")
    qtbot.waitUntil(lambda: told[1:] == ["Looking for lost marks again."])
    assert JobKind.PLACE_ANNOTATIONS in {job.kind for job in library.jobs.open_jobs()}
    assert opened.annotating.possible
