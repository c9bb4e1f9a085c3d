"""A note being written and read: the field, the text as it reads beside it, and where its links lead."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from carrel.domain.note_links import NoteLink
from carrel.services.carrel import Carrel
from carrel.services.note_places import NotePlaces
from carrel.services.paper_names import PaperNames
from carrel.ui.background import Background
from carrel.ui.notes.linking_field import LinkingField, Offered
from carrel.ui.notes.preview import NotePreview
from carrel.ui.theme import Theme
from carrel.ui.widgets import ElidedLabel, LinkBar, Segmented

_PAUSE = 150
_HINT = "[[ links papers, [[# places"
_MODE = "notes.mode"
WRITE, BOTH, READ = "write", "both", "read"
_MODES = frozenset({WRITE, BOTH, READ})
_LONGEST = 200
_CHOICES = ((WRITE, "Write"), (BOTH, "Both"), (READ, "Read"))


class NoteSheet(QWidget):
    """Holds the `field` it is given.

    `followed` carries a link into the paper the note is on, `paper_wanted` another paper's id and the link that led there.
    """

    followed = Signal(object)
    paper_wanted = Signal(int, object)

    def __init__(
        self, theme: Theme, carrel: Carrel, background: Background, field: LinkingField, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._reading = carrel.reading
        self._names = PaperNames(carrel.reading)
        self._places = NotePlaces(carrel.reading, carrel.annotations)
        self._paper = 0
        self._background = background.of(self)
        self.field = field
        self.preview = NotePreview(theme)
        self.link_bar = LinkBar(theme, self)
        self.mode = Segmented(theme, _CHOICES, name="Show the note")
        self._told = ElidedLabel(theme, _HINT, "meta", "text-3")
        self._split = QSplitter(Qt.Orientation.Vertical)
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(field)
        self._split.addWidget(self.preview)
        head = QHBoxLayout()
        head.addWidget(self._told, 1)
        head.addWidget(self.mode)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(8))
        layout.addLayout(head)
        layout.addWidget(self._split, 1)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(self._show)
        field.textChanged.connect(self._pause.start)
        field.name_typed.connect(self._complete)
        self.mode.chosen.connect(self._choose)
        self.preview.followed.connect(self.follow)
        self.preview.address_asked.connect(self.link_bar.show_address)
        self.preview.composed.connect(self._look_for_links)
        self.mode.set_current(BOTH)
        self._show()

    def show_paper(self, paper: int) -> None:
        """Take the paper that the note is on, for links to places in it."""
        self._paper = paper
        self._look_for_links()

    def showEvent(self, event: QShowEvent) -> None:
        """Show the note as the person last chose to, here or in another window, and which links lead nowhere by now."""
        super().showEvent(event)

        def found(mode: str) -> None:
            # Who is writing goes on.
            if mode in _MODES and not (mode == READ and self.field.hasFocus()):
                self.mode.set_current(mode)
                self._show()

        self._background.latest("mode", lambda: self._reading.value(_MODE), found)
        self._look_for_links()

    def write(self) -> None:
        """Move the focus into the field, which is shown."""
        if self.mode.current() == READ:
            self.mode.set_current(BOTH)
            self._show()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def follow(self, link: NoteLink) -> None:
        """Find out where a link leads and tell; where no paper has its name, say so."""
        self._told.setText(_HINT)
        if not link.name:
            self.followed.emit(link)
            return

        def found(paper: int | None) -> None:
            if paper is None:
                self.say(f"No paper here is called {link.name}.")
            else:
                self.paper_wanted.emit(paper, link)

        self._background.latest("follow", lambda: self._names.find(link.name), found)

    def say(self, words: str) -> None:
        """Say something over the note, until a link is followed again."""
        self._told.setText(words)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the address of a link at the foot."""
        super().resizeEvent(event)
        self.link_bar.fit_into(self.width())
        self.link_bar.move(0, self.height() - self.link_bar.height())
        self.link_bar.raise_()

    def _choose(self, mode: str) -> None:
        self._background.forget("mode")
        self._background.run(lambda: self._reading.set_value(_MODE, mode), lambda _: None)
        self._show()

    def _look_for_links(self) -> None:
        links, paper = list(self.preview.links), self._paper
        if links:
            self._background.latest("lost", lambda: self._places.lost(paper, links), self.preview.show_lost)

    def _show(self) -> None:
        """Show what the note is while it is written; an empty one needs no reading."""
        text, mode = self.field.toPlainText(), self.mode.current()
        self.preview.show_note(text)
        self.field.setVisible(mode != READ or not text.strip())
        self.preview.setVisible(mode != WRITE and bool(text.strip()))

    def _complete(self, typed: str) -> None:
        if not typed.strip():
            self._background.forget("complete")
            return
        paper = self._paper
        self._background.latest(
            "complete", lambda: self._suggestions(paper, typed), lambda offered: self.field.offer(typed, offered)
        )

    def _suggestions(self, paper: int, typed: str) -> list[Offered]:
        if typed.startswith("#"):
            places = self._places.suggestions(paper, typed[1:])
            return [Offered(one.words[:_LONGEST], f"Page {one.page + 1}", f"#{one.name}") for one in places]
        papers = self._names.suggestions(typed)
        by = [", ".join(part for part in ("; ".join(one.authors[:2]), str(one.year or "")) if part) for one in papers]
        return [Offered(one.title, detail, one.name) for one, detail in zip(papers, by, strict=True)]
