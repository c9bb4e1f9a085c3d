"""From statements to passages and back: what the inspector chooses is framed, what is clicked is chosen."""

from __future__ import annotations

from PySide6.QtCore import QObject

from carrel.domain.digest import Status
from carrel.ui.reader.columns import columns
from carrel.ui.reader.inspector import Inspector
from carrel.ui.reader.layout import PagePoint
from carrel.ui.reader.opening import Opened
from carrel.ui.reader.overlays import EvidenceFrame
from carrel.ui.reader.page_view import PageView
from carrel.ui.reader.statements import Support, statement_name


class Evidence(QObject):
    """Joins the inspector's statements to the pages."""

    def __init__(self, view: PageView, inspector: Inspector) -> None:
        super().__init__(view)
        self._view = view
        self._inspector = inspector
        self.support = Support((), ())
        inspector.statement_chosen.connect(self.frame)
        inspector.open_requested.connect(self.show_statement)

    def show_paper(self, opened: Opened | None) -> None:
        """Take a paper's statements, with passages where they are those of the file that is open."""
        self.support = opened.support if opened is not None else Support((), ())

    def show_statement(self, index: int) -> None:
        """Choose a statement and scroll to its passage, framed; -1 for none."""
        self._inspector.view.choose(index)
        self.frame(index)

    def frame(self, index: int) -> None:
        """Frame a statement's passages, scrolling to the first; nothing where it has none here."""
        rectangles = self.support.rectangles(index)
        if not rectangles or self._inspector.view.writing:
            self._view.show_frame(None)
            return
        statements = self._inspector.view.statements
        status = statements[index].effective
        name = "Closest passage" if status is Status.NOT_FOUND else statement_name(statements, index)
        self._view.show_frame(EvidenceFrame(rectangles, columns(rectangles, self.support.lines), name, status))

    def choose_at(self, point: PagePoint) -> None:
        """Choose a statement that rests on the passage under a point; again, the next one that does."""
        indices = self.support.at(point)
        if not indices:
            return
        current = self._inspector.view.current
        following = indices.index(current) + 1 if current in indices else 0
        self._inspector.show_tab("digest")
        self.show_statement(indices[following % len(indices)])


def opposite(status: Status) -> Status:
    """What a person means who says that a status is wrong."""
    return Status.NOT_FOUND if status is Status.SUPPORTED else Status.SUPPORTED
