"""Over the models' list: what the page is, this computer, which models are listed, and adding a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from carrel.ui.models.computer import Computer
from carrel.ui.widgets import Banner, Button, Label, Paragraph, Segmented

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from carrel.ui.theme import Theme
    from carrel.ui.widgets.banner import Kind

_CATALOGUE, _HERE = "catalogue", "here"
_FITS, _ADD, _ADD_SHORT = "Fits this computer", "Add a GGUF file", "Add"
_NARROW = 620
_TEXT = "Digests are written by a model on this computer. Nothing is sent out unless you set up your own server."


class ModelsHead(QWidget):
    """`view_changed` when other models are to be listed, `adding_wanted` with the point for a menu."""

    view_changed = Signal()
    adding_wanted = Signal(QPoint)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._banner: Banner | None = None
        self.computer = Computer(theme)
        self._view = Segmented(theme, ((_CATALOGUE, "Catalogue"), (_HERE, "On this computer")), name="Models listed")
        self._view.chosen.connect(lambda _key: self._changed())
        self._fits = Button(theme, _FITS, "filter", look="flat")
        self._fits.setCheckable(True)
        self._fits.toggled.connect(lambda _on: self.view_changed.emit())
        self._add = Button(theme, _ADD, "folder-open")
        self._add.clicked.connect(lambda _checked=False: self.adding_wanted.emit(self._below()))
        self.setMinimumWidth(theme.px(420))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(24, theme.px(20), 24, theme.px(9))
        self._column.setSpacing(0)
        self._column.addWidget(Label(theme, "Models", "page-title"))
        self._column.addWidget(Paragraph(theme, _TEXT))
        self._column.addSpacing(theme.px(12))
        self._column.addWidget(self.computer)
        self._column.addSpacing(theme.px(16))
        bar = QHBoxLayout()
        bar.setSpacing(theme.px(6))
        bar.addWidget(self._view)
        bar.addStretch(1)
        bar.addWidget(self._fits)
        bar.addWidget(self._add)
        self._column.addLayout(bar)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say less on the buttons where there is no room for all of it."""
        super().resizeEvent(event)
        narrow = self.width() < self._theme.px(_NARROW)
        if narrow != (self._add.text() == _ADD_SHORT):
            self._fits.setText("" if narrow else _FITS)
            self._fits.setToolTip(_FITS if narrow else "")
            self._fits.setAccessibleName(_FITS)
            self._add.setText(_ADD_SHORT if narrow else _ADD)
            self._add.setAccessibleName(_ADD)

    @property
    def catalogue(self) -> bool:
        """Whether the catalogue is listed, rather than what is on this computer."""
        return self._view.current() == _CATALOGUE

    @property
    def only_fitting(self) -> bool:
        """Whether only models that fit are listed."""
        return self._fits.isChecked()

    def show_counts(self, catalogue: int, here: int) -> None:
        """Say how many there are of each."""
        self._view.set_count(_CATALOGUE, catalogue)
        self._view.set_count(_HERE, here)

    def nothing_words(self) -> str:
        """What stands where no model is listed."""
        if self.catalogue and self.only_fitting:
            return "No model of the catalogue fits this computer."
        return "No models are here."

    def tell(self, text: str) -> None:
        """Say something over the list; "" takes it away."""
        self._show_banner("info", text)

    def tell_problem(self, text: str) -> None:
        """Say what cannot be done; "" takes it away."""
        self._show_banner("error", text)

    def _show_banner(self, kind: Kind, text: str) -> None:
        if self._banner is not None:
            self._banner.hide()
            self._banner.deleteLater()
            self._banner = None
        if text:
            self._banner = Banner(self._theme, kind, text, dismiss=lambda: self.tell(""))
            self._column.insertWidget(3, self._banner)

    def _changed(self) -> None:
        self._fits.setVisible(self.catalogue)
        self.view_changed.emit()

    def _below(self) -> QPoint:
        return self._add.mapToGlobal(QPoint(0, self._add.height()))
