"""Draws the open file anew when annotations of its own were taken into the library: the place, the zoom and what is selected stay."""

from __future__ import annotations

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
        self._kept.loaded.connect(self._look)
        self._kept.changed.connect(self._look)

    def _look(self) -> None:
        paper_id, file_id, carrel = self._kept.paper_id, self._kept.here.file_id, self._carrel
        password = self._pages.password_of(file_id)

        def made() -> Path | None:
            files = {one.id: one for one in carrel.reading.files(paper_id)}
            here = files.pop(file_id, None)
            shown = carrel.shown_files.made(here, password=password) if here is not None else None
            # What is drawn of the paper's other versions, when they are laid beside this one.
            for other in files.values():
                carrel.shown_files.made(other)
            return shown

        def draw(shown: Path | None) -> None:
            rendering = self._pages.view.rendering
            here = file_id == self._kept.here.file_id
            if here and shown is not None and rendering is not None and rendering.path != shown:
                rendering.reopen(shown)

        if file_id:
            self._background.latest("shown", made, draw)
        else:
            self._background.forget("shown")
