"""The Models page: what can write digests on this computer, and which of it does."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QShowEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from carrel.domain.changes import Changes
from carrel.domain.errors import CarrelError
from carrel.services.carrel import Carrel
from carrel.services.models import ModelChoice
from carrel.ui.background import Background
from carrel.ui.bridge import Bridge
from carrel.ui.models.computer import Computer
from carrel.ui.models.row import ModelRow
from carrel.ui.theme import Theme
from carrel.ui.widgets import Banner, Button, Label, Page

_AFTER_PAINT = 150


class ModelsPage(Page):
    """Reads the models folder each time it is shown."""

    def __init__(self, theme: Theme, carrel: Carrel, background: Background, bridge: Bridge) -> None:
        super().__init__(
            theme, "Models", "Digests are written by a model on this computer. Nothing is sent out.", width=860
        )
        self._theme = theme
        self._carrel = carrel
        self._background = background.of(self)
        self._looked = False
        self._banner: Banner | None = None
        self._computer = Computer(theme, carrel.paths.home)
        self.column.addWidget(self._computer)
        self.column.addSpacing(theme.px(20))
        bar = QHBoxLayout()
        bar.setSpacing(theme.px(8))
        bar.addWidget(Label(theme, "On this computer", "heading"))
        bar.addStretch(1)
        bar.addWidget(Button(theme, "Open models folder", "folder-open", look="flat", clicked=self._open_folder))
        bar.addWidget(Button(theme, "Use a GGUF file…", "plus", clicked=self._choose_file))
        self.column.addLayout(bar)
        self.column.addSpacing(theme.px(8))
        self._list = QFrame()
        self._list.setProperty("look", "panel")
        self._rows = QVBoxLayout(self._list)
        self._rows.setContentsMargins(1, 1, 1, 1)
        self._rows.setSpacing(0)
        self.column.addWidget(self._list)
        self.end()
        bridge.changes.connect(self._changed)

    def showEvent(self, event: QShowEvent) -> None:
        """Look what is in the folder now, and once at the computer."""
        super().showEvent(event)
        self.read()
        if not self._looked:
            self._looked = True
            # Asking a child process about the GPU can wait until the page was painted.
            QTimer.singleShot(_AFTER_PAINT, self._look)

    def _look(self) -> None:
        self._background.run(self._carrel.health.report, self._computer.show_findings)

    def read(self) -> None:
        """Read the models that can be chosen."""

        def look() -> tuple[list[ModelChoice], ModelChoice]:
            return self._carrel.models.available(), self._carrel.models.chosen()

        self._background.latest("models", look, self._show)

    def use(self, key: str) -> None:
        """Choose a model: its key, or a path."""
        self._background.run(
            lambda: self._carrel.models.choose(key), lambda _choice: self._tell(""), failed=self._failed
        )

    def _show(self, answer: tuple[list[ModelChoice], ModelChoice]) -> None:
        available, chosen = answer
        none = ModelChoice("", "No model")
        choices = [*available, *([] if chosen.key in {"", *(one.key for one in available)} else [chosen]), none]
        focus = self._list.focusWidget()
        name = focus.accessibleName() if focus is not None and focus.hasFocus() else ""
        while (item := self._rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for choice in choices:
            row = ModelRow(
                self._theme,
                choice,
                chosen=choice.key == chosen.key,
                last=choice is none,
                use=partial(self.use, choice.key),
            )
            self._rows.addWidget(row)
            if name:
                self._give_focus(row, name)

    @staticmethod
    def _give_focus(row: QWidget, name: str) -> None:
        for button in row.findChildren(Button):
            if button.accessibleName() == name:
                button.setFocus()

    def _changed(self, changes: Changes) -> None:
        if changes.settings and self.isVisible():
            self.read()

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._carrel.models.folder)))

    def _choose_file(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, "Use a GGUF file", str(Path.home()), "GGUF files (*.gguf)")
        if name:
            self.use(name)

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, CarrelError):
            raise error
        self._tell(str(error))

    def _tell(self, text: str) -> None:
        if self._banner is not None:
            self._banner.hide()
            self._banner.deleteLater()
            self._banner = None
        if text:
            self._banner = Banner(self._theme, "error", text, dismiss=lambda: self._tell(""))
            self.column.insertWidget(3, self._banner)
