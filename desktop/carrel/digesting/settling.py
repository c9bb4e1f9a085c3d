"""What a digest says already, so that it says nothing twice and leaves no field empty."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from carrel.digesting.answers import says_again
from carrel.domain.digest import Statement, Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from carrel.domain.digest import Field
    from carrel.domain.passage import Passage


class Said:
    """The sentences that readers of a digest have seen so far, as fields are settled one after another."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def again(self, text: str) -> bool:
        """Whether a sentence only says what was said."""
        return says_again(text, self.texts)

    def settled(
        self, statements: Iterable[Statement], fewest: int, own: Sequence[Passage], more: Iterable[Statement] = ()
    ) -> tuple[Statement, ...]:
        """The statements of a field as they are shown, and noted as said.

        What readers saw before is left out. Where that is the paper's sentence in place of a statement that was not
        found, the next of `own`, the paper's best sentences for the field, takes its place, unless there are `fewest`
        others. `more` are statements that may fill the field up to `fewest`.
        """
        kept: list[Statement] = []
        doubled: list[Statement] = []
        for statement in statements:
            if not self.again(statement.shown):
                kept.append(statement)
                self.texts.append(statement.shown)
            elif statement.replaced:
                doubled.append(statement)
        for statement in doubled:
            passage = self._next(own) if len(kept) < fewest else None
            if passage is not None:
                kept.append(replace(statement, passages=(passage.position,), instead=passage.text))
                self.texts.append(passage.text)
        for statement in more:
            if len(kept) >= fewest:
                break
            if not self.again(statement.shown):
                kept.append(statement)
                self.texts.append(statement.shown)
        return tuple(kept)

    def from_paper(self, field: Field, most: int, own: Sequence[Passage]) -> tuple[Statement, ...]:
        """Up to `most` of the paper's best sentences for a field that were not said yet; else its best one all the same."""
        chosen: list[Passage] = []
        while len(chosen) < most and (passage := self._next(own)) is not None:
            chosen.append(passage)
            self.texts.append(passage.text)
        return tuple(
            Statement(field, passage.text, Status.SUPPORTED, (passage.position,)) for passage in chosen or own[:1]
        )

    def _next(self, own: Sequence[Passage]) -> Passage | None:
        return next((passage for passage in own if not self.again(passage.text)), None)
