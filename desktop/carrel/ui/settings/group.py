"""A group of settings: a heading and rows whose controls keep every change at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from carrel.domain.settings import Settings
from carrel.services.carrel import Carrel
from carrel.ui.background import Background
from carrel.ui.settings.row import SettingRow
from carrel.ui.theme import Theme
from carrel.ui.widgets import ChoiceButton, Label, Segmented, Toggle


class SettingGroup(QWidget):
    """Kinds of group add their rows; what a control sets is a field of `Settings` by its name."""

    def __init__(self, theme: Theme, carrel: Carrel, background: Background, title: str) -> None:
        super().__init__()
        self.theme = theme
        self.title = title
        self.carrel = carrel
        self.background = background.of(self)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, theme.px(24))
        self.column.setSpacing(0)
        self.column.addWidget(Label(theme, title, "heading"))
        self.column.addSpacing(theme.px(2))

    @property
    def settings(self) -> Settings:
        """The settings as they are."""
        return self.carrel.settings.current

    def change(self, **fields: Any) -> None:
        """Keep these."""
        self.background.run(lambda: self.carrel.settings.change(**fields), lambda _settings: None)

    def row(self, name: str, text: str, *controls: QWidget) -> SettingRow:
        """Add a row."""
        row = SettingRow(self.theme, name, text, controls)
        self.column.addWidget(row)
        return row

    def toggle(self, name: str, field: str) -> Toggle:
        """A switch for a field."""
        toggle = Toggle(self.theme, name)
        toggle.setChecked(bool(getattr(self.settings, field)))
        toggle.clicked.connect(lambda checked: self.change(**{field: checked}))
        return toggle

    def choice(self, name: str, field: str, choices: Sequence[tuple[str, str]]) -> Segmented:
        """A few choices for a field, as (value, words); numbers stay numbers."""
        value = getattr(self.settings, field)
        segmented = Segmented(self.theme, choices, name=name)
        segmented.set_current(str(value))
        segmented.chosen.connect(lambda key: self.change(**{field: type(value)(key)}))
        return segmented

    def choice_list(self, name: str, field: str, choices: Sequence[tuple[str, str]]) -> ChoiceButton:
        """Many choices for a field, as (value, words), in a list that a button opens."""
        button = ChoiceButton(self.theme, choices, name=name)
        button.set_current(str(getattr(self.settings, field)))
        button.chosen.connect(lambda key: self.change(**{field: key}))
        return button

    def field(self, name: str, text: str, example: str, width: int) -> QLineEdit:
        """A field to type into; who asks for it says when it is kept."""
        field = QLineEdit(text)
        field.setPlaceholderText(example)
        field.setAccessibleName(name)
        field.setFixedSize(self.theme.px(width), self.theme.px(30))
        return field
