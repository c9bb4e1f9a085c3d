"""F6: the focus goes from pane to pane."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget


def next_pane(panes: Sequence[QWidget]) -> None:
    """Move the focus to the first control of the visible pane after the one that has it."""
    shown = [pane for pane in panes if pane.isVisible()]
    focus = QApplication.focusWidget()
    at = next((number for number, pane in enumerate(shown) if focus is not None and _holds(pane, focus)), -1)
    for step in range(1, len(shown) + 1):
        control = first_control(shown[(at + step) % len(shown)])
        if control is not None:
            control.setFocus(Qt.FocusReason.TabFocusReason)
            return


def first_control(pane: QWidget) -> QWidget | None:
    """The first control that Tab would reach in `pane`, or None."""
    candidate: QWidget | None = pane
    while candidate is not None:
        if (
            candidate.focusPolicy() & Qt.FocusPolicy.TabFocus
            and candidate.isVisibleTo(pane)
            and candidate.isEnabled()
            and _holds(pane, candidate)
        ):
            return candidate
        candidate = candidate.nextInFocusChain()
        if candidate is pane:
            break
    return None


def _holds(pane: QWidget, widget: QWidget) -> bool:
    return widget is pane or pane.isAncestorOf(widget)
