"""A note being written and read: the field, the text as it reads beside it, and where its links lead."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from carrel.domain.note_links import NoteLink
from carrel.services.paper_names import PaperNames
from carrel.services.reading import Reading
from carrel.ui.background import Background
from carrel.ui.notes.linking_field import LinkingField
from carrel.ui.notes.preview import NotePreview
from carrel.ui.theme import Theme
from carrel.ui.widgets import ElidedLabel, LinkBar, Segmented

_PAUSE = 150
_HINT = "Markdown. [[ links a paper."
WRITE, BOTH, READ = "write", "both", "read"
_CHOICES = ((WRITE, "Write"), (BOTH, "Both"), (READ, "Read"))


class NoteSheet(QWidget):
    """Holds the `field` it is given.

    `followed` carries a link into the paper the note is on, `paper_wanted` another paper's id and the link that led there.
    """

    followed = Signal(object)
    paper_wanted = Signal(int, object)

    def __init__(
        self, theme: Theme, reading: Reading, background: Background, field: LinkingField, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._names = PaperNames(reading)
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
        self.mode.chosen.connect(self._show)
        self.preview.followed.connect(self.follow)
        self.preview.address_asked.connect(self.link_bar.show_address)
        self.mode.set_current(BOTH)
        self._show()

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
        self._background.latest(
            "complete", lambda: self._names.suggestions(typed), lambda papers: self.field.offer(typed, papers)
        )
