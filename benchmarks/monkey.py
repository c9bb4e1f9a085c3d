"""Opens PDFs in the real window and does random things in it for long; tells what went wrong, paper by paper.

    python benchmarks/monkey.py [PDF or folder …] [--seed N] [--actions N] [--out FILE.jsonl]

Each process opens up to `--together` papers; one that ends by a fault is told and the next goes on behind its paper.
Without PDFs they are made here. QT_QPA_PLATFORM=offscreen is the default.
"""

from __future__ import annotations

import argparse
import faulthandler
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import psutil
from PySide6.QtCore import QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QApplication, QLabel

from carrel.domain.paper import Paper
from carrel.paths import Paths
from carrel.services.carrel import Carrel
from carrel.services.open import open_library
from carrel.storage import papers
from carrel.storage.store import FileStore
from carrel.ui.navigation import Place
from carrel.ui.reader.page import ReaderPage
from carrel.ui.reader.rendering import Rendering
from carrel.ui.shell.window import Window
from carrel.ui.theme import Mode, Theme
from carrel.ui.theme.focus import FocusStyle
from made_pages import make_pdf

CHECKOUT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(CHECKOUT / "tests"))

from window_monkey import Monkey  # noqa: E402 - the tests' own random person and watch are the ones to measure with
from window_watch import WindowWatch  # noqa: E402 - as above

READING_SECONDS, OPENING_SECONDS = 180.0, 30.0


def turn(until: Callable[[], bool], seconds: float) -> float:
    """Turn the loop until `until()`; how long it took, in seconds."""
    began = time.perf_counter()
    loop = QEventLoop()
    timer = QTimer()
    timer.setInterval(5)
    timer.timeout.connect(lambda: loop.quit() if until() or time.perf_counter() - began > seconds else None)
    timer.start()
    loop.exec()
    # An error that was told holds the frames it came from, and with them this timer.
    timer.stop()
    return time.perf_counter() - began


def bring_in(carrel: Carrel, path: Path) -> int:
    """Put a PDF to a paper of its own and have it read, so that the reader has to show it or say why not."""
    kept = FileStore(carrel.paths.files).keep(path)
    with carrel.database.write() as connection:
        paper = papers.add(connection, Paper(title=path.stem, authors=(), abstract=""), added="2026-01-01T10:00:00Z")
    carrel.importing.import_kept(kept.name, path.name, paper, 0)
    return paper


def said(reader: ReaderPage) -> str:
    """The words in place of pages."""
    labels = reader.pages.absent.findChildren(QLabel)
    return " ".join(one.text() for one in labels if one.isVisible() and one.text())


def open_renderings() -> int:
    """How many PDFs are held open: by a view, or by the application until a page has been rendered."""
    # Not by asking the collector for all objects: that breaks tuples that other threads are building.
    application = QApplication.instance()
    owners: list[QObject] = [*QApplication.topLevelWidgets(), *([application] if application is not None else [])]
    return len({id(one) for owner in owners for one in owner.findChildren(Rendering)})


class Reading:
    """A window over a library of its own, in which one file after another is opened and things are done at random."""

    def __init__(self, theme: Theme, home: Path, seed: int) -> None:
        self.carrel = open_library(Paths(home), digest_on_import=False)
        self.carrel.settings.change(welcomed=True, offline=True, model="", theme="light")
        self.watch = WindowWatch()
        self.window = Window(theme, self.carrel)
        self.window.start()
        self.window.resize(1440, 900)
        self.window.show()
        self.window.activateWindow()
        self.carrel.jobs.start()
        self.carrel.annotation_placing.start()
        self.acting = Monkey(self.window, [self.carrel.sample.add()], self.watch, seed)
        self._opened = 0
        self._told = 0

    def read(self, path: Path, actions: int) -> dict[str, Any]:
        """Bring a file in, open it, act, close it; what there is to tell of it."""
        watch, acting, carrel = self.watch, self.acting, self.carrel
        watch.longest = watch.longest_work = 0.0
        done = acting.done
        watch.doing = "reading"
        paper = bring_in(carrel, path)
        read = turn(lambda: not carrel.jobs.open_jobs(), READING_SECONDS)
        reader, opened = self._open(paper)
        files = carrel.reading.files(paper)
        result = {
            "read_s": round(read, 2),
            "opened_ms": round(opened * 1000),
            "pages": reader.view.pages if reader.pages.shows_pages else 0,
            "words": "" if reader.pages.shows_pages else said(reader),
            "state": files[-1].state.value if files else "none",
        }
        acting.papers = [*acting.papers[-3:], paper]
        acting.act(actions)
        reader.close_paper()
        watch.doing = "settling"
        turn(lambda: False, 0.1)
        return result | {
            "actions": acting.done - done,
            "work_ms": round(watch.longest_work * 1000),
            "gap_ms": round(watch.longest * 1000),
            "rss_mb": round(psutil.Process().memory_info().rss / 2**20),
            "renderings": open_renderings(),
            "troubles": self.troubles(),
        }

    def close(self) -> dict[str, Any]:
        """Close the window in the middle of things; what was left of it."""
        self.watch.doing = "closing"
        self.window.navigation.go(Place("reader", self.acting.papers[-1]))
        self.acting.act(5)
        self.acting.close()
        self.window.close()
        self.window.deleteLater()
        turn(lambda: False, 0.3)
        self.watch.stop()
        left = [one.name for one in threading.enumerate() if one is not threading.main_thread() and not _foreign(one)]
        return {"threads": left, "renderings": open_renderings(), "troubles": self.troubles()}

    def troubles(self) -> list[list[str]]:
        """What went wrong since this was asked last."""
        new = self.watch.troubles[self._told :]
        self._told += len(new)
        return [[one.kind, one.doing, one.text] for one in new]

    def _open(self, paper: int) -> tuple[ReaderPage, float]:
        self.watch.doing = "opening"
        self.window.activateWindow()
        start = time.perf_counter()
        self.window.navigation.go(Place("reader", paper))
        reader = self.window.pages.findChildren(ReaderPage)[0]

        def shown() -> bool:
            pages = reader.pages
            return reader.paper_id == paper and ((pages.shows_pages and reader.view.complete) or bool(said(reader)))

        # Some things are done while it opens, most once it stands there.
        self._opened += 1
        if self._opened % 3 == 0:
            self.acting.act(3)
            self.window.navigation.go(Place("reader", paper))
        turn(shown, OPENING_SECONDS)
        return reader, time.perf_counter() - start


def _foreign(thread: threading.Thread) -> bool:
    """Whether a thread is Qt's own: its pools keep theirs for a while."""
    return isinstance(thread, threading._DummyThread)  # noqa: SLF001 - there is no other way to tell


def monkey(paths: list[Path], names: list[str], seed: int, actions: int, out: Path) -> None:
    """Open the files one after another in one window and act; a line of `out` for each."""
    application = QApplication(sys.argv[:1])
    theme = Theme(Mode.LIGHT)
    style = FocusStyle(theme)
    application.setStyle(style)
    theme.apply()
    application.setQuitOnLastWindowClosed(False)
    with tempfile.TemporaryDirectory() as home, out.open("a", encoding="utf-8", buffering=1) as lines:
        reading = Reading(theme, Path(home), seed)
        for path, name in zip(paths, names, strict=True):
            lines.write(json.dumps({"begun": name}) + "\n")
            lines.write(json.dumps({"file": name} | reading.read(path, actions), ensure_ascii=False) + "\n")
        lines.write(json.dumps({"closed": seed} | reading.close()) + "\n")


def drive(paths: list[Path], base: Path, seed: int, actions: int, together: int, out: Path) -> None:
    """Run processes until each file had its turn."""
    at = 0
    while at < len(paths):
        some = paths[at : at + together]
        told = out.stat().st_size if out.exists() else 0
        command = [
            sys.executable, "-X", "faulthandler", __file__, "--child", "--seed", str(seed + at), "--actions",
            str(actions), "--out", str(out), "--base", str(base), *map(str, some),
        ]  # fmt: skip
        ended = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
        with out.open(encoding="utf-8") as lines:
            lines.seek(told)
            found = [json.loads(line) for line in lines]
        finished = sum(1 for one in found if "file" in one)
        closed = any("closed" in one for one in found)
        if ended.returncode or not closed:
            crash = {"crash": ended.returncode, "after": str(some[min(finished, len(some) - 1)]), "seed": seed + at,
                     "closed": closed, "stderr": ended.stderr[-6000:]}  # fmt: skip
            with out.open("a", encoding="utf-8") as lines:
                lines.write(json.dumps(crash) + "\n")
            print(f"exit {ended.returncode} at {some[min(finished, len(some) - 1)]}", flush=True)
        at += len(some) if closed or finished >= len(some) else finished + 1
        print(f"{min(at, len(paths))} of {len(paths)}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("inputs", nargs="*", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--actions", type=int, default=60)
    parser.add_argument("--together", type=int, default=20)
    parser.add_argument("--out", type=Path, default=Path("monkey.jsonl"))
    parser.add_argument("--base", type=Path, default=Path("/"), help=argparse.SUPPRESS)
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    told = parser.parse_args()
    if told.child:
        faulthandler.enable()
        names = [str(one.relative_to(told.base)) for one in told.inputs]
        monkey(told.inputs, names, told.seed, told.actions, told.out)
        return
    with tempfile.TemporaryDirectory() as made:
        paths = [path for one in told.inputs for path in (sorted(one.rglob("*.pdf")) if one.is_dir() else [one])]
        base = Path(os.path.commonpath([one.absolute().parent for one in paths])) if paths else Path("/")
        if not paths:
            paths, base = [make_pdf(Path(made) / f"{pages}.pdf", pages) for pages in (1, 10, 100, 1000)], Path(made)
        drive([one.absolute() for one in paths], base.absolute(), told.seed, told.actions, told.together, told.out)


if __name__ == "__main__":
    main()
