"""The window: sidebar, toolbar, the page, the status bar, and what lies over them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from carrel.domain.changes import Changes
from carrel.services.carrel import Carrel
from carrel.services.events import Notice
from carrel.ui.actions import Actions
from carrel.ui.background import Background
from carrel.ui.bridge import Bridge
from carrel.ui.navigation import Navigation, Place
from carrel.ui.shell.adding import Adding
from carrel.ui.shell.bindings import bind_commands
from carrel.ui.shell.first_page import FirstPage
from carrel.ui.shell.folding import Folding
from carrel.ui.shell.following import Following
from carrel.ui.shell.go_keys import GoKeys
from carrel.ui.shell.live import Live
from carrel.ui.shell.menus import fill_menus
from carrel.ui.shell.organise import Organise
from carrel.ui.shell.overlays import Overlays
from carrel.ui.shell.pages import Pages, Parts
from carrel.ui.shell.places import title_of
from carrel.ui.shell.problems import Problems
from carrel.ui.shell.searching import Searching
from carrel.ui.shell.sidebar import Sidebar
from carrel.ui.shell.status_bar import StatusBar
from carrel.ui.shell.toast import Toast
from carrel.ui.shell.toolbar import Toolbar
from carrel.ui.shell.whereabouts import first_place, keep, restore
from carrel.ui.theme import Mode, Theme
from carrel.ui.widgets.banner import Kind

_NARROW = 1280


class Window(QMainWindow):
    """One window over one library. `painted` tells the first paint."""

    painted = Signal()

    def __init__(self, theme: Theme, carrel: Carrel) -> None:
        super().__init__()
        self._theme = theme
        self.carrel = carrel
        self._painted = False
        self._closed = False
        self._used_at_alt = -1
        self.background = Background(self)
        self.bridge = Bridge(carrel.events, self)
        self.commands = Actions(self, single_keys=carrel.settings.current.single_keys)
        self.navigation = Navigation(self)
        self.setMinimumSize(QSize(1120, 680))
        self.setAcceptDrops(True)
        self.setWindowTitle("Carrel")
        self._build()
        self.adding = Adding(theme, carrel, self.background, self)
        self.toolbar.set_add_entries(self.adding.entries)
        self.live = Live(carrel, self.background, self.bridge, self.sidebar, self.status, self)
        self.overlays = Overlays(theme, self)
        self.following = Following(self)
        self.searching = Searching(theme, self)
        self._organise = Organise(self)
        self._go_keys = GoKeys(self, self.commands)
        self._go_keys.set_enabled(carrel.settings.current.single_keys)
        self._go_keys.waiting.connect(self.sidebar.show_letters)
        self._connect()
        bind_commands(self)
        fill_menus(self.menuBar(), self.commands, self.adding.entries())
        self.menuBar().hide()
        restore(self, carrel.reading, theme.px(216))

    def start(self) -> None:
        """Show the place where the person was, or Welcome at the first start."""
        if self.carrel.settings.current.welcomed:
            self.navigation.go(first_place(self.carrel))
        else:
            self.navigation.go(Place("welcome"))
        QTimer.singleShot(0, self, self._read_all)

    def add(self, inputs: list[str]) -> None:
        """Add papers named on the command line."""
        if inputs:
            self.adding.add(inputs)

    def choose(self, place: Place) -> None:
        """Go to a place of the sidebar; a search ends there."""
        self.toolbar.search.set_text("")
        self.navigation.go(place)

    def undo(self) -> None:
        """Take back what was done last, and tell what it was."""

        def told(label: str) -> None:
            self.tell(f"Undone: {label}" if label else "There is nothing to undo.")

        self.background.run(self.carrel.undo.undo, told)

    def tell(self, text: str) -> None:
        """Tell something once, in passing."""
        self.toast.tell(text)

    def problem(
        self, text: str, actions: tuple[tuple[str, Callable[[], object]], ...] = (), *, kind: Kind = "problem"
    ) -> None:
        """Tell of a problem over the page, until it is dismissed or another one comes."""
        self._problems.tell(text, actions, kind)

    def show_title(self) -> None:
        """Say in the title bar where the window is."""
        place = self.navigation.current
        if place is not None:
            title = title_of(place, self._name_of)
            self.setWindowTitle("Carrel" if place.kind == "welcome" else f"{title} – Carrel")

    def _name_of(self, place: Place) -> str:
        kind = place.kind
        return self.live.collection_name(place.id) if kind == "collection" else self.following.search_name(place.id)

    def _build(self) -> None:
        theme = self._theme
        self.sidebar = Sidebar(theme, self.carrel.taxonomy.name)
        self.toolbar = Toolbar(theme)
        self.status = StatusBar(theme)
        parts = Parts(
            theme,
            self.carrel,
            self.background,
            self.bridge,
            self.commands,
            self.navigation,
            self.tell,
            lambda text: self.toast.tell(text, "Undo", self.undo),
            self.problem,
            partial(self.commands.trigger, "news.refresh"),
            self.toolbar.search.set_text,
        )
        self.pages = Pages(parts)
        right = QWidget()
        layout_right = QVBoxLayout(right)
        layout_right.setContentsMargins(0, 0, 0, 0)
        layout_right.setSpacing(0)
        layout_right.addWidget(self.toolbar)
        layout_right.addWidget(self.pages, 1)
        self._problems = Problems(theme, layout_right, 1)
        self._splitter = QSplitter()
        self._splitter.setHandleWidth(1)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(self.sidebar)
        self._splitter.addWidget(right)
        self._splitter.setStretchFactor(1, 1)
        self.folding = Folding(theme, self._splitter, self.sidebar)
        desk = QWidget()
        layout = QVBoxLayout(desk)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._splitter, 1)
        layout.addWidget(self.status)
        self.desk = desk
        self._views = QStackedWidget()
        self._views.addWidget(desk)
        self.setCentralWidget(self._views)
        self.toast = Toast(theme, self)
        self._first = FirstPage(theme, self, self._views)

    def _connect(self) -> None:
        self.navigation.moved.connect(self._show)
        self.sidebar.chosen.connect(self.choose)
        self.sidebar.fold_wanted.connect(self.folding.toggle)
        self.toolbar.back.connect(self.navigation.back)
        self.toolbar.forward.connect(self.navigation.forward)
        self.toolbar.refresh.connect(self.following.refresh)
        self.toolbar.arxiv.connect(self.searching.ask_arxiv)
        self.toolbar.save.connect(self.searching.save)
        self.toolbar.search.left.connect(self.pages.setFocus)
        self.status.activity_wanted.connect(self.overlays.activity)
        self.status.models_wanted.connect(lambda: self.choose(Place("models")))
        self.adding.told.connect(self.tell)
        self.adding.failed.connect(self.problem)
        self.bridge.changes.connect(self._changed)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self.commands.focus_moved)
        self.bridge.notice.connect(self._noticed)

    def _show(self, place: Place) -> None:
        if place.kind == "welcome":
            self._first.show()
        else:
            self._views.setCurrentWidget(self.desk)
            self._fold_as_fits()
            self.toolbar.setVisible(place.kind != "reader")
            if place.kind == "arxiv":
                self.toolbar.search.set_text(place.name)
            self.pages.show_place(place, self.toolbar.search.text())
        self.sidebar.mark(place)
        self.toolbar.set_history(self.navigation.can_back, self.navigation.can_forward)
        self.show_title()
        self.searching.show_ways()

    def _changed(self, changes: Changes) -> None:
        # What is seen where it was done needs no words; Ctrl Z takes it back all the same.
        followed = changes.news and not changes.papers
        moved = changes.papers_added or changes.papers_removed or changes.collections
        elsewhere = moved or followed or changes.topics or len(changes.papers) > 1
        if changes.undo and elsewhere:
            self.toast.tell(changes.undo, "Undo", self.undo)
        if changes.settings:
            self._apply_settings()

    def _apply_settings(self) -> None:
        settings = self.carrel.settings.current
        if Mode(settings.theme) is not self._theme.mode:
            self._theme.set_mode(Mode(settings.theme))
        if settings.text_scale != round(self._theme.scale * 100):
            self._theme.set_scale(settings.text_scale)
        if settings.single_keys != self.commands.single_keys:
            self.commands.set_single_keys(settings.single_keys)
            self._go_keys.set_enabled(settings.single_keys)

    def _noticed(self, notice: Notice) -> None:
        if notice.problem:
            self.problem(notice.text)
        else:
            self.following.tell(notice)

    def _fold_as_fits(self) -> None:
        place = self.navigation.current
        self.folding.fit(tight=self.width() < _NARROW or (place is not None and place.kind == "reader"))

    def _read_all(self) -> None:
        self.live.read_papers()
        self.live.read_work()
        self.live.read_model()
        self.following.read_news()
        self.following.read_status()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Remember where Alt went down: Alt and an arrow is a command of its own."""
        if event.key() == Qt.Key.Key_Alt:
            self._used_at_alt = self.commands.used
        super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Alt alone shows the menu bar or hides it."""
        if event.key() == Qt.Key.Key_Alt and not event.isAutoRepeat() and self._used_at_alt == self.commands.used:
            self.menuBar().setVisible(not self.menuBar().isVisible())
        super().keyReleaseEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take PDF files, folders and addresses."""
        if self.adding.can_add(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Add what was dropped."""
        event.acceptProposedAction()
        self.adding.add_mime(event.mimeData())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold the sidebar where the window is narrow."""
        super().resizeEvent(event)
        self._fold_as_fits()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell the first paint."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            self.pages.focus_page()
            QTimer.singleShot(0, self, self.painted.emit)

    def changeEvent(self, event: QEvent) -> None:
        """Commands follow what is shown."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.ActivationChange and self.isActiveWindow():
            self.commands.refresh()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep where the window was, stop what runs, close the library."""
        super().closeEvent(event)
        if self._closed or not event.isAccepted():
            return
        self._closed = True
        application = QApplication.instance()
        if isinstance(application, QApplication):
            # The application outlives the window; it would call into what is gone.
            application.focusChanged.disconnect(self.commands.focus_moved)
        keep(self, self.carrel.reading)
        self.hide()
        self.bridge.close()
        self.background.close(500)
        self.carrel.close()
