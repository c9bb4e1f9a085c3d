"""Draws the open file anew when annotations of its own were taken into the library: the place, the zoom and what is selected stay."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from carrel.services.carrel import Carrel
    from carrel.ui.background import Background
    from carrel.ui.reader.page import ReaderPage


class Redrawing(QObject):
    """Looks beside the window, whenever the paper's annotations changed, what is to be drawn of its file."""

    def __init__(self, page: ReaderPage, carrel: Carrel, background: Background) -> None:
        super().__init__(page)
        self._carrel = carrel
        self._background = background.of(self)
        self._pages = page.pages
        self._kept = page.annotating.kept
        self._looking = self._again = False
        self._kept.loaded.connect(self._look)
        self._kept.changed.connect(self._look)

    def _look(self) -> None:
        file_id = self._kept.here.file_id
        # One thread waits for the child at most; what changed meanwhile is looked at when it is back.
        self._again = self._looking
        if self._looking or not file_id:
            return
        self._looking = True
        paper_id, password, carrel = self._kept.paper_id, self._pages.password_of(file_id), self._carrel

        def made() -> Path | None:
            files = {one.id: one for one in carrel.reading.files(paper_id)}
            here = files.pop(file_id, None)
            shown = carrel.shown_files.made(here, password=password) if here is not None else None
            # What is drawn of the paper's other versions, when they are laid beside this one.
            for other in files.values():
                carrel.shown_files.made(other)
            return shown

        self._background.run(made, partial(self._draw, file_id), failed=self._failed)

    def _draw(self, file_id: int, shown: Path | None) -> None:
        self._looking = False
        rendering, here = self._pages.view.rendering, self._kept.here.file_id == file_id
        if here and rendering is not None and shown is not None and rendering.path != shown:
            rendering.reopen(shown)
        if self._again or not here:
            self._look()

    def _failed(self, error: Exception) -> None:
        self._looking = False
        raise error
