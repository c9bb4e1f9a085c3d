"""Notes on their way into the library: one after another, none lost when its editor goes."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace

from carrel.services.organising import Organising


@dataclass(frozen=True, slots=True)
class _Save:
    """A text, and the one that it was typed in."""

    text: str
    base: str


class NoteSaving:
    """Keeps texts until they are saved. Safe from any thread."""

    def __init__(self, organising: Organising) -> None:
        self._organising = organising
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        self._waiting: dict[int, _Save] = {}
        self._going: tuple[int, _Save] | None = None

    def put(self, paper: int, text: str, base: str) -> None:
        """Have a paper's note saved with the next `save`; `base` is the text it was typed in."""
        with self._lock:
            waiting = self._waiting.get(paper)
            self._waiting[paper] = _Save(text, waiting.base if waiting is not None else base)

    def newest(self, paper: int) -> str | None:
        """What is still to be saved of a paper's note, None where nothing is."""
        with self._lock:
            if paper in self._waiting:
                return self._waiting[paper].text
            return self._going[1].text if self._going is not None and self._going[0] == paper else None

    def save(self) -> None:
        """Save what waits before returning.

        Raises:
            StorageError: it cannot be saved now; it waits on.
        """
        with self._writing:
            while (save := self._next()) is not None:
                try:
                    self._organising.save_note(save[0], save[1].text, base=save[1].base)
                except BaseException:
                    self._put_back(*save)
                    raise
                finally:
                    self._going = None

    def _next(self) -> tuple[int, _Save] | None:
        with self._lock:
            paper = next(iter(self._waiting), None)
            self._going = (paper, self._waiting.pop(paper)) if paper is not None else None
            return self._going

    def _put_back(self, paper: int, save: _Save) -> None:
        with self._lock:
            newer = self._waiting.get(paper, save)
            self._waiting[paper] = replace(newer, base=save.base)
