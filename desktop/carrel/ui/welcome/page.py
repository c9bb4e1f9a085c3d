"""Welcome: one page, nothing asked of the network before Start, and Skip leaves a working desk."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from carrel.domain.models import ModelEntry
from carrel.services.carrel import Carrel
from carrel.ui.background import Background
from carrel.ui.models.wording import host_of
from carrel.ui.navigation import Place
from carrel.ui.shell.adding import Adding
from carrel.ui.shell.wording import size
from carrel.ui.theme import Theme
from carrel.ui.welcome.card import Card, Mark, SheetPicture
from carrel.ui.welcome.folder import LibraryFolder
from carrel.ui.welcome.following import FollowChoosing
from carrel.ui.welcome.model_choice import ModelChoosing
from carrel.ui.welcome.network_card import NetworkCard
from carrel.ui.widgets import Button, Label, Line, Paragraph


class WelcomePage(QFrame):
    """`finished` carries the place to go to: Today, the library, or the sample in the reader."""

    finished = Signal(object)

    def __init__(self, theme: Theme, carrel: Carrel, background: Background, adding: Adding) -> None:
        super().__init__()
        self.setProperty("look", "canvas")
        self.setAccessibleName("Welcome to Carrel")
        self._theme = theme
        self._carrel = carrel
        self._background = background.of(self)
        self._adding = adding
        self.models = ModelChoosing(theme, carrel, background)
        self.follow = FollowChoosing(theme, carrel, background)
        self.network = NetworkCard(theme, carrel.settings.current.refresh_hours)
        self.follow.changed.connect(self.network.show_requests)
        self.models.download_chosen.connect(self._show_download)
        self.models.server_wanted.connect(lambda: self._begin(Place("models")))
        inside = QWidget()
        outer = QVBoxLayout(inside)
        outer.setContentsMargins(theme.px(64), theme.px(28), theme.px(64), theme.px(16))
        outer.setSpacing(0)
        outer.addLayout(self._header())
        outer.addSpacing(theme.px(24))
        columns = QHBoxLayout()
        columns.setSpacing(theme.px(32))
        columns.addWidget(self._left(), 2)
        right = QVBoxLayout()
        right.setSpacing(theme.px(16))
        for card in (self.network, self._sample(), self._bring()):
            right.addWidget(card)
        right.addStretch(1)
        columns.addLayout(right, 1)
        outer.addLayout(columns)
        outer.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inside)
        self._scroll = scroll
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(scroll, 1)
        whole.addWidget(self._footer())
        for key in ("Return", "Enter"):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self.start)

    def start(self) -> None:
        """Keep what was chosen; follow what was ticked, ask arXiv for it, and go to Today."""
        self._begin(None)

    def _begin(self, place: Place | None) -> None:
        carrel, model, download = self._carrel, self.models.key, self.models.download
        wanted, unwanted = self.follow.wanted(), self.follow.unwanted()

        def begin() -> Place:
            for category in unwanted:
                carrel.following.unfollow(category)
            if wanted:
                carrel.following.follow(wanted)
            with carrel.following.by_person:
                carrel.settings.change(welcomed=True, model=model)
                if wanted:
                    carrel.following.refresh()
            if download:
                carrel.model_downloads.get(download, use=True)
            return place or Place("today" if wanted else "library")

        self._background.run(begin, self.finished.emit)

    def skip(self) -> None:
        """Keep nothing of it and go to the library."""
        self._background.run(
            lambda: self._carrel.settings.change(welcomed=True), lambda _settings: self.finished.emit(Place("library"))
        )

    def open_sample(self) -> None:
        """Add the sample and open it in the reader, with the model that was chosen. Nothing is followed: that is Start's."""
        carrel, model = self._carrel, self.models.key

        def begin() -> Place:
            paper = carrel.sample.add()
            carrel.settings.change(welcomed=True, model=model)
            return Place("reader", paper)

        self._background.run(begin, self.finished.emit)

    def _show_download(self, entry: ModelEntry | None) -> None:
        host = host_of(self._carrel.settings.current.model_mirror)
        self.network.show_download(host, f"{entry.name}, once, {size(entry.bytes)}" if entry is not None else "")

    def showEvent(self, event: QShowEvent) -> None:
        """Begin at the choice that is taken."""
        super().showEvent(event)
        self.models.first().setFocus(Qt.FocusReason.OtherFocusReason)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Keep the control that Tab reaches in view."""
        moved = super().focusNextPrevChild(forward)
        focus = self.focusWidget()
        if moved and focus is not None:
            self._scroll.ensureWidgetVisible(focus, 0, 48)
        return moved

    def _header(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self._theme.px(16))
        row.addWidget(Mark(self._theme))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Label(self._theme, "Welcome to Carrel", "display"))
        words.addWidget(Label(self._theme, "Your private reading desk. Everything stays on it.", "digest", "text-2"))
        row.addLayout(words, 1)
        return row

    def _left(self) -> Card:
        theme = self._theme
        card = Card(theme, style="heading", margin=28)
        card.column.addWidget(self.follow)
        self._between(card)
        card.head(
            "What writes the digests?", f"A language model that runs on this computer: {ModelChoosing.computer()}."
        )
        card.wide(self.models)
        self._between(card)
        card.head(
            "Where your library lives",
            "One folder holds it all. To keep it elsewhere, set CARREL_HOME before Carrel starts.",
        )
        card.column.addWidget(LibraryFolder(theme, self._carrel.paths.home))
        card.column.addStretch(1)
        return card

    def _between(self, card: Card) -> None:
        card.column.addSpacing(self._theme.px(18))
        card.column.addWidget(Line())
        card.column.addSpacing(self._theme.px(18))

    def _sample(self) -> Card:
        theme = self._theme
        card = Card(theme)
        card.head(
            "Ready now: a sample paper",
            "See a digest, its evidence and the reader before setting anything up. Works without a network.",
        )
        row = QHBoxLayout()
        row.setSpacing(theme.px(16))
        row.addWidget(SheetPicture(theme), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(theme.px(4))
        words.addWidget(Paragraph(theme, "Checking a summary against its source", "card-title", "text"))
        words.addWidget(Paragraph(theme, "Written for Carrel, with each kind of evidence on purpose", "meta", "text-3"))
        words.addSpacing(theme.px(8))
        words.addWidget(
            Button(theme, "Open the sample", "book-open", clicked=self.open_sample), 0, Qt.AlignmentFlag.AlignLeft
        )
        words.addStretch(1)
        row.addLayout(words, 1)
        card.column.addLayout(row)
        return card

    def _bring(self) -> Card:
        theme = self._theme
        card = Card(theme)
        self._brought = card.head(
            "Bring the papers you have", "Copied, read and matched on this computer. Your own files are not touched."
        )
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        row.addWidget(
            Button(theme, "PDF files", "file-text", clicked=lambda: self._bringing(self._adding.choose_files))
        )
        row.addWidget(
            Button(theme, "Folder of PDFs", "folder-open", clicked=lambda: self._bringing(self._adding.choose_folder))
        )
        row.addStretch(1)
        card.column.addLayout(row)
        return card

    def _bringing(self, choose: Callable[[], bool]) -> None:
        if choose():
            self._brought.set_text("They are being read meanwhile and stand in the library when you start.")

    def _footer(self) -> QWidget:
        theme = self._theme
        footer = QWidget()
        row = QHBoxLayout(footer)
        row.setContentsMargins(theme.px(64), theme.px(8), theme.px(64), theme.px(16))
        row.setSpacing(theme.px(12))
        row.addWidget(Button(theme, "Skip for now", look="flat", clicked=self.skip))
        row.addWidget(Label(theme, "Everything here can be changed later in Settings and Models.", token="text-3"))
        row.addStretch(1)
        row.addWidget(Button(theme, "Start", key="Enter", look="primary", clicked=self.start))
        return footer
