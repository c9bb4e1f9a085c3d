"""Two versions of a paper beside one another, scrolled together, with what changed marked on both."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QPainter
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from carrel.domain.passage import Rectangle
from carrel.ui.actions import Actions
from carrel.ui.reader import overlays
from carrel.ui.reader.columns import columns
from carrel.ui.reader.layout import PagePoint
from carrel.ui.reader.overlays import EvidenceFrame
from carrel.ui.reader.page_view import PageView
from carrel.ui.reader.rendering import Rendering
from carrel.ui.reader.tint import Tint
from carrel.ui.reader.versions import ChangedPlace, OpenedVersions, ReadVersion
from carrel.ui.theme import Theme
from carrel.ui.widgets import IconButton, Label, Line

_INPUTS = {QEvent.Type.Wheel, QEvent.Type.MouseButtonPress, QEvent.Type.KeyPress, QEvent.Type.NativeGesture}
_ABOVE = 120.0
_GONE, _CAME = "mark-pink", "mark-green"


class SideBySide(QFrame):
    """The older version on the left, the newer on the right. The one the person moves takes the other along."""

    left = Signal()

    def __init__(self, theme: Theme, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setProperty("look", "canvas")
        self.older, self.newer = PageView(theme), PageView(theme)
        self._leader = self.newer
        self._opened: OpenedVersions | None = None
        self._at = -1
        self._lines: dict[PageView, dict[int, list[Rectangle]]] = {self.older: {}, self.newer: {}}
        tip = actions.tooltip
        self._names = (Label(theme, "", "label", weight=600), Label(theme, "", "label", weight=600))
        self._count = Label(theme, "", "body", "text-2")
        self.previous = IconButton(theme, "chevron-left", "Previous change (,)", clicked=lambda: self.step(-1))
        self.next = IconButton(theme, "chevron-right", "Next change (.)", clicked=lambda: self.step(1))
        back = IconButton(theme, "arrow-left", tip("reader.close"), clicked=self.left.emit)
        row = QHBoxLayout()
        row.setContentsMargins(10, 4, 10, 4)
        row.setSpacing(theme.px(8))
        row.addWidget(back)
        row.addWidget(self._names[0], 1)
        row.addWidget(self.previous)
        row.addWidget(self._count)
        row.addWidget(self.next)
        row.addSpacing(theme.px(16))
        row.addWidget(self._names[1], 1)
        panes = QSplitter()
        panes.setHandleWidth(1)
        panes.setChildrenCollapsible(False)
        for view in (self.older, self.newer):
            panes.addWidget(view)
            view.moved.connect(self._follow)
            for part in (view, view.viewport(), view.verticalScrollBar()):
                part.installEventFilter(self)
        self.older.layers.append(lambda painter, shown, _area: self._mark(painter, shown, self.older))
        self.newer.layers.append(lambda painter, shown, _area: self._mark(painter, shown, self.newer))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(row)
        layout.addWidget(Line())
        layout.addWidget(panes, 1)
        self.setFocusProxy(self.newer)

    @property
    def changes(self) -> Sequence[ChangedPlace]:
        """What changed, in reading order."""
        return self._opened.changes if self._opened is not None else ()

    @property
    def current(self) -> int:
        """The index of the change that is framed, -1 for none."""
        return self._at

    def show_versions(self, opened: OpenedVersions, tint: Tint, place: PagePoint) -> bool:
        """Open both files, the newer one at `place`; whether both could be opened."""
        self.close_files()
        self._opened = opened
        self._lines = {
            self.older: _by_page(line for change in opened.changes for line in change.older),
            self.newer: _by_page(line for change in opened.changes for line in change.newer),
        }
        for view, version in ((self.older, opened.older), (self.newer, opened.newer)):
            if not _open(view, version):
                self.close_files()
                return False
            view.set_tint(tint)
            view.setAccessibleName(f"Pages of v{version.version}")
        self._names[0].setText(f"v{opened.older.version}: what went is marked")
        self._names[1].setText(f"v{opened.newer.version}: what came is marked")
        self._say()
        self._leader = self.newer
        self.newer.go_to(place)
        self._follow()
        return True

    def close_files(self) -> None:
        """Let go of both files."""
        self._opened, self._at = None, -1
        self.older.close_file()
        self.newer.close_file()

    def step(self, by: int) -> None:
        """Go to the next change (1) or the one before (-1), from the other end again after the last; framed in both."""
        if not self.changes or self._opened is None:
            return
        self._at = (self._at + by) % len(self.changes) if self._at >= 0 or by > 0 else len(self.changes) - 1
        change = self.changes[self._at]
        name = "Changed" if change.older and change.newer else "New" if change.newer else "Gone"
        self._say()
        self._leader = self.newer if change.newer else self.older
        for view, lines, version in (
            (self.older, change.older, self._opened.older),
            (self.newer, change.newer, self._opened.newer),
        ):
            view.show_frame(_frame(lines, name, version) if lines else None, scroll=False)
        first = (change.newer or change.older)[0]
        self._leader.go_to(PagePoint(first.page, 0.0, max(0.0, first.top - _ABOVE)))
        self._follow()

    def set_tint(self, tint: Tint) -> None:
        """Colour the paper of both."""
        for view in (self.older, self.newer):
            view.set_tint(tint)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice which of the two the person moves."""
        if event.type() in _INPUTS:
            for view in (self.older, self.newer):
                if watched in {view, view.viewport(), view.verticalScrollBar()}:
                    self._leader = view
        return super().eventFilter(watched, event)

    def _follow(self) -> None:
        leader = self._leader
        sender = self.sender()
        if self._opened is None or (sender in {self.older, self.newer} and sender is not leader):
            return
        other = self.older if leader is self.newer else self.newer
        other.go_to(self._opened.matches.answer(leader.place(), backwards=leader is self.newer))

    def _mark(self, painter: QPainter, shown: range, view: PageView) -> None:
        lines = [line for page in shown for line in self._lines[view].get(page, ())]
        areas = [overlays.on_screen(view.geometry_of_pages, line) for line in lines]
        token = _GONE if view is self.older else _CAME
        strength = 0.26 if view.tint is Tint.NIGHT else 1.0
        overlays.wash(painter, areas, self._theme.color(token), strength, view.tint)

    def _say(self) -> None:
        count = len(self.changes)
        changes = "change" if count == 1 else "changes"
        if not count:
            self._count.setText("The text is the same")
        else:
            self._count.setText(f"{self._at + 1} of {count:,}" if self._at >= 0 else f"{count:,} {changes}")
        for button in (self.previous, self.next):
            button.setEnabled(count > 0)


def _open(view: PageView, version: ReadVersion) -> bool:
    rendering = Rendering(version.path)
    if rendering.problem is not QPdfDocument.Error.None_:
        rendering.close()
        return False
    view.open(rendering, rendering.page_sizes(version.document.page_sizes))
    return True


def _by_page(lines: Iterable[Rectangle]) -> dict[int, list[Rectangle]]:
    found: dict[int, list[Rectangle]] = {}
    for line in lines:
        found.setdefault(line.page, []).append(line)
    return found


def _frame(lines: tuple[Rectangle, ...], name: str, version: ReadVersion) -> EvidenceFrame:
    def printed(page: int) -> list[Rectangle]:
        return [box for passage in version.document.passages for box in passage.rectangles if box.page == page]

    return EvidenceFrame(lines, columns(lines, printed), name, None)
