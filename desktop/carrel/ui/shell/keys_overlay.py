"""All keys, drawn from the registry."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from carrel.ui.commands import COMMANDS, Command
from carrel.ui.theme import Theme
from carrel.ui.widgets import KeyCap, Label, Line, Popover

_COLUMNS = (("Go to", "Lists"), ("Paper", "Evidence"), ("Reader", "Anywhere"))


class KeysOverlay(Popover):
    """The list of all keys in three columns."""

    def __init__(self, theme: Theme, host: QWidget) -> None:
        super().__init__(theme, host, "Keyboard", dimmed=True)
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(16, 12, 16, 12)
        row.setSpacing(10)
        row.addWidget(Label(theme, "Keyboard", "heading", weight=600))
        row.addStretch(1)
        row.addWidget(
            Label(theme, "Single letters work when no text field has focus. Turn them off in Settings.", token="text-2")
        )
        row.addWidget(KeyCap(theme, "Esc"))
        self.content.addWidget(head)
        self.content.addWidget(Line())
        body = QWidget()
        columns = QHBoxLayout(body)
        columns.setContentsMargins(24, 18, 24, 24)
        columns.setSpacing(theme.px(16))
        for groups in _COLUMNS:
            column = QVBoxLayout()
            column.setSpacing(0)
            for number, group in enumerate(groups):
                if number:
                    column.addSpacing(theme.px(18))
                column.addWidget(self._group(theme, group))
            column.addStretch(1)
            columns.addLayout(column, 1)
        self._head_height = head.sizeHint().height() + 3
        self._body = body
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(body)
        self.content.addWidget(scroll, 1)

    def place(self, host: QRect) -> QRect:
        """In the middle, as wide as three columns; what does not fit a small window scrolls."""
        width = min(self._theme.px(898), host.width() - 32)
        height = min(self._head_height + self._body.sizeHint().height(), host.height() - 32)
        top = max(16, min(host.height() // 8, host.height() - height - 16))
        return QRect((host.width() - width) // 2, top, width, height)

    @staticmethod
    def _group(theme: Theme, group: str) -> QWidget:
        box = QWidget()
        grid = QGridLayout(box)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(0)
        grid.setVerticalSpacing(0)
        grid.setColumnMinimumWidth(0, theme.px(100))
        grid.setColumnStretch(1, 1)
        grid.addWidget(Label(theme, group, "label", weight=600), 0, 0, 1, 2)
        grid.setRowMinimumHeight(0, theme.px(28))
        listed = [command for command in COMMANDS if command.group == group and command.listed]
        for number, command in enumerate(listed, 1):
            grid.setRowMinimumHeight(number, theme.px(26))
            grid.addWidget(_caps(theme, command), number, 0, Qt.AlignmentFlag.AlignLeft)
            grid.addWidget(Label(theme, command.text, token="text-2"), number, 1)
        return box


def _caps(theme: Theme, command: Command) -> QWidget:
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.px(3))
    for cap in command.caps:
        row.addWidget(Label(theme, "/", token="text-3") if cap == "/" and len(command.caps) > 1 else KeyCap(theme, cap))
    box.setAccessibleName(" ".join(command.caps))
    return box
