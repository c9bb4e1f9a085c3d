"""The arithmetic of rows agrees with the rows written out one after another."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from carrel.ui.library.row_plan import RowPlan

GROUPS = st.lists(st.tuples(st.integers(1, 5), st.booleans()), max_size=8)


def rows_of(groups: list[tuple[int, bool]], length: int) -> list[tuple[str, int]]:
    """Each row as ("heading", group) or ("paper", place)."""
    if not groups:
        return [("paper", place) for place in range(length)]
    rows: list[tuple[str, int]] = []
    place = 0
    for number, (count, collapsed) in enumerate(groups):
        rows.append(("heading", number))
        if not collapsed:
            rows += [("paper", one) for one in range(place, place + count)]
        place += count
    return rows


def plan_of(groups: list[tuple[int, bool]], length: int) -> RowPlan:
    counts = [count for count, _ in groups]
    return RowPlan(sum(counts) or length, counts, [number for number, (_, shut) in enumerate(groups) if shut])


@given(groups=GROUPS, length=st.integers(0, 6))
def test_rows_headings_places_and_stops(groups: list[tuple[int, bool]], length: int) -> None:
    plan, rows = plan_of(groups, length), rows_of(groups, length)
    whole = sum(count for count, _ in groups) if groups else length
    assert (plan.rows, plan.groups) == (len(rows), len(groups))
    assert plan.shown == sum(kind == "paper" for kind, _ in rows)
    for row in range(-1, len(rows) + 2):
        kind, number = rows[row] if 0 <= row < len(rows) else ("", -1)
        assert plan.heading(row) == (number if kind == "heading" else -1)
        assert plan.place(row) == (number if kind == "paper" else -1)
        assert plan.papers_before(row) == sum(kind == "paper" for kind, _ in rows[: max(0, row)])
    for place in range(-1, whole + 1):
        assert plan.row(place) == (rows.index(("paper", place)) if ("paper", place) in rows else -1)
    for number, (_, collapsed) in enumerate(groups):
        assert rows[plan.heading_row(number)] == ("heading", number)
        assert plan.is_collapsed(number) is collapsed
    stops = [
        row for row, (kind, number) in enumerate(rows) if kind == "paper" or (kind == "heading" and groups[number][1])
    ]
    assert plan.stops == len(stops)
    for number, row in enumerate(stops):
        assert plan.stop(number) == row
        assert plan.stops_before(row) == number
    if stops:
        assert (plan.stop(-3), plan.stop(len(stops) + 3)) == (stops[0], stops[-1])


@given(groups=GROUPS, length=st.integers(0, 6), data=st.data())
def test_spans_of_rows_and_of_papers(groups: list[tuple[int, bool]], length: int, data: st.DataObject) -> None:
    plan, rows = plan_of(groups, length), rows_of(groups, length)
    if not rows:
        assert list(plan.places(0, 0)) in ([], [range(0)])
        return
    top = data.draw(st.integers(0, len(rows) - 1))
    bottom = data.draw(st.integers(top, len(rows) - 1))
    told = [place for places in plan.places(top, bottom) for place in places]
    assert told == [number for kind, number in rows[top : bottom + 1] if kind == "paper"]
    whole = sum(count for count, _ in groups) or length
    first = data.draw(st.integers(0, whole - 1))
    last = data.draw(st.integers(first, whole - 1))
    within = [row for row, (kind, number) in enumerate(rows) if kind == "paper" and first <= number <= last]
    assert plan.span(first, last) == ((within[0], within[-1]) if within else None)
    for place in range(whole):
        group = plan.group(place)
        assert group == next((n for n in range(len(groups)) if place < sum(c for c, _ in groups[: n + 1])), -1)
