"""The place Possible duplicates: a pair at a time, side by side, to be merged or kept; or two papers that the person chose."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from carrel.domain.changes import Changes
from carrel.domain.errors import CarrelError
from carrel.services.carrel import Carrel
from carrel.ui.actions import Actions
from carrel.ui.background import Background
from carrel.ui.bridge import Bridge
from carrel.ui.duplicates.comparison import Comparison, Prepared, prepare
from carrel.ui.duplicates.side import Side
from carrel.ui.duplicates.wording import why
from carrel.ui.theme import Theme
from carrel.ui.widgets import Button, EmptyState, IconButton, Label, Line, Paragraph

Two = tuple[int, int]
_NONE = "Carrel looks for papers you have twice whenever some come, and lists here what may be one."


class DuplicatesPage(QFrame):
    """`open_reader` carries a paper, `failed` tells in words what was not done, and why.

    `closed` says that there is nothing more to do with two papers that the person chose.
    """

    open_reader = Signal(int)
    closed = Signal()
    failed = Signal(str)

    def __init__(
        self,
        theme: Theme,
        carrel: Carrel,
        background: Background,
        bridge: Bridge,
        actions: Actions,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._duplicates = carrel.duplicates
        self._background = background.of(self)
        self._actions = actions
        self._pairs: list[Two] = []
        self._chosen: Two | None = None
        self._shown: Two | None = None
        self._going: Two | None = None
        self._wanted = 0
        self._at = 0
        self._busy = False
        self._prepared: Prepared | None = None
        self.comparison: Comparison | None = None
        self.setProperty("look", "surface")
        self.setAccessibleName("Possible duplicates")
        self.heading = Label(theme, "", "page-title")
        self.place = Label(theme, "", "body", "text-2", tabular=True)
        self.reason = Paragraph(theme, "")
        self.before = IconButton(theme, "chevron-left", "Pair before (k)", clicked=lambda: self.step(-1))
        self.after = IconButton(theme, "chevron-right", "Next pair (j)", clicked=lambda: self.step(1))
        self.merge = Button(theme, "Merge", "layers", "Enter", "primary", clicked=self._merge)
        self.keep = Button(theme, "Keep both", "", "Shift b", clicked=self._keep)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._stack = QStackedWidget()
        self._stack.addWidget(QWidget())
        self._stack.addWidget(self._desk())
        self._stack.addWidget(EmptyState(theme, "No paper is here twice", _NONE))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)
        self.setFocusProxy(self.merge)
        bridge.changes.connect(self._changed)
        self._bind()

    def show_pairs(self, paper: int = 0, chosen: tuple[int, ...] = ()) -> None:
        """Show the pairs; of `paper`, where it has one, first. Two papers that were `chosen` are shown alone."""
        self._wanted = paper
        self._chosen = (min(chosen), max(chosen)) if len(chosen) == 2 else None
        self.heading.setText("Merge two papers" if self._chosen else "Possible duplicates")
        for widget in (self.place, self.before, self.after):
            widget.setVisible(self._chosen is None)
        self.read()

    def read(self) -> None:
        """Look anew which pairs there are."""
        chosen = self._chosen

        def ask() -> list[Two]:
            return [chosen] if chosen else [(pair.one, pair.other) for pair in self._duplicates.pairs()]

        self._background.latest("pairs", ask, self._found, failed=self._tell)

    def step(self, by: int) -> None:
        """Go to the next pair, or the one before."""
        if self._pairs and 0 <= self._at + by < len(self._pairs):
            self._show(self._at + by)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter merges, also on a text that can be chosen; on another button it presses that."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.isAutoRepeat():
            focused = QApplication.focusWidget()
            if isinstance(focused, QAbstractButton) and not isinstance(focused, Side):
                focused.click()
            else:
                self._merge()
        else:
            super().keyPressEvent(event)

    def _desk(self) -> QWidget:
        theme = self._theme
        desk = QWidget()
        column = QVBoxLayout(desk)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(24, theme.px(20), 24, theme.px(12))
        words = QVBoxLayout()
        words.setSpacing(theme.px(2))
        words.addWidget(self.heading)
        words.addWidget(self.reason)
        head.addLayout(words, 1)
        head.addWidget(self.place, 0, Qt.AlignmentFlag.AlignBottom)
        head.addSpacing(theme.px(8))
        head.addWidget(self.before, 0, Qt.AlignmentFlag.AlignBottom)
        head.addWidget(self.after, 0, Qt.AlignmentFlag.AlignBottom)
        column.addLayout(head)
        column.addWidget(Line())
        column.addWidget(self._scroll, 1)
        column.addWidget(Line())
        foot = QHBoxLayout()
        foot.setContentsMargins(24, theme.px(10), 24, theme.px(10))
        foot.setSpacing(theme.px(8))
        foot.addWidget(self.merge)
        foot.addWidget(self.keep)
        foot.addSpacing(theme.px(8))
        foot.addWidget(Label(theme, "Nothing of either is lost, and Ctrl Z brings both back.", "meta", "text-3"), 1)
        column.addLayout(foot)
        return desk

    def _found(self, pairs: list[Two]) -> None:
        before = self._going
        self._pairs = pairs
        wanted, self._wanted = self._wanted, 0
        if not pairs:
            self._shown = self._going = None
            self._stack.setCurrentIndex(2)
            self._actions.refresh()
            return
        # After a pair was dealt with, the one that has its place by now is next.
        at = min(self._at, len(pairs) - 1)
        if wanted and (before is None or wanted not in before):
            at = next((n for n, pair in enumerate(pairs) if wanted in pair), at)
        elif before in pairs:
            at = pairs.index(before)
        self._show(at)

    def _show(self, at: int) -> None:
        self._at = at
        pair = self._going = self._pairs[at]

        def read() -> Prepared | None:
            twins = self._duplicates.twins(*pair)
            return prepare(twins) if twins is not None else None

        def show(shown: Prepared | None) -> None:
            if shown is not None:
                self._compare(pair, shown)
            elif pair == self._chosen:
                self._close()

        def failed(error: Exception) -> None:
            self._stay()
            self._tell(error)

        self._background.latest("pair", read, show, failed=failed)

    def _stay(self) -> None:
        """Be again at the pair that is shown."""
        self._going = self._shown
        if self._shown in self._pairs:
            self._at = self._pairs.index(self._shown)

    def _compare(self, pair: Two, shown: Prepared) -> None:
        """Show a pair; what is shown of it already stays, and so does what the person chose in it."""
        before = self.comparison if pair == self._shown else None
        if before is None or shown != self._prepared:
            self._build(shown, before)
        self._shown, self._prepared = pair, shown
        self.place.setText(f"{self._at + 1} of {len(self._pairs)}")
        self.before.setEnabled(self._at > 0)
        self.after.setEnabled(self._at + 1 < len(self._pairs))
        self._stack.setCurrentIndex(1)
        self._actions.refresh()

    def _build(self, shown: Prepared, before: Comparison | None) -> None:
        focused = QApplication.focusWidget()
        had_focus = focused is not None and self.isAncestorOf(focused)
        was_within = before is not None and focused is not None and before.isAncestorOf(focused)
        down = self._scroll.verticalScrollBar().value() if before is not None else 0
        comparison = Comparison(self._theme, shown)
        comparison.open_wanted.connect(self.open_reader)
        to_focus = comparison.go_on_from(before) if before is not None else None
        inside = QWidget()
        across = QHBoxLayout(inside)
        across.setContentsMargins(24, self._theme.px(16), 24, self._theme.px(24))
        comparison.setMaximumWidth(self._theme.px(1180))
        across.addWidget(comparison, 1000)
        across.addStretch(1)
        self.comparison = comparison
        self._scroll.setWidget(inside)
        self._scroll.verticalScrollBar().setValue(down)
        self.reason.set_text(f"{why(shown.twins)} What differs is underlined.")
        if to_focus is not None:
            to_focus.setFocus(Qt.FocusReason.OtherFocusReason)
        elif had_focus and (before is None or was_within):
            self.setFocus()

    def _merge(self) -> None:
        pair, comparison = self._shown, self.comparison
        # What is shown may be the pair that was just left, or dealt with.
        if pair is None or pair != self._going or comparison is None:
            return
        choice = comparison.choice()
        service = self._duplicates

        def merge() -> Changes:
            one, other = pair
            twins = service.twins(one, other)
            # Announcements and versions stay where they are.
            if twins is not None and twins.other.paper.arxiv_id and not twins.one.paper.arxiv_id:
                return service.merge(other, one, choice.turned())
            return service.merge(one, other, choice)

        self._act(merge)

    def _keep(self) -> None:
        pair, service = self._shown, self._duplicates
        if pair is None or pair != self._going:
            return

        def keep() -> Changes:
            # What Carrel never took for one needs no word that it is two.
            offered = any((one.one, one.other) == pair for one in service.of_paper(pair[0]))
            return service.keep_both(*pair) if offered else Changes()

        self._act(keep)

    def _close(self) -> None:
        self._chosen = self._shown = self._going = None
        self._busy = False
        self.closed.emit()

    def _act(self, write: Callable[[], Changes]) -> None:
        if self._busy:
            return
        self._busy = True

        def told(_changes: Changes) -> None:
            self._busy = False
            if self._chosen is None:
                self._going = None
                self.read()
            elif self.isVisible():
                self._close()

        def failed(error: Exception) -> None:
            self._busy = False
            self._tell(error)
            self.read()

        self._background.run(write, told, failed=failed)

    def _tell(self, error: Exception) -> None:
        if not isinstance(error, CarrelError):
            raise error
        self.failed.emit(str(error))

    def _changed(self, changes: Changes) -> None:
        touched = changes.papers | changes.papers_added | changes.papers_removed
        own = self._chosen is not None and self._busy
        mine = self._shown is not None and not touched.isdisjoint(self._shown) and not own
        others = self._chosen is None and (changes.duplicates or changes.papers_removed or changes.papers_added)
        if self.isVisible() and (others or mine):
            self.read()

    def _bind(self) -> None:
        def there() -> bool:
            return self._shown is not None

        self._actions.bind("list.next", lambda: self.step(1), context=self, available=there)
        self._actions.bind("list.previous", lambda: self.step(-1), context=self, available=there)
        self._actions.bind("duplicates.merge", self._merge, context=self, available=there)
        self._actions.bind("duplicates.keep", self._keep, context=self, available=there)
        self._actions.bind("close", self._close, context=self, available=lambda: self._chosen is not None)
