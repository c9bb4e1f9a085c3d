"""An entry of a list of the settings being written, in its place in the list."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from carrel.ui.theme import Theme
from carrel.ui.widgets import Button, Label, Paragraph


class EntryEditor(QWidget):
    """`kept` carries the texts as they were written; Enter keeps, Esc leaves. What is wrong is told with `refuse`."""

    kept = Signal(object)
    left = Signal()

    def __init__(
        self, theme: Theme, kind: str, name: str, fields: Sequence[tuple[str, str]], texts: Sequence[str]
    ) -> None:
        """`kind` says what it is, such as "topic", `name` which one, "" for a new one. Fields are (name, example)."""
        super().__init__()
        self.setAccessibleName(f"{kind.capitalize()} {name}" if name else f"New {kind}")
        self._theme = theme
        self._kind = kind
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, theme.px(10), 0, theme.px(10))
        panel = QFrame()
        panel.setProperty("look", "panel")
        outer.addWidget(panel)
        self._column = QVBoxLayout(panel)
        self._column.setContentsMargins(theme.px(16), theme.px(10), theme.px(16), theme.px(14))
        self._column.setSpacing(theme.px(2))
        self._fields = [self._field(*field, text) for field, text in zip(fields, texts, strict=True)]
        self._problem = Paragraph(theme, "", "meta", "not-found")
        self._problem.hide()
        self._column.addWidget(self._problem)
        self._column.addSpacing(theme.px(8))
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.px(8))
        self._keep = self._button("Keep", f"Keep {kind} {name}" if name else f"Keep the new {kind}", self.keep)
        buttons.addWidget(self._keep)
        buttons.addWidget(self._button("Cancel", "Leave it as it was", self.left.emit))
        buttons.addStretch(1)
        self._column.addLayout(buttons)
        self.setFocusProxy(self._fields[0])

    def keep(self) -> None:
        """Tell what was written."""
        self._keep.setEnabled(False)
        self.kept.emit(tuple(field.text() for field in self._fields))

    def refuse(self, words: str) -> None:
        """Say what cannot be kept."""
        self._keep.setEnabled(True)
        self._problem.set_text(words)
        self._problem.show()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _field(self, name: str, example: str, text: str) -> QLineEdit:
        self._column.addWidget(Label(self._theme, name, "meta", "text-2", weight=500))
        field = QLineEdit(text)
        field.setPlaceholderText(example)
        field.setAccessibleName(f"{name}, of the {self._kind}")
        field.setFixedHeight(self._theme.px(30))
        field.returnPressed.connect(self.keep)
        self._column.addWidget(field)
        self._column.addSpacing(self._theme.px(6))
        return field

    def _button(self, text: str, name: str, clicked: Callable[[], object]) -> Button:
        button = Button(self._theme, text, clicked=clicked)
        button.setAccessibleName(name)
        return button
