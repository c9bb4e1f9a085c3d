"""A topic of the person's own being written, in its place in the list: name, description, phrases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from carrel.domain.digest import Topic
from carrel.ui.theme import Theme
from carrel.ui.widgets import Button, Label, Paragraph

_FIELDS = (
    ("Name", "Such as Causal inference"),
    ("What it is about", "Effects of causes from data: confounders, interventions, natural experiments"),
    ("Words and phrases papers of it use", "causal effect, confounder, instrumental variable"),
)


class TopicEditor(QWidget):
    """`kept` carries the topic as it was written; Enter keeps, Esc leaves. What is wrong is told with `refuse`."""

    kept = Signal(object)
    left = Signal()

    def __init__(self, theme: Theme, topic: Topic) -> None:
        super().__init__()
        self.setAccessibleName(f"Topic {topic.name}" if topic.id else "New topic")
        self._theme = theme
        self._topic = topic
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, theme.px(10), 0, theme.px(10))
        panel = QFrame()
        panel.setProperty("look", "panel")
        outer.addWidget(panel)
        self._column = QVBoxLayout(panel)
        self._column.setContentsMargins(theme.px(16), theme.px(10), theme.px(16), theme.px(14))
        self._column.setSpacing(theme.px(2))
        texts = (topic.name, topic.description, ", ".join(topic.phrases))
        self.name, self.description, self.phrases = (
            self._field(name, example, text) for (name, example), text in zip(_FIELDS, texts, strict=True)
        )
        self._problem = Paragraph(theme, "", "meta", "not-found")
        self._problem.hide()
        self._column.addWidget(self._problem)
        self._column.addSpacing(theme.px(8))
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.px(8))
        self.keep_button = self._button(
            "Keep", f"Keep topic {topic.name}" if topic.id else "Keep the new topic", self.keep
        )
        self.leave_button = self._button("Cancel", "Leave it as it was", self.left.emit)
        buttons.addWidget(self.keep_button)
        buttons.addWidget(self.leave_button)
        buttons.addStretch(1)
        self._column.addLayout(buttons)

    def keep(self) -> None:
        """Tell what was written."""
        phrases = tuple(phrase.strip() for phrase in self.phrases.text().split(",") if phrase.strip())
        written = replace(self._topic, name=self.name.text(), description=self.description.text(), phrases=phrases)
        self.keep_button.setEnabled(False)
        self.kept.emit(written)

    def refuse(self, words: str) -> None:
        """Say what cannot be kept."""
        self.keep_button.setEnabled(True)
        self._problem.set_text(words)
        self._problem.show()
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

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
        field.setAccessibleName(f"{name}, of the topic")
        field.setFixedHeight(self._theme.px(30))
        field.returnPressed.connect(self.keep)
        self._column.addWidget(field)
        self._column.addSpacing(self._theme.px(6))
        return field

    def _button(self, text: str, name: str, clicked: Callable[[], object]) -> Button:
        button = Button(self._theme, text, clicked=clicked)
        button.setAccessibleName(name)
        return button
