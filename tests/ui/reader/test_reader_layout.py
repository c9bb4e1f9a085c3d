from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrel.ui.reader.layout import (
    GREATEST_ZOOM,
    LEAST_ZOOM,
    Fit,
    PageLayout,
    PagePoint,
    fit_zoom,
    next_zoom,
)
from carrel.ui.reader.remembered import RememberedPlace

SIZES = st.lists(st.tuples(st.floats(60, 2000), st.floats(60, 2000)), min_size=1, max_size=12)
ZOOMS = st.floats(LEAST_ZOOM, GREATEST_ZOOM)
VIEWPORT = st.tuples(st.integers(200, 2000), st.integers(200, 2000))


@given(SIZES, ZOOMS, VIEWPORT, st.data())
def test_a_point_of_a_page_and_its_content_point_are_inverse(
    sizes: list[tuple[float, float]], zoom: float, viewport: tuple[int, int], data: st.DataObject
) -> None:
    layout = PageLayout(sizes, zoom, viewport)
    page = data.draw(st.integers(0, len(sizes) - 1))
    point = PagePoint(page, data.draw(st.floats(0, sizes[page][0])), data.draw(st.floats(0, sizes[page][1])))
    x, y = layout.to_content(point)
    back = layout.to_page(x, y, page)
    assert back is not None
    assert back.page == page
    assert math.isclose(back.x, point.x, abs_tol=1e-6)
    assert math.isclose(back.y, point.y, abs_tol=1e-6)


@given(SIZES, ZOOMS, VIEWPORT, st.data())
def test_the_page_at_a_point_is_the_page_whose_box_holds_it(
    sizes: list[tuple[float, float]], zoom: float, viewport: tuple[int, int], data: st.DataObject
) -> None:
    layout = PageLayout(sizes, zoom, viewport)
    x = data.draw(st.floats(0, layout.width))
    y = data.draw(st.floats(0, layout.height))
    inside = [
        page
        for page in layout.pages
        if layout.box(page).left <= x < layout.box(page).right and layout.box(page).top <= y < layout.box(page).bottom
    ]
    assert layout.page_at(x, y) == (inside[0] if inside else None)


@given(SIZES, ZOOMS, VIEWPORT, st.data())
def test_pages_between_two_heights_are_those_that_cross_them(
    sizes: list[tuple[float, float]], zoom: float, viewport: tuple[int, int], data: st.DataObject
) -> None:
    layout = PageLayout(sizes, zoom, viewport)
    top = data.draw(st.floats(0, layout.height))
    bottom = top + data.draw(st.floats(1, 3000))
    expected = [page for page in layout.pages if layout.box(page).bottom > top and layout.box(page).top < bottom]
    assert list(layout.pages_between(top, bottom)) == expected


@given(SIZES, ZOOMS, VIEWPORT)
def test_pages_never_overlap_and_stay_within_the_width(
    sizes: list[tuple[float, float]], zoom: float, viewport: tuple[int, int]
) -> None:
    layout = PageLayout(sizes, zoom, viewport)
    boxes = [layout.box(page) for page in layout.pages]
    assert all(above.bottom < below.top for above, below in pairwise(boxes))
    assert all(box.left >= 0 and box.right <= layout.width for box in boxes)


def test_a_page_alone_stands_in_the_middle_of_a_taller_view() -> None:
    layout = PageLayout([(100, 100)] * 3, 1.0, (400, 500), only=1)
    assert list(layout.pages) == [1]
    assert layout.box(1).top == 200
    with pytest.raises(IndexError):
        layout.box(0)


def test_fit_width_goes_by_the_usual_page_and_not_by_a_fold_out() -> None:
    sizes = [(600, 800)] * 5 + [(2400, 800)]
    assert fit_zoom(Fit.WIDTH, sizes, 0, (680, 900)) == pytest.approx((680 - 68) / 600)


def test_fit_page_shows_the_whole_page() -> None:
    zoom = fit_zoom(Fit.PAGE, [(600, 800)], 0, (2000, 832))
    assert 800 * zoom <= 832


@given(ZOOMS)
def test_zoom_steps_go_up_and_down_within_bounds(zoom: float) -> None:
    assert next_zoom(zoom, 1) >= min(zoom, GREATEST_ZOOM)
    assert LEAST_ZOOM <= next_zoom(zoom, -1) <= max(zoom, LEAST_ZOOM)


@given(st.integers(0, 5000), st.floats(-100, 3000), st.floats(-100, 3000), st.sampled_from(Fit), ZOOMS)
def test_a_remembered_place_comes_back(page: int, x: float, y: float, fit: Fit, zoom: float) -> None:
    back = RememberedPlace.parse(RememberedPlace(PagePoint(page, x, y), fit, zoom).format())
    assert back.place.page == page
    assert back.fit is fit
    assert abs(back.place.y - y) <= 0.06
    assert abs(back.zoom - zoom) < 0.001


@given(st.text())
def test_any_other_line_means_the_beginning(line: str) -> None:
    assert RememberedPlace.parse(line).place.page >= 0
    assert RememberedPlace.parse("") == RememberedPlace()
    assert RememberedPlace.parse("1 nan 2 width 1") == RememberedPlace()
