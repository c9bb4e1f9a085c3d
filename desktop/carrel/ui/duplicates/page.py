"""The place Possible duplicates: a pair at a time, side by side, to be merged or kept; or two papers that the person chose."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFrame,
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
from carrel.ui.duplicates.comparison import Prepared, prepare
from carrel.ui.duplicates.pair_view import PairView
from carrel.ui.duplicates.side import Side
from carrel.ui.theme import Theme
from carrel.ui.widgets import EmptyState

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
        self.setProperty("look", "surface")
        self.setAccessibleName("Possible duplicates")
        self.view = PairView(theme)
        self.view.stepped.connect(self.step)
        self.view.merge_wanted.connect(self._merge)
        self.view.keep_wanted.connect(self._keep)
        self.view.open_wanted.connect(self.open_reader)
        self._stack = QStackedWidget()
        self._stack.addWidget(QWidget())
        self._stack.addWidget(self.view)
        self._stack.addWidget(EmptyState(theme, "No paper is here twice", _NONE))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)
        self.setFocusProxy(self.view)
        bridge.changes.connect(self._changed)
        self._bind()

    def show_pairs(self, paper: int = 0, chosen: tuple[int, ...] = ()) -> None:
        """Show the pairs; of `paper`, where it has one, first. Two papers that were `chosen` are shown alone."""
        self._wanted = paper
        self._chosen = (min(chosen), max(chosen)) if len(chosen) == 2 else None
        self.view.set_chosen(self._chosen is not None)
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
        same = pair == self._shown
        if not same or shown != self._prepared:
            self.view.compare(shown, same_pair=same)
        self._shown, self._prepared = pair, shown
        self.view.set_place(self._at, len(self._pairs))
        self._stack.setCurrentIndex(1)
        self._actions.refresh()

    def _merge(self) -> None:
        pair, comparison = self._shown, self.view.comparison
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
