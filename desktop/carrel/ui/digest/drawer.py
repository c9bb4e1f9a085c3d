"""The drawer: the chosen statement's status, its place, and the passage it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from carrel.domain.digest import Status
from carrel.ui.digest.glyphs import COLOR_TOKENS, StatusGlyph
from carrel.ui.digest.matching import matching_spans
from carrel.ui.digest.places import NO_PAGE
from carrel.ui.digest.quote import QuoteView
from carrel.ui.digest.thumbnail import PageThumbnail
from carrel.ui.digest.wording import checked_words, status_word
from carrel.ui.widgets import Button, ElidedLabel, IconButton, Label

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtGui import QPaintEvent, QResizeEvent

    from carrel.domain.digest import Statement
    from carrel.ui.digest.places import Places
    from carrel.ui.theme import Theme

HEIGHT = 136


class EvidenceDrawer(QWidget):
    """136 pixels at the foot of a digest; folded it keeps its first line. `open_requested` asks for the passage."""

    open_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._folded = False
        self._has_page = False
        self._page = PageThumbnail(theme)
        self._page.clicked.connect(self.open_requested)
        self._glyph = StatusGlyph(theme)
        self._status = Label(theme, "", "label", weight=600)
        self._place = ElidedLabel(theme, "", "body", "text-2")
        self._reason = ElidedLabel(theme, "", "body", "text-2")
        self._checked = ElidedLabel(theme, "", "body", "text-2")
        self._quote = QuoteView(theme)
        self._open = Button(theme, "Open", "book-open", "Enter", "small", clicked=self.open_requested.emit)
        self._fold = IconButton(theme, "chevron-down", "Fold the evidence", small=True, clicked=self._toggle)
        self._lay_out()
        self._resize()
        theme.changed.connect(self._resize)

    def _lay_out(self) -> None:
        px = self._theme.px
        line = QHBoxLayout()
        line.setSpacing(px(6))
        line.addWidget(self._glyph)
        line.addWidget(self._status)
        line.addSpacing(px(4))
        line.addWidget(self._place, 1)
        line.addWidget(self._open)
        line.addWidget(self._fold)
        text = QVBoxLayout()
        text.setSpacing(px(2))
        text.addLayout(line)
        text.addWidget(self._reason)
        text.addWidget(self._checked)
        text.addWidget(self._quote, 1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(px(32), px(9), px(20), px(8))
        layout.setSpacing(px(20))
        layout.addWidget(self._page, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(text, 1)

    @property
    def folded(self) -> bool:
        """Whether only the first line is shown."""
        return self._folded

    def set_folded(self, folded: bool) -> None:
        """Fold it to its first line, or open it."""
        self._folded = folded
        self._fold.set_icon("chevron-right" if folded else "chevron-down")
        self._fold.set_tooltip("Show the evidence" if folded else "Fold the evidence")
        self._resize()

    def show_statement(self, statement: Statement, places: Places, path: Path | None) -> None:
        """Show the evidence of `statement`; `path` is the PDF its passages stand in, None where none may be opened."""
        status = statement.effective
        position = statement.passages[0] if statement.passages else -1
        passage = places.passage(position)
        self._glyph.set_status(status)
        word = "Model’s sentence not found" if statement.replaced else status_word(status)
        self._status.setText(word + (", your mark" if statement.verdict else ""))
        self._status.set_token(COLOR_TOKENS[status])
        place = places.line(position)
        link = {Status.NOT_FOUND: "Closest passage: ", Status.CHECKING: ""}.get(status, "by ")
        self._place.setText(f"{link}{place}" if place else "")
        reason = statement.reason if status in {Status.PARTLY, Status.NOT_FOUND} else ""
        self._reason.setText(reason)
        checked = checked_words(statement)
        self._checked.setText(checked)
        self._show_lines()
        text = passage.text if passage is not None else ""
        self._quote.show_text(text, matching_spans(statement.text, text))
        page = passage.page if passage is not None else NO_PAGE
        self._has_page = path is not None and 0 <= page < len(places.page_sizes)
        if path is not None and passage is not None and self._has_page:
            self._page.show_page(path, page, places.page_sizes[page], passage.rectangles)
            self._open.setText(f"Open at page {page + 1}")
        self._open.setVisible(self._has_page)
        self._show_page()
        self.setAccessibleName(f"Evidence: {self._status.text()} {self._place.text()}")
        self.setAccessibleDescription(" ".join(part for part in (reason, checked, text) if part))
        self.show()

    def close_file(self) -> None:
        """Let go of the PDF."""
        self._page.close_file()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the page out where the passage needs the room."""
        super().resizeEvent(event)
        self._show_page()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the drawer's ground and its upper line."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.color("subtle"))
        painter.fillRect(0, 0, self.width(), 1, self._theme.color("line"))
        painter.end()

    def _show_page(self) -> None:
        self._page.setVisible(self._has_page and not self._folded and self.width() >= self._theme.px(430))

    def _toggle(self) -> None:
        self.set_folded(not self._folded)

    def _resize(self) -> None:
        self.setFixedHeight(self._theme.px(44 if self._folded else HEIGHT))
        self._show_page()
        self._show_lines()

    def _show_lines(self) -> None:
        for line in (self._reason, self._checked):
            line.setVisible(bool(line.text()) and not self._folded)
        self._quote.setVisible(not self._folded)
