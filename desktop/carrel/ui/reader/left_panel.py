"""Left of the pages: the outline with the person's marks, the pages as pictures, and what evidence stands on the page that is read."""

from __future__ import annotations

from collections import Counter
from typing import Literal

from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from carrel.domain.digest import Status
from carrel.ui.digest.glyphs import StatusGlyph
from carrel.ui.reader.annotations.your_marks import YourMarks
from carrel.ui.reader.outline import OutlineList
from carrel.ui.reader.thumbnails import Thumbnails
from carrel.ui.theme import Theme
from carrel.ui.widgets import Label, Line, Paragraph, Tabs

_WORDS = {Status.SUPPORTED: "supported", Status.PARTLY: "partly", Status.NOT_FOUND: "closest here"}


class PageEvidence(QWidget):
    """How many statements rest on the page that is read."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: dict[Status, tuple[QWidget, Label]] = {}
        px = theme.px
        layout = QVBoxLayout(self)
        layout.setContentsMargins(px(16), px(12), px(12), px(12))
        layout.setSpacing(px(4))
        layout.addWidget(Label(theme, "Evidence on this page", "meta", "text-2", weight=600))
        for status in _WORDS:
            row = QWidget()
            words = Label(theme, "", "body", "text-2")
            line = QHBoxLayout(row)
            line.setContentsMargins(0, 0, 0, 0)
            line.setSpacing(px(8))
            line.addWidget(StatusGlyph(theme, status))
            line.addWidget(words, 1)
            layout.addWidget(row)
            self._rows[status] = (row, words)

    def show_counts(self, counts: Counter[Status]) -> None:
        """Show them; nothing where there are none."""
        for status, (row, words) in self._rows.items():
            count = counts[status]
            row.setVisible(count > 0)
            words.setText(f"{count} statement{'' if count == 1 else 's'} {_WORDS[status]}")
        self.setVisible(any(counts[status] for status in _WORDS))


class LeftPanel(QFrame):
    """Outline and Pages as tabs, with the evidence of the page beneath."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setProperty("look", "subtle")
        self.outline = OutlineList(theme)
        self.thumbnails = Thumbnails(theme)
        self.marks = YourMarks(theme)
        self.evidence = PageEvidence(theme)
        self._none = Paragraph(theme, "No headings were found in this paper.", "meta", "text-3")
        self._tabs = Tabs(theme, [("outline", "Outline"), ("pages", "Pages")], name="Paper")
        self._stack = QStackedWidget()
        px = theme.px
        outline = QWidget()
        inner = QVBoxLayout(outline)
        inner.setContentsMargins(px(8), px(8), px(8), px(8))
        inner.addWidget(self._none)
        inner.addWidget(self.outline, 1)
        inner.addWidget(self.marks, 1)
        inner.addStretch()
        self._stack.addWidget(outline)
        self._stack.addWidget(self.thumbnails)
        self._tabs.chosen.connect(self.show_tab)
        tabs = QHBoxLayout()
        tabs.setContentsMargins(px(16), px(4), px(8), 0)
        tabs.addWidget(self._tabs)
        self._line = Line()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(tabs)
        layout.addWidget(Line())
        layout.addWidget(self._stack, 1)
        layout.addWidget(self._line)
        layout.addWidget(self.evidence)
        theme.changed.connect(self._fit_outline)
        self.outline_changed(known=False)
        self.show_counts(Counter())

    def show_tab(self, key: Literal["outline", "pages"]) -> None:
        """Show the outline or the pages."""
        self._tabs.set_current(key)
        self._stack.setCurrentIndex(("outline", "pages").index(key))

    def outline_changed(self, *, known: bool = True) -> None:
        """Say so where there are no headings, once that is `known`."""
        self._none.setVisible(known and not self.outline.headings)
        self._fit_outline()

    def _fit_outline(self) -> None:
        """The outline is as high as its headings, where there is room; the marks stand beneath."""
        self.outline.setMaximumHeight(len(self.outline.headings) * self._theme.px(26) + 2)

    def show_counts(self, counts: Counter[Status]) -> None:
        """Show the evidence of a page."""
        self.evidence.show_counts(counts)
        self._line.setVisible(self.evidence.isVisibleTo(self))
