"""This computer, as far as a model cares: processor, memory, GPU, disk."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import psutil
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from carrel.services.health import Finding
from carrel.ui.theme import Theme
from carrel.ui.widgets import Icon, Label, Line, Paragraph


class Computer(QFrame):
    """Four tiles. What needs a child process (processor's name, GPU) is filled in when it is known."""

    def __init__(self, theme: Theme, home: Path) -> None:
        super().__init__()
        self.setProperty("look", "panel")
        self.setAccessibleName("This computer")
        row = QHBoxLayout(self)
        row.setContentsMargins(1, 1, 1, 1)
        row.setSpacing(0)
        memory = psutil.virtual_memory()
        cores = psutil.cpu_count(logical=False) or psutil.cpu_count() or 1
        free = shutil.disk_usage(home).free
        _, self._processor = self._tile(theme, row, "cpu", "Processor", f"{cores} cores" if cores > 1 else "1 core", "")
        self._tile(
            theme,
            row,
            "memory-stick",
            "Memory",
            f"{memory.total / 1e9:.0f} GB",
            f"{memory.available / 1e9:.1f} GB free",
        )
        self._gpu_name, self._gpu = self._tile(theme, row, "gauge", "GPU", "", "Looking…")
        self._tile(theme, row, "hard-drive", "Disk", f"{free / 1e9:.0f} GB", "free")

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Fill in what the report says."""
        for finding in findings:
            if finding.name == "GPU":
                name, colon, words = finding.value.partition(": ")
                self._gpu_name.setText(name if colon else "")
                self._gpu_name.setVisible(bool(colon))
                self._gpu.set_text(words[:1].upper() + words[1:] if colon else finding.value)
            elif finding.name == "Processor":
                self._processor.set_text(finding.value.partition(";")[0])

    @staticmethod
    def _tile(theme: Theme, row: QHBoxLayout, icon: str, name: str, number: str, words: str) -> tuple[Label, Paragraph]:
        if row.count():
            row.addWidget(Line(upright=True))
        tile = QWidget()
        column = QVBoxLayout(tile)
        column.setContentsMargins(16, theme.px(10), 12, theme.px(12))
        column.setSpacing(theme.px(2))
        head = QHBoxLayout()
        head.setSpacing(theme.px(6))
        head.addWidget(Icon(theme, icon, 14))
        head.addWidget(Label(theme, name, "meta", "text-2"), 1)
        column.addLayout(head)
        value = Label(theme, number, "body", weight=600)
        value.setVisible(bool(number))
        column.addWidget(value)
        paragraph = Paragraph(theme, words, "meta", "text-3")
        column.addWidget(paragraph)
        column.addStretch(1)
        row.addWidget(tile, 1)
        row.setAlignment(tile, Qt.AlignmentFlag(0))
        return value, paragraph
