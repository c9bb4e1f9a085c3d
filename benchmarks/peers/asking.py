"""What each program is asked, in the same order, and what its answers come to."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

OPENINGS = 5
STARTS = 3
RESTS = (0.0, 0.5)
"""Seconds a page is looked at before the next: none, and long enough that a program can be ahead of the person."""

FOUND = "Page 449, line 7:"
"""Printed once, on the page before the 450th, in the 500 pages that `reader.make_pdf` makes."""

MIB = 2**20


class Program(Protocol):
    """A running program that opens documents and answers questions about them."""

    name: str
    started: float

    def ask(self, do: str, **asked: Any) -> dict[str, Any]:
        """What it answers to one question."""
        ...

    def open(self, path: Path) -> dict[str, Any]:
        """Open a document and wait for its first page sharp."""
        ...

    def memory(self) -> int:
        """Bytes that its processes hold."""
        ...


Start = Callable[[], AbstractContextManager[Program]]


@dataclass(frozen=True)
class Documents:
    """What is opened: made PDFs of text by their number of pages, and real papers with figures, read one after the other."""

    made: dict[int, Path]
    papers: Sequence[tuple[Path, int]]
    """Papers and how many times a page of each is turned."""

    @property
    def all(self) -> list[Path]:
        """Each document once."""
        return list(dict.fromkeys([*self.made.values(), *(path for path, _ in self.papers)]))


def cold(start: Start, path: Path) -> float:
    """Milliseconds from asking for the program's process to the document's first page sharp, median of three."""
    taken = []
    for _ in range(STARTS):
        with start() as program:
            program.open(path)
            taken.append((time.perf_counter() - program.started) * 1e3)
    return statistics.median(taken)


def openings(program: Program, paths: Sequence[Path]) -> list[list[float]]:
    """Milliseconds to open each document five times in a running program, one after the other."""
    program.open(paths[-1])
    rounds = [[float(program.open(path)["sharp"]) for path in paths] for _ in range(OPENINGS)]
    return [list(of_one) for of_one in zip(*rounds, strict=True)]


def turns(program: Program, papers: Sequence[tuple[Path, int]], rest: float) -> list[float]:
    """Milliseconds from asking for the next page to all in view sharp, for each turn through the papers."""
    taken = []
    for path, count in papers:
        program.open(path)
        for page in range(1, count + 1):
            answer = program.ask("turn", rest=rest)
            if answer["page"] != page:
                raise RuntimeError(f"{program.name} is on page {answer['page'] + 1} of {path.name}, not {page + 1}.")
            taken.append(float(answer["sharp"]))
        program.ask("back")
    return taken


def find(program: Program, path: Path) -> tuple[float, float]:
    """Milliseconds from the words to their first hit framed, and to its page sharp."""
    program.open(path)
    answer = program.ask("find", text=FOUND)
    return float(answer["framed"]), float(answer["sharp"])


def memory(start: Start, path: Path) -> tuple[float, float]:
    """MiB that a program holds with a document's first page, and after all of its pages."""
    with start() as program:
        program.open(path)
        time.sleep(1)
        before = program.memory() / MIB
        program.ask("walk")
        return before, program.memory() / MIB
