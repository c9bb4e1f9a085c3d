"""Welcome: one page, nothing asked of the network, and Skip leaves a working desk."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QKeySequence, QPainter, QPaintEvent, QPen, QShortcut, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from carrel.services.carrel import Carrel
from carrel.ui.background import Background
from carrel.ui.navigation import Place
from carrel.ui.shell.adding import Adding
from carrel.ui.theme import Theme
from carrel.ui.welcome.card import Card, Mark, SheetPicture
from carrel.ui.welcome.model_choice import ModelChoosing
from carrel.ui.widgets import Button, ElidedLabel, Icon, Label, Line, Paragraph


class WelcomePage(QFrame):
    """`finished` carries the place to go to: the library, or the sample in the reader."""

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
        inside = QWidget()
        outer = QVBoxLayout(inside)
        outer.setContentsMargins(theme.px(64), theme.px(48), theme.px(64), theme.px(16))
        outer.setSpacing(0)
        outer.addLayout(self._header())
        outer.addSpacing(theme.px(24))
        columns = QHBoxLayout()
        columns.setSpacing(theme.px(32))
        columns.addWidget(self._left(), 2)
        right = QVBoxLayout()
        right.setSpacing(theme.px(16))
        for card in (self._network(), self._sample()):
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
        """Keep what was chosen and go to the library."""
        self._finish(Place("library"))

    def skip(self) -> None:
        """Keep nothing of it and go to the library."""
        self._background.run(
            lambda: self._carrel.settings.change(welcomed=True), lambda _settings: self.finished.emit(Place("library"))
        )

    def open_sample(self) -> None:
        """Add the sample, keep what was chosen, and open it in the reader."""
        self._background.run(self._carrel.sample.add, lambda paper: self._finish(Place("reader", paper)))

    def showEvent(self, event: QShowEvent) -> None:
        """Begin at the choice that is taken."""
        super().showEvent(event)
        self.models.first().setFocus(Qt.FocusReason.OtherFocusReason)

    def _finish(self, place: Place) -> None:
        model = self.models.key
        self._background.run(
            lambda: self._carrel.settings.change(welcomed=True, model=model),
            lambda _settings: self.finished.emit(place),
        )

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
        card.head(
            "What writes the digests?", f"A language model that runs on this computer: {ModelChoosing.computer()}."
        )
        card.wide(self.models)
        card.column.addSpacing(theme.px(20))
        card.column.addWidget(Line())
        card.column.addSpacing(theme.px(20))
        card.head("Where your library lives", "One folder holds it all: papers, digests, notes and the database.")
        card.column.addLayout(self._folder())
        card.column.addSpacing(theme.px(8))
        card.column.addWidget(
            Paragraph(
                theme, "To keep it elsewhere, set CARREL_HOME to another folder before Carrel starts.", "meta", "text-3"
            )
        )
        card.column.addSpacing(theme.px(20))
        card.column.addWidget(Line())
        card.column.addSpacing(theme.px(20))
        self._bring(card)
        card.column.addStretch(1)
        return card

    def _folder(self) -> QHBoxLayout:
        theme = self._theme
        home = self._carrel.paths.home
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        box = _Field(theme)
        box.setFixedHeight(theme.px(30))
        inner = QHBoxLayout(box)
        inner.setContentsMargins(theme.px(10), 0, theme.px(10), 0)
        inner.setSpacing(theme.px(8))
        inner.addWidget(Icon(theme, "folder"))
        inner.addWidget(ElidedLabel(theme, _short(home), middle=True), 1)
        inner.addWidget(Label(theme, f"{shutil.disk_usage(home).free / 1e9:.0f} GB free", "meta", "text-3"))
        row.addWidget(box, 1)
        row.addWidget(
            Button(theme, "Open folder", clicked=lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(home))))
        )
        return row

    def _network(self) -> Card:
        theme = self._theme
        card = Card(theme)
        card.head("What Carrel will ask the network for", "Nothing until you add a paper by its arXiv identifier.")
        card.column.addWidget(Line())
        row = QHBoxLayout()
        row.setContentsMargins(0, theme.px(8), 0, theme.px(8))
        row.setSpacing(theme.px(16))
        host = Label(theme, "export.arxiv.org", "mono")
        host.setFixedWidth(theme.px(112))
        row.addWidget(host, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(Paragraph(theme, "Its title, abstract and PDF, once, each listed in the network log"), 1)
        card.column.addLayout(row)
        card.column.addWidget(Line())
        card.column.addSpacing(theme.px(12))
        foot = QHBoxLayout()
        foot.setSpacing(theme.px(8))
        shield = Icon(theme, "shield-check", token="supported")
        shield.setContentsMargins(0, 2, 0, 0)
        foot.addWidget(shield, 0, Qt.AlignmentFlag.AlignTop)
        foot.addWidget(Paragraph(theme, "No request made so far. No account, no usage reports."), 1)
        card.column.addLayout(foot)
        return card

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

    def _bring(self, card: Card) -> None:
        theme = self._theme
        card.head(
            "Bring the papers you have", "Copied, read and matched on this computer. Your own files are not touched."
        )
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        row.addWidget(Button(theme, "PDF files", "file-text", clicked=lambda: self._brought(self._adding.choose_files)))
        row.addWidget(
            Button(theme, "Folder of PDFs", "folder-open", clicked=lambda: self._brought(self._adding.choose_folder))
        )
        row.addStretch(1)
        card.column.addLayout(row)

    def _brought(self, choose: Callable[[], bool]) -> None:
        if choose():
            self.start()

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


class _Field(QWidget):
    """Looks like a field that cannot be written to."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(self._theme.color("subtle"))
        painter.setPen(QPen(self._theme.color("line-strong"), 1))
        painter.drawRoundedRect(self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)


def _short(path: Path) -> str:
    """The path, with ~ for the account's folder."""
    try:
        return str(Path("~") / path.relative_to(Path.home()))
    except ValueError:
        return str(path)
