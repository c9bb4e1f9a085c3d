"""What opens over the window fades in, and is drawn plainly from then on."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QProxyStyle, QStyle, QStyleHintReturn, QStyleOption, QWidget
from pytestqt.qtbot import QtBot

from carrel.ui.widgets.fading import fade_in


class StyleWithMotion(QProxyStyle):
    """A style whose animations last so many milliseconds."""

    def __init__(self, milliseconds: int) -> None:
        super().__init__("Fusion")
        self._milliseconds = milliseconds

    def styleHint(  # noqa: N802 - the name is Qt’s
        self,
        hint: QStyle.StyleHint,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
        answer: QStyleHintReturn | None = None,
    ) -> int:
        """The duration of animations as it was set."""
        if hint is QStyle.StyleHint.SH_Widget_Animation_Duration:
            return self._milliseconds
        return super().styleHint(hint, option, widget, answer)


@pytest.mark.parametrize("milliseconds", [0, 200])
def test_it_fades_unless_there_shall_be_no_motion(qtbot: QtBot, milliseconds: int) -> None:
    style = StyleWithMotion(milliseconds)
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.setStyle(style)
    widget.show()
    fade_in(widget)
    assert (widget.graphicsEffect() is not None) == bool(milliseconds)
    qtbot.waitUntil(lambda: widget.graphicsEffect() is None)


def test_what_is_opened_again_while_it_fades_fades_to_its_end(qtbot: QtBot) -> None:
    style = StyleWithMotion(200)
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.setStyle(style)
    widget.show()
    fade_in(widget)
    fade_in(widget)
    qtbot.waitUntil(lambda: widget.graphicsEffect() is None)
