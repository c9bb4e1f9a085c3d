"""Carrel as it is measured: its whole window, over a library that holds the documents, in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

import psutil

from carrel.documents.read import read
from carrel.domain.paper import FileState, Paper
from carrel.paths import Paths
from carrel.services.open import open_library
from carrel.storage import files, papers, passages
from carrel.storage.store import FileStore

WINDOW = Path(__file__).parent / "window.py"
ADDED = "2026-01-01T10:00:00Z"


def make_library(home: Path, documents: Sequence[Path]) -> dict[Path, int]:
    """A library with these PDFs, read as an import reads them, without digests; the papers' ids."""
    carrel = open_library(Paths(home))
    ids = {}
    for path in documents:
        text, kept = read(path), FileStore(carrel.paths.files).keep(path)
        with carrel.database.write() as connection:
            ids[path] = papers.add(connection, Paper(title=path.stem), added=ADDED)
            file_id = files.add(connection, ids[path], kept, state=FileState.READY, added=ADDED)
            passages.save(connection, file_id, text)
    carrel.settings.change(welcomed=True)
    carrel.close()
    return ids


class CarrelWindow:
    """A running window. `started` is the second its process was asked for."""

    name = "Carrel"

    def __init__(self, home: Path, ids: dict[Path, int], display: str = "") -> None:
        """Start it on a screen of X, or without one."""
        self._ids = ids
        where = {"QT_QPA_PLATFORM": "xcb", "DISPLAY": display} if display else {"QT_QPA_PLATFORM": "offscreen"}
        environment = os.environ | where | {"CARREL_HOME": str(home)}
        self.started = time.perf_counter()
        self._process = subprocess.Popen(
            [sys.executable, str(WINDOW)], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        if self._process.stdin is None or self._process.stdout is None:
            raise RuntimeError("Carrel's window has no pipes.")
        self._questions, self._answers = self._process.stdin, self._process.stdout

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._questions.close()
        self._process.wait(20)

    def ask(self, do: str, **asked: Any) -> dict[str, Any]:
        """What the window answers to one question."""
        self.say(do, **asked)
        return self.answer()

    def say(self, do: str, **asked: Any) -> None:
        """Put a question whose `answer` is read later."""
        self._questions.write(json.dumps({"do": do, **asked}) + "\n")
        self._questions.flush()

    def answer(self) -> dict[str, Any]:
        """What the window answers to the oldest question that waits."""
        line = self._answers.readline()
        if not line:
            raise RuntimeError("Carrel's window ended.")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def open(self, path: Path) -> dict[str, Any]:
        """Open a document and wait for its first page."""
        self.say_open(path)
        return self.answer()

    def say_open(self, path: Path) -> None:
        """Open a document; the answer is read later."""
        self.say("open", target=self._ids[path])

    def memory(self) -> int:
        """Bytes of the window's process and its children; what is shared with others is split between them."""
        process = psutil.Process(self._process.pid)
        return sum(one.memory_full_info().pss for one in [process, *process.children(recursive=True)])
