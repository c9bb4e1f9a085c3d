"""The status bar names the model in use and how fast it was."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from carrel.ui.shell.status_bar import StatusBar
from carrel.ui.theme import Theme
from shown_window import shows


def test_a_model_is_named_with_its_speed_or_that_it_cannot_be_used(qtbot: QtBot, theme: Theme) -> None:
    bar = StatusBar(theme)
    qtbot.addWidget(bar)
    bar.show()
    bar.show_model("Qwen3 4B Instruct", usable=True, speed="46.8 tokens/s")
    assert shows(bar, "Qwen3 4B Instruct, 46.8 tokens/s")
    bar.show_model("Qwen3 4B Instruct", usable=False, speed="46.8 tokens/s")
    assert shows(bar, "Qwen3 4B Instruct, cannot be used")
    bar.show_model("", usable=False)
    assert shows(bar, "No model")
