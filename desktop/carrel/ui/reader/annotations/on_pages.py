"""A file's annotations by the page they stand on, and which of them is under a point. Pure."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from carrel.domain.annotation import Annotation, PlaceState
from carrel.domain.passage import Rectangle
from carrel.ui.reader.layout import PagePoint

_SLACK = 1.0
_AT_ONCE = 50


class Standing(NamedTuple):
    """An annotation and its rectangles on one page, in points."""

    annotation: Annotation
    rectangles: tuple[Rectangle, ...]


class AnnotationsOnPages:
    """The annotations of one file's paper. Those that are lost in the file stand on no page, but are listed."""

    def __init__(self, file_id: int = 0, annotations: Iterable[Annotation] = ()) -> None:
        self.file_id = file_id
        self._all: dict[int, Annotation] = {}
        self._pages: dict[int, dict[int, Standing]] = {}
        self._sorted: list[Annotation] | None = None
        for number, one in enumerate(annotations):
            if number % _AT_ONCE == 0:
                # Thousands are taken in beside the window, which gets its turn between them.
                time.sleep(0)
            self.put(one)

    def __len__(self) -> int:
        return len(self._all)

    def get(self, annotation_id: int) -> Annotation | None:
        """An annotation by its id."""
        return self._all.get(annotation_id)

    def put(self, annotation: Annotation) -> None:
        """Add an annotation, or show it as it is now."""
        self.drop(annotation.id)
        self._all[annotation.id] = annotation
        self._sorted = None
        for rectangle in self.rectangles(annotation):
            page = self._pages.setdefault(rectangle.page, {})
            before = page[annotation.id].rectangles if annotation.id in page else ()
            page[annotation.id] = Standing(annotation, (*before, rectangle))

    def drop(self, annotation_id: int) -> None:
        """Take an annotation away."""
        known = self._all.pop(annotation_id, None)
        if known is not None:
            self._sorted = None
            for page in {rectangle.page for rectangle in self.rectangles(known)}:
                self._pages[page].pop(annotation_id, None)

    def rectangles(self, annotation: Annotation) -> tuple[Rectangle, ...]:
        """Where an annotation stands in this file; () where it is lost or was not looked for yet."""
        place = annotation.place_in(self.file_id)
        return place.rectangles if place is not None and place.state is not PlaceState.LOST else ()

    def state(self, annotation: Annotation) -> PlaceState | None:
        """How sure it is where an annotation stands; None where it was not looked for yet."""
        place = annotation.place_in(self.file_id)
        return place.state if place is not None else None

    def unsure(self, annotation: Annotation) -> bool:
        """Whether it was moved, lost, or not looked for yet."""
        return self.state(annotation) is not PlaceState.PLACED

    def on_page(self, page: int) -> Sequence[Standing]:
        """What stands on a page, in the order it was made."""
        return list(self._pages.get(page, {}).values())

    def listed(self) -> list[Annotation]:
        """All of them in the order in which they stand in the file; those without a place come last."""
        if self._sorted is None:
            self._sorted = sorted(self._all.values(), key=self.order)
        return list(self._sorted)

    def order(self, annotation: Annotation) -> tuple[int, int, float, float, int]:
        """What `listed` sorts by."""
        rectangles = self.rectangles(annotation)
        if not rectangles:
            return 1, annotation.anchor.page, 0.0, 0.0, annotation.id
        first = rectangles[0]
        return 0, first.page, first.top, first.left, annotation.id

    def at(self, point: PagePoint) -> Annotation | None:
        """The annotation under a point; of several the one that covers least, so that none hides another."""
        under = [
            standing
            for standing in self._pages.get(point.page, {}).values()
            if any(_holds(rectangle, point) for rectangle in standing.rectangles)
        ]
        return min(under, key=_cover).annotation if under else None


def _holds(rectangle: Rectangle, point: PagePoint) -> bool:
    across = rectangle.left - _SLACK <= point.x <= rectangle.right + _SLACK
    return across and rectangle.top - _SLACK <= point.y <= rectangle.bottom + _SLACK


def _cover(standing: Standing) -> float:
    return sum((one.right - one.left) * (one.bottom - one.top) for one in standing.rectangles)
