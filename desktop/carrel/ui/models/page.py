"""The Models page: what can write digests on this computer, what can be fetched, and how it fits."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from carrel.domain.job import JobKind
from carrel.domain.models import Fit, Held
from carrel.ui.models.acts import ModelActs
from carrel.ui.models.head import ModelsHead
from carrel.ui.models.machine import Machine, machine_now
from carrel.ui.models.model_words import Act
from carrel.ui.models.panel import ModelPanel
from carrel.ui.models.reading import ModelsNow, estimated_speed, models_now
from carrel.ui.models.row import RowState
from carrel.ui.models.server import OwnServerPanel
from carrel.ui.models.table import ColumnHead, ModelTable
from carrel.ui.widgets import Line

if TYPE_CHECKING:
    from PySide6.QtGui import QDragEnterEvent, QDropEvent, QResizeEvent, QShowEvent

    from carrel.domain.changes import Changes
    from carrel.domain.job import Job
    from carrel.domain.models import ModelEntry
    from carrel.services.carrel import Carrel
    from carrel.ui.actions import Actions
    from carrel.ui.background import Background
    from carrel.ui.bridge import Bridge
    from carrel.ui.theme import Theme

_AFTER_PAINT = 150
_BURST = 120
_PANEL, _LEAST_SHARE = 371, 0.36
_KINDS = {JobKind.FETCH_MODEL, JobKind.BENCH_MODEL, JobKind.OPTIMISE_MODEL}
_FITS = {Fit.GPU, Fit.SHARED, Fit.MEMORY}


class ModelsPage(QFrame):
    """Reads the models each time it is shown, and whenever one of their jobs or a setting changes."""

    def __init__(self, theme: Theme, carrel: Carrel, background: Background, bridge: Bridge, actions: Actions) -> None:
        super().__init__()
        self.setProperty("look", "surface")
        self.setAccessibleName("Models")
        self.setAcceptDrops(True)
        self._theme = theme
        self._carrel = carrel
        self._background = background.of(self)
        self._now: ModelsNow | None = None
        self._machine: Machine | None = None
        self._anew = True
        self.acts = ModelActs(theme, carrel, background, self)
        self.head = ModelsHead(theme)
        self.table = ModelTable(theme)
        self.panel = ModelPanel(theme)
        self._scroll = QScrollArea()
        self.panel.add_part(OwnServerPanel(theme, carrel, background, bridge))
        self._lay_out()
        self._burst = QTimer(self, interval=_BURST, singleShot=True)
        self._burst.timeout.connect(self.read)
        self.setFocusProxy(self.table)
        self._connect()
        actions.bind("list.next", lambda: self.table.move_to(1), context=self)
        actions.bind("list.previous", lambda: self.table.move_to(-1), context=self)
        bridge.changes.connect(self._changed)
        bridge.job.connect(self._progressed)

    def showEvent(self, event: QShowEvent) -> None:
        """Read what there is now, and look at the computer."""
        super().showEvent(event)
        self._anew = True
        self.read()
        # Asking a child process about the GPU can wait until the page was painted.
        QTimer.singleShot(_AFTER_PAINT, self, self._look)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the list most of the room."""
        super().resizeEvent(event)
        self.panel.setFixedWidth(min(self._theme.px(_PANEL), round(self.width() * _LEAST_SHARE)))

    def read(self) -> None:
        """Read the models, their jobs and the disk."""
        self._background.latest("models", lambda: models_now(self._carrel), self._show)

    def use(self, key: str) -> None:
        """Choose a model: its key, a path, or "" for none."""
        self.acts.use(key)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take GGUF files; what else is dropped is the window's."""
        if _dropped(event):
            event.acceptProposedAction()
        else:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        """Ask whether to copy or to link what was dropped."""
        paths = _dropped(event)
        event.acceptProposedAction()
        self.acts.adding_menu(paths).popup(self.mapToGlobal(event.position().toPoint()))

    def _look(self) -> None:
        if self.isVisible():
            self._background.latest("computer", lambda: machine_now(self._carrel), self._show_machine)

    def _show_machine(self, machine: Machine) -> None:
        self._machine = machine
        self.head.computer.show_machine(machine)
        self._redraw()

    def _show(self, now: ModelsNow) -> None:
        self._now = now
        self.head.computer.show_disk(now.free, now.taken)
        listed = [_in_catalog(entry) for entry in now.entries]
        self.head.show_counts(sum(listed), sum(entry.held in {Held.HERE, Held.INCLUDED} for entry in now.entries))
        self._redraw()

    def _redraw(self, *, anew: bool = False) -> None:
        now = self._now
        if now is None:
            return
        anew, self._anew = anew or self._anew, False
        states = [self._state(entry, now) for entry in now.entries if self._wanted(entry)]
        self.table.show_rows(states, anew=anew, nothing=self.head.nothing_words())
        if not self.table.current:
            self._take_first(states)
        self._show_panel()

    def _wanted(self, entry: ModelEntry) -> bool:
        if self.head.catalogue:
            return _in_catalog(entry) and (not self.head.only_fitting or entry.fit in _FITS)
        return entry.held in {Held.HERE, Held.INCLUDED}

    def _take_first(self, states: list[RowState]) -> None:
        files = [state.entry.file for state in states if state.entry.in_use and not state.entry.search]
        files += [state.entry.file for state in states]
        if files:
            self.table.take(files[0])

    def _state(self, entry: ModelEntry, now: ModelsNow) -> RowState:
        machine = self._machine
        return RowState(
            entry,
            now.jobs.get(entry.file),
            now.trials.get(entry.file),
            machine.memory if machine is not None else self.head.computer.memory,
            machine.gpu_memory if machine is not None else 0,
            estimated_speed(entry, now.entries),
        )

    def _taken(self) -> RowState | None:
        row = self.table.row(self.table.current)
        return row.state if row is not None else None

    def _show_panel(self) -> None:
        self.panel.show_state(self._taken(), self._machine, self._carrel.settings.current)

    def _entry(self, file: str) -> ModelEntry | None:
        row = self.table.row(file)
        return row.state.entry if row is not None else None

    def _connect(self) -> None:
        acts, panel, table = self.acts, self.panel, self.table
        acts.failed.connect(self.head.tell_problem)
        acts.failed.connect(lambda _text: self.read())
        acts.began.connect(self.head.tell)
        self.head.view_changed.connect(lambda: self._redraw(anew=True))
        self.head.adding_wanted.connect(lambda at: acts.adding_menu().popup(at))
        table.chosen.connect(lambda _file: self._show_panel())
        table.moved.connect(lambda row: self._scroll.ensureWidgetVisible(row, 0, 0))
        table.acted.connect(self._act)
        table.cancelled.connect(self._cancel)
        table.more_wanted.connect(self._more)
        panel.acted.connect(self._act)
        panel.none_wanted.connect(lambda: acts.use(""))
        panel.battery_chosen.connect(acts.set_battery)
        panel.optimise_wanted.connect(self._optimise)
        panel.layers_chosen.connect(self._set_layers)

    def _act(self, file: str, act: Act) -> None:
        row = self.table.row(file)
        if row is not None:
            self.acts.do(row.state, act)

    def _cancel(self, file: str) -> None:
        row = self.table.row(file)
        if row is not None:
            self.acts.cancel(row.state)

    def _more(self, file: str, at: QPoint) -> None:
        row = self.table.row(file)
        if row is not None:
            self.acts.offer(row.state, at)

    def _optimise(self, file: str) -> None:
        entry = self._entry(file)
        if entry is not None:
            self.acts.optimise(entry)

    def _set_layers(self, file: str, layers: object) -> None:
        entry = self._entry(file)
        if entry is not None:
            self.acts.set_layers(entry, layers if isinstance(layers, int) else None)

    def _changed(self, changes: Changes) -> None:
        if (changes.settings or changes.jobs or changes.digests) and self.isVisible() and not self._burst.isActive():
            self._burst.start()

    def _progressed(self, job: Job) -> None:
        """Show how far a job is, without reading anything anew."""
        if job.kind not in _KINDS or self._now is None or not self.isVisible():
            return
        for jobs in (self._now.jobs, self._now.trials):
            for file, known in jobs.items():
                if known.id == job.id:
                    jobs[file] = job
                    self._redraw_row(file)
                    return

    def _redraw_row(self, file: str) -> None:
        row = self.table.row(file)
        if row is not None and self._now is not None:
            row.show_state(self._state(row.state.entry, self._now))
            if file == self.table.current:
                self._show_panel()

    def _lay_out(self) -> None:
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(Line())
        column.addWidget(ColumnHead(self._theme, ("Writing model", "Fit", "Speed")))
        column.addWidget(self.table, 1)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(left)
        across.addWidget(self._scroll, 1)
        across.addWidget(Line(upright=True))
        across.addWidget(self.panel)


def _in_catalog(entry: ModelEntry) -> bool:
    return entry.entry is not None or entry.held is Held.INCLUDED


def _dropped(event: QDropEvent) -> list[Path]:
    """The GGUF files that are being dropped."""
    paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
    return [path for path in paths if path.suffix.lower() == ".gguf"]
