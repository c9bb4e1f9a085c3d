"""The menus of a card: that of the whole card, and that of the line which says why it is for the person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt

from carrel.ui.library.context_menu import menu

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenu

    from carrel.ui.actions import Actions
    from carrel.ui.today.cards import CardList

_STEERING = ("paper.more", "paper.less", "paper.why")
_CARD = (
    ("list.open", "paper.open"),
    _STEERING,
    ("paper.star", "paper.read", "paper.keep", "paper.tag", "paper.collect", "paper.note"),
    ("paper.write", "paper.copy"),
    ("paper.trash",),
)


def reason_menu(cards: CardList, actions: Actions) -> QMenu:
    """What can be done about a reason."""
    actions.refresh()
    return menu(cards, actions, (_STEERING,))


def offer_menu(cards: CardList, actions: Actions) -> None:
    """Let the list offer its menu: by the pointer for the card beneath it, by the menu key for the chosen one."""

    def offer(place: QPoint) -> None:
        index = cards.indexAt(place)
        if index.isValid():
            cards.choose(cards.rows.id_at(index.row()))
        if cards.current_id:
            actions.refresh()
            menu(cards, actions, _CARD).popup(cards.viewport().mapToGlobal(place))

    cards.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
    cards.customContextMenuRequested.connect(offer)
