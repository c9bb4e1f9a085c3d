"""This computer, as far as a model cares: processor, memory, GPU, disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psutil
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from carrel.ui.models.bar import ShareBar
from carrel.ui.shell.wording import size
from carrel.ui.theme import Theme
from carrel.ui.widgets import Icon, Label, Line, Paragraph

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from carrel.ui.models.machine import Machine

_NONE = "None: "
_ANOTHER_BUILD = "How to build llama.cpp for graphics stands in docs/models.md in Carrel’s folder."


class Computer(QFrame):
    """Four tiles. What a child process has to be asked for (features, GPU) is filled in when it is known."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("look", "panel")
        self.setAccessibleName("This computer")
        row = QHBoxLayout(self)
        row.setContentsMargins(1, 1, 1, 1)
        row.setSpacing(0)
        memory = psutil.virtual_memory()
        self.memory = memory.total
        """The computer's memory in bytes."""
        cores = psutil.cpu_count(logical=False) or psutil.cpu_count() or 1
        self._processor = _Tile(theme, "cpu", "Processor")
        self._memory = _Tile(theme, "memory-stick", "Memory")
        self._gpu = _Tile(theme, "gauge", "GPU")
        self._disk = _Tile(theme, "hard-drive", "Disk")
        for number, tile in enumerate((self._processor, self._memory, self._gpu, self._disk)):
            if number:
                row.addWidget(Line(upright=True))
            row.addWidget(tile, 1)
        self._processor.show_values(_cores(cores), "")
        self._show_memory(memory.total, memory.available)
        self._gpu.show_values("", "Looking…")
        self._disk.show_values("", "Looking…")

    def show_machine(self, machine: Machine) -> None:
        """Fill in what the child process found."""
        self._processor.show_values(_cores(machine.cores), ", ".join(machine.features), note=machine.processor)
        self._show_memory(machine.memory, machine.memory_free)
        if not machine.gpu:
            words = machine.gpu_words.removeprefix(_NONE)
            self._gpu.show_values("None", words[:1].upper() + words[1:], note=_ANOTHER_BUILD)
            return
        whole = machine.gpu_memory
        free = f"{machine.gpu_free / 1e9:.1f} GB free" if whole else ""
        words = ", ".join(part for part in (free, machine.gpu_backend) if part)
        share = 1 - machine.gpu_free / whole if whole else None
        name = f"{whole / 1e9:.0f} GB" if whole else machine.gpu
        self._gpu.show_values(name, words, share=share, note=machine.gpu_words)

    def show_disk(self, free: int, models: int) -> None:
        """Say how much is free, and how much of the disk the models take (bytes)."""
        self._disk.show_values(f"{free / 1e9:.0f} GB", f"free, models {size(models)}")

    def _show_memory(self, whole: int, free: int) -> None:
        share = 1 - free / whole if whole else None
        self._memory.show_values(f"{whole / 1e9:.0f} GB", f"{free / 1e9:.1f} GB free", share=share)


class _Tile(QWidget):
    """An icon and a name, a number with words beside it (under it where they are long), and how much is taken."""

    def __init__(self, theme: Theme, icon: str, name: str) -> None:
        super().__init__()
        self._theme = theme
        self._name = name
        self._said = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(16, theme.px(10), 12, theme.px(11))
        column.setSpacing(theme.px(2))
        head = QHBoxLayout()
        head.setSpacing(theme.px(6))
        head.addWidget(Icon(theme, icon, 14))
        head.addWidget(Label(theme, name, "meta", "text-2"), 1)
        column.addLayout(head)
        line = QHBoxLayout()
        line.setSpacing(theme.px(5))
        self._number = Label(theme, "", "body", weight=600)
        self._words = Label(theme, "", "label", "text-2")
        line.addWidget(self._number)
        line.addWidget(self._words, 1)
        column.addLayout(line)
        self._long = Paragraph(theme, "", "meta", "text-2")
        column.addWidget(self._long)
        column.addSpacing(theme.px(4))
        self._bar = ShareBar(theme)
        column.addWidget(self._bar)
        column.addStretch(1)
        self._long.hide()
        self._bar.hide()

    def show_values(self, number: str, words: str, *, share: float | None = None, note: str = "") -> None:
        """Show them; `note` is said in full where only a part is shown."""
        self._number.setText(number)
        self._number.setVisible(bool(number))
        self._said = words
        self._place_words()
        self._bar.setVisible(share is not None)
        self._bar.set_share(share or 0.0)
        self.setToolTip(note)
        self.setAccessibleName(", ".join(part for part in (self._name, number, words, note) if part))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Find room for the words."""
        super().resizeEvent(event)
        self._place_words()

    def _place_words(self) -> None:
        """Beside the number where they fit, else on lines of their own."""
        room = self.width() - 28 - self._number.sizeHint().width() - self._theme.px(5)
        long = self._said.endswith(".") or QFontMetricsF(self._words.font()).horizontalAdvance(self._said) > room
        self._words.setText("" if long else self._said)
        self._long.set_text(self._said if long else "")
        self._long.setVisible(long)


def _cores(count: int) -> str:
    return f"{count} cores" if count > 1 else "1 core"
