"""Whose sentence is set for a statement: the model's own, or the paper's where the model's was not found there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from carrel.domain.digest import Statement

MODELS_SENTENCE = "model’s sentence"
PAPERS_SENTENCE = "paper’s sentence"


@dataclass(frozen=True, slots=True)
class Saying:
    """One sentence as it is set.

    `quoted` says that it is the paper's own and stands in for the model's. `numbers` are those to be set in red. `control`
    is the name of the sentence that a click shows in its place, "" where there is no other. `reason` stands behind the
    mark: why the paper does not say this.
    """

    text: str
    quoted: bool = False
    numbers: tuple[str, ...] = ()
    control: str = ""
    reason: str = ""


def sayings(
    statement: Statement, *, own: bool = False, both: bool = False, unfinished: bool = False
) -> tuple[Saying, ...]:
    """What is set for `statement`: `own` asks for the model's sentence where it was replaced, `both` for that and the paper's.

    In an `unfinished` digest the model's stays as it was seen before it was checked, so that no text moves under the eye.
    """
    numbers = statement.missing_numbers
    if not statement.replaced:
        return (Saying(statement.shown, numbers=numbers),)
    written = statement.translation or statement.text
    if unfinished:
        return (Saying(written, numbers=numbers),)
    if both:
        return Saying(written, numbers=numbers, reason=statement.reason), Saying(statement.instead, quoted=True)
    if own:
        return (Saying(written, numbers=numbers, control=PAPERS_SENTENCE, reason=statement.reason),)
    return (Saying(statement.instead, quoted=True, control=MODELS_SENTENCE),)
