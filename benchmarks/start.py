"""How soon the window stands, and what it holds in memory, with libraries of several sizes.

python benchmarks/start.py [--sizes 0 10000 100000] [--repeats 5] [--library FOLDER …]

The window is started as a person starts it, in a process of its own; it prints the milliseconds from the start of the
process to its first paint and ends. A FOLDER that holds a library is measured as it is. Memory is what the window's process holds two seconds later.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from carrel.services.open import open_library
from carrel.storage.database import Database
from library import make

SETTLE_SECONDS = 4.0


def prepare(home: Path, papers: int) -> None:
    """Make a library of `papers` synthetic papers, a twentieth of them with text, at most 2,000."""
    database = Database(home / "library.sqlite3")
    if papers:
        make(database, papers, min(papers // 20, 2000))
    database.close()


def welcome_done(environment: dict[str, str]) -> int:
    """Have Welcome behind, so that the library is what is painted; how many papers it holds."""
    os.environ["CARREL_HOME"] = environment["CARREL_HOME"]
    carrel = open_library()
    carrel.settings.change(welcomed=True)
    papers = carrel.reading.sidebar().library
    carrel.close()
    return papers


def first_paint(environment: dict[str, str]) -> float:
    """Milliseconds from the start of the process to the first paint."""
    command = [sys.executable, "-m", "carrel", "--first-paint"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return float(done.stdout)


def memory(environment: dict[str, str]) -> tuple[float, float]:
    """Megabytes that the window's process holds once it has settled: resident, and its own (not shared)."""
    with subprocess.Popen([sys.executable, "-m", "carrel"], env=environment) as process:
        time.sleep(SETTLE_SECONDS)
        held = psutil.Process(process.pid).memory_full_info()
        process.terminate()
    return held.rss / 1e6, held.uss / 1e6


def row(home: Path, repeats: int) -> str:
    """One row of the table, for the library in `home`."""
    environment = {"QT_QPA_PLATFORM": "offscreen"} | os.environ | {"CARREL_HOME": str(home)}
    papers = welcome_done(environment)
    first_paint(environment)
    times = [first_paint(environment) for _ in range(repeats)]
    resident, own = memory(environment)
    paint = f"{statistics.median(times):.0f} ms | {max(times):.0f} ms"
    return f"| {papers:,} | {paint} | {resident:.0f} MB | {own:.0f} MB |"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--sizes", type=int, nargs="*", default=[0, 10_000, 100_000])
    arguments.add_argument("--repeats", type=int, default=5)
    arguments.add_argument("--library", type=Path, nargs="*", default=[])
    options = arguments.parse_args()
    print("| papers | first paint, median | slowest | memory | of it its own |\n|---:|---:|---:|---:|---:|")
    for papers in options.sizes:
        with tempfile.TemporaryDirectory() as folder:
            prepare(Path(folder), papers)
            print(row(Path(folder), options.repeats), flush=True)
    for home in options.library:
        print(row(home, options.repeats), flush=True)


if __name__ == "__main__":
    main()
