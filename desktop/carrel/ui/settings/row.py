"""One setting: what it is, a sentence about it, and its control at the right."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from carrel.ui.theme import Theme
from carrel.ui.widgets import Label, Line, Paragraph


class SettingRow(QWidget):
    """A row with a hairline under it; `note` can be changed later (the time of the last copy)."""

    def __init__(self, theme: Theme, name: str, text: str, controls: Sequence[QWidget], *, last: bool = False) -> None:
        super().__init__()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        row = QHBoxLayout()
        row.setContentsMargins(0, theme.px(11), 0, theme.px(11))
        row.setSpacing(theme.px(8))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Label(theme, name, "label", weight=500))
        self.note = Paragraph(theme, text, "meta", "text-3")
        words.addWidget(self.note)
        row.addLayout(words, 1)
        row.addSpacing(theme.px(24))
        for control in controls:
            row.addWidget(control, 0, Qt.AlignmentFlag.AlignVCenter)
        outer.addLayout(row)
        if not last:
            outer.addWidget(Line())
