"""The panel beside the list: what it says of a model, and what can be set there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from carrel.domain.job import JobKind
from carrel.domain.settings import Settings
from carrel.ui.models.layers import Layers
from carrel.ui.models.machine import Machine
from carrel.ui.models.model_words import Act
from carrel.ui.models.panel import ModelPanel
from carrel.ui.models.row import RowState
from carrel.ui.theme import Theme
from model_entries import MEASURED, here, job, offered
from shown_window import click, shows

NO_GPU = Machine("A processor", 8, ("AVX2",), 16_000_000_000, 10_900_000_000, "None: no GPU was found.")
WITH_GPU = replace(NO_GPU, gpu="RTX", gpu_backend="Vulkan", gpu_memory=6_000_000_000, gpu_free=1_900_000_000)


@pytest.fixture
def panel(qtbot: QtBot, theme: Theme) -> Iterator[ModelPanel]:
    panel = ModelPanel(theme)
    qtbot.addWidget(panel)
    panel.resize(371, 800)
    panel.show()
    yield panel
    panel.close()


def test_a_model_that_is_here_says_what_was_checked_and_measured(panel: ModelPanel) -> None:
    panel.show_state(RowState(here(measured=MEASURED, in_use=True)), NO_GPU, Settings())
    assert shows(panel, "Checksum verified")
    assert shows(panel, "Apache-2.0")
    assert shows(panel, "Context, at most: 16,384 tokens; Threads: 6 of 8; Unload after: 10 minutes idle")
    assert shows(panel, "Writing: 46.8 tokens/s; Reading the paper: 1,120 tokens/s")
    assert shows(panel, "On battery: Pause digests")
    assert not shows(panel, "Layers on the GPU")


def test_a_model_that_is_not_here_says_whom_a_download_asks(panel: ModelPanel) -> None:
    panel.show_state(RowState(offered()), NO_GPU, Settings())
    assert shows(panel, "long digests. Download asks huggingface.co for 2.5 GB.")
    assert not shows(panel, "Benchmark")
    assert not shows(panel, "Checksum verified")


def test_layers_are_set_once_the_slider_rests_and_go_back_to_automatic(qtbot: QtBot, panel: ModelPanel) -> None:
    chosen: list[tuple[str, object]] = []
    panel.layers_chosen.connect(lambda file, layers: chosen.append((file, layers)))
    entry = here(measured=MEASURED)
    panel.show_state(RowState(entry), WITH_GPU, Settings())
    slider = panel.findChildren(Layers)[0].slider
    assert slider.value() == 36
    slider.setFocus()
    for _ in range(4):
        qtbot.keyClick(slider, Qt.Key.Key_Left)
    qtbot.waitUntil(lambda: chosen == [(entry.file, 32)])
    panel.show_state(RowState(here(measured=MEASURED, gpu_layers=32)), WITH_GPU, Settings())
    assert shows(panel, "As you set it.")
    click(qtbot, panel, "Automatic")
    assert chosen[-1] == (entry.file, None)


def test_layers_that_were_moved_are_kept_for_their_own_model(qtbot: QtBot, panel: ModelPanel) -> None:
    chosen: list[tuple[str, object]] = []
    panel.layers_chosen.connect(lambda file, layers: chosen.append((file, layers)))
    first, second = here("Qwen3 4B Instruct"), here("Phi-4-mini Instruct", gpu_layers=7)
    panel.show_state(RowState(first), WITH_GPU, Settings())
    slider = panel.findChildren(Layers)[0].slider
    slider.setFocus()
    qtbot.keyClick(slider, Qt.Key.Key_Left)
    panel.show_state(RowState(second), WITH_GPU, Settings())
    assert chosen == [(first.file, 35)]
    assert slider.value() == 7


def test_a_benchmark_is_asked_for_followed_and_stopped(qtbot: QtBot, panel: ModelPanel) -> None:
    done: list[tuple[str, object]] = []
    panel.acted.connect(lambda file, act: done.append((file, act)))
    entry = here()
    panel.show_state(RowState(entry), NO_GPU, Settings())
    assert shows(panel, "Not measured yet.")
    click(qtbot, panel, "Benchmark Qwen3 4B Instruct here")
    trial = job(JobKind.BENCH_MODEL, done=2, total=8, stage="Writing a digest")
    panel.show_state(RowState(entry, trial=trial), NO_GPU, Settings())
    assert shows(panel, "25%")
    click(qtbot, panel, "Stop Qwen3 4B Instruct here")
    assert done == [(entry.file, Act.BENCHMARK), (entry.file, Act.STOP)]


def test_a_better_format_is_offered_only_where_there_is_one(qtbot: QtBot, panel: ModelPanel) -> None:
    panel.show_state(RowState(here()), NO_GPU, Settings())
    assert not shows(panel, "Optimise for this computer")
    wanted: list[str] = []
    panel.optimise_wanted.connect(wanted.append)
    panel.show_state(RowState(here(better_format="Q4_0")), NO_GPU, Settings())
    assert shows(panel, "This computer computes faster with the format Q4_0.")
    click(qtbot, panel, "Optimise for this computer")
    assert wanted == [here().file]


def test_what_happens_on_battery_is_chosen_in_place(qtbot: QtBot, panel: ModelPanel) -> None:
    chosen: list[str] = []
    panel.battery_chosen.connect(chosen.append)
    panel.show_state(RowState(here()), NO_GPU, Settings())
    click(qtbot, panel, "On battery: Pause digests")
    menu = panel.findChildren(QMenu)[-1]
    next(action for action in menu.actions() if action.text() == "Go on").trigger()
    menu.close()
    assert chosen == ["go_on"]
