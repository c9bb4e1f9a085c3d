"""Reading a long paper piece by piece: of each the model notes what it says, and each note is checked against its piece.

This is the map of a map-reduce over the paper's sections; the fields are then written from what was found.
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from carrel.digesting.answers import Enough, loops, sentences_of
from carrel.digesting.evidence import EvidenceIndex
from carrel.digesting.ground import ground_all
from carrel.domain.digest import Field, Statement, Status
from carrel.domain.passage import SectionKind
from carrel.inference.engine import Stopped

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from carrel.digesting.prompts import Prompts
    from carrel.digesting.reading import PaperText
    from carrel.inference.engine import Completion, Engine, Pending

_FIELDS = {
    SectionKind.METHOD: Field.METHODOLOGY,
    SectionKind.EXPERIMENTS: Field.RESULTS,
    SectionKind.RESULTS: Field.RESULTS,
    SectionKind.DISCUSSION: Field.IMPLICATIONS,
    SectionKind.CONCLUSION: Field.IMPLICATIONS,
}
_OURS = re.compile(r"^We (?!are\b)")
_AT_ONCE = 4
"""How many pieces are on their way: few, for reading gains nothing from company (each token looks past all that the cache
holds), while writing the notes does. The starter read and noted pieces of 700 tokens at 101 tokens a second of a core two at
once, 86 four, 70 eight at once, 79 one by one; with notes of 24 tokens."""


@dataclass(frozen=True, slots=True)
class SectionNote:
    """What a model says of one piece, grounded in it. `section` is the position of the section the piece begins in."""

    section: int
    statements: tuple[Statement, ...]


def take_notes(
    text: PaperText,
    pieces: Sequence[tuple[int, ...]],
    engine: Engine,
    asked: Prompts,
    worth: Mapping[int, float],
    on_section: Callable[[int], None],
) -> tuple[SectionNote, ...]:
    """A note of each piece, in their order. Before a piece is waited for, `on_section` gets its section's position.

    Where nothing of an answer is found in its piece, the note is the piece's best sentence by `worth`.

    Raises:
        ModelError: the model failed. Cancelled: the engine was told to stop.
    """
    notes: list[SectionNote] = []
    waiting: deque[Pending] = deque()
    try:
        for at, piece in enumerate(pieces):
            for later in pieces[at + len(waiting) : at + _AT_ONCE]:
                waiting.append(_asked(text, later, engine, asked))
            section = text.portions[piece[0]].passage.section
            on_section(section)
            completion = waiting.popleft().result()
            notes.append(SectionNote(section, _checked(text, piece, asked, completion, worth)))
    finally:
        for pending in waiting:
            pending.cancel()
    return tuple(notes)


def as_text(notes: Sequence[SectionNote], text: PaperText, field: Field, budget: int) -> str:
    """The notes of a paper's sections under their headings, those that matter to `field` first to stay within `budget`."""
    order = sorted(range(len(notes)), key=lambda at: all(each.field is not field for each in notes[at].statements))
    kept: set[int] = set()
    for at in order:
        if text.count(_lines(notes, sorted({*kept, at}), text)) <= budget:
            kept.add(at)
    return _lines(notes, sorted(kept), text)


def _lines(notes: Sequence[SectionNote], chosen: Sequence[int], text: PaperText) -> str:
    lines = []
    for at in chosen:
        heading = text.heading(notes[at].section)
        said = " ".join(statement.text for statement in notes[at].statements)
        lines.append(f"{heading}: {said}" if heading else said)
    return "\n".join(lines)


def _asked(text: PaperText, piece: tuple[int, ...], engine: Engine, asked: Prompts) -> Pending:
    ask = asked.note.asks[0]
    return engine.submit(
        asked.prompt(asked.paper(text.written(piece, titled=False)), ask),
        max_tokens=asked.note.tokens,
        stop=(asked.before, asked.after),
        enough=Enough(ask.start, ask.question, asked.note.sentences),
    )


def _checked(
    text: PaperText, piece: tuple[int, ...], asked: Prompts, completion: Completion, worth: Mapping[int, float]
) -> tuple[Statement, ...]:
    passages = tuple(dict.fromkeys(text.portions[index].passage for index in piece))
    field = _FIELDS.get(text.kinds.get(passages[0].section, SectionKind.OTHER), Field.SUMMARY)
    ask = asked.note.asks[0]
    texts: tuple[str, ...] = ()
    if completion.stopped is not Stopped.LOOP and not loops(completion.text):
        said = sentences_of(
            "" if completion.whole else ask.start,
            completion.text,
            question=ask.question,
            most=asked.note.sentences,
            cut=completion.stopped in {Stopped.LENGTH, Stopped.TIME, Stopped.ENOUGH},
        )
        texts = tuple(_OURS.sub("The authors ", text) for text in said)
    sections = tuple(
        section for section in text.source.sections if section.position in {passage.section for passage in passages}
    )
    index = EvidenceIndex(replace(text.source, sections=sections, passages=passages))
    checked = ground_all(texts, field, index) if texts else ()
    found = tuple(each for each in checked if each.status is not Status.NOT_FOUND)
    if found:
        return found
    best = max(passages, key=lambda passage: worth.get(passage.position, 0.0))
    return (Statement(field, best.text, Status.SUPPORTED, (best.position,)),)
