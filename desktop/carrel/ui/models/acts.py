"""What can be done with a model, each act beside the window."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QMenu, QMessageBox, QWidget

from carrel.domain.errors import CarrelError
from carrel.domain.models import Held
from carrel.ui.library.redo import RedoPopover
from carrel.ui.models.model_words import Act, model_name
from carrel.ui.shell.wording import size

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from carrel.domain.models import ModelEntry
    from carrel.services.carrel import Carrel
    from carrel.ui.background import Background
    from carrel.ui.models.row import RowState
    from carrel.ui.theme import Theme

FILTER = "GGUF files (*.gguf)"


class ModelActs(QObject):
    """`failed` carries why something cannot be done, "" when something was; `began` what takes a while."""

    failed = Signal(str)
    began = Signal(str)

    def __init__(self, theme: Theme, carrel: Carrel, background: Background, host: QWidget) -> None:
        super().__init__(host)
        self._carrel = carrel
        self._background = background.of(self)
        self._host = host
        self.redo = RedoPopover(theme, carrel, background, host)
        self.redo.failed.connect(self.failed)

    def do(self, state: RowState, act: Act) -> None:
        """Do what a row's button says."""
        entry, carrel = state.entry, self._carrel
        job = state.job.id if state.job is not None else 0
        trial = state.trial.id if state.trial is not None else 0
        acts: dict[Act, Callable[[], object]] = {
            Act.USE: lambda: carrel.models.choose(entry.key),
            Act.BENCHMARK: lambda: carrel.model_trials.bench(entry.key),
            Act.STOP: lambda: carrel.jobs.cancel(trial),
            Act.DOWNLOAD: lambda: carrel.model_downloads.get(_catalog_key(entry)),
            Act.AGAIN: lambda: carrel.model_downloads.get(_catalog_key(entry)),
            Act.PAUSE: lambda: carrel.jobs.pause(job),
            Act.RESUME: lambda: carrel.jobs.resume(job),
            Act.TRY_NOW: lambda: carrel.jobs.try_now(job),
        }
        if act in acts:
            self.run(acts[act])

    def cancel(self, state: RowState) -> None:
        """Give up a download; what came of it is removed."""
        if state.job is not None:
            self.run(partial(self._carrel.jobs.cancel, state.job.id))

    def use(self, key: str) -> None:
        """Choose a model by its key; "" for none."""
        self.run(lambda: self._carrel.models.choose(key))

    def optimise(self, entry: ModelEntry) -> None:
        """Write a copy of it in the format that this computer computes fastest."""
        self.run(lambda: self._carrel.model_trials.optimise(entry.key))

    def set_layers(self, entry: ModelEntry, layers: int | None) -> None:
        """Give so many layers to the graphics card; None: as many as fit."""

        def choose() -> None:
            path = self._carrel.models.find(entry.key).path
            if path is not None:
                self._carrel.gpu_layers.choose(path, layers)

        self.run(choose)

    def set_battery(self, value: str) -> None:
        """Say what becomes of background work without mains power."""
        self.run(lambda: self._carrel.settings.change(on_battery=value))

    def ask_file(self, *, link: bool) -> None:
        """Ask for a GGUF file and add it."""
        name, _ = QFileDialog.getOpenFileName(self._host, "Add a GGUF file", str(Path.home()), FILTER)
        if name:
            self.add([Path(name)], link=link)

    def add(self, paths: Sequence[Path], *, link: bool) -> None:
        """Add GGUF files to the models folder: as copies, or as links to where they are."""
        names = ", ".join(path.name for path in paths)
        if not link:
            self.began.emit(f"Copying {names} into the models folder.")

        def add_all() -> None:
            for path in paths:
                self._carrel.models.add(path, link=link)

        self.run(add_all)

    def adding_menu(self, paths: Sequence[Path] = ()) -> QMenu:
        """The two ways to add a file, or those in `paths`."""
        menu = QMenu(self._host)
        for words, link in (("Copy into the models folder", False), ("Link to where it is", True)):
            action = menu.addAction(words if paths else f"{words}…")
            if paths:
                action.triggered.connect(lambda _checked=False, link=link: self.add(paths, link=link))
            else:
                action.triggered.connect(lambda _checked=False, link=link: self.ask_file(link=link))
        return menu

    def offer(self, state: RowState, at: QPoint) -> None:
        """Show the menu of a model that is here."""
        menu = self.menu(state)
        if not menu.isEmpty():
            menu.popup(at)

    def menu(self, state: RowState) -> QMenu:
        """All that can be done with a model that is here."""
        entry = state.entry
        menu = QMenu(self._host)
        if entry.held not in {Held.HERE, Held.INCLUDED} or entry.search:
            return menu

        def add(words: str, act: Callable[[], object], *, possible: bool = True) -> None:
            action = menu.addAction(words)
            action.setEnabled(possible)
            action.triggered.connect(lambda _checked=False: act())

        if not entry.problem:
            add("Use no model" if entry.in_use else "Use", partial(self.use, "" if entry.in_use else entry.key))
            add("Benchmark", partial(self.do, state, Act.BENCHMARK), possible=state.trial is None)
            add("Write all digests with it…", partial(self.redo.offer, None, None, entry.key))
            if entry.better_format:
                add("Optimise for this computer", partial(self.optimise, entry), possible=state.trial is None)
        menu.addSeparator()
        add("Show in folder", partial(self.show_in_folder, entry))
        if entry.held is Held.HERE:
            add("Remove…", partial(self.confirm_remove, entry))
        return menu

    def show_in_folder(self, entry: ModelEntry) -> None:
        """Open the folder its file lies in."""

        def show(choice: object) -> None:
            path = getattr(choice, "path", None) or self._carrel.models.folder / entry.file
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))

        self._background.run(lambda: self._carrel.models.find(entry.key), show)

    def confirm_remove(self, entry: ModelEntry) -> None:
        """Delete a model's file after asking: it would have to be downloaded again."""
        words = f"Delete {entry.file}, {size(entry.bytes)}? This cannot be undone."
        buttons = QMessageBox.StandardButton.Yes | QMessageBox.StandardButton.Cancel
        title = f"Remove {model_name(entry)}"
        if QMessageBox.question(self._host, title, words, buttons) is QMessageBox.StandardButton.Yes:
            self.run(lambda: self._carrel.models.remove(entry.key))

    def run(self, act: Callable[[], object]) -> None:
        """Do it beside the window, and tell when it cannot be done."""

        def failed(error: Exception) -> None:
            if not isinstance(error, CarrelError):
                raise error
            self.failed.emit(f"{error} {error.advice}".strip())

        self._background.run(act, lambda _answer: self.failed.emit(""), failed=failed)


def _catalog_key(entry: ModelEntry) -> str:
    return entry.entry.key if entry.entry is not None else entry.key
