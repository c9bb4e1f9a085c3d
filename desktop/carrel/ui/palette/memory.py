"""What was chosen and read lately, kept from one start to the next."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from carrel.services.reading import Reading
    from carrel.ui.background import Background

_NAME = "palette.recent"
_COMMANDS, _PAPERS = 8, 10


class Memory(QObject):
    """The newest first. Written beside the window, one state after the other, so that an older one never overtakes."""

    def __init__(self, reading: Reading, background: Background, parent: QObject) -> None:
        super().__init__(parent)
        self._reading = reading
        self._background = background.of(self)
        self._writing = False
        self._again = False
        self.commands, self.papers = _read(reading.value(_NAME))

    def note_command(self, key: str) -> None:
        """A command or a place was chosen."""
        self.commands = [key, *(one for one in self.commands if one != key)][:_COMMANDS]
        self._write()

    def note_paper(self, paper: int) -> None:
        """A paper was opened."""
        if self.papers[:1] != [paper]:
            self.papers = [paper, *(one for one in self.papers if one != paper)][:_PAPERS]
            self._write()

    def _write(self) -> None:
        if self._writing:
            self._again = True
            return
        self._writing, self._again = True, False
        text = json.dumps({"commands": self.commands, "papers": self.papers})
        self._background.run(lambda: self._reading.set_value(_NAME, text), self._written, failed=self._not_written)

    def _written(self, _done: None) -> None:
        self._writing = False
        if self._again:
            self._write()

    def _not_written(self, error: Exception) -> None:
        self._writing = False
        raise error


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
