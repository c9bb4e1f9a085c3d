"""The window: sidebar, toolbar, the page, the status bar, and what lies over them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QByteArray, QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from carrel.domain.changes import Changes
from carrel.services.carrel import Carrel
from carrel.services.events import Notice
from carrel.ui.actions import Actions
from carrel.ui.background import Background
from carrel.ui.bridge import Bridge
from carrel.ui.navigation import Navigation, Place, PlaceKind
from carrel.ui.shell.activity import ActivityPopover
from carrel.ui.shell.adding import Adding
from carrel.ui.shell.go_keys import GoKeys
from carrel.ui.shell.keys_overlay import KeysOverlay
from carrel.ui.shell.live import Live
from carrel.ui.shell.menus import fill_menus
from carrel.ui.shell.organise import Organise
from carrel.ui.shell.pages import Pages, Parts
from carrel.ui.shell.panes import next_pane
from carrel.ui.shell.place_row import RAIL
from carrel.ui.shell.places import LISTS, place_from, place_text, title_of
from carrel.ui.shell.sidebar import Sidebar
from carrel.ui.shell.status_bar import StatusBar
from carrel.ui.shell.toast import Toast
from carrel.ui.shell.toolbar import Toolbar
from carrel.ui.theme import Mode, Theme
from carrel.ui.widgets import Banner
from carrel.ui.widgets.banner import Kind

_NARROW = 1280
_GO: tuple[tuple[str, PlaceKind], ...] = (
    ("go.library", "library"),
    ("go.unread", "unread"),
    ("go.reading", "reading"),
    ("go.starred", "starred"),
    ("go.models", "models"),
    ("go.settings", "settings"),
    ("go.trash", "trash"),
)


class Window(QMainWindow):
    """One window over one library. `painted` tells the first paint."""

    painted = Signal()

    def __init__(self, theme: Theme, carrel: Carrel) -> None:
        super().__init__()
        self._theme = theme
        self.carrel = carrel
        self._painted = False
        self._closed = False
        self._folded: bool | None = None
        self._banner: Banner | None = None
        self._activity: ActivityPopover | None = None
        self._keys: KeysOverlay | None = None
        self.background = Background(self)
        self.bridge = Bridge(carrel.events, self)
        self.commands = Actions(self, single_keys=carrel.settings.current.single_keys)
        self.navigation = Navigation(self)
        self.setMinimumSize(QSize(1120, 680))
        self.setAcceptDrops(True)
        self.setWindowTitle("Carrel")
        self._build()
        self._adding = Adding(theme, carrel, self.background, self)
        self.toolbar.set_add_entries(self._adding.entries)
        self.live = Live(carrel, self.background, self.bridge, self.sidebar, self.status, self)
        self._organise = Organise(carrel, self.background, self.sidebar, self.problem)
        self._go_keys = GoKeys(self, self.commands)
        self._go_keys.set_enabled(carrel.settings.current.single_keys)
        self._go_keys.waiting.connect(self.sidebar.show_letters)
        self._connect()
        self._bind()
        fill_menus(self.menuBar(), self.commands, self._adding.entries())
        self.menuBar().hide()
        self._restore()

    def start(self) -> None:
        """Show the place where the person was, or Welcome at the first start."""
        if self.carrel.settings.current.welcomed:
            self.navigation.go(place_from(self.carrel.reading.value("window.place")))
        else:
            self.navigation.go(Place("welcome"))
        QTimer.singleShot(0, self._read_all)

    def add(self, inputs: list[str]) -> None:
        """Add papers named on the command line."""
        if inputs:
            self._adding.add(inputs)

    def tell(self, text: str) -> None:
        """Tell something once, in passing."""
        self.toast.tell(text)

    def problem(
        self, text: str, actions: tuple[tuple[str, Callable[[], object]], ...] = (), *, kind: Kind = "problem"
    ) -> None:
        """Tell of a problem over the page, until it is dismissed or another one comes."""
        self._drop_banner()
        self._banner = Banner(self._theme, kind, text, actions, dismiss=self._drop_banner)
        self._right_layout.insertWidget(1, self._banner)

    def open_activity(self) -> None:
        """Open Activity, or close it."""
        if self._activity is None:
            self._activity = ActivityPopover(
                self._theme, self.carrel, self.background, self.bridge, self, seen=self.live.saw
            )
            self.live.follow(self._activity)
        if self._activity.isVisible():
            self._activity.close_popover()
        else:
            self._activity.open()

    def open_keys(self) -> None:
        """Open the list of all keys, or close it."""
        if self._keys is None:
            self._keys = KeysOverlay(self._theme, self)
        if self._keys.isVisible():
            self._keys.close_popover()
        else:
            self._keys.open()

    def _build(self) -> None:
        theme = self._theme
        self.sidebar = Sidebar(theme)
        self.toolbar = Toolbar(theme)
        self.status = StatusBar(theme, activity=self.open_activity, models=partial(self._go, "models"))
        parts = Parts(
            theme,
            self.carrel,
            self.background,
            self.bridge,
            self.commands,
            self.navigation,
            self.tell,
            self.toolbar.search.set_text,
        )
        self.pages = Pages(parts)
        right = QWidget()
        self._right_layout = QVBoxLayout(right)
        self._right_layout.setContentsMargins(0, 0, 0, 0)
        self._right_layout.setSpacing(0)
        self._right_layout.addWidget(self.toolbar)
        self._right_layout.addWidget(self.pages, 1)
        self._splitter = QSplitter()
        self._splitter.setHandleWidth(1)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(self.sidebar)
        self._splitter.addWidget(right)
        self._splitter.setStretchFactor(1, 1)
        self._splitter.setSizes([theme.px(216), 1200])
        desk = QWidget()
        layout = QVBoxLayout(desk)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._splitter, 1)
        layout.addWidget(self.status)
        self._desk = desk
        self._views = QStackedWidget()
        self._views.addWidget(desk)
        self.setCentralWidget(self._views)
        self.toast = Toast(theme, self)

    def _connect(self) -> None:
        self.navigation.moved.connect(self._show)
        self.sidebar.chosen.connect(self._choose)
        self.sidebar.fold_wanted.connect(self._fold)
        self.toolbar.back.connect(self.navigation.back)
        self.toolbar.forward.connect(self.navigation.forward)
        self.toolbar.search.searched.connect(self._search)
        self.toolbar.search.left.connect(self.pages.setFocus)
        self._adding.told.connect(self.tell)
        self._adding.failed.connect(self.problem)
        self.bridge.changes.connect(self._changed)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._focus_moved)
        self.bridge.notice.connect(self._noticed)

    def _bind(self) -> None:
        bind = self.commands.bind
        for name, kind in _GO:
            bind(name, partial(self._go, kind), context=self._desk)
        bind("go.collection", self._go_collection, context=self._desk)
        bind("go.back", self.navigation.back, context=self._desk)
        bind("go.forward", self.navigation.forward, context=self._desk)
        bind("search", self._focus_search, context=self._desk)
        bind("add", self.toolbar.open_add_menu, context=self._desk)
        bind("paste", self._adding.paste, context=self._desk)
        bind("undo", self._undo)
        bind("activity", self.open_activity, context=self._desk)
        bind("sidebar", self._fold, context=self._desk)
        bind("pane", lambda: next_pane((self.sidebar, self.toolbar, self.pages, self.status)), context=self._desk)
        bind("keys", self.open_keys)
        trigger, enabled = self.commands.trigger, self.commands.enabled
        bind("close", partial(trigger, "reader.close"), available=partial(enabled, "reader.close"))
        bind("close", self.toolbar.search.clear_search, context=self.toolbar.search, available=self._searching)
        bind("quit", self.close)

    def _focus_moved(self) -> None:
        if not self._closed:
            self.commands.focus_moved()

    def _searching(self) -> bool:
        return bool(self.toolbar.search.text())

    def _go(self, kind: PlaceKind) -> None:
        self._choose(Place(kind))

    def _choose(self, place: Place) -> None:
        self.toolbar.search.set_text("")
        self.navigation.go(place)

    def _go_collection(self) -> None:
        rows = self.sidebar.collections.rows()
        if self.sidebar.rail:
            self._fold()
        if rows:
            rows[0].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.sidebar.collections.start_new(None)

    def _focus_search(self) -> None:
        self.toolbar.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.toolbar.search.selectAll()

    def _search(self, text: str) -> None:
        place = self.navigation.current
        if place is None or place.kind not in LISTS:
            self.navigation.go(Place("library"))
        else:
            self.pages.show_place(place, text)

    def _show(self, place: Place) -> None:
        if place.kind == "welcome":
            self._show_welcome()
        else:
            self._views.setCurrentWidget(self._desk)
            self._fold_as_fits()
            self.pages.show_place(place, self.toolbar.search.text())
        self.sidebar.mark(place)
        self.toolbar.set_history(self.navigation.can_back, self.navigation.can_forward)
        title = title_of(place, self.live.collection_name)
        self.setWindowTitle("Carrel" if place.kind == "welcome" else f"{title} – Carrel")
        self.commands.refresh()

    def _show_welcome(self) -> None:
        from carrel.ui.welcome.page import WelcomePage  # noqa: PLC0415 - needed once in a library's life

        page = WelcomePage(self._theme, self.carrel, self.background, self._adding)
        page.finished.connect(self._welcomed)
        self._views.addWidget(page)
        self._views.setCurrentWidget(page)

    def _welcomed(self, place: Place) -> None:
        page = self._views.currentWidget()
        self.navigation.go(Place("library"))
        if place.kind != "library":
            self.navigation.go(place)
        self.navigation.forget("welcome", 0)
        self.toolbar.set_history(self.navigation.can_back, self.navigation.can_forward)
        if page is not None and page is not self._desk:
            self._views.removeWidget(page)
            page.deleteLater()

    def _undo(self) -> None:
        def told(label: str) -> None:
            self.tell(f"Undone: {label}" if label else "There is nothing to undo.")

        self.background.run(self.carrel.undo.undo, told)

    def _changed(self, changes: Changes) -> None:
        # What is seen where it was done needs no words; Ctrl Z takes it back all the same.
        elsewhere = changes.papers_removed or changes.collections or len(changes.papers) > 1
        if changes.undo and elsewhere:
            self.toast.tell(changes.undo, "Undo", self._undo)
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
            self.tell(notice.text)

    def _drop_banner(self) -> None:
        if self._banner is not None:
            self._right_layout.removeWidget(self._banner)
            self._banner.hide()
            self._banner.deleteLater()
            self._banner = None

    def _fold(self) -> None:
        self._folded = not self.sidebar.rail
        self.sidebar.set_rail(self._folded)

    def _fold_as_fits(self) -> None:
        """Fold the sidebar in the reader and in narrow windows; what the person chose holds until that changes."""
        place = self.navigation.current
        tight = self.width() < _NARROW or (place is not None and place.kind == "reader")
        if tight != getattr(self, "_tight", None):
            self._tight = tight
            if tight:
                self._folded = None
        rail = tight if self._folded is None else self._folded
        if rail != self.sidebar.rail:
            if not self.sidebar.rail:
                self._wide = self.sidebar.width()
            self.sidebar.set_rail(rail)
            width = RAIL if rail else getattr(self, "_wide", self._theme.px(216))
            self._splitter.setSizes([width, max(1, self.width() - width)])

    def _read_all(self) -> None:
        self.live.read_papers()
        self.live.read_work()
        self.live.read_model()

    def _restore(self) -> None:
        self.resize(1440, 900)
        geometry = self.carrel.reading.value("window.geometry")
        if geometry:
            self.restoreGeometry(QByteArray.fromBase64(geometry.encode("ascii")))

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Alt alone shows the menu bar or hides it."""
        if event.key() == Qt.Key.Key_Alt and not event.isAutoRepeat():
            self.menuBar().setVisible(not self.menuBar().isVisible())
        super().keyReleaseEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take PDF files, folders and addresses."""
        if self._adding.can_add(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Add what was dropped."""
        event.acceptProposedAction()
        self._adding.add_mime(event.mimeData())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold the sidebar where the window is narrow."""
        super().resizeEvent(event)
        self._fold_as_fits()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell the first paint."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self.painted.emit)

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
        place = self.navigation.current
        self.carrel.reading.set_value("window.geometry", self.saveGeometry().toBase64().toStdString())
        if place is not None and place.kind in LISTS:
            self.carrel.reading.set_value("window.place", place_text(place))
        self.hide()
        self.bridge.close()
        self.background.close(500)
        self.carrel.close()
