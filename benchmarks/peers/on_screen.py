"""Carrel and other programs watched from outside on a screen: from a start or a pressed key to the last change of the pages."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pypdfium2

from peers.asking import STARTS
from peers.carrel_window import CarrelWindow
from peers.screen import Area, Screen
from peers.viewers import Shown, Viewer

CARREL_SCREEN = (1440, 900)
NEXT_PAGE = ("Control_L", "Next")
SETTLED = 1.5
"""Seconds after an opening until pages are turned: bars that fade and work ahead are over."""


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
        starts = [[_carrel_start(screen, home, ids, path, area) for _ in range(STARTS)] for path in opened]
        watched = Watched([statistics.median(times) for times in starts])
        for path, count in papers:
            with CarrelWindow(home, ids, screen.display) as program:
                program.open(path)
                _turn(screen, NEXT_PAGE, area, count, watched)
                program.ask("back")
    return watched


def viewer(
    one: Viewer, width: int, view: tuple[int, int], opened: Sequence[Path], papers: Sequence[tuple[Path, int]]
) -> Watched:
    """Another program, on a screen of its own, where its pages are so wide."""
    area = one.pages(width, view)
    with Screen(*one.screen_size(width, view)) as screen, tempfile.TemporaryDirectory() as folder:
        watched = Watched([])
        for path in opened:
            taken = []
            for _ in range(STARTS):
                program, milliseconds = _started(one, screen, path, width, Path(folder), area)
                with program:
                    taken.append(milliseconds)
            watched.starts.append(statistics.median(taken))
        for path, count in papers:
            program, _ = _started(one, screen, path, width, Path(folder), area)
            with program:
                _turn(screen, one.next_page, area, count, watched)
    return watched


def _turn(screen: Screen, keys: Sequence[str], area: Area, count: int, watched: Watched) -> None:
    time.sleep(SETTLED)
    screen.rest()
    watched.width = max(watched.width, screen.paper(area))
    for _ in range(count):
        first, last = screen.watch(lambda: screen.press(*keys), area)
        watched.changed.append(first)
        watched.drawn.append(last)


def _carrel_start(screen: Screen, home: Path, ids: dict[Path, int], path: Path, area: Area) -> float:
    running: list[CarrelWindow] = []
    screen.rest()

    def start() -> None:
        running.append(CarrelWindow(home, ids, screen.display))
        running[0].say_open(path)

    _, last = screen.watch(start, area)
    with running[0]:
        running[0].answer()
    return last


def _started(one: Viewer, screen: Screen, path: Path, width: int, folder: Path, area: Area) -> tuple[Shown, float]:
    with pypdfium2.PdfDocument(path) as document:
        resolution = 72 * width / document[0].get_width()
    running: list[Shown] = []
    screen.rest()
    _, last = screen.watch(lambda: running.append(Shown(one, screen, path, resolution, folder)), area)
    return running[0], last
