"""What the palette shows for what is typed, and what is done with what is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from carrel.domain.lookup import Found, FoundPaper, PlaceNames
from carrel.ui.palette.choices import FIRST, command_entries, key_of, place_entries, text_entries
from carrel.ui.palette.entry import Entry, Group
from carrel.ui.palette.memory import Memory
from carrel.ui.palette.panel import PalettePanel
from carrel.ui.palette.ranking import chosen_lately, fewer, ranked
from carrel.ui.palette.results import note_entry, paper_entry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from carrel.ui.palette.rows import Row
    from carrel.ui.shell.window import Window
    from carrel.ui.theme import Theme

_COMMANDS_ONLY = ">"
_BY_NAME, _IMPOSSIBLE, _LATELY = 4, 2, 5


class Palette(QObject):
    """Commands are at hand and shown with the key that was typed; papers and notes follow under them, as soon as they are found.

    Nothing is opened that was found for another text: Enter waits for the answer where it would be the first row. Where that row
    uses the network it is chosen then, for another Enter.
    """

    def __init__(self, theme: Theme, window: Window, memory: Memory) -> None:
        super().__init__(window)
        self._window = window
        self._memory = memory
        self._background = window.background.of(self)
        self._entries: list[Entry] = []
        self._names = PlaceNames()
        self._recent: Sequence[FoundPaper] = ()
        self._found: Found | None = None
        self._awaited = False
        self._enter: bool | None = None
        self.panel = PalettePanel(theme, window)
        self.panel.typed.connect(self._typed)
        self.panel.chosen.connect(self._choose)
        self.panel.entered.connect(self._entered)
        self.panel.keys_wanted.connect(self._show_keys)
        self.panel.closed.connect(self._forget)

    def toggle(self) -> None:
        """Open it, or close it where it is open."""
        if self.panel.isVisible():
            self.panel.close_popover()
        else:
            self.open()

    def open(self) -> None:
        """Open it with what was chosen and read lately."""
        # What is possible depends on where the focus is, so it is asked for before the field takes it.
        self._gather()
        self.panel.open()
        self._show()
        lookup, opened = self._window.carrel.lookup, tuple(self._memory.papers)
        self._background.latest("names", lookup.place_names, self._show_names)
        self._background.latest("recent", lambda: lookup.recent(opened, _LATELY), self._show_recent)

    def _gather(self) -> None:
        window = self._window
        self._entries = [*command_entries(window), *place_entries(window, self._names)]

    def _typed(self, _text: str) -> None:
        self._enter = None
        typed = self._text
        if typed and not self._commands_only:
            self._awaited = True
            lookup = self._window.carrel.lookup
            self._background.latest("found", lambda: lookup.find(typed), self._show_found)
        else:
            self._background.forget("found")
            self._awaited, self._found = False, None
        self._show()

    @property
    def _text(self) -> str:
        return self.panel.field.text().lstrip(_COMMANDS_ONLY).strip()

    @property
    def _commands_only(self) -> bool:
        return self.panel.field.text().startswith(_COMMANDS_ONLY)

    def _show_names(self, names: PlaceNames) -> None:
        if names != self._names:
            self._names = names
            places = place_entries(self._window, names)
            self._entries = [*(one for one in self._entries if not one.key.startswith("place ")), *places]
            self._show()

    def _show_recent(self, papers: list[FoundPaper]) -> None:
        self._recent = papers
        if not self.panel.field.text():
            self._show()

    def _show_found(self, found: Found) -> None:
        self._found, self._awaited = found, False
        self._show()
        if self._enter is not None and self.panel.current is not None:
            elsewhere, self._enter = self._enter, None
            # The network is used only by what the person saw before pressing Enter.
            if not self.panel.current.network:
                self._choose(self.panel.current, elsewhere)

    def _show(self) -> None:
        """Show what there is; what the person chose stays so while it is there."""
        current = self.panel.current
        commands, others = self._commands(), [] if self._commands_only else self._others()
        rows: list[Row] = []
        for group in Group:
            members = [one for one in (*commands, *others) if one.group is group]
            rows += [group.value, *members] if members else []
        if not rows:
            rows = [f"No command fits “{self._text}”"]
        chosen = current.key if self.panel.moved and current is not None else ""
        if not any(one.key == chosen for one in (*commands, *others)):
            chosen = self._first(commands, others)
        self.panel.show_rows(rows, chosen)

    def _commands(self) -> list[Entry]:
        typed, recent = self._text, self._memory.commands
        if self._commands_only:
            return ranked(typed, self._entries, recent)
        if not typed:
            place = self._window.navigation.current
            here = key_of(place) if place is not None else ""
            return chosen_lately(self._entries, recent, FIRST, _LATELY, here=here)
        named = fewer(ranked(typed, self._entries, recent), _BY_NAME, _IMPOSSIBLE)
        return [*named, *text_entries(self._window, typed, None if self._awaited else self._found)]

    def _others(self) -> list[Entry]:
        if not self._text:
            return [paper_entry(self._window, paper) for paper in self._recent]
        found = self._found
        if found is None:
            return []
        return [
            *(paper_entry(self._window, paper, found.words, found.newest_day) for paper in found.papers),
            *(note_entry(self._window, note, found.words) for note in found.notes),
        ]

    def _first(self, commands: Sequence[Entry], others: Sequence[Entry]) -> str:
        """What Enter opens unless another row is chosen: what fits by its name, before what any text can be used for."""
        named = next((one for one in commands if one.possible and not one.typed), None)
        if named is not None:
            return named.key
        if self._awaited:
            return ""
        return next((one.key for one in (*others, *commands) if one.possible), "")

    def _entered(self, elsewhere: bool) -> None:
        if self._awaited:
            self._enter = elsewhere

    def _choose(self, entry: Entry, elsewhere: bool) -> None:
        # The focus goes back first: a command does what its key would do there.
        self.panel.close_popover()
        if any(one.key == entry.key for one in self._entries):
            self._memory.note_command(entry.key)
        if not elsewhere:
            entry.act()
        elif entry.elsewhere is not None:
            entry.elsewhere()

    def _show_keys(self) -> None:
        self.panel.close_popover()
        self._window.overlays.keys()

    def _forget(self) -> None:
        for key in ("found", "names", "recent"):
            self._background.forget(key)
        self._found, self._awaited, self._enter = None, False, None
