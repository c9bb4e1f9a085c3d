"""Fading in, for what opens over the window."""

from __future__ import annotations

from PySide6.QtCore import QPropertyAnimation, QTimer
from PySide6.QtWidgets import QGraphicsOpacityEffect, QStyle, QWidget

FADE_MILLISECONDS = 120


def fade_in(widget: QWidget) -> None:
    """Let a widget appear in 120 ms, at once where the system asks for less motion."""
    if not widget.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration, None, widget):
        return
    effect = QGraphicsOpacityEffect(widget)
    effect.setOpacity(0.0)
    widget.setGraphicsEffect(effect)
    fade = QPropertyAnimation(effect, b"opacity", effect)
    fade.setDuration(FADE_MILLISECONDS)
    fade.setStartValue(0.0)
    fade.setEndValue(1.0)

    def take_away() -> None:
        if widget.graphicsEffect() is effect:
            widget.setGraphicsEffect(None)  # type: ignore[arg-type]  # None takes it away

    # An effect that stayed would go on drawing the widget twice. It takes its animation along, so that has to have ended.
    fade.finished.connect(lambda: QTimer.singleShot(0, widget, take_away))
    fade.start()
