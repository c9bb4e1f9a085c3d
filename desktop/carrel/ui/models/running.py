"""How a model runs on this computer: context, threads, when it is unloaded, what happens on battery."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from carrel.ui.models.facts import Facts
from carrel.ui.widgets import Button, Label

if TYPE_CHECKING:
    from carrel.domain.models import ModelEntry
    from carrel.domain.settings import Settings
    from carrel.ui.models.machine import Machine
    from carrel.ui.theme import Theme

BATTERY = {"pause": "Pause digests", "go_on": "Go on"}
_IDLE = "10 minutes idle"


class Running(QWidget):
    """`battery_chosen` carries what is to become of background work without mains power."""

    battery_chosen = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, theme.px(12))
        column.setSpacing(0)
        column.addWidget(Label(theme, "Running", "body", weight=600))
        column.addSpacing(theme.px(2))
        self._facts = Facts(theme)
        column.addWidget(self._facts)
        line = QHBoxLayout()
        line.addWidget(Label(theme, "On battery", "label", "text-2"), 1)
        self._battery = Button(theme, BATTERY["pause"], look="link", clicked=self._ask)
        line.addWidget(self._battery)
        column.addLayout(line)

    def show_entry(self, entry: ModelEntry | None, machine: Machine | None, settings: Settings) -> None:
        """Show how a model runs; nothing for None."""
        self.setVisible(entry is not None)
        if entry is None:
            return
        measured = entry.measured
        cores = machine.cores if machine is not None else 0
        threads = measured.threads if measured is not None else cores
        self._facts.show_facts(
            (
                ("Context, at most", f"{entry.context:,} tokens" if entry.context else ""),
                ("Threads", f"{threads} of {cores}" if cores else ""),
                ("Unload after", _IDLE),
            )
        )
        self._battery.setText(BATTERY.get(settings.on_battery, settings.on_battery))
        self._battery.setAccessibleName(f"On battery: {self._battery.text()}")

    def _ask(self) -> None:
        menu = QMenu(self)
        for value, words in BATTERY.items():
            action = menu.addAction(words)
            action.triggered.connect(lambda _checked=False, value=value: self.battery_chosen.emit(value))
        menu.popup(self._battery.mapToGlobal(QPoint(0, self._battery.height())))
