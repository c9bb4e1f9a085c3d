"""The digest a model writes: field by field, in plain text, from the whole paper, every sentence checked.

What fits the model's reading at once (an abstract, a short paper) is the shared beginning of all questions. A longer
paper is read piece by piece, a note of each (`notes`), and each field is then asked about those and the passages that say
most of it (`field_text`); the smallest models get the passages alone. A model's words are data: they are bounded in tokens, stripped of markup, and each sentence is
grounded in the paper before it is given out. What a model leaves empty, repeats or makes up altogether is filled with
the paper's own sentences, and the field is named in the digest's `fallbacks`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from carrel.digesting.events import WritingEvent
from carrel.digesting.evidence import EvidenceIndex
from carrel.digesting.field_text import portions_for, worth
from carrel.digesting.language import language_of
from carrel.digesting.notes import SectionNote, as_text, take_notes
from carrel.digesting.pieces import pieces_of
from carrel.digesting.prompts import Limits, Prompts, family_of, prompts
from carrel.digesting.reading import PaperText
from carrel.digesting.select import extract
from carrel.digesting.settling import Said
from carrel.digesting.translation import translated
from carrel.digesting.writing import CUT, Writer
from carrel.domain.digest import Digest, DigestOptions, Field, Note, Provenance, Statement

if TYPE_CHECKING:
    from carrel.digesting.source import Source
    from carrel.domain.digest import Coverage
    from carrel.domain.passage import Passage
    from carrel.inference.encoder import Encoder
    from carrel.inference.engine import Engine, Stopped

_INSTEAD = "These are sentences of the paper."
_SMALLEST_READING = 64
_MARGIN = 16
_PIECE = 1_500
"""A piece is no longer, in tokens, however much a model holds: one or two sentences say little of more."""
_OWN_TEXT = 2_500
"""Nor is what a field of a long paper is asked about: the time a large model takes is that of its reading."""
_FEWEST = {Field.KEY_POINTS: 3, Field.SUMMARY: 3, Field.METHODOLOGY: 2, Field.RESULTS: 2, Field.IMPLICATIONS: 2}
_MOST_FROM_PAPER = 3
_LANGUAGE_SAMPLE = 4_000


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read of a paper: the texts that the fields are asked about, how much of it that is, and notes of a long one."""

    papers: Mapping[Field, str]
    coverage: Coverage
    notes: tuple[SectionNote, ...] = ()


def compose(
    source: Source,
    engine: Engine,
    encoder: Encoder | None,
    options: DigestOptions,
    on_event: Callable[[WritingEvent], None],
) -> Digest:
    """Write a digest of `source` with `engine`, telling `on_event` as it goes; fields come in the order of `Field`.

    It is checked with `encoder` (None: by words alone), and put into the language that `options` name, where the
    paper is in another. Without any passage nothing is asked and the digest has no statements.

    Raises:
        ModelError: not even a few sentences of the paper fit the model's context.
        Cancelled: the engine was told to stop.
    """
    began = time.perf_counter()
    own = extract(source, options)
    language = language_of(" ".join(passage.text for passage in source.readable())[:_LANGUAGE_SAMPLE])
    asked = prompts(family_of(engine.info)).speaking(language)
    fields = [field for field in Field if own.of(field)]
    worth_of = worth(source)
    best = {field: _best_first(source, own, field, worth_of[field]) for field in Field}
    read = _read(source, engine, asked, fields, worth_of, on_event)
    writer = Writer(engine, asked, read.papers, EvidenceIndex(source, encoder), source.title, language, on_event)
    translate = options.language if options.language != language else ""
    said = Said()
    statements: list[Statement] = []
    fallbacks: list[Field] = []
    try:
        writer.ask(fields)
        for field in fields:
            written = writer.write(field, said.texts)
            more = (each for note in read.notes for each in note.statements if each.field is field)
            settled = said.settled(written, _FEWEST[field], best[field], more if written else ())
            if not settled:
                fallbacks.append(field)
                settled = said.from_paper(field, min(_MOST_FROM_PAPER, len(own.of(field))), best[field])
            if translate:
                settled = translated(settled, engine, translate)
            statements.extend(settled)
            _tell(field, settled, on_event)
    finally:
        writer.close()
    info = engine.info
    return Digest(
        statements=tuple(statements),
        topics=own.topics,
        provenance=Provenance(
            engine="server" if info.server else "llama.cpp",
            server=info.server,
            created=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            seconds=time.perf_counter() - began,
            text_sha256=source.text_sha256,
            coverage=read.coverage,
            prompt_version=asked.version,
            model_name=info.name,
            model_file=info.file,
            model_sha256=info.sha256,
            quantization=info.quantization,
            language=options.language,
        ),
        fallbacks=tuple(fallbacks),
        notes=tuple(_note(field, why, instead=field in fallbacks) for field, why in writer.cut.items()),
    )


def _read(
    source: Source,
    engine: Engine,
    asked: Prompts,
    fields: Sequence[Field],
    worth_of: Mapping[Field, Mapping[int, float]],
    on_event: Callable[[WritingEvent], None],
) -> _Read:
    limits = asked.limits_of(engine.info.parameters)
    budget = room(engine, asked, limits)
    text = PaperText(source, max(1, min(budget, _PIECE) // 2), engine.count)
    everything = range(len(text.portions))
    if not fields or engine.count(text.written(everything)) <= budget:
        whole = asked.paper(text.written(everything))
        return _Read(dict.fromkeys(Field, whole), text.coverage(everything))
    importance = {
        position: max(worth_of[field].get(position, 0.0) for field in Field)
        for worths in worth_of.values()
        for position in worths
    }
    # The smallest models take no notes: theirs mislead them, and reading for them takes ten times as long as writing.
    pieces = pieces_of(text, min(budget, _PIECE), limits.altogether, importance) if limits.altogether else ()
    sections = sorted({text.portions[index].passage.section for piece in pieces for index in piece})

    def on_section(section: int) -> None:
        at = sections.index(section) + 1
        on_event(WritingEvent("reading", fields[0], f"Reading section {at} of {len(sections)}"))

    notes = take_notes(text, pieces, engine, asked, importance, on_section)
    papers: dict[Field, str] = {}
    read = {index for piece in pieces for index in piece}
    most = min(budget, _OWN_TEXT)
    for field in Field:
        noted = as_text(notes, text, field, most // 3)
        portions = portions_for(field, text, worth_of[field], most - engine.count(noted) - _MARGIN)
        read.update(portions)
        papers[field] = asked.paper("\n\n".join(filter(None, (text.written(portions), noted))))
    return _Read(papers, text.coverage(read), notes)


def room(engine: Engine, asked: Prompts, limits: Limits) -> int:
    """How many tokens of a paper every question can be asked about."""
    bare = asked.paper("")
    around = max(
        engine.count_prompt(asked.prompt(bare, ask)) + part.tokens for part in asked.parts() for ask in part.asks
    )
    budget = max(_SMALLEST_READING, engine.context - around - _MARGIN)
    return min(budget, limits.once) if limits.once else budget


def _best_first(source: Source, own: Digest, field: Field, worth_of: Mapping[int, float]) -> tuple[Passage, ...]:
    """The paper's sentences for a field: those that the extractive digest chose, then the others, the best first."""
    chosen = {statement.passages[0] for statement in own.of(field)}
    known = {passage.position: passage for passage in source.readable()}
    ranked = sorted(worth_of, key=lambda position: (position not in chosen, -worth_of[position], position))
    return tuple(known[position] for position in ranked if position in known)


def _tell(field: Field, statements: Iterable[Statement], on_event: Callable[[WritingEvent], None]) -> None:
    for statement in statements:
        on_event(WritingEvent("statement", field, statement.text, statement))
    on_event(WritingEvent("field", field, " ".join(statement.shown for statement in statements)))


def _note(field: Field, why: Stopped, *, instead: bool) -> Note:
    return Note(field, f"{CUT[why]} {_INSTEAD}" if instead else CUT[why])
