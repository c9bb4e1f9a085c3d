"""Which keys do what among arXiv's results."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from carrel.ui.related.keys import bind_related

if TYPE_CHECKING:
    from collections.abc import Callable

    from carrel.ui.actions import Actions
    from carrel.ui.arxiv.page import ArxivPage


def bind_keys(page: ArxivPage, actions: Actions) -> None:
    """Let the page do the commands of lists, papers and evidence while it is to be seen."""
    cards, detail = page.cards, page.detail

    def bind(name: str, function: Callable[[], object]) -> None:
        actions.bind(name, function, context=page, available=lambda: bool(cards.current_id) and cards.isVisible())

    bind("list.next", partial(cards.move, 1))
    bind("list.previous", partial(cards.move, -1))
    bind("list.open", page.open_chosen)
    bind("list.page_down", detail.panel.page_down)
    bind("paper.open", page.open_chosen)
    bind("paper.note", page.edit_note)
    for name in ("star", "keep", "collect", "tag", "copy", "write"):
        bind(f"paper.{name}", partial(page.run, f"paper.{name}"))
    actions.bind("paper.read", partial(page.run, "paper.read"), context=page, available=lambda: _kept(page))
    bind("paper.related", partial(detail.show_tab, "related"))
    bind("evidence.next", detail.panel.next_statement)
    bind("evidence.previous", detail.panel.previous_statement)
    bind("evidence.exception", detail.panel.next_exception)
    bind("evidence.wrong", detail.toggle_verdict)
    bind("evidence.turn", detail.panel.turn)
    bind_related(detail.related, actions)


def _kept(page: ArxivPage) -> bool:
    """Whether the chosen paper is in the library: only there it is read or to be read."""
    card = page.cards.rows.known(page.cards.current_id)
    return card is not None and card.kept and page.cards.isVisible()
