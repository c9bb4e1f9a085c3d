"""What opens over the window fades in, and is drawn plainly from then on."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from carrel.ui.widgets.fading import fade_in


class MovingWidget(QWidget):
    """Its style says that animations last so many milliseconds."""

    def __init__(self, milliseconds: int) -> None:
        super().__init__()
        self._milliseconds = milliseconds

    def style(self) -> Any:
        """What is asked for the duration alone: a style made in Python may be gone before its widget."""
        return SimpleNamespace(styleHint=lambda *_: self._milliseconds)


@pytest.mark.parametrize("milliseconds", [0, 200])
def test_it_fades_unless_there_shall_be_no_motion(qtbot: QtBot, milliseconds: int) -> None:
    widget = MovingWidget(milliseconds)
    qtbot.addWidget(widget)
    widget.show()
    fade_in(widget)
    assert (widget.graphicsEffect() is not None) == bool(milliseconds)
    qtbot.waitUntil(lambda: widget.graphicsEffect() is None)


def test_what_is_opened_again_while_it_fades_fades_to_its_end(qtbot: QtBot) -> None:
    widget = MovingWidget(200)
    qtbot.addWidget(widget)
    widget.show()
    fade_in(widget)
    fade_in(widget)
    qtbot.waitUntil(lambda: widget.graphicsEffect() is None)
