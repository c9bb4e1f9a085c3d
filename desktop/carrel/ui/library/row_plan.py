"""Which row of a list in groups holds which paper or heading: by arithmetic, so that it costs the same for any length."""

from __future__ import annotations

import bisect
import itertools
import operator
from array import array
from collections.abc import Collection, Iterator, Sequence


class RowPlan:
    """A list's *places* count its papers, its *rows* what is shown: papers, and before each group its heading.

    The cursor *stops* at papers, and at the headings of groups that are collapsed. A list without groups has a row a place.
    """

    def __init__(self, length: int, counts: Sequence[int] = (), collapsed: Collection[int] = frozenset()) -> None:
        """`counts` of papers, one or more, for each group in order; numbers of the groups that are `collapsed`."""
        self._collapsed = frozenset(collapsed)
        self._first = array("q", itertools.accumulate(counts, initial=0)) if counts else array("q", (0, length))
        self._groups = len(counts)
        if self._collapsed:
            shown = [0 if group in self._collapsed else count for group, count in enumerate(counts)]
            self._shown = array("q", itertools.accumulate(shown, initial=0))
            self._stops = array("q", itertools.accumulate((count or 1 for count in shown), initial=0))
        else:
            self._shown = self._stops = self._first
        self._headings = array("q", map(operator.add, self._shown, itertools.count())) if counts else self._first

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return self._headings[-1]

    @property
    def shown(self) -> int:
        """How many papers are shown: those under no collapsed heading."""
        return self._shown[-1]

    @property
    def groups(self) -> int:
        """How many groups there are."""
        return self._groups

    def heading(self, row: int) -> int:
        """The number of the group whose heading stands in a row; -1 where that is a paper or no row."""
        group = self._group_in(row)
        return group if group >= 0 and self._headings[group] == row else -1

    def heading_row(self, group: int) -> int:
        """The row of a group's heading."""
        return self._headings[group]

    def is_collapsed(self, group: int) -> bool:
        """Whether only the heading of a group is shown."""
        return group in self._collapsed

    def group(self, place: int) -> int:
        """The group of the paper at a place; -1 where there is no such place, or there are no groups."""
        if not self._groups or not 0 <= place < self._first[-1]:
            return -1
        return bisect.bisect_right(self._first, place) - 1

    def place(self, row: int) -> int:
        """The place of the paper in a row; -1 where that is a heading or no row."""
        if not self._groups:
            return row if 0 <= row < self._first[-1] else -1
        group = self._group_in(row)
        if group < 0 or self._headings[group] == row:
            return -1
        return self._first[group] + row - self._headings[group] - 1

    def row(self, place: int) -> int:
        """The row of the paper at a place; -1 where its group is collapsed, or there is no such place."""
        if not 0 <= place < self._first[-1]:
            return -1
        if not self._groups:
            return place
        group = bisect.bisect_right(self._first, place) - 1
        if group in self._collapsed:
            return -1
        return self._headings[group] + 1 + place - self._first[group]

    def papers_before(self, row: int) -> int:
        """How many papers are shown above a row."""
        return self._before(row, self._shown, heading=0)

    def places(self, top: int, bottom: int) -> Iterator[range]:
        """The places of the papers that are shown from one row to another."""
        if not self._collapsed:
            yield range(self.papers_before(top), self.papers_before(bottom + 1))
            return
        group = max(0, self._group_in(max(0, top)))
        while group < self._groups and self._headings[group] <= bottom:
            start = self._headings[group] + 1
            end = min(bottom + 1, self._headings[group + 1])
            if (begin := max(top, start)) < end:
                yield range(self._first[group] + begin - start, self._first[group] + end - start)
            group += 1

    def span(self, first: int, last: int) -> tuple[int, int] | None:
        """The rows from one place to another, of which some may be under collapsed headings; None where all are."""
        before, after = self._shown_before_place(first), self._shown_before_place(last + 1)
        if before == after:
            return None
        return self._row_of_shown(before), self._row_of_shown(after - 1)

    @property
    def stops(self) -> int:
        """In how many rows the cursor can be."""
        return self._stops[-1]

    def stops_before(self, row: int) -> int:
        """How many rows above one the cursor can be in."""
        return self._before(row, self._stops, heading=1)

    def stop(self, number: int) -> int:
        """The row of a stop, counted from 0; of the nearest there is."""
        number = min(max(0, number), self.stops - 1)
        if not self._groups:
            return number
        group = bisect.bisect_right(self._stops, number) - 1
        if group in self._collapsed:
            return self._headings[group]
        return self._headings[group] + 1 + number - self._stops[group]

    def _group_in(self, row: int) -> int:
        """The group that a row is of, its heading included; -1 where there is none."""
        if not self._groups or not 0 <= row < self._headings[-1]:
            return -1
        return bisect.bisect_right(self._headings, row) - 1

    def _before(self, row: int, of: array[int], *, heading: int) -> int:
        """What `of` counts above a row; the heading of a collapsed group counts `heading`."""
        if row <= 0:
            return 0
        if row >= self.rows:
            return of[-1]
        if not self._groups:
            return row
        group = self._group_in(row)
        under = row - self._headings[group]
        if group in self._collapsed:
            return of[group] + (heading if under else 0)
        return of[group] + max(0, under - 1)

    def _shown_before_place(self, place: int) -> int:
        if not self._groups:
            return min(max(0, place), self._first[-1])
        if place >= self._first[-1]:
            return self._shown[-1]
        group = bisect.bisect_right(self._first, max(0, place)) - 1
        return self._shown[group] + (0 if group in self._collapsed else max(0, place) - self._first[group])

    def _row_of_shown(self, number: int) -> int:
        if not self._groups:
            return number
        group = bisect.bisect_right(self._shown, number) - 1
        return self._headings[group] + 1 + number - self._shown[group]
