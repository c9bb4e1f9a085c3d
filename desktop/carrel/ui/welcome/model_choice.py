"""What writes the digests: the starter model, a GGUF file, or none."""

from __future__ import annotations

from pathlib import Path

import psutil
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from carrel.services.carrel import Carrel
from carrel.services.models import ModelChoice
from carrel.ui.background import Background
from carrel.ui.models.wording import facts, licence_of, name_of
from carrel.ui.shell.wording import size
from carrel.ui.theme import Theme
from carrel.ui.widgets import Button, ChoiceRow, Paragraph


class ModelChoosing(QWidget):
    """Choices one below the other; `key` is the one taken."""

    def __init__(self, theme: Theme, carrel: Carrel, background: Background) -> None:
        super().__init__()
        self._theme = theme
        self._carrel = carrel
        self._background = background.of(self)
        self._rows: dict[str, ChoiceRow] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        layout.addLayout(self._list)
        links = QHBoxLayout()
        links.setContentsMargins(theme.px(12), theme.px(6), 0, 0)
        links.addWidget(Button(theme, "I have a GGUF file", look="link", clicked=self._ask))
        links.addStretch(1)
        layout.addLayout(links)
        self._problem = Paragraph(theme, "", "meta", "not-found")
        self._problem.hide()
        layout.addWidget(self._problem)
        self._add(ModelChoice("", "No model"), "")
        self._background.run(carrel.models.available, self._show)

    @property
    def key(self) -> str:
        """The key of the choice taken, as `Models.choose` knows it."""
        return next((key for key, row in self._rows.items() if row.isChecked()), "")

    @staticmethod
    def computer() -> str:
        """This computer's memory and cores in words."""
        memory = psutil.virtual_memory().total / 1e9
        cores = psutil.cpu_count(logical=False) or psutil.cpu_count() or 1
        return f"{memory:.0f} GB of memory, {cores} cores" if cores > 1 else f"{memory:.0f} GB of memory, 1 core"

    def first(self) -> QWidget:
        """The row that is taken."""
        return self._rows[self.key]

    def _show(self, choices: list[ModelChoice]) -> None:
        usable = [one for one in choices if one.usable]
        for one in usable:
            self._add(one, "included" if one.key == "starter" else "on this computer")
        chosen = self._carrel.settings.current.model
        self._rows[chosen if chosen in self._rows else usable[0].key if usable else ""].setChecked(True)
        if self.window().focusWidget() in self._rows.values():
            self.first().setFocus(Qt.FocusReason.OtherFocusReason)
        bad = next((one for one in choices if one.key == "starter" and not one.usable), None)
        self._tell(bad.problem if bad is not None else "")

    def _add(self, choice: ModelChoice, right: str) -> None:
        if not choice.key:
            row = ChoiceRow(self._theme, "No model", "Sentences from the paper, chosen at once.")
        elif choice.key == "starter":
            text = f"Rough, but it works offline from the first minute. {licence_of(choice)}."
            row = ChoiceRow(self._theme, f"Starter model, {name_of(choice)}", text, right=right)
        else:
            row = ChoiceRow(self._theme, choice.name, facts(choice), right=right)
        self._rows[choice.key] = row
        # No model stands last.
        self._list.insertWidget(self._list.count() - (1 if choice.key and "" in self._rows else 0), row)
        row.show()

    def _ask(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, "Use a GGUF file", str(Path.home()), "GGUF files (*.gguf)")
        if name:
            self.offer(name)

    def offer(self, path: str) -> None:
        """Look at a GGUF file and take it, or say why it cannot be used."""

        def show(choice: ModelChoice) -> None:
            self._tell(choice.problem)
            if choice.usable:
                if choice.key not in self._rows:
                    right = size(choice.info.bytes) if choice.info is not None else ""
                    self._add(choice, right)
                self._rows[choice.key].setChecked(True)

        self._background.run(lambda: self._carrel.models.find(path), show)

    def _tell(self, text: str) -> None:
        self._problem.set_text(text)
        self._problem.setVisible(bool(text))
