"""What was chosen and read lately, kept from one start to the next."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from carrel.ui.library.view_state import ViewState

if TYPE_CHECKING:
    from carrel.services.reading import Reading
    from carrel.ui.background import Background

_NAME = "palette.recent"
_COMMANDS, _PAPERS = 8, 10


class Memory(QObject):
    """The newest first."""

    def __init__(self, reading: Reading, background: Background, parent: QObject) -> None:
        super().__init__(parent)
        # Whoever opens a paper may close the window at once.
        self._state = ViewState(reading, background, self, rest=0)
        self.commands: list[str] = []
        self.papers: list[int] = []
        self._known = False
        self._state.load((_NAME,), self._restore)

    def note_command(self, key: str) -> None:
        """A command or a place was chosen."""
        self.commands = [key, *(one for one in self.commands if one != key)][:_COMMANDS]
        self._keep()

    def note_paper(self, paper: int) -> None:
        """A paper was opened."""
        if self.papers[:1] != [paper]:
            self.papers = [paper, *(one for one in self.papers if one != paper)][:_PAPERS]
            self._keep()

    def _keep(self) -> None:
        # What was kept before is not written over until it is known.
        if self._known:
            self._state.keep(_NAME, json.dumps({"commands": self.commands, "papers": self.papers}))

    def _restore(self, values: dict[str, str]) -> None:
        commands, papers = _read(values[_NAME])
        self._known, noted = True, bool(self.commands or self.papers)
        self.commands = [*dict.fromkeys((*self.commands, *commands))][:_COMMANDS]
        self.papers = [*dict.fromkeys((*self.papers, *papers))][:_PAPERS]
        if noted:
            self._keep()


def _read(text: str) -> tuple[list[str], list[int]]:
    """What was kept; nothing where that is not what this version writes."""
    try:
        kept = json.loads(text) if text else {}
    except ValueError:
        kept = {}
    if not isinstance(kept, dict):
        kept = {}
    commands, papers = kept.get("commands", []), kept.get("papers", [])
    return (
        [one for one in commands if isinstance(one, str)] if isinstance(commands, list) else [],
        [one for one in papers if isinstance(one, int)] if isinstance(papers, list) else [],
    )
