"""Writing the parts of a digest into a text document. Every text is data: inserted as characters, never as HTML."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

from PySide6.QtGui import QTextCharFormat, QTextCursor

from carrel.domain.digest import Field, Status
from carrel.ui.digest.ink import Ink, Role
from carrel.ui.digest.marks import JOINER, OBJECT, Property, caret_format, grey_line_format
from carrel.ui.digest.matching import excerpt, matching_spans
from carrel.ui.digest.saying import sayings
from carrel.ui.digest.sentence import BREAKS, beside, of_statement, write_sentence
from carrel.ui.digest.wording import checked_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QTextBlock, QTextBlockFormat, QTextDocument

    from carrel.domain.digest import Digest, Statement
    from carrel.ui.digest.places import Places
    from carrel.ui.digest.saying import Saying

FIELDS = tuple(Field)
FALLBACK = "Sentences from the paper: the model gave nothing usable here."


@dataclass(frozen=True, slots=True)
class Part:
    """One field as shown: its statements with their indices in the digest, or `waiting` grey lines in their place.

    `writing` puts the caret behind the last sentence. `serif` says that the words are the paper's own. `note` stands
    beneath: what is to be known of how the field was written. `own` are the statements whose own sentence is shown where
    the paper's stands in for it; `both` shows the two of every such statement. `unfinished`: the digest is being written.
    `remarks` stand quietly behind the marks of some statements, by index.
    """

    field: Field
    statements: tuple[tuple[int, Statement], ...]
    serif: bool = False
    waiting: int = 0
    writing: bool = False
    note: str = ""
    own: frozenset[int] = frozenset()
    both: bool = False
    unfinished: bool = False
    remarks: Mapping[int, str] | None = None


def parts_of(
    digest: Digest,
    *,
    fields: tuple[Field, ...] = FIELDS,
    exceptions_only: bool = False,
    own: frozenset[int] = frozenset(),
    remarks: Mapping[int, str] = MappingProxyType({}),
) -> tuple[Part, ...]:
    """The parts of a finished digest; empty fields are left out."""
    parts = []
    for one in fields:
        found = tuple(
            (index, statement)
            for index, statement in enumerate(digest.statements)
            if statement.field is one and (not exceptions_only or statement.effective is not Status.SUPPORTED)
        )
        if found:
            fallback = one in digest.fallbacks and not digest.provenance.extractive
            # A note on a field that the model did not fill says by itself whose sentences these are, and why.
            note = digest.note(one) or (FALLBACK if fallback else "")
            serif = fallback or digest.provenance.extractive
            part = Part(one, found, serif=serif, note=note, own=own, both=exceptions_only, remarks=remarks)
            parts.append(part)
    return tuple(parts)


class Composition:
    """Writes parts into one document. `listed` gives each statement a paragraph of its own, with quotes beneath."""

    def __init__(self, document: QTextDocument, *, listed: bool = False, headings: bool = True) -> None:
        self._document = document
        self._listed = listed
        self._headings = headings
        self._fresh = True

    def write(self, parts: tuple[Part, ...], ink: Ink, places: Places, chosen: int = -1) -> None:
        """Replace the whole document."""
        self._document.clear()
        cursor = QTextCursor(self._document)
        cursor.beginEditBlock()
        self._fresh = True
        for number, part in enumerate(parts):
            if self._headings:
                block = ink.block(Role.HEADING, FIELDS.index(part.field), first=not number)
                self._start(cursor, block, ink.heading_waiting if part.waiting else ink.heading)
                cursor.insertText(part.field.heading, ink.heading_waiting if part.waiting else ink.heading)
            self._body(cursor, part, ink, places, chosen)
        cursor.endEditBlock()

    def rewrite(self, part: Part, ink: Ink, places: Places) -> None:
        """Replace one field, heading's colour included, leaving the rest of the document as it is."""
        index = FIELDS.index(part.field)
        blocks = [block for block in _blocks(self._document) if block.blockFormat().property(Property.FIELD) == index]
        if not blocks:
            return
        cursor = QTextCursor(self._document)
        cursor.beginEditBlock()
        if _role(blocks[0]) is Role.HEADING:
            heading = blocks.pop(0)
            cursor.setPosition(heading.position())
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
            cursor.setCharFormat(ink.heading_waiting if part.waiting else ink.heading)
        cursor.setPosition(blocks[0].position())
        cursor.setPosition(blocks[-1].position() + blocks[-1].length() - 1, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()
        self._fresh = True
        self._body(cursor, part, ink, places, -1)
        cursor.endEditBlock()

    def _start(self, cursor: QTextCursor, block: QTextBlockFormat, characters: QTextCharFormat) -> None:
        if self._fresh:
            cursor.setBlockFormat(block)
            cursor.setBlockCharFormat(characters)
        else:
            cursor.insertBlock(block, characters)
        self._fresh = False

    def _body(self, cursor: QTextCursor, part: Part, ink: Ink, places: Places, chosen: int) -> None:
        field = FIELDS.index(part.field)
        prose = ink.prose(serif=part.serif)
        if part.waiting:
            for number in range(part.waiting):
                self._start(cursor, ink.block(Role.WAITING, field), prose)
                cursor.insertText(OBJECT, grey_line_format(prose, (0.93, 0.87, 0.9, 0.72)[number % 4]))
            return
        bullets = part.field is Field.KEY_POINTS and not self._listed
        apart = bullets or self._listed
        for number, (index, statement) in enumerate(part.statements):
            if apart or not number:
                self._start(cursor, ink.block(Role.BULLET if bullets else Role.TEXT, field), prose)
            else:
                cursor.insertText(" ", prose)
            unfinished = part.writing and number == len(part.statements) - 1 and statement.status is Status.CHECKING
            said = sayings(statement, own=index in part.own, both=part.both, unfinished=part.unfinished)
            write_sentence(cursor, index, statement, said, prose, ink, None if unfinished else places, self._listed)
            if remark := (part.remarks or {}).get(index):
                cursor.insertText(f" {remark}", beside(ink.remark, index))
            if self._listed:
                self._beneath(cursor, index, statement, said, ink, places if index == chosen else None)
        if part.writing:
            if not part.statements:
                self._start(cursor, ink.block(Role.BULLET if bullets else Role.TEXT, field), prose)
            cursor.insertText(JOINER + OBJECT, caret_format(prose))
        if part.note:
            self._start(cursor, ink.block(Role.REASON, field), ink.reason)
            cursor.insertText(BREAKS.sub(" ", part.note), ink.reason)

    def _beneath(
        self,
        cursor: QTextCursor,
        index: int,
        statement: Statement,
        said: tuple[Saying, ...],
        ink: Ink,
        places: Places | None,
    ) -> None:
        """What stands under a statement of a list; `places` are given for the chosen one."""
        field = FIELDS.index(statement.field)
        models = any(not one.quoted for one in said)
        remarks = []
        if places is not None:
            passage = places.passage(statement.passages[0]) if statement.passages else None
            quoted = any(one.quoted for one in said) and passage is not None and statement.instead in passage.text
            if passage is not None and not quoted:
                label = "Closest passage: " if statement.effective is Status.NOT_FOUND else ""
                text = excerpt(passage.text, matching_spans(statement.text, passage.text))
                self._start(cursor, ink.block(Role.QUOTE, field), ink.quote)
                cursor.insertText(label, of_statement(ink.reason, index))
                cursor.insertText(f"“{BREAKS.sub(' ', text)}”", of_statement(ink.quote, index))
            remarks += [checked_words(statement)] if models else []
        remarks += [statement.reason] if models and statement.effective is not Status.SUPPORTED else []
        for remark in filter(None, remarks):
            self._start(cursor, ink.block(Role.REASON, field), ink.reason)
            cursor.insertText(BREAKS.sub(" ", remark), of_statement(ink.reason, index))


def _blocks(document: QTextDocument) -> list[QTextBlock]:
    blocks = []
    block = document.begin()
    while block.isValid():
        blocks.append(block)
        block = block.next()
    return blocks


def _role(block: QTextBlock) -> Role | None:
    value = cast("str | None", block.blockFormat().property(Property.ROLE))
    return Role(value) if value else None
