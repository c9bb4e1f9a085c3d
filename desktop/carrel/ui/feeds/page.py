"""What is followed: each category with what of it is wanted, and all that could be followed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from carrel.domain.changes import Changes
from carrel.domain.errors import CarrelError
from carrel.domain.feed import Feed, FeedStatus
from carrel.services.carrel import Carrel
from carrel.ui.background import Background
from carrel.ui.bridge import Bridge
from carrel.ui.feeds.feed_row import FeedRow
from carrel.ui.feeds.finder import CategoryFinder
from carrel.ui.feeds.wording import sentence
from carrel.ui.shell.wording import clock_time
from carrel.ui.theme import Theme
from carrel.ui.widgets import Button, Icon, Label, Page, Paragraph

_HINT = (
    "Words and phrases of title and abstract, separated by commas. author:Lovelace and cat:stat.ML work too. What is shown "
    "first stands under For you; what is left out is not listed at all."
)


class FeedsPage(Page):
    """Every change is kept at once. `refresh` is what the button for it does."""

    def __init__(
        self,
        theme: Theme,
        carrel: Carrel,
        background: Background,
        bridge: Bridge,
        refresh: Callable[[], object],
        problem: Callable[[str], object],
    ) -> None:
        super().__init__(
            theme, "What you follow", "New papers of these arXiv categories come to Today and to the sidebar."
        )
        self._theme = theme
        self._carrel = carrel
        self._background = background.of(self)
        self._problem = problem
        self._rows: dict[str, FeedRow] = {}
        self._count = 0
        self._wanted = ""
        self._network = Paragraph(theme, "")
        self._refresh = Button(theme, "Refresh now", "refresh-cw", "r", clicked=refresh)
        self.column.addWidget(self._requests())
        self.column.addSpacing(theme.px(16))
        self._list = QVBoxLayout()
        self._list.setSpacing(theme.px(10))
        self.column.addLayout(self._list)
        self._hint = Paragraph(theme, _HINT, "meta", "text-3")
        self.column.addSpacing(theme.px(8))
        self.column.addWidget(self._hint)
        self.column.addSpacing(theme.px(28))
        self.finder = CategoryFinder(theme, carrel.taxonomy, 2)
        head = QHBoxLayout()
        head.addWidget(Label(theme, "All categories", "heading"), 1)
        head.addWidget(self.finder.field)
        self.column.addLayout(head)
        self.column.addSpacing(theme.px(8))
        self.column.addWidget(self.finder)
        self.end()
        self.finder.toggled.connect(self._follow)
        bridge.changes.connect(self._changed)
        self._read()

    def show_feed(self, category: str) -> None:
        """Lead to what of a category is wanted, "" to the top."""
        self._wanted = category
        self._lead()

    def hideEvent(self, event: QHideEvent) -> None:
        """Keep what was typed last."""
        super().hideEvent(event)
        for row in self._rows.values():
            row.save()

    def changeEvent(self, event: QEvent) -> None:
        """Say the times anew when the window is looked at again."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.ActivationChange and self.isVisible():
            self._read()

    def _requests(self) -> QWidget:
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self._theme.px(10))
        globe = Icon(self._theme, "globe")
        globe.setContentsMargins(0, 3, 0, 0)
        row.addWidget(globe, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._network, 1)
        row.addWidget(self._refresh, 0, Qt.AlignmentFlag.AlignTop)
        return box

    def _read(self) -> None:
        carrel = self._carrel
        self._background.latest("feeds", lambda: (carrel.news.feeds(), carrel.following.status()), self._show)

    def _show(self, answer: tuple[list[Feed], FeedStatus]) -> None:
        feeds, status = answer
        followed = [feed.category for feed in feeds]
        if followed != list(self._rows):
            self._arrange(followed)
        for feed in feeds:
            self._rows[feed.category].show_feed(feed, status.checked)
        self._hint.setVisible(bool(feeds))
        self._refresh.setVisible(bool(feeds))
        self._refresh.setEnabled(not status.busy)
        self._refresh.setText("Refreshing" if status.busy else "Refresh now")
        due = f" Next at {clock_time(status.due)}." if status.due and feeds else ""
        words = f"{sentence(len(feeds), self._carrel.settings.current.refresh_hours)}{due}"
        self._network.set_text(f"{words} Each request stands in the network log.")
        self.finder.set_ticked(followed)
        self._lead()

    def _arrange(self, followed: list[str]) -> None:
        for category in [one for one in self._rows if one not in followed]:
            row = self._rows.pop(category)
            self._list.removeWidget(row)
            row.deleteLater()
        rows = {category: self._rows.get(category) or self._row(category) for category in followed}
        for number, row in enumerate(rows.values()):
            self._list.insertWidget(number, row)
            row.show()
        self._rows = rows

    def _row(self, category: str) -> FeedRow:
        row = FeedRow(self._theme, category, self._carrel.taxonomy.name(category))
        row.interests.connect(lambda one, terms: self._do(lambda: self._carrel.following.set_interests(one, terms)))
        row.stop.connect(lambda one: self._do(lambda: self._carrel.following.unfollow(one)))
        return row

    def _follow(self, category: str, wanted: bool) -> None:
        following = self._carrel.following
        self._do(lambda: following.follow([category]) if wanted else following.unfollow(category))

    def _do(self, act: Callable[[], object]) -> None:
        self._background.run(act, lambda _changes: None, failed=self._failed)

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, CarrelError):
            raise error
        self._problem(str(error))
        self._read()

    def _changed(self, changes: Changes) -> None:
        if changes.news or changes.settings or changes.jobs:
            self._read()

    def _lead(self) -> None:
        row = self._rows.get(self._wanted)
        if row is not None and self.isVisible():
            self._wanted = ""
            row.include.setFocus(Qt.FocusReason.OtherFocusReason)
            QTimer.singleShot(0, row, lambda: self._scroll.ensureWidgetVisible(row, 0, 48))
