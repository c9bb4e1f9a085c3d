"""What the reader keeps: the place in each paper, the paper's colour, the panes' widths. Written beside the window."""

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
_PANES = "reader.panes"


class Keeping(QObject):
    """Writes one thing after another, so that something older never overtakes what is newer."""

    def __init__(self, carrel: Carrel, background: Background, view: PageView, parent: QObject) -> None:
        super().__init__(parent)
        self._carrel = carrel
        self._background = background
        self._view = view
        self._tint: Tint | None = None
        self._waiting: dict[str, str] = {}
        self._writing = False
        self._paper_id = 0
        self._widths = ""
        self._panes_pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._panes_pause.timeout.connect(lambda: self._keep(_PANES, self._widths))
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(lambda: self.keep_now(self._paper_id))

    def load(self, panes: Callable[[str], object], then: Callable[[], object]) -> None:
        """Find out what was kept: give `panes` their widths, then call `then`, when the colour is known."""

        def found(values: tuple[str, str]) -> None:
            tint, widths = values
            if tint in set(Tint) and self._tint is None:
                self._tint = Tint(tint)
            panes(widths)
            then()

        reading = self._carrel.reading
        self._background.run(lambda: (reading.value(_TINT), reading.value(_PANES)), found)

    def set_panes(self, widths: str) -> None:
        """Keep the panes' widths once they rest."""
        self._widths = widths
        self._panes_pause.start()

    def tint(self, *, dark: bool) -> Tint:
        """The colour chosen; until one is, night in the dark theme and paper in the light one."""
        return self._tint or (Tint.NIGHT if dark else Tint.PAPER)

    def set_tint(self, tint: Tint) -> None:
        """Keep a colour for all papers."""
        self._tint = tint
        self._keep(_TINT, tint.value)

    def write(self, function: Callable[[], object], failed: Callable[[Exception], object] | None = None) -> None:
        """Do a write beside the window; what it changed is told by the library's events."""
        self._background.run(function, lambda _answer: None, failed=failed)

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
        place = RememberedPlace(self._view.place(), self._view.fit, self._view.zoom, self._view.turn, self._view.spread)
        self._keep(place.name(paper_id), place.format())

    def _keep(self, name: str, text: str) -> None:
        """Write a small state by its name, one after another."""
        self._waiting.pop(name, None)
        self._waiting[name] = text
        self._write_next()

    def _write_next(self) -> None:
        if self._writing or not self._waiting:
            return
        name = next(iter(self._waiting))
        text = self._waiting.pop(name)
        self._writing = True
        self._background.run(
            lambda: self._carrel.reading.set_value(name, text), self._written, failed=self._not_written
        )

    def _written(self, _answer: object) -> None:
        self._writing = False
        self._write_next()

    def _not_written(self, error: Exception) -> None:
        self._writing = False
        raise error
