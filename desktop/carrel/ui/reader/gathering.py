"""Gathers the paper that is to be shown: what its pages need at once, the text of a long one when they are there."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QTimer

from carrel.services.reading import Reading
from carrel.ui.background import Background
from carrel.ui.reader.opening import Opened, open_paper, read_text

_PAUSE = 50


class Gathering(QObject):
    """Works beside the window. `show` is given a paper, and a long one again when its text is read; None where it is gone."""

    def __init__(
        self, reading: Reading, background: Background, show: Callable[[Opened | None], object], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._reading = reading
        self._background = background
        self._show = show
        self._paper_id = 0
        self._known: Opened | None = None
        self._unread: Opened | None = None

    def gather(self, paper_id: int) -> None:
        """Gather a paper, or the same one as it is now."""
        if paper_id != self._paper_id:
            self.forget()
            self._paper_id = paper_id
        # What is read of the paper as it was must not take the place of the paper as it is.
        self._unread = None
        self._background.forget("text")
        reading, known = self._reading, self._known
        self._background.latest("open", lambda: open_paper(reading, paper_id, known), self._gathered)

    def forget(self) -> None:
        """Let go of the paper; what is on its way is dropped."""
        self._background.forget("open")
        self._background.forget("text")
        self._paper_id, self._known, self._unread = 0, None, None

    def _gathered(self, opened: Opened | None) -> None:
        self._known = opened
        self._show(opened)
        if opened is not None and not opened.whole:
            # Reading so much text takes Python's lock again and again, and the first page comes before that.
            self._unread = opened
            QTimer.singleShot(_PAUSE, self, partial(self._read, opened))

    def _read(self, opened: Opened) -> None:
        if opened is self._unread:
            reading = self._reading
            self._background.latest("text", lambda: read_text(reading, opened), self._gathered)
