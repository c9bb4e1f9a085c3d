"""What writes the digests: the starter model, one to be downloaded, a GGUF file, or none."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import psutil
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from carrel.domain.models import Fit, Held, ModelEntry
from carrel.services.carrel import Carrel
from carrel.services.models import ModelChoice
from carrel.ui.background import Background
from carrel.ui.models.wording import facts, licence_of, licence_words, name_of
from carrel.ui.shell.wording import size
from carrel.ui.theme import Theme
from carrel.ui.widgets import Button, ChoiceRow, Paragraph

_DOWNLOAD = "download:"
_FITS = {Fit.GPU, Fit.MEMORY}


class ModelChoosing(QWidget):
    """Choices one below the other; `key` is the one taken.

    `download_chosen` carries the entry whose file Start will ask for, None for none; `server_wanted` asks for the place
    where a person's own server is set up.
    """

    download_chosen = Signal(object)
    server_wanted = Signal()

    def __init__(self, theme: Theme, carrel: Carrel, background: Background) -> None:
        super().__init__()
        self._theme = theme
        self._carrel = carrel
        self._background = background.of(self)
        self._rows: dict[str, ChoiceRow] = {}
        self._offers: dict[str, ModelEntry] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        layout.addLayout(self._list)
        links = QHBoxLayout()
        links.setContentsMargins(theme.px(12), theme.px(6), 0, 0)
        links.setSpacing(theme.px(16))
        links.addWidget(Button(theme, "I have a GGUF file", look="link", clicked=self._ask))
        links.addWidget(Button(theme, "I have a server of my own", look="link", clicked=self.server_wanted.emit))
        links.addStretch(1)
        layout.addLayout(links)
        self._problem = Paragraph(theme, "", "meta", "not-found")
        self._problem.hide()
        layout.addWidget(self._problem)
        self._add(ModelChoice("", "No model"), "")
        self._background.run(carrel.models.available, self._show)

    @property
    def key(self) -> str:
        """The key of the choice taken, as `Models.choose` knows it; while a download goes on, the model that was set."""
        taken = self._taken()
        return self._carrel.settings.current.model if taken in self._offers else taken

    @property
    def download(self) -> str:
        """The catalogue's key of the model that is to be downloaded, "" for none."""
        offer = self._offers.get(self._taken())
        return offer.entry.key if offer is not None and offer.entry is not None else ""

    @staticmethod
    def computer() -> str:
        """This computer's memory and cores in words."""
        memory = psutil.virtual_memory().total / 1e9
        cores = psutil.cpu_count(logical=False) or psutil.cpu_count() or 1
        return f"{memory:.0f} GB of memory, {cores} cores" if cores > 1 else f"{memory:.0f} GB of memory, 1 core"

    def first(self) -> QWidget:
        """The row that is taken."""
        return self._rows[self._taken()]

    def _taken(self) -> str:
        return next((key for key, row in self._rows.items() if row.isChecked()), "")

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
        self._background.run(self._carrel.model_list.entries, self._show_offers)

    def _show_offers(self, entries: Iterable[ModelEntry]) -> None:
        for number, entry in enumerate(offers(entries)):
            words = [entry.entry.good_for.rstrip(".") if entry.entry is not None else "", licence_words(entry.licence)]
            text = ". ".join([*filter(None, words), "The starter model writes until it is here"])
            mark = "recommended" if number == 0 else "smaller"
            row = ChoiceRow(self._theme, entry.name, f"{text}.", mark=mark, right=f"download, {size(entry.bytes)}")
            row.toggled.connect(lambda on, entry=entry: self.download_chosen.emit(entry if on else None))
            key = f"{_DOWNLOAD}{entry.file}"
            self._offers[key] = entry
            self._put(key, row)

    def _add(self, choice: ModelChoice, right: str) -> None:
        if not choice.key:
            row = ChoiceRow(self._theme, "No model", "Sentences from the paper, chosen at once.")
        elif choice.key == "starter":
            text = f"Rough, but it works offline from the first minute. {licence_of(choice)}."
            row = ChoiceRow(self._theme, f"Starter model, {name_of(choice)}", text, right=right)
        else:
            row = ChoiceRow(self._theme, choice.name, facts(choice), right=right)
        self._put(choice.key, row)

    def _put(self, key: str, row: ChoiceRow) -> None:
        self._rows[key] = row
        # No model stands last.
        self._list.insertWidget(self._list.count() - (1 if key and "" in self._rows else 0), row)
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


def offers(entries: Iterable[ModelEntry]) -> list[ModelEntry]:
    """The largest model of the catalogue that fits this computer well, and one of at most half its size."""
    fitting = [
        entry
        for entry in entries
        if entry.held is Held.OFFERED and entry.fit in _FITS and entry.bytes and not (entry.search or entry.problem)
    ]
    fitting.sort(key=lambda entry: entry.bytes, reverse=True)
    smaller = [entry for entry in fitting if entry.bytes <= fitting[0].bytes / 2]
    return [*fitting[:1], *smaller[:1]]
