"""The longest time in which the window does not answer while papers are imported and a model writes.

python benchmarks/responsiveness.py [PDF or folder …]

Without arguments the PDFs in ``papers/arxiv_ml`` of the corpus (``$CARREL_CORPUS``, or ``../shared/data`` beside the
checkout) are imported. "Gap" is wall-clock time between two turns of the event loop; "work" is what the window's own
thread computed in one turn.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from carrel.domain.query import LibraryQuery
from carrel.paths import Paths
from carrel.services.open import open_library
from carrel.ui.shell.window import Window
from carrel.ui.theme import Mode, Theme

CHECKOUT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(CHECKOUT / "tests"))

from loop_watch import LoopWatch  # noqa: E402 - the tests' own watch is the one to measure with


def watched(watch: LoopWatch, until: Callable[[], bool], seconds: float) -> tuple[float, float, float]:
    """Turn the loop until `until()`; longest gap, longest work, and how long it took, in seconds."""
    began = time.perf_counter()
    watch.start()
    loop = QEventLoop()
    timer = QTimer()
    timer.setInterval(50)
    timer.timeout.connect(lambda: loop.quit() if until() or time.perf_counter() - began > seconds else None)
    timer.start()
    loop.exec()
    return watch.stop(), watch.longest_work, time.perf_counter() - began


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    corpus = Path(os.environ.get("CARREL_CORPUS", CHECKOUT.parent / "shared" / "data"))
    arguments.add_argument("inputs", type=Path, nargs="*", default=[corpus / "papers" / "arxiv_ml"])
    inputs = arguments.parse_args().inputs
    QApplication(sys.argv[:1]).setApplicationName("carrel")
    theme = Theme(Mode.LIGHT)
    theme.apply()
    print("| while | gap | work | took |\n|---|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as home:
        carrel = open_library(Paths(Path(home)), digest_on_import=False)
        carrel.settings.change(welcomed=True)
        window = Window(theme, carrel)
        window.start()
        window.resize(1440, 900)
        window.show()
        carrel.start()
        watch = LoopWatch()
        quiet_from = time.perf_counter()
        watched(watch, lambda: time.perf_counter() - quiet_from > 2, 10)
        carrel.importing.add(inputs)
        gap, work, took = watched(watch, lambda: not carrel.jobs.open_jobs(), 600)
        papers = len(carrel.reading.ids(LibraryQuery()))
        print(f"| importing {papers} papers | {gap * 1000:.0f} ms | {work * 1000:.0f} ms | {took:.1f} s |", flush=True)
        carrel.digests.request(carrel.reading.ids(LibraryQuery())[:3])
        gap, work, took = watched(watch, lambda: not carrel.jobs.open_jobs(), 900)
        print(f"| the model writes 3 digests | {gap * 1000:.0f} ms | {work * 1000:.0f} ms | {took:.1f} s |")
        window.close()


if __name__ == "__main__":
    main()
