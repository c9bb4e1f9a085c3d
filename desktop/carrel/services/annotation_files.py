"""Annotations go into copies of PDFs and come from PDFs that others annotated. The files of the library are never changed.

Everything here takes a while and belongs on a thread of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from pathlib import Path

from carrel.domain.annotation import Anchor, Annotation, PlaceState
from carrel.domain.changes import Changes
from carrel.domain.errors import InputError
from carrel.domain.paper import FileState, PaperFile
from carrel.services.annotations import Annotations
from carrel.services.events import Events
from carrel.storage import annotation_rows, durable, files, held_annotations
from carrel.storage.database import Database
from carrel.storage.store import FileStore
from carrel.worker.documents import DocumentsWorker


class AnnotationFiles:
    """Writes and reads annotated PDFs."""

    def __init__(
        self,
        database: Database,
        store: FileStore,
        worker: DocumentsWorker,
        annotations: Annotations,
        events: Events,
        password_of: Callable[[str], str],
    ) -> None:
        """`password_of` tells the password of a file by its name, "" where none is known; it serves where none is given."""
        self._database = database
        self._store = store
        self._worker = worker
        self._annotations = annotations
        self._events = events
        self._password_of = password_of

    def export_pdf(
        self, paper_id: int, target: Path, *, file_id: int | None = None, author: str = "", password: str = ""
    ) -> int:
        """Write a copy of a paper's PDF with its annotations to `target`, in place of a file that is there.

        `file_id` is the newest file without it. Returns how many annotations the copy has: those that are lost in this file,
        or were not looked for in it yet, are left out. So is what the file itself holds of those that were taken in: the copy
        has them as the library has them now. `author` is named as theirs.

        Raises:
            InputError: the paper has no such file, or `target` is one of the library's.
            DocumentError: the file cannot be copied so, or does not allow it; PasswordNeeded: not without its password.
            StorageError: the copy cannot be written; a file that was there is as it was.
            TimeLimit, WorkerDied: the file is more than the child can do.
        """
        file = self._file(paper_id, file_id)
        target = target.expanduser().absolute()
        if self._store.holds(target):
            raise InputError("The files of the library are not written over.", "Choose another folder for the copy.")
        annotations = self._annotations.of_paper(paper_id)
        standing = [placed for one in annotations if (placed := _standing(one, file.id))]
        with self._database.read() as connection:
            held = held_annotations.in_file(connection, file.id)
            known = held.keys | annotation_rows.by_key(connection, paper_id).keys()
        # What is lost here by its words is left where the file itself has it.
        known -= {one.key for one in annotations} - {one.key for one in standing} - held.keys
        with durable.in_place_of(target) as part:
            return self._worker.annotate(
                self._store.path(file.name),
                part,
                standing,
                author=author,
                password=password or self._password_of(file.name),
                known=known,
                unedited=held.unedited,
            )

    def import_from(self, file_id: int, *, password: str = "") -> Changes:
        """Take the annotations that a file of the library holds into the library, as one step of undo.

        Those that were taken before, or that Carrel wrote there itself, are not taken twice, also where they are in Trash or
        were deleted for good. From then on the file is drawn without those that the library has.

        Raises:
            InputError: there is no such file.
            DocumentError: it cannot be read; PasswordNeeded: not without its password.
            TimeLimit, WorkerDied: the file is more than the child can do.
        """
        with self._database.read() as connection:
            file = files.get(connection, file_id)
        if file is None:
            raise InputError("This file is not in the library.", "Add it again.")
        found = self._worker.annotations(self._store.path(file.name), password=password or self._password_of(file.name))
        with self._database.read() as connection:
            known = annotation_rows.by_key(connection, file.paper_id)
            held = held_annotations.in_file(connection, file.id).keys
        self._hold(file, [known[one.key] for one in found if one.key in known])
        new = [replace(one, paper_id=file.paper_id, file_id=file.id) for one in found if one.key not in {*known, *held}]
        if not new:
            return Changes()
        label = "Imported 1 annotation" if len(new) == 1 else f"Imported {len(new)} annotations"
        added = self._annotations.add_all(new, label, held_by=file.id)
        return _changes(added, label) if added else Changes()

    def _hold(self, file: PaperFile, ids: Collection[int]) -> None:
        """Have a file drawn without these annotations, which it holds itself and the library has already."""
        with self._database.write() as connection:
            new = held_annotations.put(connection, file.id, ids)
        if new:
            self._events.publish(Changes(annotations=frozenset(ids), annotated=frozenset({file.paper_id})))

    def _file(self, paper_id: int, file_id: int | None) -> PaperFile:
        with self._database.read() as connection:
            all_files = files.of_paper(connection, paper_id)
        able = [one for one in all_files if one.state is not FileState.UNSAFE and file_id in (None, one.id)]
        if not able:
            raise InputError("There is no PDF of this paper that could be copied.", "Get its PDF first.")
        return able[-1]


def _standing(annotation: Annotation, file_id: int) -> Annotation | None:
    """An annotation as it stands in a file; None where it does not."""
    place = annotation.place_in(file_id)
    if place is None or place.state is PlaceState.LOST:
        return None
    anchor = annotation.anchor
    return replace(
        annotation,
        anchor=Anchor(place.page, place.rectangles, anchor.quote, anchor.before, anchor.after),
        places=(),
    )


def _changes(added: Sequence[Annotation], label: str) -> Changes:
    papers = frozenset(one.paper_id for one in added)
    return Changes(papers=papers, annotations=frozenset(one.id for one in added), annotated=papers, undo=label)
