"""The network log in Activity: the newest requests, and the switch that stops them all."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from carrel.domain.request import Request
from carrel.ui.shell.request_words import result_words, who_words
from carrel.ui.shell.wording import clock_time, requests_today
from carrel.ui.theme import Theme
from carrel.ui.widgets import Button, ElidedLabel, Label, Toggle

_SHORT = 6


class NetworkLog(QFrame):
    """Shows the six newest requests; `open_full` is called by Open full log."""

    def __init__(self, theme: Theme, set_offline: Callable[[bool], object], open_full: Callable[[], object]) -> None:
        super().__init__()
        self.setProperty("look", "foot")
        self._theme = theme
        self._requests: Sequence[Request] = ()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(16, 10, 16, 12)
        outer.setSpacing(theme.px(6))
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        head.addWidget(Label(theme, "Network log", "digest", weight=600))
        self._count = Label(theme, "", token="text-3")
        head.addWidget(self._count)
        head.addStretch(1)
        head.addWidget(Label(theme, "Work offline", token="text-2"))
        self.offline = Toggle(theme, "Work offline")
        self.offline.clicked.connect(set_offline)
        head.addWidget(self.offline)
        outer.addLayout(head)
        self._grid_box = QWidget()
        self._grid = QGridLayout(self._grid_box)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.px(16))
        self._grid.setVerticalSpacing(theme.px(7))
        self._grid.setColumnStretch(2, 1)
        outer.addWidget(self._grid_box)
        foot = QHBoxLayout()
        foot.addWidget(
            Label(theme, "Addresses and sizes only. No paper text or notes left this computer.", "meta", "text-3")
        )
        foot.addStretch(1)
        self._more = Button(theme, "Open full log", look="link", clicked=open_full)
        foot.addWidget(self._more)
        outer.addLayout(foot)

    def show_requests(self, requests: Sequence[Request], *, today: int, offline: bool) -> None:
        """Show the newest of these requests, how many there were today, and how the switch stands."""
        self.offline.setChecked(offline)
        self._count.setText(requests_today(today))
        if list(requests) != list(self._requests) or not self._grid.count():
            self._requests = requests
            self._fill()

    def _fill(self) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        shown = self._requests[:_SHORT]
        for row, request in enumerate(shown):
            for column, (text, style, token) in enumerate(_cells(request)):
                cell = (
                    ElidedLabel(self._theme, text, style, token)
                    if column == 2
                    else Label(self._theme, text, style, token)
                )
                if column == 4:
                    cell.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self._grid.addWidget(cell, row, column)
        self._grid_box.setVisible(bool(shown))
        self._more.setVisible(bool(shown))


def _cells(request: Request) -> list[tuple[str, str, str]]:
    result, token = result_words(request)
    return [
        (clock_time(request.time), "meta", "text-2"),
        (request.host, "mono", "text"),
        (request.purpose, "meta", "text-2"),
        (who_words(request), "meta", "text-3"),
        (result, "meta", token),
    ]
