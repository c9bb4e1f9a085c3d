"""Back and forward."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from carrel.ui.navigation import Navigation, Place


def test_back_and_forward_lead_through_the_places_visited() -> None:
    navigation = Navigation()
    for place in (Place("library"), Place("starred"), Place("reader", 3)):
        navigation.go(place)
    navigation.back()
    assert navigation.current == Place("starred")
    navigation.forward()
    assert navigation.current == Place("reader", 3)
    assert not navigation.can_forward


def test_going_on_from_a_place_in_the_past_forgets_what_came_after() -> None:
    navigation = Navigation()
    for place in (Place("library"), Place("starred"), Place("trash")):
        navigation.go(place)
    navigation.back()
    navigation.go(Place("models"))
    assert not navigation.can_forward
    navigation.back()
    assert navigation.current == Place("starred")


def test_going_where_one_is_is_no_step() -> None:
    navigation = Navigation()
    told: list[Place] = []
    navigation.moved.connect(told.append)
    navigation.go(Place("library"))
    navigation.go(Place("library"))
    assert not navigation.can_back
    assert len(told) == 2


def test_a_place_that_is_gone_is_forgotten_where_it_is_not_current() -> None:
    navigation = Navigation()
    for place in (Place("welcome"), Place("library"), Place("starred")):
        navigation.go(place)
    navigation.forget(Place("welcome"))
    navigation.back()
    assert navigation.current == Place("library")
    assert not navigation.can_back


@given(st.lists(st.one_of(st.integers(0, 4), st.sampled_from(["back", "forward"])), max_size=60))
def test_however_one_wanders_the_current_place_was_visited(steps: list[int | str]) -> None:
    navigation = Navigation()
    visited: set[Place | None] = {None}
    for step in steps:
        if isinstance(step, int):
            navigation.go(Place("collection", step))
            visited.add(Place("collection", step))
        elif step == "back":
            navigation.back()
        else:
            navigation.forward()
        assert navigation.current in visited
