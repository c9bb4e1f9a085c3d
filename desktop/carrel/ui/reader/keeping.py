"""What the reader keeps: notes as typed, the place in each paper, the paper's colour. Written beside the window."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from carrel.services.carrel import Carrel
from carrel.ui.background import Background
from carrel.ui.reader.page_view import PageView
from carrel.ui.reader.remembered import RememberedPlace
from carrel.ui.reader.tint import Tint

_PAUSE = 800
_TINT = "reader.tint"


class Keeping(QObject):
    """Writes one thing after another, so that an older note never overtakes a newer one."""

    def __init__(self, carrel: Carrel, background: Background, view: PageView, parent: QObject) -> None:
        super().__init__(parent)
        self._carrel = carrel
        self._background = background
        self._view = view
        self._tint: Tint | None = None
        self._notes: dict[int, str] = {}
        self._saving = False
        self._paper_id = 0
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(lambda: self.keep_now(self._paper_id))

    def load_tint(self, then: Callable[[], object]) -> None:
        """Find out the colour that was chosen, then call `then`."""

        def found(value: str) -> None:
            if value in set(Tint) and self._tint is None:
                self._tint = Tint(value)
            then()

        reading = self._carrel.reading
        self._background.run(lambda: reading.value(_TINT), found)

    def tint(self, *, dark: bool) -> Tint:
        """The colour chosen; until one is, night in the dark theme and paper in the light one."""
        return self._tint or (Tint.NIGHT if dark else Tint.PAPER)

    def set_tint(self, tint: Tint) -> None:
        """Keep a colour for all papers."""
        self._tint = tint
        self.write(lambda: self._carrel.reading.set_value(_TINT, tint.value))

    def write(self, function: Callable[[], object], failed: Callable[[Exception], object] | None = None) -> None:
        """Do a write beside the window; what it changed is told by the library's events."""
        self._background.run(function, lambda _answer: None, failed=failed)

    def note(self, paper_id: int, text: str) -> None:
        """Keep a note."""
        self._notes[paper_id] = text
        self._save_notes()

    def place_moved(self, paper_id: int) -> None:
        """Keep the place once the person rests there."""
        self._paper_id = paper_id
        self._pause.start()

    def keep_now(self, paper_id: int) -> None:
        """Keep the place that was moved to, if it is not kept yet."""
        self._pause.stop()
        if not paper_id or paper_id != self._paper_id or not self._view.pages:
            return
        self._paper_id = 0
        place = RememberedPlace(self._view.place(), self._view.fit, self._view.zoom)
        self.write(lambda: self._carrel.reading.set_value(place.name(paper_id), place.format()))

    def _save_notes(self) -> None:
        if self._saving or not self._notes:
            return
        paper_id, text = self._notes.popitem()
        self._saving = True
        organising = self._carrel.organising
        self._background.run(lambda: organising.save_note(paper_id, text), self._saved, failed=self._not_saved)

    def _saved(self, _answer: object) -> None:
        self._saving = False
        self._save_notes()

    def _not_saved(self, error: Exception) -> None:
        self._saving = False
        raise error
