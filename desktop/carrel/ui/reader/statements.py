"""Statements and the passages they rest on, as the reader asks for them. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from carrel.domain.digest import Field, Statement, Status
from carrel.domain.passage import Passage, Rectangle
from carrel.ui.reader.layout import PagePoint

_NAMES = {
    Field.KEY_POINTS: "Key point",
    Field.SUMMARY: "Summary",
    Field.METHODOLOGY: "Method",
    Field.RESULTS: "Result",
    Field.IMPLICATIONS: "Implication",
}


def statement_name(statements: Sequence[Statement], index: int) -> str:
    """What a statement is called on its tag: "Key point 4", or "Method" where the field has one statement."""
    field = statements[index].field
    same = [number for number, statement in enumerate(statements) if statement.field is field]
    return _NAMES[field] if len(same) == 1 else f"{_NAMES[field]} {same.index(index) + 1}"


class Support:
    """Which statements rest on which passages of one document."""

    def __init__(self, statements: Sequence[Statement], passages: Sequence[Passage]) -> None:
        self._statements = tuple(statements)
        self._passages = {passage.position: passage for passage in passages}
        self._lines: dict[int, list[Rectangle]] = {}
        for passage in passages:
            for line in passage.rectangles:
                self._lines.setdefault(line.page, []).append(line)
        self._of_passage: dict[int, list[int]] = {}
        for index, statement in enumerate(self._statements):
            for position in statement.passages:
                if position in self._passages:
                    self._of_passage.setdefault(position, []).append(index)
        self._on_page: dict[int, list[int]] = {}
        for position in self._of_passage:
            for page in {rectangle.page for rectangle in self._passages[position].rectangles}:
                self._on_page.setdefault(page, []).append(position)

    def rectangles(self, index: int) -> tuple[Rectangle, ...]:
        """What to frame for a statement: the lines of its passages, best first."""
        if not 0 <= index < len(self._statements):
            return ()
        passages = (self._passages.get(position) for position in self._statements[index].passages)
        return tuple(rectangle for passage in passages if passage is not None for rectangle in passage.rectangles)

    def lines(self, page: int) -> Sequence[Rectangle]:
        """All lines of print of a page."""
        return self._lines.get(page, ())

    def at(self, point: PagePoint) -> tuple[int, ...]:
        """The statements that rest on the passage under a point, best matching first."""
        for position in self._on_page.get(point.page, ()):
            for box in self._passages[position].rectangles:
                inside = box.left - 1 <= point.x <= box.right + 1 and box.top - 1 <= point.y <= box.bottom + 1
                if box.page == point.page and inside:
                    return tuple(sorted(self._of_passage[position], key=lambda index: self._rank(index, position)))
        return ()

    def counts(self, page: int) -> Counter[Status]:
        """How many statements of each status rest on passages of a page."""
        indices = {index for position in self._on_page.get(page, ()) for index in self._of_passage[position]}
        return Counter(self._statements[index].effective for index in indices)

    def _rank(self, index: int, position: int) -> tuple[int, int]:
        return self._statements[index].passages.index(position), index
