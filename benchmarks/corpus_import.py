"""Imports every PDF of a folder through the whole path (queue, child, database) and prints how each kind ended.

    python benchmarks/corpus_import.py [FOLDER]

The folder is ``$CARREL_CORPUS`` (or ``../shared/data`` beside the checkout) when not given.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections import Counter
from pathlib import Path

from carrel.domain.job import Job, JobState
from carrel.domain.paper import FileState
from carrel.domain.query import LibraryQuery
from carrel.paths import Paths
from carrel.services.carrel import Carrel
from carrel.services.open import open_library

CHECKOUT = Path(__file__).resolve().parents[1]


def outcome(carrel: Carrel, job: Job) -> str:
    """How one import ended, in a word or two."""
    if job.state is not JobState.DONE:
        return f"refused ({job.error_code})" if job.state is JobState.FAILED else str(job.state)
    files = carrel.reading.files(job.paper_id) if job.paper_id is not None else []
    return {
        FileState.READY: "read",
        FileState.NO_TEXT: "kept, no text",
        FileState.LOCKED: "kept, locked",
    }.get(files[-1].state if files else FileState.CHECKING, "half-entry")


def import_all(carrel: Carrel, paths: list[Path]) -> list[Job]:
    """Import the files and give their jobs as they ended."""
    return carrel.jobs.wait(carrel.importing.add(paths))


def report(folder: Path) -> None:
    groups = [sub for sub in (folder / "papers", folder / "hostile") if sub.is_dir()] or [folder]
    print("| folder | files | outcome | count |\n|---|---:|---|---:|")
    for group in groups:
        for sub in sorted(one for one in group.iterdir() if one.is_dir()) or [group]:
            paths = sorted(path for path in sub.rglob("*") if path.suffix.lower() == ".pdf")
            with tempfile.TemporaryDirectory() as home:
                carrel = open_library(Paths(Path(home)), digest_on_import=False)
                carrel.start()
                began = time.perf_counter()
                jobs = import_all(carrel, paths)
                seconds = time.perf_counter() - began
                counts = Counter(outcome(carrel, job) for job in jobs)
                bugs = [job for job in jobs if job.error_code == "bug"]
                papers = len(carrel.reading.ids(LibraryQuery()))
                carrel.close()
            for word, count in counts.most_common():
                print(f"| {sub.relative_to(folder)} | {len(paths)} | {word} | {count} |")
            print(f"| {sub.relative_to(folder)} | {len(paths)} | in {seconds:.1f} s, {papers} papers | |", flush=True)
            for job in bugs:
                print(f"| | | BUG {job.title}: {job.error} | |", flush=True)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    default = Path(os.environ.get("CARREL_CORPUS", CHECKOUT.parent / "shared" / "data"))
    arguments.add_argument("folder", type=Path, nargs="?", default=default)
    report(arguments.parse_args().folder)


if __name__ == "__main__":
    main()
