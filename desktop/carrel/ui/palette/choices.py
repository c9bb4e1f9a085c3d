"""What can be chosen by name: the commands, ways to add papers, places and settings; and what can be done with any text."""

from __future__ import annotations

from functools import partial
from itertools import takewhile
from typing import TYPE_CHECKING

from carrel.domain.arxiv_id import parse_arxiv_id
from carrel.ui.commands import COMMANDS, EVIDENCE, LISTS, PAPER, READER, Command
from carrel.ui.navigation import Place
from carrel.ui.palette.entry import Entry, Group
from carrel.ui.palette.icons import icon_of
from carrel.ui.settings.titles import GROUP_TITLES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from carrel.domain.lookup import Found, PlaceNames
    from carrel.ui.shell.window import Window

KEYS_ALONE = frozenset(("list.ends", "evidence.open", "reader.window_close", "close", "palette"))
"""What only its key does, only another window, or having the palette open."""
FIRST = (
    "command go.today",
    "command go.library",
    "command news.refresh",
    "command add",
    "command go.settings",
    "command go.starred",
)
"""What an empty field offers where nothing was chosen before."""
_WHERE = {LISTS: "in a list", PAPER: "with a paper chosen", EVIDENCE: "in a digest", READER: "in the reader"}
_WHERE_ELSE = {
    "duplicates.merge": "in Possible duplicates",
    "duplicates.keep": "in Possible duplicates",
    "list.redo": "in the library",
    "list.export_notes": "in the library",
}
"""Commands that are done elsewhere than the others of their group."""


def command_entries(window: Window) -> list[Entry]:
    """The commands, and the ways to add papers; what is not possible now says where it would be."""
    entries = [_command(window, command) for command in COMMANDS if command.id not in KEYS_ALONE]
    for action in window.adding.entries():
        text = action.text()
        name = f"Add {text if text[:2].isupper() else text[:1].lower() + text[1:]}"
        entries.append(Entry(f"add {text}", Group.COMMANDS, "plus", name, action.trigger))
    return entries


def place_entries(window: Window, names: PlaceNames) -> Iterator[Entry]:
    """Collections, saved searches, feeds and tags, and the groups of the settings."""
    for number, name, inside in names.collections:
        beside = f"in {inside}" if inside else ""
        yield _place(window, Place("collection", number), "folder", f"Go to collection {name}", beside)
        get = partial(window.sidebar.collections.pdfs_wanted.emit, number)
        yield _pdfs(f"collection {number}", f"collection {name}", beside, get)
    for number, name in names.searches:
        yield _place(window, Place("search", number), "text-search", f"Go to saved search {name}")
        get = partial(window.sidebar.searches.pdfs_wanted.emit, number)
        yield _pdfs(f"search {number}", f"saved search {name}", "", get)
    for category in names.feeds:
        name = window.carrel.taxonomy.name(category)
        text = f"Go to feed {category}" + (f", {name}" if name != category else "")
        yield _place(window, Place("feed", name=category), "rss", text)
    for tag in names.tags:
        yield _place(window, Place("tag", name=tag), "tag", f"Go to tag {tag}")
    for title in GROUP_TITLES:
        yield _place(window, Place("settings", name=title), "settings", f"Settings: {title}")


def text_entries(window: Window, typed: str, found: Found | None) -> Iterator[Entry]:
    """What can be done with any text. A paper of arXiv that is not in the library, which `found` tells, can be added."""
    named = parse_arxiv_id(typed)
    if named is not None and found is not None and not any(not paper.day for paper in found.papers):
        add = partial(_add, window, typed, str(named))
        yield Entry(
            "add arxiv",
            Group.COMMANDS,
            "plus",
            f"Add {named} from arXiv",
            add,
            network=True,
            spans=((4, 4 + len(str(named))),),
        )
    reader = window.pages.open_paper
    if reader is not None:
        find = partial(reader.pages.finder.open, typed)
        yield _with(typed, "find", "text-search", "Find “{}” in the open paper", find, caps=("Ctrl", "F"))
    yield _with(typed, "search", "search", "Search the library for “{}”", partial(window.searching.in_library, typed))
    if named is None:
        search = partial(window.searching.ask_arxiv_for, typed)
        yield _with(typed, "search arxiv", "globe", "Search arXiv for “{}”", search, network=True)


def key_of(place: Place) -> str:
    """The key of the entry that leads to a place."""
    name = place.id or place.name
    return f"place {place.kind} {name}" if name else f"command go.{place.kind}"


def _command(window: Window, command: Command) -> Entry:
    possible = window.commands.enabled(command.id)
    caps = tuple(takewhile(lambda cap: cap not in {"/", "–"}, command.caps)) or command.caps
    return Entry(
        f"command {command.id}",
        Group.COMMANDS,
        icon_of(command),
        command.name,
        partial(window.commands.trigger, command.id),
        caps=caps,
        network=command.network,
        beside="" if possible else _WHERE_ELSE.get(command.id, _WHERE.get(command.group, "not possible now")),
        possible=possible,
    )


def _place(window: Window, place: Place, icon: str, text: str, beside: str = "") -> Entry:
    return Entry(key_of(place), Group.COMMANDS, icon, text, partial(window.choose, place), beside=beside)


def _pdfs(key: str, name: str, beside: str, get: Callable[[], object]) -> Entry:
    text = f"Get PDFs of all papers in {name}"
    return Entry(f"pdfs {key}", Group.COMMANDS, "download", text, get, beside=beside, network=True)


def _with(
    typed: str,
    key: str,
    icon: str,
    text: str,
    act: Callable[[], object],
    *,
    caps: tuple[str, ...] = (),
    network: bool = False,
) -> Entry:
    shown = " ".join(typed.split())
    start = text.index("{}")
    return Entry(
        key,
        Group.COMMANDS,
        icon,
        text.format(shown),
        act,
        spans=((start - 1, start + len(shown) + 1),),
        caps=caps,
        network=network,
        typed=True,
    )


def _add(window: Window, typed: str, named: str) -> None:
    window.adding.add([typed.strip()])
    window.tell(f"Asking arXiv for {named}.")
