"""Shows two versions beside one another in the place of the reader's panes, and puts them back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from carrel.domain.annotation import Colour
from carrel.services.events import Notice
from carrel.ui.reader.layout import Fit, PagePoint
from carrel.ui.reader.side_by_side import SideBySide
from carrel.ui.reader.versions import open_versions

if TYPE_CHECKING:
    from carrel.services.carrel import Carrel
    from carrel.ui.actions import Actions
    from carrel.ui.background import Background
    from carrel.ui.reader.opening import Opened
    from carrel.ui.reader.page import ReaderPage
    from carrel.ui.reader.versions import OpenedVersions

ONE_VERSION = "Only one version of this paper was read on this computer. The Versions tab in the library gets others."

ON_PAGES = "That is done on the pages of one version. Esc goes back to them."
_ON_PAGES = (
    "reader.highlight",
    "reader.underline",
    *(f"reader.{colour.value}" for colour in Colour),
    "reader.note",
    "reader.area",
    "reader.sentence",
    "reader.sentence_more",
    "reader.paper_note",
    "reader.caret",
    "reader.find",
    "reader.page",
    "reader.inspector",
    "reader.outline",
    "reader.reference",
    "reader.reference_before",
    "reader.turn",
    "reader.turn_back",
    "reader.spread",
    "reader.text",
    "reader.speak",
    "reader.import",
    "reader.look_again",
    "list.next",
    "list.previous",
    "list.extend_next",
    "list.extend_previous",
    "paper.note",
    "paper.trash",
    "evidence.note",
    "evidence.exception",
    "evidence.exception_before",
    "evidence.wrong",
    "evidence.turn",
)


class Comparing(QObject):
    """The command, and what is asked of it before the paper is open."""

    def __init__(self, page: ReaderPage, carrel: Carrel, background: Background, actions: Actions) -> None:
        super().__init__(page)
        self._page = page
        self._carrel = carrel
        self._background = background.of(self)
        self._wanted: tuple[int, int] | None = None
        self._paper_id = 0
        self.view = SideBySide(page.theme, actions, page)
        self.view.hide()
        self.view.left.connect(self.leave)
        actions.bind("reader.versions", self.toggle, context=page, available=lambda: bool(self._paper_id))

        def bind(name: str, function: Callable[[], object]) -> None:
            # The keys mean these two while they are shown.
            actions.bind(name, function, context=self.view)

        bind("reader.close", self.leave)
        bind("evidence.next", lambda: self.view.step(1))
        bind("evidence.previous", lambda: self.view.step(-1))
        bind("reader.zoom_in", lambda: self._each(lambda one: one.zoom_step(1)))
        bind("reader.zoom_out", lambda: self._each(lambda one: one.zoom_step(-1)))
        bind("reader.fit", lambda: self._each(lambda one: one.set_fit(Fit.WIDTH)))
        bind("reader.tint", self._tint)
        # The paper's own pages lie behind: nothing may happen there unseen.
        for name in _ON_PAGES:
            bind(name, self._refuse)

    @property
    def shown(self) -> bool:
        """Whether two versions are shown."""
        return self.view.isVisibleTo(self._page)

    def show_paper(self, opened: Opened | None) -> None:
        """Take the paper that is open, or none; show the versions that were asked for."""
        paper = opened.paper.id if opened is not None else 0
        if paper != self._paper_id:
            self.leave()
            self._paper_id = paper
        wanted, self._wanted = self._wanted, None if paper else self._wanted
        if paper and wanted is not None:
            self._compare(wanted)

    def want(self, versions: tuple[int, int] | None) -> None:
        """Show the older and the newer of two versions, now or as soon as the paper is open; None for its pages."""
        self._wanted = versions
        if versions is None:
            self.leave()
        elif self._paper_id and self._paper_id == self._page.paper_id:
            self._wanted = None
            self._compare(versions)

    def toggle(self) -> None:
        """Show the two newest versions beside one another, or the pages again."""
        if self.shown:
            self.leave()
        else:
            self._compare(None)

    def leave(self) -> None:
        """Show the paper's pages."""
        self._background.forget("versions")
        if self.shown:
            self.view.hide()
            self.view.close_files()
            self._page.bar.show()
            self._page.panes.show()
            self._page.view.setFocus()

    def _compare(self, versions: tuple[int, int] | None) -> None:
        reading, paper = self._carrel.reading, self._paper_id
        self._background.latest("versions", lambda: open_versions(reading, paper, versions), self._show)

    def _show(self, opened: OpenedVersions | None) -> None:
        page = self._page
        place = page.view.place() if page.view.pages else PagePoint(0, 0.0, 0.0)
        if opened is None or not self.view.show_versions(opened, page.view.tint, place):
            self._carrel.events.publish(Notice(ONE_VERSION))
            return
        layout = page.layout()
        if layout is not None and layout.indexOf(self.view) < 0:
            layout.addWidget(self.view)
        page.bar.hide()
        page.panes.hide()
        self.view.show()
        self.view.setFocus()

    def _refuse(self) -> None:
        self._carrel.events.publish(Notice(ON_PAGES))

    def _each(self, function: Callable[..., object]) -> None:
        for view in (self.view.older, self.view.newer):
            function(view)

    def _tint(self) -> None:
        self._page.cycle_tint()
        self.view.set_tint(self._page.view.tint)
