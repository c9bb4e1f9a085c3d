"""How many layers of a model the graphics card takes: automatic until the person moves the slider."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from carrel.ui.models.bar import Slider
from carrel.ui.widgets import Button, Label, Paragraph

if TYPE_CHECKING:
    from carrel.domain.models import ModelEntry
    from carrel.ui.models.machine import Machine
    from carrel.ui.theme import Theme

_REST = 400
"""The person's choice is kept once the slider has stood still for so many milliseconds."""


class Layers(QWidget):
    """There only where the computer has a graphics card. `chosen` carries a file and a number, or None for automatic."""

    chosen = Signal(str, object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._file = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, theme.px(14))
        column.setSpacing(theme.px(2))
        column.addWidget(Label(theme, "On the GPU", "body", weight=600))
        line = QHBoxLayout()
        line.addWidget(Label(theme, "Layers", "label", "text-2"), 1)
        self._count = Label(theme, "", "label", tabular=True)
        line.addWidget(self._count)
        column.addLayout(line)
        self.slider = Slider(theme, "Layers on the GPU")
        self.slider.valueChanged.connect(self._moved)
        column.addWidget(self.slider)
        self._words = Paragraph(theme, "", "meta", "text-2")
        column.addWidget(self._words)
        line = QHBoxLayout()
        self._automatic = Button(theme, "Automatic", look="link", clicked=lambda: self.chosen.emit(self._file, None))
        self._automatic.setAccessibleDescription("As many layers as fit the GPU")
        line.addWidget(self._automatic)
        line.addStretch(1)
        column.addLayout(line)
        self._rest = QTimer(self, interval=_REST, singleShot=True)
        self._rest.timeout.connect(self._tell)
        self.hide()

    def show_entry(self, entry: ModelEntry | None, machine: Machine | None) -> None:
        """Show a model's layers; nothing for None, or where there is no graphics card."""
        gpu = machine is not None and bool(machine.gpu)
        self.setVisible(entry is not None and bool(entry.layers) and gpu)
        if self._rest.isActive() and (entry is None or entry.file != self._file):
            self._tell()
        if entry is None or not entry.layers or not gpu or self.slider.isSliderDown() or self._rest.isActive():
            return
        used = entry.measured.gpu_layers if entry.measured is not None else entry.layers
        layers = min(used if entry.gpu_layers is None else entry.gpu_layers, entry.layers)
        self._file = entry.file
        self.slider.blockSignals(True)
        self.slider.setRange(0, entry.layers)
        self.slider.setValue(layers)
        self.slider.blockSignals(False)
        self.slider.update()
        automatic = entry.gpu_layers is None
        need = f" Uses {entry.need.total / 1e9:.1f} GB in all." if entry.need is not None else ""
        self._words.set_text(
            f"{'Automatic.' if automatic else 'As you set it.'}{need} Fewer layers free GPU memory and are slower."
        )
        self._automatic.setVisible(not automatic)
        self._count.setText(f"{layers} of {entry.layers}")

    def _tell(self) -> None:
        self._rest.stop()
        self.chosen.emit(self._file, self.slider.value())

    def _moved(self, value: int) -> None:
        self._count.setText(f"{value} of {self.slider.maximum()}")
        self._rest.start()
