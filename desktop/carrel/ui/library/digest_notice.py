"""The line over a digest that says what is particular about it, or what went wrong while writing it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from carrel.domain.paper import FileState
from carrel.ui.widgets import Banner

if TYPE_CHECKING:
    from carrel.ui.library.record import PaperRecord
    from carrel.ui.theme import Theme

_SCANNED = "This PDF has no text Carrel can read. Statements were checked against the abstract only."


class DigestNotice(QWidget):
    """A failure stays until it is dismissed or another attempt begins; `retry_requested` asks for one."""

    retry_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._failure = ""
        self._dismissed: set[int] = set()
        self._told = 0
        self._banner: Banner | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self.hide()

    def show_failure(self, text: str) -> None:
        """Say what went wrong."""
        self._failure = text
        actions = [("Try again", self.retry_requested.emit)]
        self._show(Banner(self._theme, "error", text, actions, dismiss=self._dismiss))

    def clear_failure(self) -> None:
        """Say it no longer: another paper is shown, or another attempt begins."""
        self._told = 0
        if self._failure:
            self._failure = ""
            self._show(None)

    def show_record(self, record: PaperRecord) -> None:
        """Tell of a digest that failed; else that a scanned PDF was checked against its abstract only."""
        failed = record.failed
        if failed is not None and failed.id != self._told and failed.id not in self._dismissed:
            self._told = failed.id
            self.show_failure(f"{failed.error} {failed.advice}".strip())
        elif failed is None and self._told:
            self.clear_failure()
        if self._failure:
            return
        scanned = record.file is not None and record.file.state is FileState.NO_TEXT and record.digest is not None
        if scanned != (self._banner is not None):
            self._show(Banner(self._theme, "info", _SCANNED) if scanned else None)

    def _dismiss(self) -> None:
        self._dismissed.add(self._told)
        self.clear_failure()

    def _show(self, banner: Banner | None) -> None:
        if self._banner is not None:
            self._layout.removeWidget(self._banner)
            self._banner.hide()
            self._banner.deleteLater()
        self._banner = banner
        if banner is not None:
            self._layout.addWidget(banner)
        self.setVisible(banner is not None)
