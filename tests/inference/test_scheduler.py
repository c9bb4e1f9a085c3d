"""The scheduler's logic, over a backend that checks what it is given and writes numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import chain

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carrel.domain.errors import ModelError
from carrel.inference.backend import Interrupted, Request, Slice
from carrel.inference.scheduler import Scheduler

CELLS, SEQUENCES, BATCH, WIDTH = 120, 12, 16, 4


class Cache:
    """Sequences of tokens. What follows a sequence is the sum of its tokens: any mix-up gives another number."""

    def __init__(self, cells: int = CELLS) -> None:
        self.cells = cells
        self.sequences = SEQUENCES
        self.batch = BATCH
        self.held: dict[int, list[int]] = {}
        # Which cells a sequence has, shared ones by identity.
        self._cells: dict[int, list[object]] = {}
        self.steps: list[list[Slice]] = []
        self.problem: Exception | None = None
        self.computed = 0

    def compute(self, slices: Sequence[Slice], stop: Callable[[], bool]) -> list[int]:
        assert 0 < sum(len(each.tokens) for each in slices) <= self.batch
        assert len({each.sequence for each in slices}) == len(slices)
        if stop():
            raise Interrupted
        if self.problem is not None:
            problem, self.problem = self.problem, None
            raise problem
        self.steps.append(list(slices))
        for each in slices:
            assert 0 <= each.sequence < self.sequences
            held = self.held.setdefault(each.sequence, [])
            assert each.start == len(held)
            held.extend(each.tokens)
            self._cells.setdefault(each.sequence, []).extend(object() for _ in each.tokens)
            self.computed += len(each.tokens)
        assert len({id(cell) for cells in self._cells.values() for cell in cells}) <= self.cells
        return [sum(self.held[each.sequence]) for each in slices if each.scores]

    def share(self, source: int, target: int) -> None:
        assert not self.held.get(target)
        assert source != target
        self.held[target] = list(self.held[source])
        self._cells[target] = list(self._cells[source])

    def drop(self, sequence: int) -> None:
        self.held.pop(sequence, None)
        self._cells.pop(sequence, None)


@dataclass(eq=False)
class Sums:
    """Writes the scores it gets, `ends` of them."""

    ends: int
    written: list[int] = field(default_factory=list)
    over: str = ""
    error: BaseException | None = None
    broken: bool = False

    def take(self, scores: int) -> int | None:
        assert not self.over
        if self.broken:
            raise LookupError("the writer broke")
        self.written.append(scores % 1000)
        if len(self.written) == self.ends:
            self.over = "written"
            return None
        return self.written[-1]

    def begin_again(self) -> None:
        assert not self.over
        self.written.clear()

    def timed_out(self) -> None:
        assert not self.over
        self.over = "time"

    def fail(self, error: BaseException | None) -> None:
        assert not self.over
        self.over, self.error = "failed" if error else "cancelled", error


def expected(request: Request[int], count: int) -> list[int]:
    """What a request writes when it is alone in the world."""
    tokens = [token for piece in request.beginnings for token in piece] + list(request.tail)
    written: list[int] = []
    while len(written) < count:
        written.append(sum(tokens) % 1000)
        tokens.append(written[-1])
    return written


def request(
    beginnings: tuple[tuple[int, ...], ...], tail: Sequence[int], most: int, *, urgent: bool = False
) -> tuple[Request[int], Sums]:
    writer = Sums(most)
    return Request(beginnings, tail, most, writer, urgent=urgent), writer


PIECES = [(7,) * 5, tuple(range(30, 60)), tuple(range(9)), (1, 2, 3) * 7]
ASKED = st.tuples(
    st.sampled_from([(), (0,), (0, 1), (0, 2), (0, 3), (1,)]),
    st.integers(1, 25),
    st.integers(1, 12),
    st.booleans(),
    st.integers(0, 40),
    st.sampled_from([None, None, None, 0, 3, 20]),
)


@given(st.lists(ASKED, max_size=25), st.integers(70, 300))
@settings(max_examples=150, deadline=None)
def test_every_request_ends_with_what_it_would_have_written_alone(
    asked: list[tuple[tuple[int, ...], int, int, bool, int, int | None]], cells: int
) -> None:
    cache = Cache(cells)
    scheduler = Scheduler[int](cache, width=WIDTH)
    step = 0
    made: list[tuple[Request[int], Sums, int | None]] = []
    coming: list[tuple[int, Request[int]]] = []
    for number, (path, length, most, urgent, begins, cancelled) in enumerate(asked):
        one, writer = request(tuple(PIECES[at] for at in path), [number, *range(length - 1)], most, urgent=urgent)
        if one.total > cells:
            with pytest.raises(ValueError, match="does not fit"):
                scheduler.add(one)
            continue
        if cancelled is not None:
            one.cancelled = partial(lambda until: step >= until, begins + cancelled)
        made.append((one, writer, cancelled))
        coming.append((begins, one))
    while coming or scheduler.busy:
        for each in [each for each in coming if each[0] <= step]:
            coming.remove(each)
            scheduler.add(each[1])
        scheduler.step()
        step += 1
        # None starves: far more steps than all of it takes one after another.
        assert step < 100 + 40 * len(asked)
    for one, writer, cancelled in made:
        assert writer.over == "written" or (writer.over == "cancelled" and cancelled is not None)
        assert writer.written == expected(one, len(writer.written))
        if writer.over == "written":
            assert len(writer.written) == one.most
    # What is left are beginnings, some of them not finished, which the next request may share.
    whole = {tuple(chain(*one.beginnings[:count])) for one, _, _ in made for count in range(1, 3)}
    assert all(any(list(path[: len(held)]) == held for path in whole) for held in cache.held.values())


def run(scheduler: Scheduler[int]) -> None:
    while scheduler.busy:
        scheduler.step()


def test_what_prompts_begin_with_is_computed_once_also_for_those_that_come_later() -> None:
    cache = Cache(1000)
    scheduler = Scheduler[int](cache, width=WIDTH)
    paper = tuple(range(40))
    for number in range(3):
        scheduler.add(request((PIECES[0], paper), [number], 1)[0])
    run(scheduler)
    assert cache.computed == len(PIECES[0]) + len(paper) + 3
    late, writer = request((PIECES[0], paper), [9], 1)
    scheduler.add(late)
    run(scheduler)
    assert cache.computed == len(PIECES[0]) + len(paper) + 4
    assert writer.written == expected(late, 1)


def test_what_is_asked_again_about_a_paper_goes_before_later_papers() -> None:
    cache = Cache(1000)
    scheduler = Scheduler[int](cache, width=1)
    first, _ = request((PIECES[0], PIECES[1]), [1], 6)
    papers = [request((PIECES[0], (paper,) * 8), [2], 2) for paper in range(3)]
    for one in (first, *(asked for asked, _ in papers)):
        scheduler.add(one)
    for _ in range(4):
        scheduler.step()
    again, second = request((PIECES[0], PIECES[1]), [3], 2)
    scheduler.add(again)
    while not second.over:
        assert not any(writer.over for _, writer in papers)
        scheduler.step()
    while scheduler.busy:
        scheduler.step()
    assert all(writer.over == "written" for _, writer in papers)


def test_papers_that_nobody_asks_about_any_more_leave_the_cache() -> None:
    cache = Cache(1000)
    scheduler = Scheduler[int](cache, width=WIDTH)
    for paper in range(6):
        scheduler.add(request((PIECES[0], (paper,) * 20), [1], 2)[0])
        while scheduler.busy:
            scheduler.step()
    assert len(cache.held) > 2
    scheduler.add(request((PIECES[0],), [1], 40)[0])
    while scheduler.busy:
        scheduler.step()
    # What they all begin with is in use until the end.
    assert list(cache.held.values()) == [list(PIECES[0])]


def test_a_place_that_becomes_free_is_taken_at_once() -> None:
    cache = Cache(1000)
    scheduler = Scheduler[int](cache, width=2)
    writers = []
    for most in (2, 8, 3, 3):
        one, writer = request((), [1], most)
        writers.append(writer)
        scheduler.add(one)
    run(scheduler)
    # A request is never waited for while a place is empty: 16 tokens by two at a time.
    assert [len(step) for step in cache.steps] == [2] * 8
    assert all(writer.over == "written" for writer in writers)


def test_urgent_requests_get_three_steps_in_four_and_the_others_the_rest() -> None:
    cache = Cache(1000)
    scheduler = Scheduler[int](cache, width=WIDTH)
    background, other = request((), [1], 50)
    scheduler.add(background)
    for _ in range(5):
        scheduler.step()
    scheduler.add(request((), [2], 24, urgent=True)[0])
    before = len(other.written)
    for _ in range(24):
        scheduler.step()
    assert len(other.written) - before == 6
    assert sum(len(step) == 2 for step in cache.steps) == 6


def test_a_step_that_an_urgent_request_shares_stays_short() -> None:
    cache = Cache(1000)
    cache.batch = 512
    scheduler = Scheduler[int](cache, width=WIDTH)
    scheduler.add(request((), [1], 40, urgent=True)[0])
    scheduler.step()
    for paper in range(3):
        scheduler.add(request(((paper,) * 200,), [2], 2)[0])
    seen = len(cache.steps)
    while scheduler.busy:
        scheduler.step()
    beside = [step for step in cache.steps[seen:] if any(each.sequence == cache.steps[0][0].sequence for each in step)]
    assert max(sum(len(each.tokens) for each in step) for step in beside[:30]) == 1 + WIDTH
    assert sum(len(each.tokens) for each in cache.steps[-1]) <= 512


def test_who_is_cancelled_while_a_step_is_made_for_others_is_told_at_once() -> None:
    wish = [False]
    told: list[str] = []

    class Wished(Cache):
        def compute(self, slices: Sequence[Slice], stop: Callable[[], bool]) -> list[int]:
            wish[0] = len(self.steps) == 1
            scores = super().compute(slices, stop)
            told.append(writer.over)
            return scores

    scheduler = Scheduler[int](Wished(), width=1)
    first, other = request((), [1], 8)
    writer = Sums(2)
    scheduler.add(first)
    scheduler.add(Request((), [2], 2, writer, cancelled=lambda: wish[0]))
    while scheduler.busy:
        scheduler.step()
    assert told[:2] == ["", "cancelled"]
    assert other.written == expected(first, 8)


def test_an_urgent_request_takes_the_place_of_the_newest_other_which_begins_again() -> None:
    cache = Cache(60)
    scheduler = Scheduler[int](cache, width=WIDTH)
    old, old_writer = request((), [1] * 10, 10)
    new, new_writer = request((), [2] * 10, 10)
    scheduler.add(old)
    scheduler.add(new)
    for _ in range(4):
        scheduler.step()
    assert new_writer.written
    urgent, urgent_writer = request((), [3] * 25, 10, urgent=True)
    scheduler.add(urgent)
    scheduler.step()
    assert not new_writer.written
    assert old_writer.written
    run(scheduler)
    for one, writer in ((old, old_writer), (new, new_writer), (urgent, urgent_writer)):
        assert writer.written == expected(one, 10)


def test_a_long_request_is_not_passed_by_short_ones_for_ever() -> None:
    cache = Cache(100)
    scheduler = Scheduler[int](cache, width=WIDTH)
    scheduler.add(request((), [1] * 40, 30)[0])
    long, writer = request((), [2] * 80, 10)
    scheduler.add(long)
    short = [request((), [3], 2) for _ in range(20)]
    for one, _ in short:
        scheduler.add(one)
    while not any(2 in held for held in cache.held.values()):
        scheduler.step()
        assert not any(each.over for _, each in short)
    run(scheduler)
    assert writer.written == expected(long, 10)


def test_a_failed_step_fails_its_requests_and_no_others() -> None:
    cache = Cache(1000)
    scheduler = Scheduler[int](cache, width=1)
    first, first_writer = request((PIECES[0],), [1], 5)
    second, second_writer = request((PIECES[0],), [2], 5)
    scheduler.add(first)
    scheduler.add(second)
    cache.problem = ModelError("The model stopped computing.")
    run(scheduler)
    assert (first_writer.over, second_writer.over) == ("failed", "written")
    assert isinstance(first_writer.error, ModelError)
    assert second_writer.written == expected(second, 5)


def test_a_writer_that_breaks_fails_alone() -> None:
    scheduler = Scheduler[int](Cache(1000), width=WIDTH)
    broken, writer = request((), [1], 5)
    writer.broken = True
    sound, other = request((), [2], 5)
    scheduler.add(broken)
    scheduler.add(sound)
    run(scheduler)
    assert (writer.over, other.over) == ("failed", "written")


def test_the_time_that_counts_is_that_of_its_own_steps() -> None:
    now = [0.0]
    cache = Cache(1000)
    compute = cache.compute

    def slow(slices: Sequence[Slice], stop: Callable[[], bool]) -> list[int]:
        now[0] += 1.0
        return compute(slices, stop)

    cache.compute = slow  # type: ignore[method-assign]
    scheduler = Scheduler[int](cache, width=1, clock=lambda: now[0])
    scheduler.add(request((), [1], 50)[0])
    late, writer = request((), [2], 50)
    late.seconds = 9.5
    scheduler.add(late)
    run(scheduler)
    assert writer.over == "time"
    assert len(writer.written) == 10


def test_closing_gives_every_request_up() -> None:
    scheduler = Scheduler[int](Cache(1000), width=1)
    writers = []
    for number in range(3):
        one, writer = request((), [number], 5)
        writers.append(writer)
        scheduler.add(one)
    scheduler.step()
    scheduler.close(None)
    assert [writer.over for writer in writers] == ["cancelled"] * 3
    assert not scheduler.busy
