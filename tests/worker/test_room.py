"""Who is inside at once: those of one kind, or one alone, in the order in which they came."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carrel.domain.errors import Cancelled
from carrel.worker.room import Room


class Visitor:
    """Enters a room in a thread and stays until told to go."""

    def __init__(self, room: Room, kind: Hashable) -> None:
        self.entered = threading.Event()
        self.give_up = threading.Event()
        self.go = threading.Event()
        self.stopped = False
        self._room = room
        self._kind = kind
        waiting = len(room._waiting)
        self._thread = threading.Thread(target=self._visit, daemon=True)
        self._thread.start()
        wait_until(lambda: self.entered.is_set() or len(room._waiting) > waiting)

    def leave(self) -> None:
        self.go.set()
        self._thread.join(30)
        assert not self._thread.is_alive()

    def cancel(self) -> None:
        self.give_up.set()
        self._thread.join(30)
        assert self.stopped

    def _visit(self) -> None:
        try:
            with self._room.inside(self._kind, self.give_up.is_set):
                self.entered.set()
                self.go.wait(60)
        except Cancelled:
            self.stopped = True


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.001)


def test_those_of_a_kind_are_inside_together_and_others_wait() -> None:
    room = Room()
    first, second, other = Visitor(room, "a"), Visitor(room, "a"), Visitor(room, "b")
    assert first.entered.is_set()
    assert second.entered.wait(30)
    first.leave()
    assert not other.entered.is_set()
    second.leave()
    assert other.entered.wait(30)
    other.leave()


def test_nobody_passes_one_who_waits() -> None:
    room = Room()
    first, other, late = Visitor(room, "a"), Visitor(room, "b"), Visitor(room, "a")
    assert not late.entered.is_set()
    first.leave()
    assert other.entered.wait(30)
    assert not late.entered.is_set()
    other.leave()
    assert late.entered.wait(30)
    late.leave()


def test_those_alone_are_never_together() -> None:
    room = Room()
    first, second = Visitor(room, None), Visitor(room, None)
    assert not second.entered.is_set()
    first.leave()
    assert second.entered.wait(30)
    second.leave()


def test_whoever_gives_up_waiting_keeps_nobody_waiting() -> None:
    room = Room()
    first, other, late = Visitor(room, "a"), Visitor(room, "b"), Visitor(room, "a")
    other.cancel()
    assert late.entered.wait(30)
    first.leave()
    late.leave()


def test_an_error_inside_leaves_the_room() -> None:
    room = Room()
    with pytest.raises(ZeroDivisionError), room.inside(None):
        _ = 1 // 0
    with room.inside(None):
        pass


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(["a", "b", None]), min_size=1, max_size=12))
def test_everybody_gets_in_and_only_those_of_a_kind_meet(kinds: list[str | None]) -> None:
    room = Room()
    inside: list[str | None] = []
    met: list[tuple[str | None, ...]] = []
    changing = threading.Lock()

    def visit(kind: str | None) -> None:
        with room.inside(kind):
            with changing:
                inside.append(kind)
                met.append(tuple(inside))
            with changing:
                inside.remove(kind)

    threads = [threading.Thread(target=visit, args=(kind,)) for kind in kinds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(met) == len(kinds)
    assert all(len(set(group)) == 1 and (len(group) == 1 or None not in group) for group in met)
