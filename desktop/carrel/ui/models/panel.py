"""The panel beside the list: one model in full, how it runs here, and how fast it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from carrel.domain.models import Held
from carrel.ui.library.flow import FlowLayout
from carrel.ui.models.facts import Facts
from carrel.ui.models.layers import Layers
from carrel.ui.models.model_words import Act, model_name, problem_of, speed_words
from carrel.ui.models.panel_words import (
    download_facts,
    file_facts,
    measured_facts,
    measured_title,
    offer_words,
    optimise_words,
)
from carrel.ui.models.running import Running
from carrel.ui.models.wording import licence_words
from carrel.ui.widgets import Button, Chip, ElidedLabel, Label, Line, Paragraph, ProgressLine

if TYPE_CHECKING:
    from carrel.domain.settings import Settings
    from carrel.ui.models.machine import Machine
    from carrel.ui.models.row import RowState
    from carrel.ui.theme import Theme


class ModelPanel(QScrollArea):
    """`acted` carries a file and an act, `optimise_wanted` a file, `layers_chosen` a file and layers (None: automatic).

    `battery_chosen` carries "pause" or "go_on"; `none_wanted` tells that digests are to be made without a model.
    """

    acted = Signal(str, object)
    optimise_wanted = Signal(str)
    layers_chosen = Signal(str, object)
    battery_chosen = Signal(str)
    none_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._state: RowState | None = None
        self._chip_words: tuple[str, ...] = ()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("The chosen model")
        self._name = Paragraph(theme, "", "heading", "text")
        self._file = ElidedLabel(theme, "", "meta", "text-2", middle=True)
        self._chips = QWidget()
        self._chip_flow = FlowLayout(self._chips, theme.px(6))
        self._problem = Paragraph(theme, "", "meta", "not-found")
        self._facts = Facts(theme)
        self._about = Paragraph(theme, "", "meta", "text-2")
        self._none = Button(theme, "Use no model", look="link", clicked=self.none_wanted.emit)
        self._none.setAccessibleDescription("Digests are then made of the paper’s own sentences")
        self._layers = Layers(theme)
        self._layers.chosen.connect(self.layers_chosen)
        self._running = Running(theme)
        self._running.battery_chosen.connect(self.battery_chosen)
        self._title = Label(theme, "", "body", weight=600)
        self._measured = Facts(theme)
        self._not_measured = Paragraph(theme, "", "meta", "text-2")
        self._progress = ProgressLine(theme)
        self._stage = ElidedLabel(theme, "", "meta", "text-2")
        self._bench = Button(theme, "Benchmark", "gauge", clicked=self._benchmark)
        self._better = Paragraph(theme, "", "meta", "text-2")
        self._optimise = Button(
            theme, "Optimise for this computer", clicked=lambda: self.optimise_wanted.emit(self._of())
        )
        self.setWidget(self._lay_out())
        self._model.hide()

    def show_state(self, state: RowState | None, machine: Machine | None, settings: Settings) -> None:
        """Show a model, or nothing."""
        self._state = state
        self._model.setVisible(state is not None)
        if state is None:
            return
        entry = state.entry
        here = entry.held in {Held.HERE, Held.INCLUDED}
        self._name.set_text(model_name(entry))
        self._file.setText(entry.file)
        self._show_chips(state)
        problem = problem_of(entry, state.job)
        self._problem.set_text(problem)
        self._problem.setVisible(bool(problem))
        open_job = state.job if state.job is not None and state.job.state.open else None
        self._facts.show_facts(download_facts(open_job) if open_job is not None else [] if here else file_facts(entry))
        about = "" if here or entry.entry is None else offer_words(entry, settings)
        self._about.set_text(about)
        self._about.setVisible(bool(about))
        self._none.setVisible(entry.in_use and not entry.search)
        self._layers.show_entry(entry if here and not entry.search else None, machine)
        self._running.show_entry(entry if not entry.search else None, machine, settings)
        self._show_measured(state, here=here)

    def add_part(self, part: QWidget) -> None:
        """Set another part at the end, under a line."""
        self._after.addWidget(Line())
        self._after.addSpacing(self._theme.px(12))
        self._after.addWidget(part)

    def _of(self) -> str:
        return self._state.entry.file if self._state is not None else ""

    def _benchmark(self) -> None:
        if self._state is not None:
            self.acted.emit(self._of(), Act.BENCHMARK if self._state.trial is None else Act.STOP)

    def _show_chips(self, state: RowState) -> None:
        entry = state.entry
        checked = {"checksum": "Checksum verified", "size": "Size verified"}.get(entry.verified, "")
        words = (checked, licence_words(entry.licence), "Included" if entry.held is Held.INCLUDED else "")
        if words == self._chip_words:
            return
        self._chip_words = words
        while (item := self._chip_flow.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for word in filter(None, words):
            kind = word == checked
            chip = Chip(self._theme, word, kind="supported" if kind else "neutral", icon="circle-check" if kind else "")
            self._chip_flow.addWidget(chip)
            chip.show()
        self._chips.setVisible(any(words))
        self._chips.updateGeometry()

    def _show_measured(self, state: RowState, *, here: bool) -> None:
        entry, trial = state.entry, state.trial
        writes = here and not entry.search and not entry.problem
        facts = measured_facts(entry)
        self._title.setText(measured_title(entry))
        self._title.setVisible(writes or bool(facts))
        self._measured.show_facts(facts)
        self._not_measured.set_text("" if facts else "Not measured yet. A benchmark takes less than a minute.")
        self._not_measured.setVisible(writes and not facts and trial is None)
        self._progress.setVisible(trial is not None)
        self._stage.setVisible(trial is not None)
        if trial is not None:
            words = speed_words(entry, None, trial, 0.0)
            self._progress.set_progress(trial.done, trial.total, muted=words.standing)
            self._stage.setText(words.detail)
        self._bench.setVisible(writes)
        self._bench.setText("Benchmark" if trial is None else "Stop")
        self._bench.setAccessibleName(f"{self._bench.text()} {model_name(entry)} here")
        self._bench.set_icon("gauge" if trial is None else "square")
        better = optimise_words(entry) if writes else ""
        self._better.set_text(better)
        self._better.setVisible(bool(better))
        self._optimise.setVisible(bool(better) and trial is None)

    def _lay_out(self) -> QWidget:
        px = self._theme.px
        ground = QFrame()
        ground.setProperty("look", "subtle")
        whole = QVBoxLayout(ground)
        whole.setContentsMargins(px(20), px(18), px(20), px(20))
        whole.setSpacing(0)
        self._model = QWidget()
        column = QVBoxLayout(self._model)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        left = Qt.AlignmentFlag.AlignLeft
        column.addWidget(self._name)
        column.addWidget(self._file)
        column.addSpacing(px(8))
        column.addWidget(self._chips)
        column.addWidget(self._problem)
        column.addWidget(self._facts)
        column.addWidget(self._about)
        column.addSpacing(px(12))
        column.addWidget(self._layers)
        column.addWidget(self._running)
        column.addSpacing(px(2))
        column.addWidget(self._title)
        column.addSpacing(px(2))
        column.addWidget(self._measured)
        column.addWidget(self._not_measured)
        column.addWidget(self._progress)
        column.addWidget(self._stage)
        column.addSpacing(px(8))
        buttons = QHBoxLayout()
        buttons.setSpacing(px(16))
        buttons.addWidget(self._bench)
        buttons.addWidget(self._none)
        buttons.addStretch(1)
        column.addLayout(buttons)
        column.addSpacing(px(8))
        column.addWidget(self._better)
        column.addSpacing(px(6))
        column.addWidget(self._optimise, 0, left)
        column.addSpacing(px(14))
        whole.addWidget(self._model)
        self._after = QVBoxLayout()
        self._after.setSpacing(0)
        whole.addLayout(self._after)
        whole.addStretch(1)
        return ground
