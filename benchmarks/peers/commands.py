"""Command-line programs that make images of pages, where they are installed: MuPDF's mutool and Poppler's pdftoppm.

They have no window: a start, an open file and images of pages, as wide as Carrel's. A page more is what all pages but the
first take beyond the first alone, divided by their number, so neither start nor opening is in it.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

PROGRAMS = {"mutool": "mupdf-tools", "pdftoppm": "poppler-utils"}
"""The packages of Debian that hold them."""

ROUNDS = 3


def installed(program: str) -> bool:
    return shutil.which(program) is not None


def _command(program: str, path: Path, last: int, width: int, out: str) -> list[str]:
    if program == "mutool":
        return ["mutool", "draw", "-q", "-w", str(width), "-o", f"{out}/page-%d.ppm", str(path), f"1-{last}"]
    size = ["-scale-to-x", str(width), "-scale-to-y", "-1"]
    return ["pdftoppm", *size, "-f", "1", "-l", str(last), str(path), f"{out}/page"]


def seconds(program: str, path: Path, last: int, width: int) -> float:
    """From the program's start to the images of pages 1 to `last`, median of three."""
    taken = []
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as out:
            start = time.perf_counter()
            subprocess.run(_command(program, path, last, width, out), check=True, capture_output=True)
            taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def a_page_more(program: str, path: Path, pages: int, width: int) -> float:
    """Seconds for each of the pages 2 to `pages`."""
    return (seconds(program, path, pages, width) - seconds(program, path, 1, width)) / (pages - 1)
