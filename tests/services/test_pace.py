"""How long the rest takes."""

from __future__ import annotations

import time

import pytest

from carrel.services.pace import Pace


class Clock:
    """A monotonic clock that goes when it is told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(time, "monotonic", clock)
    return clock


def test_nothing_is_known_before_as_many_ended_as_are_done_together(clock: Clock) -> None:
    pace = Pace()
    for _ in range(5):
        clock.now += 4
        pace.ended()
        assert pace.left(60, together=6) == 0.0
    clock.now += 4
    pace.ended()
    assert pace.left(60, together=6) == 240.0
    assert pace.left(0, together=6) == 0.0


def test_pieces_that_overlap_count_by_their_ends(clock: Clock) -> None:
    pace = Pace()
    # Six at once, each of which takes twelve seconds: half a piece a second.
    for _ in range(10):
        clock.now += 12
        for _ in range(6):
            pace.ended()
    assert pace.left(30, together=6) == pytest.approx(30 * 12 / 6, rel=0.2)


def test_the_last_ones_count(clock: Clock) -> None:
    pace = Pace()
    for seconds in [30.0] * 10 + [2.0] * 40:
        clock.now += seconds
        pace.ended()
    assert pace.left(10) == pytest.approx(20.0)


def test_time_goes_on_while_a_piece_is_done_but_never_below_what_follows(clock: Clock) -> None:
    pace = Pace()
    clock.now += 10
    pace.ended()
    assert pace.left(3) == 30.0
    clock.now += 4
    assert pace.left(3) == 26.0
    clock.now += 100
    assert pace.left(3) == 20.0
