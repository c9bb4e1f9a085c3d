"""Two papers side by side, why they stand there and which pair it is, and what can be done with them."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from carrel.ui.duplicates.comparison import Comparison, Prepared
from carrel.ui.duplicates.wording import why
from carrel.ui.theme import Theme
from carrel.ui.widgets import Button, IconButton, Label, Line, Paragraph


class PairView(QWidget):
    """`stepped` carries how many pairs on; `merge_wanted` and `keep_wanted` what is pressed, `open_wanted` a paper."""

    stepped = Signal(int)
    merge_wanted = Signal()
    keep_wanted = Signal()
    open_wanted = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.comparison: Comparison | None = None
        self.heading = Label(theme, "", "page-title")
        self.place = Label(theme, "", "body", "text-2", tabular=True)
        self.reason = Paragraph(theme, "")
        self.before = IconButton(theme, "chevron-left", "Pair before (k)", clicked=lambda: self.stepped.emit(-1))
        self.after = IconButton(theme, "chevron-right", "Next pair (j)", clicked=lambda: self.stepped.emit(1))
        self.merge = Button(theme, "Merge", "layers", "Enter", "primary", clicked=self.merge_wanted.emit)
        self.keep = Button(theme, "Keep both", "", "Shift b", clicked=self.keep_wanted.emit)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head())
        column.addWidget(Line())
        column.addWidget(self._scroll, 1)
        column.addWidget(Line())
        column.addLayout(self._foot())
        self.setFocusProxy(self.merge)

    def set_chosen(self, chosen: bool) -> None:
        """Say whether the person chose the two, so that there are no other pairs."""
        self.heading.setText("Merge two papers" if chosen else "Possible duplicates")
        for widget in (self.place, self.before, self.after):
            widget.setVisible(not chosen)

    def set_place(self, at: int, pairs: int) -> None:
        """Say which of the pairs this is, counted from 0."""
        self.place.setText(f"{at + 1} of {pairs}")
        self.before.setEnabled(at > 0)
        self.after.setEnabled(at + 1 < pairs)

    def compare(self, shown: Prepared, *, same_pair: bool) -> None:
        """Show two papers; of the `same_pair` as before what the person chose stays, as do the focus and how far it is scrolled."""
        before = self.comparison if same_pair else None
        focused = QApplication.focusWidget()
        had_focus = focused is not None and self.isAncestorOf(focused)
        was_within = before is not None and focused is not None and before.isAncestorOf(focused)
        down = self._scroll.verticalScrollBar().value() if before is not None else 0
        comparison = Comparison(self._theme, shown)
        comparison.open_wanted.connect(self.open_wanted)
        to_focus = comparison.go_on_from(before) if before is not None else None
        inside = QWidget()
        across = QHBoxLayout(inside)
        across.setContentsMargins(24, self._theme.px(16), 24, self._theme.px(24))
        comparison.setMaximumWidth(self._theme.px(1180))
        across.addWidget(comparison, 1000)
        across.addStretch(1)
        self.comparison = comparison
        self._scroll.setWidget(inside)
        self._scroll.verticalScrollBar().setValue(down)
        self.reason.set_text(f"{why(shown.twins)} What differs is underlined.")
        if to_focus is not None:
            to_focus.setFocus(Qt.FocusReason.OtherFocusReason)
        elif had_focus and (before is None or was_within):
            self.setFocus()

    def _head(self) -> QHBoxLayout:
        theme = self._theme
        head = QHBoxLayout()
        head.setContentsMargins(24, theme.px(20), 24, theme.px(12))
        words = QVBoxLayout()
        words.setSpacing(theme.px(2))
        words.addWidget(self.heading)
        words.addWidget(self.reason)
        head.addLayout(words, 1)
        head.addWidget(self.place, 0, Qt.AlignmentFlag.AlignBottom)
        head.addSpacing(theme.px(8))
        head.addWidget(self.before, 0, Qt.AlignmentFlag.AlignBottom)
        head.addWidget(self.after, 0, Qt.AlignmentFlag.AlignBottom)
        return head

    def _foot(self) -> QHBoxLayout:
        theme = self._theme
        foot = QHBoxLayout()
        foot.setContentsMargins(24, theme.px(10), 24, theme.px(10))
        foot.setSpacing(theme.px(8))
        foot.addWidget(self.merge)
        foot.addWidget(self.keep)
        foot.addSpacing(theme.px(8))
        foot.addWidget(Label(theme, "Nothing of either is lost, and Ctrl Z brings both back.", "meta", "text-3"), 1)
        return foot
