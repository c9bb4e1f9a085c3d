"""Where the library lives."""

from __future__ import annotations

import shutil
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QWidget

from carrel.ui.theme import Theme
from carrel.ui.widgets import Button, ElidedLabel, Icon, Label


class LibraryFolder(QWidget):
    """The folder with the room that is left there, and a button that opens it."""

    def __init__(self, theme: Theme, home: Path) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        box = _Field(theme)
        box.setFixedHeight(theme.px(30))
        inner = QHBoxLayout(box)
        inner.setContentsMargins(theme.px(10), 0, theme.px(10), 0)
        inner.setSpacing(theme.px(8))
        inner.addWidget(Icon(theme, "folder"))
        inner.addWidget(ElidedLabel(theme, _short(home), middle=True), 1)
        inner.addWidget(Label(theme, f"{shutil.disk_usage(home).free / 1e9:.0f} GB free", "meta", "text-3"))
        row.addWidget(box, 1)
        row.addWidget(
            Button(theme, "Open folder", clicked=lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(home))))
        )


class _Field(QWidget):
    """Looks like a field that cannot be written to."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(self._theme.color("subtle"))
        painter.setPen(QPen(self._theme.color("line-strong"), 1))
        painter.drawRoundedRect(self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)


def _short(path: Path) -> str:
    """The path, with ~ for the account's folder."""
    try:
        return str(Path("~") / path.relative_to(Path.home()))
    except ValueError:
        return str(path)
