"""The menu of the papers that are chosen in the table: the commands that keys and buttons do, too."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget

if TYPE_CHECKING:
    from carrel.ui.actions import Actions
    from carrel.ui.library.table import PaperTable

_GROUPS = (
    ("list.open", "paper.open", "paper.related"),
    ("paper.star", "paper.read", "paper.tag", "paper.collect", "paper.note"),
    ("paper.write", "paper.redo"),
    ("paper.copy", "paper.export_notes"),
    ("paper.merge",),
    ("paper.trash", "paper.restore"),
)
_HEADINGS = (
    ("list.collapse_all", "list.expand_all"),
    ("list.group_none", "list.group_year", "list.group_state", "list.group_evidence", "list.group_author"),
)


def offer_menus(table: PaperTable, actions: Actions) -> None:
    """Let the table offer its menu: by the pointer for the row beneath it, by the menu key for what is chosen."""

    def offer(place: QPoint) -> None:
        # The row under the pointer was chosen by the press, unless it is one of several that are.
        if table.groups.is_heading(table.indexAt(place).row()):
            menu(table, actions, _HEADINGS).popup(table.viewport().mapToGlobal(place))
        elif table.any_chosen:
            menu(table, actions, several=len(table.chosen) > 1).popup(table.viewport().mapToGlobal(place))

    table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
    table.customContextMenuRequested.connect(offer)


def menu(
    parent: QWidget, actions: Actions, groups: tuple[tuple[str, ...], ...] = _GROUPS, *, several: bool = False
) -> QMenu:
    """The commands that can be used now, on one paper or on `several`."""
    made = QMenu(parent)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for group in groups:
        shown = (name for name in group if actions.enabled(name) and not (several and name == "paper.related"))
        usable = [actions.action(name) for name in shown]
        if usable and not made.isEmpty():
            made.addSeparator()
        made.addActions(usable)
        if several and "paper.related" in group and actions.enabled("paper.related"):
            made.addAction("More like these", partial(actions.trigger, "paper.related"))
    return made
