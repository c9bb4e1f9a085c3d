"""The native menu bar, hidden until Alt: every command, from the registry."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenuBar

from carrel.ui.actions import Actions
from carrel.ui.commands import COMMANDS

_MENUS = (("&Go", "Go to"), ("&List", "Lists"), ("&Paper", "Paper"), ("&Evidence", "Evidence"), ("&Reader", "Reader"))
_VIEW = (
    "search",
    "search.arxiv",
    "search.save",
    "search.alert",
    "news.refresh",
    "palette",
    "activity",
    "sidebar",
    "pane",
    "keys",
)


def fill_menus(bar: QMenuBar, actions: Actions, adding: Sequence[QAction]) -> None:
    """Fill the bar. `adding` are the ways to add papers."""
    carrel = bar.addMenu("&Carrel")
    carrel.addActions(list(adding))
    carrel.addSeparator()
    carrel.addAction(actions.action("undo"))
    carrel.addSeparator()
    carrel.addAction(actions.action("quit"))
    for title, group in _MENUS:
        menu = bar.addMenu(title)
        for command in COMMANDS:
            if command.group == group:
                menu.addAction(actions.action(command.id))
    view = bar.addMenu("&View")
    for name in _VIEW:
        view.addAction(actions.action(name))
