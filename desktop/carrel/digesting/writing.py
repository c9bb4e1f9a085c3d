"""Writing a digest's fields: all are asked for at once, then heard, cleaned and checked one after another."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from carrel.digesting.answers import Enough, loops, sentences_of
from carrel.digesting.events import WritingEvent
from carrel.digesting.ground import ground_all
from carrel.digesting.language import leaves_language
from carrel.domain.digest import Status
from carrel.inference.engine import Stopped

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from carrel.digesting.evidence import EvidenceIndex
    from carrel.digesting.prompts import Ask, Part, Prompts
    from carrel.domain.digest import Field, Statement
    from carrel.inference.engine import Engine

CUT = {
    Stopped.LOOP: "The model repeated itself here and was stopped.",
    Stopped.TIME: "The model took too long here and was stopped.",
    Stopped.LENGTH: "The model did not come to an end here and was stopped.",
}
"""Why a model was cut off in an answer, in words."""


class _Asked:
    """One wording of a part of a field, on its way. `text` is what came so far."""

    def __init__(self, writer: Writer, field: Field, part: Part, ask: Ask) -> None:
        self.ask = ask
        self.text = ""
        self._tell = partial(writer.heard, field, self)
        self.pending = writer.engine.submit(
            writer.asked.prompt(writer.papers[part.reads], ask),
            max_tokens=part.tokens,
            stop=(writer.asked.before, writer.asked.after),
            on_text=self._hear,
            enough=Enough(ask.start, ask.question, part.sentences),
        )

    def _hear(self, text: str) -> None:
        self.text = text
        self._tell()


class Writer:
    """Has the model write. `papers` are the texts that fields are asked about, by the field that a part reads.

    `title` and `language` (ISO 639-1, "" where it is not known) are the paper's. `cut` says of fields why the model was
    cut off there.
    """

    def __init__(
        self,
        engine: Engine,
        asked: Prompts,
        papers: Mapping[Field, str],
        index: EvidenceIndex,
        title: str,
        language: str,
        on_event: Callable[[WritingEvent], None],
    ) -> None:
        self.engine = engine
        self.asked = asked
        self.papers = papers
        self.cut: dict[Field, Stopped] = {}
        self._index = index
        self._title = title
        self._language = language
        self._on_event = on_event
        self._shown = ""
        self._current: _Asked | None = None
        self._open: dict[Part, _Asked] = {}

    def ask(self, fields: Sequence[Field]) -> None:
        """Ask for all of these, so that the engine can write them side by side."""
        for each in fields:
            for part in self.asked.fields[each]:
                self._open[part] = _Asked(self, each, part, part.asks[0])

    def close(self) -> None:
        """Give up what nobody waits for any more."""
        self._current = None
        for asked in self._open.values():
            asked.pending.cancel()

    def write(self, field: Field, said: Sequence[str]) -> tuple[Statement, ...]:
        """The checked statements of one field, without what `said` says; none where the model gave nothing of use."""
        written: list[Statement] = []
        for part in self.asked.fields[field]:
            written.extend(self._answer(field, part, written, said))
        self._current = None
        return tuple(written)

    def heard(self, field: Field, asked: _Asked) -> None:
        """Tell of a text that grew, where it is the one that is shown: fields are shown one after another."""
        if asked is self._current:
            self._on_event(WritingEvent("text", field, f"{self._shown} {asked.ask.start}{asked.text}".strip()))

    def _answer(
        self, field: Field, part: Part, before: Sequence[Statement], said: Sequence[str]
    ) -> tuple[Statement, ...]:
        """What the first wording gives, or, where less than half of it is in the paper, the second; else nothing."""
        self._shown = " ".join(statement.text for statement in before)
        given = [*said, *(statement.shown for statement in before)]
        cut: Stopped | None = None
        for ask in part.asks:
            if ask is not part.asks[0]:
                self._open[part] = _Asked(self, field, part, ask)
            statements, stopped = self._statements(field, part, self._open[part], given)
            cut = cut or stopped
            found = sum(statement.status is not Status.NOT_FOUND for statement in statements)
            if statements and 2 * found >= len(statements):
                # A last sentence that the limit of an answer's length cut off is no loss.
                cut = stopped if stopped is Stopped.TIME else None
                break
        else:
            statements = ()
        if cut is not None:
            self.cut.setdefault(field, cut)
        return statements

    def _statements(
        self, field: Field, part: Part, asked: _Asked, given: Sequence[str]
    ) -> tuple[tuple[Statement, ...], Stopped | None]:
        """What is of use of an answer, and why the model was cut off in it, None where it was not."""
        self._current = asked
        if asked.text:
            self.heard(field, asked)
        completion = asked.pending.result()
        if completion.stopped is Stopped.LOOP or loops(completion.text):
            return (), Stopped.LOOP
        texts = sentences_of(
            "" if completion.whole else asked.ask.start,
            completion.text,
            question=asked.ask.question,
            most=part.sentences,
            title=self._title,
            given=given,
            cut=completion.stopped in {Stopped.LENGTH, Stopped.TIME, Stopped.ENOUGH},
        )
        cut = completion.stopped if completion.stopped in CUT else None
        if not texts or leaves_language(" ".join(texts), self._language):
            return (), cut
        return ground_all(texts, field, self._index), cut
