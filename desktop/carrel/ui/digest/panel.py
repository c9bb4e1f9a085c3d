"""A digest with all that belongs to it: the line over it, its text, its coverage, and the evidence drawer at its foot."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from carrel.ui.digest.bar import EvidenceBar
from carrel.ui.digest.drawer import EvidenceDrawer
from carrel.ui.digest.origin import details_words, foot_words
from carrel.ui.digest.places import Places
from carrel.ui.digest.view import DigestView
from carrel.ui.widgets import Button, ElidedLabel

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from carrel.domain.digest import Digest
    from carrel.services.events import WritingEvent
    from carrel.ui.theme import Theme


class DigestPanel(QWidget):
    """Shows one paper's digest, finished or being written.

    While one is written the finished one stays a click away. `open_requested` and `verdict_requested` carry a
    statement's index in the finished digest; `stop_requested` asks to end the writing.
    """

    open_requested = Signal(int)
    verdict_requested = Signal(int)
    stop_requested = Signal()
    statement_chosen = Signal(int)
    live_shown = Signal(bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._digest: Digest | None = None
        self._places = Places()
        self._path: Path | None = None
        self._live = False
        self._current = -1
        self.bar = EvidenceBar(theme)
        self.view = DigestView(theme)
        self.drawer = EvidenceDrawer(theme)
        self._live_view = DigestView(theme)
        self._other = Button(theme, "", look="link", clicked=self._swap)
        self._coverage = ElidedLabel(theme, "", "meta", "text-3")
        self._lay_out()
        self._live_view.hide()
        self._other.hide()
        self.drawer.hide()
        self.bar.chosen.connect(self._choose)
        self.bar.exceptions_toggled.connect(self.view.set_exceptions_only)
        self.bar.stopped.connect(self.stop_requested)
        self.view.statement_chosen.connect(self._chosen)
        self.view.open_requested.connect(self.open_requested)
        self.view.verdict_requested.connect(self.verdict_requested)
        self._live_view.rewritten.connect(self._written)
        self._live_view.statement_chosen.connect(self.bar.set_current)
        self.drawer.open_requested.connect(lambda: self.open_requested.emit(self._current))

    def _lay_out(self) -> None:
        px = self._theme.px
        text = QVBoxLayout()
        # Text begins four pixels inside a text view; the line over it is moved in, not the text out.
        text.setContentsMargins(px(28), px(8), px(28), 0)
        text.setSpacing(px(4))
        bar = QVBoxLayout()
        bar.setContentsMargins(4, 0, 4, 0)
        bar.addWidget(self.bar)
        bar.addWidget(self._other)
        text.addLayout(bar)
        text.addWidget(self.view, 1)
        text.addWidget(self._live_view, 1)
        foot = QVBoxLayout()
        foot.setContentsMargins(4, 0, 4, px(8))
        foot.addWidget(self._coverage)
        text.addLayout(foot)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(text, 1)
        layout.addWidget(self.drawer)

    @property
    def writing(self) -> bool:
        """Whether a digest is being written live."""
        return self._live_view.writing

    @property
    def live(self) -> bool:
        """Whether what is being written is shown."""
        return self._live

    @property
    def current(self) -> int:
        """The index of the chosen statement of the finished digest, -1 for none."""
        return self.view.current

    def show_digest(
        self,
        digest: Digest | None,
        places: Places,
        path: Path | None,
        remarks: Mapping[int, str] = MappingProxyType({}),
    ) -> None:
        """Show a finished digest; `path` is the PDF its passages stand in, None where none may be opened.

        `remarks` stand quietly behind the marks of some statements, by index.
        """
        other = digest is None or self._digest is None or digest.id != self._digest.id
        self._digest, self._places, self._path = digest, places, path
        if other and self.view.exceptions_only:
            self.bar.set_exceptions_only(only=False)
            self.view.set_exceptions_only(only=False)
        self.view.show_digest(digest, places, remarks=remarks)
        self._current = self.view.current
        self._coverage.setText(foot_words(digest, places) if digest is not None else "")
        self._coverage.set_details(details_words(digest, places) if digest is not None else "")
        self._show_bar()
        if self._current < 0:
            self.drawer.hide()
        else:
            self._chosen(self._current)

    def begin_writing(self) -> None:
        """Show a digest grow."""
        self._live_view.begin_writing(self._places)
        self._set_live(live=True)

    def apply_writing(self, event: WritingEvent) -> None:
        """Take one event of the writing in."""
        if not self._live_view.writing:
            self.begin_writing()
        self._live_view.apply_writing(event)

    def end_writing(self) -> None:
        """Return to the finished digest."""
        self._live_view.show_digest(None, Places())
        self._set_live(live=False)

    def close_file(self) -> None:
        """Let go of the PDF."""
        self.drawer.close_file()

    def next_statement(self) -> None:
        """Go to the next statement."""
        self._shown.next_statement()

    def previous_statement(self) -> None:
        """Go to the statement before."""
        self._shown.previous_statement()

    def next_exception(self) -> None:
        """Go to the next *partly* or *not found*."""
        self._shown.next_exception()

    def turn(self) -> None:
        """Show the model's sentence of the chosen statement in the place of the paper's, or the other way round."""
        self._shown.turn()

    def page_down(self) -> None:
        """Scroll the text by a page."""
        bar = self._shown.verticalScrollBar()
        bar.setValue(bar.value() + bar.pageStep() - self._theme.px(42))

    @property
    def _shown(self) -> DigestView:
        return self._live_view if self._live else self.view

    def _set_live(self, *, live: bool) -> None:
        self._live = live
        self.view.setVisible(not live)
        self._live_view.setVisible(live)
        self._coverage.setVisible(not live)
        self.drawer.setVisible(not live and self._current >= 0)
        self._other.setVisible(self.writing and self._digest is not None)
        extractive = self._digest is not None and self._digest.provenance.extractive
        finished = "Show the extractive digest" if extractive else "Show the digest as it was"
        self._other.setText(finished if live else "Show what is being written")
        self._show_bar()
        self.live_shown.emit(live)

    def _choose(self, index: int) -> None:
        self._shown.choose(index)

    def _swap(self) -> None:
        self._set_live(live=not self._live)

    def _show_bar(self) -> None:
        if self._live:
            self.bar.show_writing(self._live_view.statements, self._live_view.current, self._live_view.reading)
        else:
            statements = self._digest.statements if self._digest is not None else ()
            self.bar.show_statements(statements, self.view.current)
        self.bar.setVisible(self._live or self._digest is not None)

    def _written(self) -> None:
        if self._live:
            self._show_bar()

    def _chosen(self, index: int) -> None:
        self._current = index
        self.bar.set_current(index)
        if index >= 0 and self._digest is not None:
            self.drawer.show_statement(self._digest.statements[index], self._places, self._path)
            self.drawer.setVisible(not self._live)
        else:
            self.drawer.hide()
        self.statement_chosen.emit(index)
