"""A profile of interests being written, in its place in the list: name, categories, papers to begin with."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from carrel.domain.for_you import InterestProfile
from carrel.ui.theme import Theme
from carrel.ui.widgets import Button, Label, Paragraph

_FIELDS = (
    ("Name", "Such as Compression"),
    ("Categories that come first until more is known", "cs.LG, stat.ML"),
    ("Papers to begin with: arXiv ids, or numbers of the library", "2310.06825, 2409.11402"),
)


class ProfileEditor(QWidget):
    """`kept` carries the profile, without its papers, and the papers as typed; Enter keeps, Esc leaves."""

    kept = Signal(object, str)
    left = Signal()

    def __init__(self, theme: Theme, profile: InterestProfile, seeds: str) -> None:
        super().__init__()
        self.setAccessibleName(f"Profile {profile.name}" if profile.id else "New profile")
        self._theme = theme
        self._profile = profile
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, theme.px(10), 0, theme.px(10))
        panel = QFrame()
        panel.setProperty("look", "panel")
        outer.addWidget(panel)
        self._column = QVBoxLayout(panel)
        self._column.setContentsMargins(theme.px(16), theme.px(10), theme.px(16), theme.px(14))
        self._column.setSpacing(theme.px(2))
        texts = (profile.name, ", ".join(profile.categories), seeds)
        self.name, self.categories, self.seeds = (
            self._field(name, example, text) for (name, example), text in zip(_FIELDS, texts, strict=True)
        )
        self._problem = Paragraph(theme, "", "meta", "not-found")
        self._problem.hide()
        self._column.addWidget(self._problem)
        self._column.addSpacing(theme.px(8))
        self.keep_button = Button(theme, "Keep", clicked=self.keep)
        self.keep_button.setAccessibleName(f"Keep profile {profile.name}" if profile.id else "Keep the new profile")
        self.leave_button = Button(theme, "Cancel", clicked=self.left.emit)
        self.leave_button.setAccessibleName("Leave it as it was")
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.px(8))
        buttons.addWidget(self.keep_button)
        buttons.addWidget(self.leave_button)
        buttons.addStretch(1)
        self._column.addLayout(buttons)

    def keep(self) -> None:
        """Tell what was written."""
        categories = tuple(self.categories.text().replace(",", " ").split())
        self.keep_button.setEnabled(False)
        self.kept.emit(replace(self._profile, name=self.name.text(), categories=categories), self.seeds.text())

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
        field.setAccessibleName(f"{name}, of the profile")
        field.setFixedHeight(self._theme.px(30))
        field.returnPressed.connect(self.keep)
        self._column.addWidget(field)
        self._column.addSpacing(self._theme.px(6))
        return field
