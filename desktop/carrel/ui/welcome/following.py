"""What to follow: the common categories, and a field that finds any other."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from carrel.domain.feed import Feed
from carrel.services.carrel import Carrel
from carrel.ui.background import Background
from carrel.ui.feeds.finder import CategoryFinder
from carrel.ui.theme import Theme
from carrel.ui.widgets import ElidedLabel, Label

COMMON = (
    *("cs.LG", "cs.CL", "stat.ML", "cs.IR"),
    *("cs.CV", "cs.AI", "cs.RO", "cs.CR"),
    *("cs.NE", "math.OC", "eess.AS", "q-bio.QM"),
)


class FollowChoosing(QWidget):
    """`changed` tells how many categories are ticked."""

    changed = Signal(int)

    def __init__(self, theme: Theme, carrel: Carrel, background: Background) -> None:
        super().__init__()
        self._theme = theme
        self._before: list[str] = []
        self.finder = CategoryFinder(theme, carrel.taxonomy, 3, COMMON)
        self.finder.field.setMaximumWidth(theme.px(220))
        self.finder.toggled.connect(self._tell)
        self._words = ElidedLabel(theme, "", token="text-2")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        head = QHBoxLayout()
        head.setSpacing(theme.px(12))
        head.addWidget(Label(theme, "What do you want to follow?", "heading", weight=600), 1)
        head.addWidget(self.finder.field)
        layout.addLayout(head)
        layout.addWidget(self._words)
        layout.addSpacing(theme.px(10))
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(self.finder)
        layout.addWidget(scroll)
        self._scroll = scroll
        self._fit()
        theme.changed.connect(self._fit)
        self._tell()
        background.of(self).run(carrel.news.feeds, self._show)

    def wanted(self) -> list[str]:
        """The categories that are ticked."""
        return self.finder.ticked()

    def unwanted(self) -> list[str]:
        """The categories that were followed before and are not ticked any more."""
        wanted = self.wanted()
        return [one for one in self._before if one not in wanted]

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Keep the box that Tab reaches in view."""
        moved = super().focusNextPrevChild(forward)
        focus = self.focusWidget()
        if moved and focus is not None and self.finder.isAncestorOf(focus):
            self._scroll.ensureWidgetVisible(focus, 0, 4)
        return moved

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many rows as the common categories take."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        rows = -(-len(COMMON) // self.finder.grid.columns)
        self._scroll.setFixedHeight(rows * max(26, self._theme.px(30)) + (rows - 1) * self._theme.px(4))

    def _show(self, feeds: list[Feed]) -> None:
        self._before = [feed.category for feed in feeds]
        if self._before:
            self.finder.set_ticked([*self._before, *self.finder.ticked()])
            self._tell()

    def _tell(self) -> None:
        wanted = self.wanted()
        self._words.setText(
            f"Chosen: {', '.join(wanted)}" if wanted else "New papers of these arXiv categories come to Today."
        )
        self.changed.emit(len(wanted))
