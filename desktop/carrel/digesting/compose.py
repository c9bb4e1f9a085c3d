"""The digest a model writes: field by field, in plain text, over one shared beginning, every sentence checked.

All fields are asked for at once, so that an engine can write them side by side. A model's words are data: they are bounded in tokens, stripped of markup, and each sentence is grounded in the paper
before it is given out. What a model leaves empty, repeats or makes up altogether is filled with the paper's own
sentences, and the field is named in the digest's `fallbacks`.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from carrel.digesting.answers import Enough, loops, sentences_of
from carrel.digesting.events import WritingEvent
from carrel.digesting.evidence import EvidenceIndex
from carrel.digesting.ground import ground
from carrel.digesting.prompts import prompts
from carrel.digesting.reading import Reading, read_within
from carrel.digesting.select import extract
from carrel.domain.digest import Digest, DigestOptions, Field, Note, Provenance, Statement, Status
from carrel.inference.engine import Stopped

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from carrel.digesting.prompts import Ask, Part, Prompts
    from carrel.digesting.source import Source
    from carrel.inference.encoder import Encoder
    from carrel.inference.engine import Engine

_CUT = {
    Stopped.LOOP: "The model repeated itself here and was stopped.",
    Stopped.TIME: "The model took too long here and was stopped.",
    Stopped.LENGTH: "The model did not come to an end here and was stopped.",
}
_INSTEAD = "These are sentences of the paper."
_SMALLEST_READING = 64
_MARGIN = 16


def compose(
    source: Source,
    engine: Engine,
    encoder: Encoder | None,
    options: DigestOptions,
    on_event: Callable[[WritingEvent], None],
) -> Digest:
    """Write a digest of `source` with `engine`, checked with `encoder` (None: by words alone), as `options` want it, telling `on_event` as it goes; fields come in the order of `Field`.

    Without any passage nothing is asked and the digest has no statements.

    Raises:
        ModelError: not even a few sentences of the paper fit the model's context.
        Cancelled: the engine was told to stop.
    """
    began = time.perf_counter()
    asked = prompts()
    own = extract(source, options)
    reading = fit(source, engine, asked)
    fields = [part for part in Field if own.of(part)]
    writer = _Writer(engine, asked, asked.paper(reading.text), EvidenceIndex(source, encoder), fields, on_event)
    fallbacks: list[Field] = []
    try:
        for part in fields:
            if not writer.write(part):
                fallbacks.append(part)
                writer.give(part, own.of(part))
    finally:
        writer.close()
    info = engine.info
    return Digest(
        statements=tuple(writer.statements),
        topics=own.topics,
        provenance=Provenance(
            engine="server" if info.server else "llama.cpp",
            server=info.server,
            created=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            seconds=time.perf_counter() - began,
            text_sha256=source.text_sha256,
            coverage=reading.coverage,
            prompt_version=asked.version,
            model_name=info.name,
            model_file=info.file,
            model_sha256=info.sha256,
            quantization=info.quantization,
        ),
        fallbacks=tuple(fallbacks),
        notes=tuple(_note(part, why, instead=part in fallbacks) for part, why in writer.cut.items()),
    )


def fit(source: Source, engine: Engine, asked: Prompts) -> Reading:
    """As much of the paper as every question can be asked about within the engine's context."""
    parts = [(part, ask) for each in asked.fields.values() for part in each for ask in part.asks]
    bare = asked.paper("")
    around = max(engine.count_prompt(asked.prompt(bare, ask)) + part.tokens for part, ask in parts)
    budget = max(_SMALLEST_READING, engine.context - around - _MARGIN)
    limit = asked.most_tokens(engine.info.parameters)
    budget = min(budget, limit) if limit else budget
    while True:
        reading = read_within(source, budget, engine.count)
        paper = asked.paper(reading.text)
        most = max(engine.count_prompt(asked.prompt(paper, ask)) + part.tokens for part, ask in parts)
        # Tokens counted piece by piece are a little off the whole's; one very long passage can be far off.
        if most <= engine.context or budget <= _SMALLEST_READING:
            return reading
        budget = max(_SMALLEST_READING, int(budget * 0.9) - (most - engine.context))


def _note(part: Field, why: Stopped, *, instead: bool) -> Note:
    return Note(part, f"{_CUT[why]} {_INSTEAD}" if instead else _CUT[why])


class _Asked:
    """One wording of a part of a field, on its way. `text` is what came so far."""

    def __init__(self, writer: _Writer, field: Field, part: Part, ask: Ask) -> None:
        self.ask = ask
        self.text = ""
        self._tell = partial(writer.heard, field, self)
        self.pending = writer.engine.submit(
            writer.asked.prompt(writer.paper, ask),
            max_tokens=part.tokens,
            stop=(writer.asked.before, writer.asked.after),
            on_text=self._hear,
            enough=Enough(ask.start, ask.question, part.sentences),
        )

    def _hear(self, text: str) -> None:
        self.text = text
        self._tell()


class _Writer:
    """Asks for all fields at once; cleans, checks and tells in their order; holds the statements written so far."""

    def __init__(
        self,
        engine: Engine,
        asked: Prompts,
        paper: str,
        index: EvidenceIndex,
        fields: Sequence[Field],
        on_event: Callable[[WritingEvent], None],
    ) -> None:
        self.engine = engine
        self.asked = asked
        self.paper = paper
        self._index = index
        self._on_event = on_event
        self.statements: list[Statement] = []
        self.cut: dict[Field, Stopped] = {}
        self._shown = ""
        self._current: _Asked | None = None
        self._open: dict[Part, _Asked] = {}
        for each in fields:
            for part in asked.fields[each]:
                self._open[part] = _Asked(self, each, part, part.asks[0])

    def close(self) -> None:
        """Give up what nobody waits for any more."""
        self._current = None
        for asked in self._open.values():
            asked.pending.cancel()

    def write(self, field: Field) -> bool:
        """Write one field; false where the model gave nothing of use."""
        written: list[Statement] = []
        for part in self.asked.fields[field]:
            written.extend(self._answer(field, part, written))
        self._current = None
        if not written:
            return False
        self.give(field, tuple(written))
        return True

    def give(self, field: Field, statements: tuple[Statement, ...]) -> None:
        """Take these as the field's statements and tell of them."""
        for statement in statements:
            self.statements.append(statement)
            self._on_event(WritingEvent("statement", field, statement.text, statement))
        self._on_event(WritingEvent("field", field, " ".join(statement.text for statement in statements)))

    def heard(self, field: Field, asked: _Asked) -> None:
        """Tell of a text that grew, where it is the one that is shown: fields are shown one after another."""
        if asked is self._current:
            self._on_event(WritingEvent("text", field, f"{self._shown} {asked.ask.start}{asked.text}".strip()))

    def _answer(self, field: Field, part: Part, before: list[Statement]) -> list[Statement]:
        """What the first wording gives, or, where less than half of it is in the paper, the second; else nothing."""
        self._shown = " ".join(statement.text for statement in before)
        cut: Stopped | None = None
        for ask in part.asks:
            if ask is not part.asks[0]:
                self._open[part] = _Asked(self, field, part, ask)
            statements, stopped = self._statements(field, part, self._open[part], before)
            cut = cut or stopped
            found = sum(statement.status is not Status.NOT_FOUND for statement in statements)
            if statements and 2 * found >= len(statements):
                # A last sentence that the limit of an answer's length cut off is no loss.
                cut = stopped if stopped is Stopped.TIME else None
                break
        else:
            statements = []
        if cut is not None:
            self.cut.setdefault(field, cut)
        return statements

    def _statements(
        self, field: Field, part: Part, asked: _Asked, before: list[Statement]
    ) -> tuple[list[Statement], Stopped | None]:
        """What is of use of an answer, and why the model was cut off in it, None where it was not."""
        self._current = asked
        if asked.text:
            self.heard(field, asked)
        completion = asked.pending.result()
        if completion.stopped is Stopped.LOOP or loops(completion.text):
            return [], Stopped.LOOP
        given = [statement.text for statement in (*self.statements, *before)]
        texts = sentences_of(
            "" if completion.whole else asked.ask.start,
            completion.text,
            question=asked.ask.question,
            most=part.sentences,
            given=given,
            cut=completion.stopped in {Stopped.LENGTH, Stopped.TIME, Stopped.ENOUGH},
        )
        cut = completion.stopped if completion.stopped in _CUT else None
        return [ground(text, field, self._index) for text in texts], cut
