"""What command-line PDF programs take for the same pages, where they are installed: MuPDF's mutool and Poppler's pdftoppm.

They have no window: a start, an open file and an image of a page, at the same pixels as Carrel's. A page turn is a twentieth
of what twenty pages more take, so neither start nor opening is in it.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

RESOLUTION = 84
TURNS = 20
ROUNDS = 3


def _command(program: str, path: Path, last: int, out: str) -> list[str]:
    if program == "mutool":
        return ["mutool", "draw", "-q", "-r", str(RESOLUTION), "-o", f"{out}/page-%d.ppm", str(path), f"1-{last}"]
    return ["pdftoppm", "-r", str(RESOLUTION), "-f", "1", "-l", str(last), str(path), f"{out}/page"]


def _seconds(program: str, path: Path, last: int) -> float:
    taken = []
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as out:
            start = time.perf_counter()
            subprocess.run(_command(program, path, last, out), check=True, capture_output=True)
            taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def peers(path: Path) -> list[str]:
    """A line for each program: to the first page, and for each page more, of a file with over twenty pages."""
    lines = []
    for program in ("mutool", "pdftoppm"):
        if shutil.which(program) is None:
            lines.append(f"{program}: not installed here, not measured")
            continue
        first = _seconds(program, path, 1)
        more = (_seconds(program, path, 1 + TURNS) - first) / TURNS
        lines.append(
            f"{program:9} {path.name}: start to first page {first * 1e3:5.0f} ms, a page more {more * 1e3:5.1f} ms"
        )
    return lines
