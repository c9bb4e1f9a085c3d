"""A model in the list: what it is, what it needs, and the button that chooses it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from carrel.services.models import ModelChoice
from carrel.ui.models.wording import facts, name_of
from carrel.ui.theme import Theme
from carrel.ui.widgets import Button, Chip, ElidedLabel, Label, Line, Paragraph


class ModelRow(QWidget):
    """One model; `use` is called when the person chooses it."""

    def __init__(
        self, theme: Theme, choice: ModelChoice, *, chosen: bool, last: bool, use: Callable[[], object]
    ) -> None:
        super().__init__()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        row = QHBoxLayout()
        row.setContentsMargins(16, theme.px(10), 12, theme.px(10))
        row.setSpacing(theme.px(16))
        words = QVBoxLayout()
        words.setSpacing(0)
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        head.addWidget(Label(theme, name_of(choice), "body", weight=600))
        if chosen:
            head.addWidget(Chip(theme, "In use", kind="supported", icon="check"))
        if choice.key == "starter" and choice.usable:
            head.addWidget(Chip(theme, "Included"))
        head.addStretch(1)
        words.addLayout(head)
        if choice.problem:
            words.addWidget(Paragraph(theme, choice.problem, "meta", "not-found"))
        else:
            words.addWidget(Paragraph(theme, facts(choice), "meta", "text-2"))
        if choice.path is not None and choice.key != "starter":
            words.addWidget(ElidedLabel(theme, str(choice.path), "mono", "text-3", middle=True))
        row.addLayout(words, 1)
        if not chosen and (choice.usable or not choice.key):
            button = Button(theme, "Use", clicked=use)
            button.setAccessibleName(f"Use {name_of(choice)}")
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        outer.addLayout(row)
        if not last:
            outer.addWidget(Line())
