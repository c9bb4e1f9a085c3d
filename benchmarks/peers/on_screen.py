"""Carrel and other programs watched from outside on a screen: from a start to its page, from a pressed key to the next."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import pypdfium2

from peers.asking import STARTS
from peers.carrel_window import CarrelWindow
from peers.screen import Area, Screen
from peers.viewers import Shown, Viewer

CARREL_SCREEN = (1440, 900)
NEXT_PAGE = ("Control_L", "Next")
SETTLED = 2.0
"""Seconds after an opening in which bars fade and programs work ahead."""

Running = TypeVar("Running", bound=AbstractContextManager[Any])


@dataclass
class Watched:
    """Milliseconds to a first page for each document, to the next page for each turn (first and last change), and its width."""

    starts: list[float]
    changed: list[float] = field(default_factory=list)
    drawn: list[float] = field(default_factory=list)
    width: int = 0


def carrel(home: Path, ids: dict[Path, int], opened: Sequence[Path], papers: Sequence[tuple[Path, int]]) -> Watched:
    """Carrel's window, filling its screen."""
    with Screen(*CARREL_SCREEN) as screen:
        with CarrelWindow(home, ids, screen.display) as first:
            answer = first.open(opened[0])
        area: Area = (*answer["at"], *answer["view"])

        def start(path: Path) -> CarrelWindow:
            window = CarrelWindow(home, ids, screen.display)
            window.say_open(path)
            return window

        watched = Watched([_start(screen, partial(start, path), CarrelWindow.answer, area) for path in opened])
        for path, count in papers:
            with start(path) as program:
                program.answer()
                screen.rest()
                watched.width = max(watched.width, screen.paper(area))
                _turn(screen, NEXT_PAGE, area, count, watched)
                program.ask("back")
    return watched


def viewer(
    one: Viewer, width: int, view: tuple[int, int], opened: Sequence[Path], papers: Sequence[tuple[Path, int]]
) -> Watched:
    """Another program, on a screen of its own, where its pages are so wide."""
    area = one.pages(width, view)
    with Screen(*one.screen_size(width, view)) as screen, tempfile.TemporaryDirectory() as folder:

        def start(path: Path) -> Shown:
            with pypdfium2.PdfDocument(path) as document:
                resolution = 72 * width / document[0].get_width()
            return Shown(one, screen, path, resolution, Path(folder))

        def wait(_: Shown) -> None:
            screen.wait_for_print(area)

        watched = Watched([_start(screen, partial(start, path), wait, area) for path in opened])
        for path, count in papers:
            with start(path) as program:
                wait(program)
                screen.rest()
                watched.width = max(watched.width, screen.paper(one.window(width, view)))
                _turn(screen, one.next_page, area, count, watched)
    return watched


def _start(screen: Screen, start: Callable[[], Running], wait: Callable[[Running], object], area: Area) -> float:
    """Median of several starts, until the picture is there in which an earlier one came to rest after its `wait`."""
    with start() as program:
        wait(program)
        screen.rest(SETTLED)
        picture = screen.picture(area)
    taken = []
    for _ in range(STARTS):
        screen.rest()
        running: list[Running] = []

        def begin(running: list[Running] = running) -> None:
            running.append(start())

        try:
            taken.append(screen.reach(begin, area, picture))
        finally:
            for program in running:
                with program:
                    wait(program)
    return statistics.median(taken)


def _turn(screen: Screen, keys: Sequence[str], area: Area, count: int, watched: Watched) -> None:
    time.sleep(SETTLED)
    screen.rest()
    for _ in range(count):
        first, last = screen.watch(lambda: screen.press(*keys), area)
        watched.changed.append(first)
        watched.drawn.append(last)
