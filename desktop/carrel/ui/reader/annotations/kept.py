"""The annotations of the open file, as the library has them; what is done to them is written in order, beside the window."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from carrel.domain.annotation import Annotation
from carrel.domain.changes import Changes
from carrel.domain.errors import CarrelError
from carrel.services.annotations import Annotations
from carrel.ui.background import Background
from carrel.ui.reader.annotations.on_pages import AnnotationsOnPages

_FEW = 200


class _Write(NamedTuple):
    function: Callable[[], object]
    then: Callable[[object], object]


class KeptAnnotations(QObject):
    """`loaded` tells that another file's annotations are here, `changed` the ids of those that changed among them.

    `refused` carries a condition of the world that kept something from being written, in words. `removed` tells in words what
    was moved to Trash.
    """

    loaded = Signal()
    changed = Signal(object)
    refused = Signal(str)
    removed = Signal(str)

    def __init__(self, annotations: Annotations, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._service = annotations
        self._background = background.of(self)
        self._lock = threading.Lock()
        self._waiting: deque[_Write] = deque()
        self._writing = False
        self.paper_id = 0
        self.here = AnnotationsOnPages()

    def show_file(self, paper_id: int, file_id: int) -> None:
        """Hold a file's annotations from now on; (0, 0) for none."""
        if (paper_id, file_id) == (self.paper_id, self.here.file_id):
            return
        self.paper_id = paper_id
        self.here = AnnotationsOnPages(file_id)
        self._background.forget("load")
        self.loaded.emit()
        if file_id:
            self._load()

    def take(self, changes: Changes) -> None:
        """Look again at what a write touched, whoever did it."""
        if self.paper_id in changes.papers_added:
            self._load()
        elif self.paper_id in changes.annotated and changes.annotations:
            if len(changes.annotations) > _FEW:
                self._load()
            else:
                self._fetch(sorted(changes.annotations))
        elif self.paper_id in changes.annotated:
            self._load()

    def add(self, annotation: Annotation, then: Callable[[Annotation], object] | None = None) -> None:
        """Keep a new annotation, then show it."""

        def added(answer: object) -> None:
            if isinstance(answer, Annotation):
                self._put([answer])
                if then is not None and answer.paper_id == self.paper_id:
                    then(answer)

        self.write(lambda: self._service.add(annotation), added)

    def change(self, write: Callable[[Annotations], Changes], ids: Iterable[int]) -> None:
        """Do a write to annotations, then show them as they are by then."""
        wanted = list(ids)

        def work() -> list[Annotation]:
            write(self._service)
            return [one for number in wanted if (one := self._service.get(number)) is not None]

        def done(answer: object) -> None:
            if isinstance(answer, list):
                self._put(answer)

        self.write(work, done)

    def save_text(self, annotation_id: int, text: str) -> None:
        """Keep what was typed on an annotation."""
        self.change(lambda service: service.save_text(annotation_id, text), [annotation_id])

    def set_tags(self, annotation_id: int, tags: tuple[str, ...]) -> None:
        """Keep an annotation's tags."""
        self.change(lambda service: service.set_tags(annotation_id, tags), [annotation_id])

    def remove(self, ids: Iterable[int]) -> None:
        """Move annotations to Trash."""
        wanted = list(ids)

        def done(answer: object) -> None:
            for number in wanted:
                self.here.drop(number)
            self.changed.emit(frozenset(wanted))
            if isinstance(answer, Changes) and answer.undo:
                self.removed.emit(answer.undo)

        self.write(lambda: self._service.remove(wanted), done)

    def write(self, function: Callable[[], object], then: Callable[[object], object]) -> None:
        """Call `function` beside the window after all that was asked before, then `then` with its answer."""
        with self._lock:
            self._waiting.append(_Write(function, then))
            if self._writing:
                return
            self._writing = True
        # The thread goes on until nothing waits, so that what was typed last is written also while the window closes.
        self._background.run(self._drain, self._tell)

    def _drain(self) -> list[tuple[_Write, object]]:
        answers: list[tuple[_Write, object]] = []
        while True:
            with self._lock:
                if not self._waiting:
                    self._writing = False
                    return answers
                write = self._waiting.popleft()
            try:
                answers.append((write, write.function()))
            except Exception as error:  # noqa: BLE001 - handed to the window's thread, which tells of it
                answers.append((write, error))

    def _tell(self, answers: list[tuple[_Write, object]]) -> None:
        problem: Exception | None = None
        for write, answer in answers:
            if isinstance(answer, CarrelError):
                self.refused.emit(str(answer))
            elif isinstance(answer, Exception):
                problem = answer
            else:
                write.then(answer)
        if problem is not None:
            raise problem

    def _load(self) -> None:
        paper_id, file_id, service = self.paper_id, self.here.file_id, self._service

        def found(annotations: AnnotationsOnPages) -> None:
            if (paper_id, file_id) == (self.paper_id, self.here.file_id):
                self.here = annotations
                self.loaded.emit()

        def load() -> AnnotationsOnPages:
            annotations = AnnotationsOnPages(file_id, service.of_file(file_id))
            annotations.listed()
            return annotations

        if file_id:
            self._background.latest("load", load, found)

    def _fetch(self, ids: list[int]) -> None:
        paper_id, file_id, service = self.paper_id, self.here.file_id, self._service

        def found(annotations: list[Annotation]) -> None:
            if (paper_id, file_id) == (self.paper_id, self.here.file_id):
                self._put(annotations)
                gone = frozenset(ids) - {one.id for one in annotations}
                for number in gone:
                    self.here.drop(number)
                self.changed.emit(gone)

        self._background.run(lambda: [one for number in ids if (one := service.get(number)) is not None], found)

    def _put(self, annotations: list[Annotation]) -> None:
        for one in annotations:
            if one.paper_id == self.paper_id and not one.deleted:
                self.here.put(one)
            else:
                self.here.drop(one.id)
        self.changed.emit(frozenset(one.id for one in annotations))
