"""What can be done with the paper that is read and has no place in the toolbar: copies, print, other versions, hearing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu, QWidget

if TYPE_CHECKING:
    from carrel.ui.actions import Actions

_GROUPS = (
    ("reader.window", "reader.versions"),
    ("reader.export", "reader.import", "reader.look_again", "paper.export_notes"),
    ("reader.print", "reader.print_annotations"),
    ("reader.speak", "reader.text"),
)


def more_menu(actions: Actions, parent: QWidget) -> QMenu:
    """A menu of these commands; what cannot be done with the paper that is open is greyed."""
    menu = QMenu(parent)
    for group in _GROUPS:
        if menu.actions():
            menu.addSeparator()
        for name in group:
            menu.addAction(actions.action(name))
    menu.aboutToShow.connect(actions.refresh)
    return menu
