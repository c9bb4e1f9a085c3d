"""Every request that was made: filtered, copied, written to a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from carrel.domain.errors import CarrelError
from carrel.services.events import Notice
from carrel.ui.shell.log_rows import COLUMNS, LogRows, cells
from carrel.ui.shell.wording import requests_today
from carrel.ui.widgets import Button, IconButton, Label, Line, Popover

if TYPE_CHECKING:
    from carrel.domain.changes import Changes
    from carrel.services.carrel import Carrel
    from carrel.ui.background import Background
    from carrel.ui.bridge import Bridge
    from carrel.ui.theme import Theme

_TYPED = 150
_MARGIN = 48
_WIDTHS = (158, 144, 0, 0, 84, 76, 130)
"""Of the columns; those of 0 share what is left, so that nothing scrolls sideways."""


class FullLog(Popover):
    """Rows stay where they are while it is open: newer requests come with a button."""

    def __init__(self, theme: Theme, carrel: Carrel, background: Background, bridge: Bridge, host: QWidget) -> None:
        super().__init__(theme, host, "Network log", dimmed=True)
        self._carrel = carrel
        self._background = background.of(self)
        self.rows = LogRows(theme, carrel.network.log, background)
        self.field = QLineEdit()
        self.field.setPlaceholderText("Host, address, why or who")
        self.field.setAccessibleName("Filter the network log")
        self.field.setClearButtonEnabled(False)
        self.field.setFixedWidth(theme.px(240))
        self._typed = QTimer(self, singleShot=True, interval=_TYPED)
        self._typed.timeout.connect(self._show)
        self.field.textChanged.connect(lambda _text: self._typed.start())
        self.table = _Table(theme, self.rows)
        self._count = Label(theme, "", token="text-3")
        self._newer = Button(theme, "Show newer requests", "refresh-cw", look="small", clicked=self._show)
        self._newer.hide()
        self._nothing = Label(theme, "No request holds this.", token="text-3")
        self._nothing.setContentsMargins(16, theme.px(12), 16, theme.px(12))
        self._nothing.hide()
        self._lay_out()
        self.rows.filled.connect(self._filled)
        bridge.changes.connect(self._changed)

    def place(self, host: QRect) -> QRect:
        """In the middle, with room for whole addresses."""
        width = min(self._theme.px(1120), host.width() - 2 * _MARGIN)
        height = host.height() - 2 * _MARGIN
        return QRect((host.width() - width) // 2, _MARGIN, width, height)

    def open(self, focus: QWidget | None = None) -> None:
        """Show the log as it is now."""
        super().open(focus or self.field)
        self._show()

    def copy(self) -> None:
        """Put the selected requests on the clipboard, or all that are shown: one a line, columns apart by tabs."""
        chosen = sorted({index.row() for index in self.table.selectionModel().selectedRows()})
        requests = self.rows.requests
        lines = [cells(requests[row]) for row in chosen] if chosen else [cells(one) for one in requests]
        text = "\n".join("\t".join(line) for line in [COLUMNS, *lines])
        QGuiApplication.clipboard().setText(text)
        self._tell(f"Copied {_counted(len(lines))}.")

    def export(self) -> None:
        """Write the whole log to a file that the person chooses."""
        name, _ = QFileDialog.getSaveFileName(
            self, "Export the network log", "carrel-network-log.csv", "Comma-separated values (*.csv)"
        )
        if not name:
            return
        path = Path(name)

        def failed(error: Exception) -> None:
            if not isinstance(error, (CarrelError, OSError)):
                raise error
            self._carrel.events.publish(Notice(f"The network log was not written. {error}", problem=True))

        self._background.run(
            lambda: self._carrel.network.export(path),
            lambda count: self._tell(f"Wrote {_counted(count)} to {path.name}."),
            failed=failed,
        )

    def _lay_out(self) -> None:
        theme = self._theme
        head = QHBoxLayout()
        head.setContentsMargins(16, theme.px(8), 8, theme.px(8))
        head.setSpacing(theme.px(8))
        head.addWidget(Label(theme, "Network log", "digest", weight=600))
        head.addWidget(self._count)
        head.addStretch(1)
        head.addWidget(self._newer)
        head.addWidget(self.field)
        head.addWidget(Button(theme, "Copy", "copy", clicked=self.copy))
        head.addWidget(Button(theme, "Export…", "file-down", clicked=self.export))
        head.addWidget(IconButton(theme, "x", "Close (Esc)", clicked=self.close_popover))
        foot = QFrame()
        foot.setProperty("look", "foot")
        words = QVBoxLayout(foot)
        words.setContentsMargins(16, theme.px(9), 16, theme.px(10))
        words.addWidget(
            Label(theme, "Addresses and sizes only. No paper text or notes left this computer.", "meta", "text-3")
        )
        self.content.addLayout(head)
        self.content.addWidget(Line())
        self.content.addWidget(self._nothing)
        inset = QHBoxLayout()
        inset.setContentsMargins(theme.px(8), 0, 1, 0)
        inset.addWidget(self.table)
        self.content.addLayout(inset, 1)
        self.content.addWidget(Line())
        self.content.addWidget(foot)

    def _show(self) -> None:
        self._newer.hide()
        self._background.latest(
            "today", self._carrel.network.today, lambda count: self._count.setText(requests_today(count))
        )
        self.rows.show_text(self.field.text().strip())

    def _filled(self) -> None:
        empty = not self.rows.requests
        self._nothing.setText("No request holds this." if self.field.text().strip() else "No network use yet.")
        self._nothing.setVisible(empty)

    def _changed(self, changes: Changes) -> None:
        if changes.network and self.isVisible():
            self._newer.show()

    def _tell(self, text: str) -> None:
        self._carrel.events.publish(Notice(text))


class _Table(QTableView):
    def __init__(self, theme: Theme, rows: LogRows) -> None:
        super().__init__()
        self._theme = theme
        self.setModel(rows)
        self.setAccessibleName("Requests, newest first")
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        # Right of the size, whose words end where the status begins.
        self.setStyleSheet("QTableView::item { padding: 0 8px; }")
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setHighlightSections(False)
        self._size()
        theme.changed.connect(self._size)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc is the panel's."""
        if event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _size(self) -> None:
        header = self.horizontalHeader()
        self.verticalHeader().setDefaultSectionSize(self._theme.px(26))
        for column, width in enumerate(_WIDTHS):
            self.setColumnWidth(column, self._theme.px(width))
            header.setSectionResizeMode(
                column, QHeaderView.ResizeMode.Interactive if width else QHeaderView.ResizeMode.Stretch
            )


def _counted(count: int) -> str:
    return "1 request" if count == 1 else f"{count:,} requests"
