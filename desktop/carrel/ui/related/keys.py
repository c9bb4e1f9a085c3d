"""Which keys do what while the list of related papers has the focus."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from carrel.ui.actions import Actions
    from carrel.ui.related.view import RelatedView


def bind_related(view: RelatedView, actions: Actions) -> None:
    """Let the keys of lists and papers mean the papers of `view` while its list has the focus."""
    papers = view.list

    def bind(name: str, function: Callable[[], object], available: Callable[[], bool] = lambda: True) -> None:
        actions.bind(name, function, context=papers, available=lambda: papers.hasFocus() and available())

    def announced() -> bool:
        return papers.current is not None and not papers.current.kept

    bind("list.next", partial(papers.move, 1))
    bind("list.previous", partial(papers.move, -1))
    bind("list.open", papers.open_current)
    bind("paper.open", view.open_pdf)
    bind("paper.star", view.star_current)
    bind("paper.keep", view.keep_current, announced)
    papers.focused.connect(actions.refresh)
