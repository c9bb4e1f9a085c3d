"""What Carrel will ask the network for, as it follows from what is chosen."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from carrel.ui.feeds.wording import requests
from carrel.ui.theme import Theme
from carrel.ui.welcome.card import Card
from carrel.ui.widgets import ElidedLabel, Icon, Line, Paragraph

_HOSTS = tuple(host for host, _ in requests(0, 0))


class NetworkCard(Card):
    """One line for each host, and what was asked so far: nothing."""

    def __init__(self, theme: Theme, hours: int) -> None:
        super().__init__(theme)
        self._theme = theme
        self._hours = hours
        self._what: dict[str, Paragraph] = {}
        self.head(
            "What Carrel will ask the network for",
            "Only after you press Start. Each request is listed in the network log.",
        )
        self.column.addWidget(Line())
        for host in _HOSTS:
            self.column.addWidget(self._line(host))
        self._download = QWidget()
        self._download_box = QVBoxLayout(self._download)
        self._download_box.setContentsMargins(0, 0, 0, 0)
        self._download.hide()
        self.column.addWidget(self._download)
        self.column.addSpacing(theme.px(12))
        foot = QHBoxLayout()
        foot.setSpacing(theme.px(8))
        shield = Icon(theme, "shield-check", token="supported")
        shield.setContentsMargins(0, 2, 0, 0)
        foot.addWidget(shield, 0, Qt.AlignmentFlag.AlignTop)
        foot.addWidget(Paragraph(theme, "No request made so far. No account, no usage reports."), 1)
        self.column.addLayout(foot)
        self.show_requests(0)

    def show_download(self, host: str, what: str) -> None:
        """Say which model's file is asked for, and of whom; nothing for ""."""
        while (item := self._download_box.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        if what:
            line = self._line(host)
            self._download_box.addWidget(line)
            self._what[host].set_text(what)
            line.show()
        self._download.setVisible(bool(what))

    def _line(self, host: str) -> QWidget:
        theme = self._theme
        line = QWidget()
        column = QVBoxLayout(line)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        row = QHBoxLayout()
        row.setContentsMargins(0, theme.px(8), 0, theme.px(8))
        row.setSpacing(theme.px(16))
        name = ElidedLabel(theme, host, "mono", middle=True)
        name.setFixedWidth(theme.px(124))
        row.addWidget(name, 0, Qt.AlignmentFlag.AlignTop)
        self._what[host] = Paragraph(theme)
        row.addWidget(self._what[host], 1)
        column.addLayout(row)
        column.addWidget(Line())
        return line

    def show_requests(self, count: int) -> None:
        """Say what is asked while `count` categories are followed."""
        for host, what in requests(count, self._hours):
            self._what[host].set_text(what)
