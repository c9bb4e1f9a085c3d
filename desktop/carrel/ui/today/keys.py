"""Which keys do what on Today."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from carrel.domain.for_you import Wish
from carrel.ui.related.keys import bind_related

if TYPE_CHECKING:
    from collections.abc import Callable

    from carrel.ui.actions import Actions
    from carrel.ui.today.page import TodayPage


def bind_keys(page: TodayPage, actions: Actions) -> None:
    """Let the page do the commands of lists, papers and evidence while it is to be seen."""
    cards, panel = page.cards, page.detail.panel

    def bind(name: str, function: Callable[[], object], available: Callable[[], bool] | None = None) -> None:
        actions.bind(name, function, context=page, available=available)

    def some() -> bool:
        return bool(cards.current_id)

    def days() -> bool:
        return page.answer is not None and page.answer.wanted.search is None

    def on_a_day() -> bool:
        return days() and some() and bool(page.query.day)

    bind("list.next", partial(cards.move, 1), some)
    bind("list.previous", partial(cards.move, -1), some)
    bind("list.open", lambda: cards.opened.emit(cards.current_id), some)
    bind("list.page_down", panel.page_down, some)
    bind("list.next_unread", partial(_next_unread, page), some)
    bind("news.compact", page.toggle_compact)
    bind("news.day_before", partial(page.area.strip.step, -1), days)
    bind("news.day_after", partial(page.area.strip.step, 1), days)
    bind("news.all_read", lambda: page.acts.mark_all_read(page.query), on_a_day)
    bind("news.digest_more", lambda: page.acts.digest_more(page.query.day), on_a_day)
    # While something new waits, r shows it; otherwise the window asks arXiv.
    bind("news.refresh", page.show_new, lambda: page.arriving.waiting > 0)
    bind("paper.open", page.detail.open_or_get, some)
    bind("paper.note", page.detail.edit_note, some)
    for name in ("star", "read", "keep", "collect", "tag", "copy", "write", "trash"):
        bind(f"paper.{name}", partial(page.run, f"paper.{name}"), some)
    bind("paper.more", lambda: page.steering.wish(cards.current_id, Wish.MORE), page.steering.can_steer)
    bind("paper.less", lambda: page.steering.wish(cards.current_id, Wish.LESS), page.steering.can_steer)
    bind("paper.why", lambda: page.steering.why(cards.current_id), page.steering.has_reasons)
    bind("paper.related", partial(page.detail.show_tab, "related"), some)
    bind("evidence.next", panel.next_statement, some)
    bind("evidence.previous", panel.previous_statement, some)
    bind("evidence.exception", panel.next_exception, some)
    bind("evidence.wrong", page.detail.toggle_verdict, some)
    bind("evidence.turn", panel.turn, some)
    bind_related(page.detail.related, actions)


def _next_unread(page: TodayPage) -> None:
    """Go to the next unread card below the chosen one, else to the first there is."""
    rows = page.cards.rows
    here = rows.row_of(page.cards.current_id)
    count = rows.rowCount()
    for row in [*range(here + 1, count), *range(max(0, here))]:
        card = rows.known(rows.id_at(row))
        if card is not None and not card.seen:
            page.cards.go_to(row)
            return
