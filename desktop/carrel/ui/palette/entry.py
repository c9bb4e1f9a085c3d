"""A row of the palette: what it says, where it stands, and what it does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from carrel.domain.name_matching import Span

USES_THE_NETWORK = "uses the network"


class Group(StrEnum):
    """The groups in their order; the values are their headings."""

    COMMANDS = "Commands"
    PAPERS = "Papers"
    NOTES = "Notes"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to choose.

    `key` names it for good ("command paper.star", "place collection 3", "paper 12"). `spans` are the letters of `text` that
    were typed. `beside` says at the right where it is, `caps` which key does it. `typed` is true for what can be done with any
    text. `elsewhere` opens it in a window of its own, None where it has none. One that is not `possible` cannot be chosen.
    """

    key: str
    group: Group
    icon: str
    text: str
    act: Callable[[], object]
    spans: tuple[Span, ...] = ()
    beside: str = ""
    caps: tuple[str, ...] = ()
    network: bool = False
    author: str = ""
    typed: bool = False
    possible: bool = True
    elsewhere: Callable[[], object] | None = None

    @property
    def spoken(self) -> str:
        """The whole row in words, for screen readers."""
        words = [self.text, self.author, self.beside, USES_THE_NETWORK if self.network else "", " ".join(self.caps)]
        if not self.possible:
            words.append("not possible now")
        return ", ".join(word for word in words if word)
