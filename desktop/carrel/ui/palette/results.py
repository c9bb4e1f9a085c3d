"""What was found in the library, as rows of the palette."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from carrel.domain.name_matching import beginnings
from carrel.ui.navigation import Place
from carrel.ui.palette.entry import Entry, Group

if TYPE_CHECKING:
    from collections.abc import Sequence

    from carrel.domain.lookup import FoundNote, FoundPaper
    from carrel.ui.shell.window import Window


def paper_entry(window: Window, paper: FoundPaper, words: Sequence[str] = (), newest_day: str = "") -> Entry:
    """A paper: chosen it is read."""
    return Entry(
        f"paper {paper.id}",
        Group.PAPERS,
        "newspaper" if paper.day else "library",
        " ".join(paper.title.split()),
        partial(window.navigation.go, Place("reader", paper.id)),
        spans=beginnings(words, " ".join(paper.title.split())),
        beside=_where(paper.day, newest_day),
        author=paper.author,
        elsewhere=partial(window.pages.open_window, paper.id),
    )


def note_entry(window: Window, note: FoundNote, words: Sequence[str] = ()) -> Entry:
    """A note or an annotation in its own words: chosen it is shown in its paper, which is named without its subtitle."""
    text = f"“{note.text}”"
    title = " ".join(note.title.split()).split(": ")[0]
    return Entry(
        f"annotation {note.annotation}" if note.annotation else f"note {note.paper}",
        Group.NOTES,
        "highlighter" if note.annotation else "sticky-note",
        text,
        partial(_show_annotation if note.annotation else _show_note, window, note),
        spans=beginnings(words, text),
        beside=f"page {note.page + 1}, {title}" if note.page >= 0 else title,
        elsewhere=partial(window.pages.open_window, note.paper, note.annotation),
    )


def _where(day: str, newest_day: str) -> str:
    if not day:
        return "Library"
    if day == newest_day:
        return "Today"
    announced = date.fromisoformat(day)
    return f"Today, {announced.day} {announced.strftime('%b')}"


def _show_annotation(window: Window, note: FoundNote) -> None:
    window.navigation.go(Place("reader", note.paper, annotation=note.annotation))


def _show_note(window: Window, note: FoundNote) -> None:
    window.navigation.go(Place("reader", note.paper))
    window.commands.trigger("reader.paper_note")
