"""The middle of the reader: pages with their find bar, link bar and banner, or why there are none."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from carrel.ui.background import Background
from carrel.ui.reader.absent import Absent
from carrel.ui.reader.caret import Caret
from carrel.ui.reader.find_bar import FindBar
from carrel.ui.reader.finder import Finder
from carrel.ui.reader.jumps import Jumps
from carrel.ui.reader.layout import PagePoint
from carrel.ui.reader.links import Link
from carrel.ui.reader.opening import Condition, Opened
from carrel.ui.reader.page_view import PageView
from carrel.ui.reader.pinch import Pinch
from carrel.ui.reader.pointer import PagePointer
from carrel.ui.reader.preview import ReferencePreview
from carrel.ui.reader.references import References
from carrel.ui.reader.rendering import Rendering
from carrel.ui.theme import Theme
from carrel.ui.widgets import Banner, LinkBar

_INSET = 12
_OPENED = (QPdfDocument.Error.None_, QPdfDocument.Error.IncorrectPassword)
SCANNED = "This PDF has no text Carrel can read. Statements were checked against the abstract only."


class PaperPages(QWidget):
    """Opens what may be opened. `clicked` carries a point of a page; `get_requested` and `unlock_requested` as in `Absent`."""

    clicked = Signal(object)
    jumped = Signal()
    get_requested = Signal()
    unlock_requested = Signal(str)
    problem = Signal(str)
    """Something did not work, in words."""

    def __init__(self, theme: Theme, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = PageView(theme)
        self.find_bar = FindBar(theme, self)
        self.link_bar = LinkBar(theme, self)
        self.absent = Absent(theme)
        self.finder = Finder(self.view, self.find_bar, background)
        self.jumps: Jumps[PagePoint] = Jumps()
        self._pointer = PagePointer(self.view)
        self.caret = Caret(self.view, theme)
        Pinch(self.view)
        self.preview = ReferencePreview(theme, self.view, self)
        self.references = References(theme, self.view, self._pointer, self.preview)
        self._banner = Banner(theme, "info", SCANNED)
        self._passwords: dict[int, str] = {}
        self._stack = QStackedWidget()
        pages = QWidget()
        column = QVBoxLayout(pages)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._banner)
        column.addWidget(self.view, 1)
        self._banner.hide()
        self.find_bar.hide()
        self._stack.addWidget(pages)
        self._stack.addWidget(self.absent)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)
        self._pointer.clicked.connect(self.clicked)
        self._pointer.link_followed.connect(self._follow)
        self._pointer.find_asked.connect(self.finder.open)
        self.absent.get_requested.connect(self.get_requested)
        self.absent.unlock_requested.connect(self.unlock_requested)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the find panel at the upper right of the pages, the address of a link at the lower left."""
        super().resizeEvent(event)
        room = self.width() - self.view.verticalScrollBar().width() - 2 * _INSET
        self.find_bar.fit_into(room)
        self.link_bar.fit_into(room)
        self.find_bar.move(max(_INSET, _INSET + room - self.find_bar.width()), _INSET)
        self.link_bar.move(_INSET, self.height() - self.link_bar.height() - _INSET)
        for bar in (self.find_bar, self.link_bar):
            bar.raise_()

    @property
    def shows_pages(self) -> bool:
        """Whether pages are shown, and not why there are none."""
        return self.view.rendering is not None

    def remember_password(self, file_id: int, password: str) -> None:
        """Try this password when the file is opened; it is kept in memory only."""
        self._passwords[file_id] = password

    def password_of(self, file_id: int) -> str:
        """The password that was typed for a file, "" where none was."""
        return self._passwords.get(file_id, "")

    def show_paper(self, opened: Opened, *, offline: bool) -> None:
        """Open a paper's file where the library found it safe, at the place it was left, or say why not."""
        self.close_paper()
        rendering = self._rendering(opened)
        asks = rendering is not None and rendering.problem is QPdfDocument.Error.IncorrectPassword
        if rendering is None or rendering.problem is not QPdfDocument.Error.None_:
            condition = opened.condition
            if rendering is not None:
                rendering.close()
                condition = Condition.UNSAFE
            self.absent.show_condition(condition, opened.paper, opened.problem, offline=offline, page_password=asks)
            self._stack.setCurrentIndex(1)
            return
        self.view.open(rendering, rendering.page_sizes(opened.document.page_sizes))
        self._pointer.file_opened()
        self.caret.file_opened()
        self.finder.set_passages(opened.document.passages, whole=opened.whole)
        self._banner.setVisible(opened.condition is Condition.SCANNED)
        self._stack.setCurrentIndex(0)
        remembered = opened.remembered
        self.view.set_turn(remembered.turn)
        self.view.set_spread(remembered.spread)
        if remembered.fit is not self.view.fit:
            self.view.set_fit(remembered.fit)
        if self.view.fit.value == "free":
            self.view.set_zoom(remembered.zoom)
        self.view.go_to(remembered.place)

    def close_paper(self) -> None:
        """Let go of the file."""
        self.jumps.clear()
        self.references.leave()
        self.link_bar.hide()
        self.find_bar.hide()
        self._banner.hide()
        self.view.close_file()
        self._pointer.file_opened()
        self.caret.file_opened()
        self.finder.set_passages(())

    def ask(self, question: Callable[[QPdfDocument], None]) -> None:
        """Ask the open file something between renderings."""
        if self.view.rendering is not None:
            self.view.rendering.ask(question)

    def jump(self, place: PagePoint, *, room: int = 0) -> None:
        """Go to a place, from which one can go back, with so many pixels of its page above it."""
        self.jumps.jump(self.view.place())
        self.view.go_to(place, room=room)
        self.jumped.emit()

    def back(self) -> None:
        """Go back to where the last jump began."""
        place = self.jumps.back(self.view.place())
        if place is not None:
            self.view.go_to(place)
        self.jumped.emit()

    def forward(self) -> None:
        """Go forward again."""
        place = self.jumps.forward(self.view.place())
        if place is not None:
            self.view.go_to(place)
        self.jumped.emit()

    def _rendering(self, opened: Opened) -> Rendering | None:
        if opened.file is None or opened.path is None:
            return None
        password = self.password_of(opened.file.id)
        rendering = Rendering(opened.shown or opened.path, password)
        if rendering.problem in _OPENED or opened.shown in {None, opened.path}:
            return rendering
        # A copy that cannot be opened is no reason to show nothing.
        rendering.close()
        return Rendering(opened.path, password)

    def _follow(self, link: Link) -> None:
        if link.target is not None:
            self.jump(link.target, room=24)
        elif link.address:
            self.link_bar.show_address(link.address)
