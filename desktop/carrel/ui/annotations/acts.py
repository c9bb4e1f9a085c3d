"""What is done with the annotations that are selected: colour, tag, Trash. Written beside the window, undone in one step."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from carrel.domain.annotation import AnnotationQuery, Colour
from carrel.domain.changes import Changes
from carrel.domain.errors import CarrelError
from carrel.services.carrel import Carrel
from carrel.services.events import Notice
from carrel.ui.background import Background
from carrel.ui.library.pickers import NamePicker
from carrel.ui.theme import Theme


class AnnotationActs(QObject):
    """`done` is told in words what can be undone."""

    def __init__(
        self, theme: Theme, carrel: Carrel, background: Background, host: QWidget, done: Callable[[str], object]
    ) -> None:
        super().__init__(host)
        self._annotations = carrel.annotations
        self._tell_problem = carrel.events.publish
        self._background = background.of(self)
        self._done = done
        self._tagged: Sequence[int] = ()
        self._taken: set[str] = set()
        self.picker = NamePicker(theme, host, "Tag", "Tag", "New tag")
        self.picker.picked.connect(self._tag)

    def colour(self, ids: Sequence[int], colour: Colour) -> None:
        """Give annotations a colour."""
        self._write(lambda: self._annotations.set_colour(ids, colour))

    def remove(self, ids: Sequence[int]) -> None:
        """Move annotations to Trash."""
        self._write(lambda: self._annotations.remove(ids))

    def restore(self, ids: Sequence[int]) -> None:
        """Take annotations out of Trash."""
        self._write(lambda: self._annotations.restore(ids))

    def offer_tags(self, ids: Sequence[int], anchor: QWidget | None) -> None:
        """Offer the tags there are; those that all of these carry are ticked, and are taken off when picked."""
        service = self._annotations

        def ask() -> tuple[dict[str, int], set[str]]:
            carried = [set(row.annotation.tags) for row in service.rows(ids)]
            return dict(service.counts(AnnotationQuery()).tags), set.intersection(*carried) if carried else set()

        def offer(answer: tuple[dict[str, int], set[str]]) -> None:
            counts, self._taken = answer
            self._tagged = ids
            choices = [(name, count, name in self._taken) for name, count in counts.items()]
            title = "Tag this annotation" if len(ids) == 1 else f"Tag {len(ids):,} annotations"
            self.picker.offer(choices, title=title, anchor=anchor)

        self._background.latest("tags", ask, offer)

    def _tag(self, name: str) -> None:
        ids, change = self._tagged, self._annotations.untag if name in self._taken else self._annotations.tag
        self._write(lambda: change(ids, name))

    def _write(self, change: Callable[[], Changes]) -> None:
        def told(changes: Changes) -> None:
            if changes.undo:
                self._done(changes.undo)

        def failed(error: Exception) -> None:
            if not isinstance(error, CarrelError):
                raise error
            self._tell_problem(Notice(str(error), problem=True))

        self._background.run(change, told, failed=failed)
