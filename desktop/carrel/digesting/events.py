"""What is told while a digest is being written, so that a window can show it grow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from carrel.domain.digest import Field, Statement


@dataclass(frozen=True, slots=True)
class WritingEvent:
    """One step of writing a digest.

    "reading": the paper is longer than what the model takes at once and is being read; `text` says how far it has come
    ("Reading section 4 of 14"), `field` is the one that is written first. "text": `text` is the field's whole text so
    far, not yet checked; it may be replaced by a later "text" event when an answer was of no use and is asked for
    again. "statement": `statement` is one checked sentence of the field. "field": the field is finished, `text` is its
    final text. Fields come in the order of `Field`, all reading before them.
    """

    kind: Literal["reading", "text", "statement", "field"]
    field: Field
    text: str = ""
    statement: Statement | None = None
