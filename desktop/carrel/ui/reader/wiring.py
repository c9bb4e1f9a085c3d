"""Joins the reader's toolbar, panes and commands to what they do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from carrel.ui.reader.layout import Fit
from carrel.ui.reader.viewing import Viewing
from carrel.ui.related.keys import bind_related

if TYPE_CHECKING:
    from collections.abc import Callable

    from carrel.ui.actions import Actions
    from carrel.ui.reader.page import ReaderPage


def connect_bar(page: ReaderPage) -> None:
    """The toolbar's buttons and fields."""
    bar, view = page.bar, page.view
    bar.back.connect(page.leave)
    bar.page_entered.connect(view.go_to_page)
    bar.page_left.connect(lambda: view.setFocus(Qt.FocusReason.OtherFocusReason))
    bar.page_stepped.connect(view.step_page)
    bar.zoom_stepped.connect(view.zoom_step)
    bar.zoom_chosen.connect(view.set_zoom)
    bar.fit_chosen.connect(lambda fit: _fit(page, fit))
    bar.continuous_chosen.connect(view.set_continuous)
    bar.outline_toggled.connect(page.left.setVisible)
    bar.inspector_toggled.connect(page.inspector.setVisible)
    bar.find_asked.connect(page.pages.finder.open)
    bar.tint_asked.connect(page.cycle_tint)
    bar.star_asked.connect(page.toggle_star)


def register_commands(page: ReaderPage, actions: Actions) -> None:
    """Every command that the reader does while it is to be seen."""
    bar, view = page.bar, page.view

    def bind(name: str, function: Callable[[], object], *, pages: bool = False) -> None:
        available = (lambda: page.pages.shows_pages) if pages else None
        actions.bind(name, function, context=page, available=available)

    bind("reader.zoom_in", lambda: view.zoom_step(1), pages=True)
    bind("reader.zoom_out", lambda: view.zoom_step(-1), pages=True)
    bind("reader.fit", lambda: _fit(page, Fit.WIDTH), pages=True)
    bind("reader.find", page.pages.finder.open, pages=True)
    bind("reader.page", lambda: bar.page_field.setFocus(Qt.FocusReason.ShortcutFocusReason), pages=True)
    bind("reader.inspector", bar.inspector.toggle)
    bind("reader.outline", bar.outline.toggle)
    bind("reader.tint", page.cycle_tint, pages=True)
    bind("reader.close", page.leave)
    bind("evidence.next", page.next_statement)
    bind("evidence.previous", page.previous_statement)
    bind("evidence.exception", page.next_exception)
    bind("evidence.wrong", page.mark_wrong)
    bind("evidence.turn", page.inspector.view.turn)
    bind("paper.star", page.toggle_star)
    bind("paper.note", page.write_note)
    bind("reader.paper_note", page.write_note)
    bind("paper.write", page.rewrite)
    bind("paper.related", lambda: _show_related(page))
    Viewing(page, actions)
    bind_related(page.inspector.related, actions)
    actions.bind("go.back", page.pages.back, context=page, available=lambda: page.can_go_back)
    actions.bind("go.forward", page.pages.forward, context=page, available=lambda: page.can_go_forward)


def _show_related(page: ReaderPage) -> None:
    page.bar.inspector.setChecked(True)
    page.inspector.show_tab("related")


def _fit(page: ReaderPage, fit: Fit) -> None:
    page.view.set_fit(fit)
    page.show_zoom()
