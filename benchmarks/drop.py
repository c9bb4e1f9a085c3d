"""From a dropped PDF to its extractive digest in the library, seconds; with the child cold, and warm.

python benchmarks/drop.py [PDF …]

Without files, papers of 11 to 13 pages of the corpus (``$CARREL_CORPUS``, or ``../shared/data`` beside the checkout)
are taken.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from pathlib import Path

from carrel.paths import Paths
from carrel.services.carrel import Carrel
from carrel.services.open import open_library

CHECKOUT = Path(__file__).resolve().parents[1]


def seconds(carrel: Carrel, path: Path) -> tuple[float, int]:
    """Import one file; seconds until its digest is kept, and its pages."""
    began = time.perf_counter()
    jobs = carrel.jobs.wait(carrel.importing.add([path]))
    took = time.perf_counter() - began
    paper_id = jobs[0].paper_id
    if paper_id is None or carrel.reading.digest(paper_id) is None:
        raise SystemExit(f"{path.name}: {jobs[0].error or 'no digest'}")
    return took, carrel.reading.files(paper_id)[-1].pages


def twelve_pages(folder: Path) -> list[Path]:
    """Papers of 11 to 13 pages, as the corpus' list of papers says."""
    rows = [line.split(",") for line in (folder / "papers" / "manifest.csv").read_text("utf-8").splitlines()[1:]]
    return [folder / "papers" / row[0] for row in rows if row[2] in {"11", "12", "13"} and row[8] != "True"]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("files", type=Path, nargs="*")
    corpus = Path(os.environ.get("CARREL_CORPUS", CHECKOUT.parent / "shared" / "data"))
    files = arguments.parse_args().files or twelve_pages(corpus)
    cold: list[float] = []
    warm: list[float] = []
    for path in files:
        with tempfile.TemporaryDirectory() as home:
            carrel = open_library(Paths(Path(home)), digest_on_import=False)
            carrel.start()
            cold.append(seconds(carrel, path)[0])
            carrel.close()
    with tempfile.TemporaryDirectory() as home:
        carrel = open_library(Paths(Path(home)), digest_on_import=False)
        carrel.start()
        warm = [seconds(carrel, path)[0] for path in files][1:]
        carrel.close()
    print("| child | papers | median | slowest |\n|---|---:|---:|---:|")
    for name, times in (("started for it", cold), ("running", warm)):
        if times:
            print(f"| {name} | {len(times)} | {statistics.median(times):.2f} s | {max(times):.2f} s |")


if __name__ == "__main__":
    main()
