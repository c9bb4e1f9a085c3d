"""Text selected by the keyboard, sentence by sentence, as the paper was read."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QRectF

from carrel.domain.annotation import CONTEXT, Anchor
from carrel.domain.passage import Passage, Rectangle
from carrel.ui.reader import overlays
from carrel.ui.reader.page_text import SelectedPart
from carrel.ui.reader.page_view import PageView

_UNKNOWN = -1


class SentenceSelection(QObject):
    """Goes from sentence to sentence, and further ones come along; the first is the one at the top of the view."""

    def __init__(self, view: PageView) -> None:
        super().__init__(view)
        self._view = view
        self._passages: Sequence[Passage] = ()
        self._range: tuple[int, int] | None = None
        self._parts: tuple[SelectedPart, ...] = ()

    def set_passages(self, passages: Sequence[Passage]) -> None:
        """Select among these from now on."""
        self._passages = passages
        self._range, self._parts = None, ()

    def step(self, direction: int, *, extend: bool = False) -> None:
        """Select the next (1) or previous (-1) sentence; `extend` adds it, or takes the last one off again."""
        if not self._passages or self._view.selection is None:
            return
        here = self._range if self._view.selection.parts is self._parts else None
        if here is None:
            first = last = self._in_view()
        elif extend:
            first, last = here[0], max(here[0], self._held(here[1] + direction))
        else:
            first = last = self._held((here[1] if direction > 0 else here[0]) + direction)
        self._range = first, last
        self._parts = _parts(self._passages[first : last + 1])
        self._view.selection.show(self._parts)
        self._reveal(self._passages[last].rectangles)

    def anchor(self, parts: tuple[SelectedPart, ...]) -> Anchor | None:
        """The anchor of what was selected here; None where `parts` were selected otherwise."""
        if parts is not self._parts or self._range is None:
            return None
        first, last = self._range
        chosen = self._passages[first : last + 1]
        before = " ".join(one.text for one in self._passages[max(0, first - 3) : first])
        after = " ".join(one.text for one in self._passages[last + 1 : last + 4])
        return Anchor(
            chosen[0].rectangles[0].page,
            tuple(rectangle for one in chosen for rectangle in one.rectangles),
            " ".join(one.text for one in chosen),
            before[-CONTEXT:].lstrip(),
            after[:CONTEXT].rstrip(),
        )

    def _held(self, index: int) -> int:
        return min(max(0, index), len(self._passages) - 1)

    def _in_view(self) -> int:
        top = self._view.place()
        for index, passage in enumerate(self._passages):
            first = passage.rectangles[0]
            if (first.page, first.top) >= (top.page, top.y):
                return index
        return len(self._passages) - 1

    def _reveal(self, rectangles: Sequence[Rectangle]) -> None:
        first = rectangles[0]
        if first.page not in self._view.geometry_of_pages.pages:
            self._view.go_to_page(first.page)
        self._view.reveal(overlays.on_screen(self._view.geometry_of_pages, first), animated=False)


def _parts(passages: Sequence[Passage]) -> tuple[SelectedPart, ...]:
    """Passages as a selection, page by page; the whole text stands with the first page."""
    boxes: dict[int, list[QRectF]] = {}
    for passage in passages:
        for one in passage.rectangles:
            box = QRectF(one.left, one.top, one.right - one.left, one.bottom - one.top)
            boxes.setdefault(one.page, []).append(box)
    text = " ".join(passage.text for passage in passages)
    return tuple(
        SelectedPart(page, tuple(areas), "" if number else text, _UNKNOWN, _UNKNOWN)
        for number, (page, areas) in enumerate(sorted(boxes.items()))
    )
