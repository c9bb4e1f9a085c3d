"""Binds the commands that the window itself does."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from carrel.ui.navigation import Place, PlaceKind
from carrel.ui.shell.panes import next_pane

if TYPE_CHECKING:
    from carrel.ui.shell.window import Window

_GO: tuple[tuple[str, PlaceKind], ...] = (
    ("go.today", "today"),
    ("go.for_you", "for_you"),
    ("go.library", "library"),
    ("go.unread", "unread"),
    ("go.reading", "reading"),
    ("go.starred", "starred"),
    ("go.annotations", "annotations"),
    ("go.models", "models"),
    ("go.settings", "settings"),
    ("go.feeds", "feeds"),
    ("go.trash", "trash"),
    ("go.duplicates", "duplicates"),
)


def bind_commands(window: Window) -> None:
    """Bind them. Places, search and panes need the desk: on the first page they are disabled."""
    bind, desk = window.commands.bind, window.desk
    for name, kind in _GO:
        bind(name, partial(window.choose, Place(kind)), context=desk)
    bind("go.collection", partial(_go_collection, window), context=desk)
    bind("go.back", window.navigation.back, context=desk)
    bind("go.forward", window.navigation.forward, context=desk)
    search = window.toolbar.search
    bind("search", window.searching.focus, context=desk)
    bind("search.arxiv", window.searching.ask_arxiv, context=desk)
    bind("search.save", window.searching.save, context=desk, available=window.searching.can_save)
    bind("search.alert", partial(_toggle_alert, window), context=desk, available=partial(_shown_search, window))
    bind("news.refresh", window.following.refresh, context=desk)
    bind("add", partial(_open_add_menu, window), context=desk)
    bind("paste", window.adding.paste, context=desk)
    bind("undo", window.undo)
    bind("palette", window.overlays.palette, context=desk)
    window.toolbar.commands.connect(window.overlays.palette)
    bind("activity", window.overlays.activity, context=desk)
    bind("sidebar", window.folding.toggle, context=desk)
    bind("pane", lambda: next_pane((window.sidebar, window.toolbar, window.pages, window.status)), context=desk)
    bind("keys", window.overlays.keys)
    trigger, enabled = window.commands.trigger, window.commands.enabled
    bind("close", partial(trigger, "reader.close"), available=partial(enabled, "reader.close"))
    bind("close", search.clear_search, context=search, available=lambda: bool(search.text()))
    bind("quit", window.close)


def _go_collection(window: Window) -> None:
    if window.sidebar.rail:
        window.folding.toggle()
    rows = window.sidebar.collections.rows()
    if rows:
        rows[0].setFocus(Qt.FocusReason.TabFocusReason)
    else:
        window.sidebar.collections.start_new(None)


def _shown_search(window: Window) -> bool:
    place = window.navigation.current
    return place is not None and place.kind == "search"


def _toggle_alert(window: Window) -> None:
    place = window.navigation.current
    if place is not None:
        window.sidebar.searches.toggle_alert(place.id)


def _open_add_menu(window: Window) -> None:
    window.searching.leave_reader()
    window.toolbar.open_add_menu()
