"""Find in paper: searches the passages beside the window and frames what it finds on the pages."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject

from carrel.domain.passage import Passage
from carrel.ui.background import Background
from carrel.ui.reader.find import FoldedOnce, Hits
from carrel.ui.reader.find_bar import FindBar
from carrel.ui.reader.hit_boxes import HitBoxes
from carrel.ui.reader.page_view import PageView


class Finder(QObject):
    """Joins the bar, the passages' text and the view."""

    def __init__(self, view: PageView, bar: FindBar, background: Background) -> None:
        super().__init__(view)
        self._view = view
        self._bar = bar
        self._background = background.of(self)
        self._passages: Sequence[Passage] = ()
        self._whole = True
        self._folded = FoldedOnce(())
        self._boxes: HitBoxes | None = None
        self._hits = Hits()
        self._current = -1
        self._awaited = False
        bar.searched.connect(self._search)
        bar.stepped.connect(self.step)
        bar.closed.connect(self.close)
        view.moved.connect(self._resolve)

    def set_passages(self, passages: Sequence[Passage], *, whole: bool = True) -> None:
        """Search these from now on, `whole` or not all there yet; call after the view has opened their file."""
        self.read(passages, whole=whole)
        self._bar.hide()

    def read(self, passages: Sequence[Passage], *, whole: bool) -> None:
        """Search these, which were read of the file that is open; what is being looked for is looked for in them."""
        self._passages, self._whole = passages, whole
        self._folded = FoldedOnce(passages)
        if self._boxes is not None:
            self._boxes.deleteLater()
        rendering = self._view.rendering
        self._boxes = HitBoxes(rendering, self) if rendering is not None else None
        if self._boxes is not None:
            self._boxes.changed.connect(self._show)
        self._hits, self._current = Hits(), -1
        if self._bar.isVisible():
            self._search(self._bar.field.text())

    def open(self, text: str = "") -> None:
        """Show the bar and look for `text`; without one for the selected text if that is short."""
        selection = self._view.selection
        if not text and selection is not None:
            text = selection.text
        # Passages are made ready to be searched while the first word is being typed.
        self._background.run(self._folded.ready, lambda _folded: None)
        self._bar.open(text if len(text) <= 80 else "")

    def close(self) -> None:
        """Take the bar and the frames away and go back to the pages."""
        self._bar.hide()
        self._view.show_hits((), ())
        self._view.setFocus()

    def step(self, direction: int) -> None:
        """Go to the next (1) or previous (-1) hit, round the ends."""
        if self._hits:
            self._go((self._current + direction) % len(self._hits))

    def _search(self, text: str) -> None:
        passages, folded = self._passages, self._folded

        def found(hits: Hits) -> None:
            if passages is self._passages and self._boxes is not None:
                self._hits = hits
                self._boxes.search(text, hits)
                self._go(hits.first_from(self._view.page))

        self._background.latest("find", lambda: folded.ready().find(text), found)

    def _go(self, index: int) -> None:
        self._current = index
        nothing = "Not in this paper" if self._passages else "This PDF has no text"
        if not self._whole:
            nothing = "Its text is being read"
        self._bar.show_count(index, len(self._hits), nothing=nothing)
        self._awaited = index >= 0
        if index < 0:
            self._view.show_hits((), ())
            return
        self._resolve()
        self._show()

    def _resolve(self) -> None:
        if self._boxes is None or not self._hits or not self._bar.isVisible():
            return
        area = self._view.visible_content()
        shown = list(self._view.geometry_of_pages.pages_between(area.top(), area.bottom()))
        current = self._hits.page(self._current)
        self._boxes.resolve([current, *(page for page in shown if page != current)])
        if not self._awaited:
            self._show()

    def _show(self) -> None:
        if self._boxes is None or not self._hits:
            return
        area = self._view.visible_content()
        shown = self._view.geometry_of_pages.pages_between(area.top(), area.bottom())
        current = self._boxes.boxes(self._hits[self._current])
        scroll = self._awaited and bool(current)
        self._awaited = self._awaited and not scroll
        page = current[0].page if current else -1
        self._view.show_hits(self._boxes.on_pages({*shown, page}), current, scroll=scroll)
