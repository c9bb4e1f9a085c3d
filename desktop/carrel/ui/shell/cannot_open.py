"""What is shown when the library cannot be opened: why, and what can be done."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from carrel.domain.errors import StorageError
from carrel.ui.theme import Theme
from carrel.ui.widgets import EmptyState


class CannotOpen(QWidget):
    """A small window with the error's own words."""

    def __init__(
        self, theme: Theme, error: StorageError, open_folder: Callable[[], object], leave: Callable[[], object]
    ) -> None:
        super().__init__()
        self.setWindowTitle("Carrel")
        self.setMinimumSize(560, 360)
        layout = QVBoxLayout(self)
        layout.addWidget(
            EmptyState(
                theme,
                "Your library could not be opened",
                f"{error.message} {error.advice} Nothing was changed.",
                (("Open the folder", "folder-open", open_folder), ("Quit", "x", leave)),
            )
        )
