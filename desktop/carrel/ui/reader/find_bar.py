"""The panel for finding words in a paper, over the pages' top so that they do not move."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QWidget

from carrel.ui.theme import Theme
from carrel.ui.widgets import Icon, IconButton, Label


class FindBar(QFrame):
    """`searched` carries the text with every key; `stepped` asks for the next (1) or previous (-1) hit."""

    searched = Signal(str)
    stepped = Signal(int)
    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setProperty("look", "panel")
        self.field = QLineEdit()
        self.field.setPlaceholderText("Find in paper")
        self.field.setAccessibleName("Find in paper")
        self.field.textChanged.connect(self.searched)
        self._count = Label(theme, "", "body", "text-2", tabular=True)
        self._previous = IconButton(
            theme, "chevron-left", "Previous (Shift Enter)", clicked=lambda: self.stepped.emit(-1)
        )
        self._next = IconButton(theme, "chevron-right", "Next (Enter)", clicked=lambda: self.stepped.emit(1))
        close = IconButton(theme, "x", "Close (Esc)", clicked=self.closed.emit)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 0, 8, 0)
        layout.setSpacing(6)
        layout.addWidget(Icon(theme, "text-search"))
        layout.addWidget(self.field, 3)
        layout.addWidget(self._count, 1)
        layout.addWidget(self._previous)
        layout.addWidget(self._next)
        layout.addWidget(close)
        theme.changed.connect(self._restyle)
        self._restyle()
        self.show_count(-1, 0)

    @property
    def count_text(self) -> str:
        """What is said about the hits."""
        return self._count.text()

    def open(self, text: str = "") -> None:
        """Show it with the focus in it; `text` is looked for at once."""
        self.show()
        if text:
            self.field.setText(text)
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def show_count(self, current: int, hits: int, *, nothing: str = "Not in this paper") -> None:
        """Say which hit of how many is framed; `current` counts from 0."""
        if not self.field.text().strip():
            words = ""
        elif not hits:
            words = nothing
        else:
            words = f"{current + 1} of {hits}"
        self._count.setText(words)
        self._count.set_token("not-found" if words and not hits else "text-2")
        for button in (self._previous, self._next):
            button.setEnabled(hits > 0)

    def fit_into(self, room: int) -> None:
        """Be as wide as is comfortable, or as there is room."""
        self.setFixedSize(min(self._theme.px(470), room), self._theme.px(44))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Shift Enter step, Esc closes."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.stepped.emit(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        elif event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def _restyle(self) -> None:
        self.field.setMaximumWidth(self._theme.px(220))
        self.field.setFixedHeight(self._theme.px(30))
        self.field.setFont(self._theme.font("body"))
