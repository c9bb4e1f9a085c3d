"""A digest while it is being written: what has come so far, field by field, as parts to show."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from carrel.domain.digest import Field, Statement, Status
from carrel.domain.sentences import sentences
from carrel.ui.digest.composition import FIELDS, Part

if TYPE_CHECKING:
    from carrel.services.events import WritingEvent

_BULLET = re.compile(r"^\s*(?:[-*•–]|\d{1,2}[.)])\s+")
_WAITING_LINES = {Field.KEY_POINTS: 3, Field.SUMMARY: 3}


@dataclass(slots=True)
class _FieldDraft:
    text: str = ""
    checked: list[Statement] = field(default_factory=list)
    finished: bool = False

    def statements(self, part: Field) -> list[Statement]:
        if self.finished and self.checked:
            return list(self.checked)
        texts = [text for line in self.text.splitlines() for text in sentences(_BULLET.sub("", line))]
        pending = [Statement(part, text, Status.CHECKING) for text in texts[len(self.checked) :]]
        return [*self.checked, *pending]


class Draft:
    """Takes writing events in; gives parts and statements out. Fields are written one after another, from the top.

    `reading` says how far the reading of a long paper has come.
    """

    def __init__(self) -> None:
        self.reading = ""
        self._fields = {part: _FieldDraft() for part in FIELDS}
        self._current: Field | None = None

    def apply(self, event: WritingEvent) -> Field:
        """Take one event in; returns the field it changed."""
        drafted = self._fields[event.field]
        self.reading = event.text if event.kind == "reading" else ""
        if event.kind == "reading":
            return event.field
        self._current = event.field
        if event.kind == "text":
            drafted.text = event.text
        elif event.kind == "statement" and event.statement is not None:
            drafted.checked.append(event.statement)
        elif event.kind == "field":
            drafted.text = event.text or drafted.text
            drafted.finished = True
        return event.field

    def statements(self) -> tuple[Statement, ...]:
        """Every statement so far, in reading order."""
        return tuple(statement for part in FIELDS for statement in self._fields[part].statements(part))

    @property
    def checked(self) -> int:
        """How many statements have their status."""
        return sum(len(drafted.checked) for drafted in self._fields.values())

    def parts(self) -> tuple[Part, ...]:
        """All fields: written, being written, and waiting as grey lines."""
        return tuple(self.part(part) for part in FIELDS)

    def part(self, part: Field) -> Part:
        """One field as it stands."""
        drafted = self._fields[part]
        statements = drafted.statements(part)
        if not statements and not drafted.finished:
            return Part(part, (), waiting=_WAITING_LINES.get(part, 2))
        before = sum(len(self._fields[other].statements(other)) for other in FIELDS[: FIELDS.index(part)])
        numbered = tuple(enumerate(statements, start=before))
        writing = part is self._current and not drafted.finished
        return Part(part, numbered, writing=writing, unfinished=True)
