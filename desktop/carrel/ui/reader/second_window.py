"""A paper in a window of its own, with the reader's keys and its own place in the paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from carrel.domain.paper import Paper
from carrel.services.carrel import Carrel
from carrel.ui.actions import Actions
from carrel.ui.background import Background
from carrel.ui.bridge import Bridge
from carrel.ui.reader.page import ReaderPage
from carrel.ui.theme import Theme

if TYPE_CHECKING:
    from carrel.ui.shell.pages import Parts

_SIZE = QSize(1180, 900)


class ReaderWindow(QMainWindow):
    """Closes with its paper, with Esc, with Ctrl W, and with the window it came from."""

    def __init__(
        self, theme: Theme, carrel: Carrel, background: Background, bridge: Bridge, main: QWidget, origin: Actions
    ) -> None:
        """`origin` are the commands of `main`, which this window hands on what is not the reader's own."""
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._carrel = carrel
        self._background = background.of(self)
        self.commands = Actions(self, single_keys=carrel.settings.current.single_keys)
        self.page = ReaderPage(theme, carrel, background, bridge, self.commands)
        self.page.closed.connect(self.close)
        self.page.paper_wanted.connect(self.open_paper)
        self.setCentralWidget(self.page)
        self.resize(_SIZE)
        self.setWindowTitle("Carrel")
        self.commands.bind("undo", lambda: origin.trigger("undo"))
        self.commands.bind("close", self.page.leave)
        self.commands.bind("reader.window_close", self.close)
        main.installEventFilter(self)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._focus_moved)

    def open_paper(self, paper_id: int) -> None:
        """Show a paper where it was left."""
        self.page.open_paper(paper_id)
        self._background.run(lambda: self._carrel.reading.paper(paper_id), self._show_title)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep note and place, and let go of the file."""
        application = QApplication.instance()
        if isinstance(application, QApplication) and self.isVisible():
            application.focusChanged.disconnect(self._focus_moved)
        self.page.close_paper()
        super().closeEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Close before the main window does, while the library is still open."""
        if event.type() == QEvent.Type.Close:
            self.close()
        return super().eventFilter(watched, event)

    def _show_title(self, paper: Paper | None) -> None:
        if paper is not None:
            self.setWindowTitle(f"{paper.title} – Carrel")

    def _focus_moved(self) -> None:
        self.commands.focus_moved()


class ReaderWindows:
    """Opens papers in windows of their own."""

    def __init__(self, main: QWidget, parts: Parts) -> None:
        self._main = main
        self._parts = parts
        self.windows: list[ReaderWindow] = []

    def open(self, paper_id: int, annotation: int = 0) -> ReaderWindow:
        """Show a paper in another window, at one of its annotations if one is named."""
        parts = self._parts
        window = ReaderWindow(
            parts.theme, parts.carrel, parts.background, parts.bridge, self._main.window(), parts.actions
        )
        join_page(window.page, parts)
        window.page.inspector.related.place_wanted.connect(lambda _place: self._main.window().activateWindow())
        self.windows.append(window)
        window.destroyed.connect(lambda: self.windows.remove(window))
        window.open_paper(paper_id)
        window.page.annotating.wanted.show(annotation)
        window.show()
        return window


def join_reader(page: ReaderPage, parts: Parts, windows: ReaderWindows) -> None:
    """Join the main window's reader to what the window tells, and let its papers be opened in other windows."""
    join_page(page, parts)
    parts.actions.bind(
        "reader.window", lambda: windows.open(page.paper_id), context=page, available=lambda: page.pages.shows_pages
    )


def join_page(page: ReaderPage, parts: Parts) -> None:
    """Let the window tell of problems of a reader's page and of what can be undone, and show the papers it leads to."""
    page.annotating.kept.removed.connect(parts.done)
    page.annotating.kept.refused.connect(parts.problem)
    page.pages.problem.connect(parts.problem)
    page.inspector.related.place_wanted.connect(parts.navigation.go)
