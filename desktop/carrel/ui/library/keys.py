"""Which keys do what on the library page."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from carrel.domain.paper import ReadingState
from carrel.domain.query import LibraryQuery
from carrel.services.events import Notice
from carrel.ui.navigation import Place
from carrel.ui.related.keys import bind_related

if TYPE_CHECKING:
    from collections.abc import Callable

    from carrel.ui.actions import Actions
    from carrel.ui.library.page import LibraryPage


def bind_keys(page: LibraryPage, actions: Actions) -> None:
    """Let the page do the commands of lists, papers and evidence while it is to be seen."""
    table, panel, commands = page.table, page.detail.panel, page.commands

    def bind(name: str, function: Callable[[], object], available: Callable[[], bool] | None = None) -> None:
        actions.bind(name, function, context=page, available=available)

    def some() -> bool:
        return table.any_chosen

    def kept() -> bool:
        return some() and not page.query.trash

    def with_digest() -> bool:
        return page.detail_open

    bind("list.next", partial(table.move, 1))
    bind("list.previous", partial(table.move, -1))
    bind("list.extend_next", partial(table.move, 1, extend=True))
    bind("list.extend_previous", partial(table.move, -1, extend=True))
    bind("list.select", table.toggle_mark, some)
    bind("list.select_all", table.selectAll)
    bind("list.open", page.open_detail, some)
    bind("list.collapse", table.groups.collapse_here, lambda: table.groups.any)
    bind("list.expand", table.groups.expand_here, lambda: table.groups.on_heading)
    bind("list.collapse_all", table.groups.collapse_all, lambda: table.groups.any)
    bind("list.expand_all", table.groups.expand_all, lambda: bool(page.rows.collapsed))
    bind("list.page_down", panel.page_down, with_digest)
    bind("list.next_unread", partial(_next_unread, page))
    bind("paper.open", partial(_open, page), some)
    bind("paper.note", partial(_note, page), kept)
    bind("paper.copy", lambda: commands.run("paper.copy", table.chosen), some)
    for name in ("star", "read", "tag", "collect", "write", "trash"):
        bind(f"paper.{name}", partial(_run, page, f"paper.{name}"), kept)
    bind("paper.related", partial(_related, page), kept)
    bind("paper.redo", partial(_redo, page), kept)
    bind("paper.merge", partial(_merge, page), lambda: kept() and table.marked_count == 2)
    bind("paper.export_notes", partial(_export_notes, page), kept)
    bind("list.export_notes", commands.notes.ask_for_all)
    bind("list.pdfs", lambda: commands.get_pdfs(page.rows.ids), lambda: len(page.rows.ids) > 0 and not page.query.trash)
    bind("list.redo", lambda: commands.redo.offer(None))
    bind("paper.restore", lambda: commands.run("paper.restore", table.chosen), lambda: some() and page.query.trash)
    bind("evidence.next", panel.next_statement, with_digest)
    bind("evidence.previous", panel.previous_statement, with_digest)
    bind("evidence.exception", panel.next_exception, with_digest)
    bind("evidence.wrong", page.detail.toggle_verdict, with_digest)
    bind("evidence.turn", panel.turn, with_digest)
    bind("close", partial(_close, page), lambda: page.detail_open or table.marked_count > 0)
    bind_related(page.detail.related, actions)


def _run(page: LibraryPage, name: str) -> None:
    page.commands.run(name, page.table.chosen)


def _related(page: LibraryPage) -> None:
    page.place_wanted.emit(Place("related", papers=tuple(page.table.chosen)))


def _merge(page: LibraryPage) -> None:
    page.place_wanted.emit(Place("duplicates", papers=tuple(page.table.marked)))


def _redo(page: LibraryPage) -> None:
    anchor = page.bulk_bar.button("paper.redo") if page.table.marked_count else None
    page.commands.run("paper.redo", page.table.chosen, anchor)


def _export_notes(page: LibraryPage) -> None:
    page.detail.notes.save()
    papers = list(page.table.chosen)
    page.commands.notes.ask(lambda: papers)


def _close(page: LibraryPage) -> None:
    """Close the last thing that was opened: the selection, then the paper."""
    if not page.table.clear_marks():
        page.close_detail()


def _open(page: LibraryPage) -> None:
    paper = page.table.current_id
    row = page.rows.known(paper)
    # Without a PDF the reader shows the abstract and offers to get it, where arXiv has one.
    if row is not None and not row.has_pdf and not row.arxiv_id:
        page.tell(Notice("There is no PDF of this paper on this computer."))
        return
    statement = page.detail.panel.current if page.detail_open else -1
    page.open_reader.emit(paper, statement)


def _note(page: LibraryPage) -> None:
    page.open_detail()
    page.detail.edit_note()


def _next_unread(page: LibraryPage) -> None:
    """Go to the next paper to read below the cursor; where the rows at hand hold none, the library is asked."""
    ids, plan, start = page.rows.ids, page.rows.plan, page.table.currentIndex().row() + 1

    def search() -> int:
        unread = set(page.reading.ids(LibraryQuery(states=(ReadingState.UNREAD,))))
        below = (place for places in plan.places(start, plan.rows) for place in places)
        return next((place for place in below if ids[place] in unread), -1)

    def go(place: int) -> None:
        if place >= 0 and page.rows.plan is plan:
            page.table.go_to(plan.row(place))

    page.ask(search, go)
