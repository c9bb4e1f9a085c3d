"""Writing the parts of a digest into a text document. Every text is data: inserted as characters, never as HTML."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from PySide6.QtGui import QTextCharFormat, QTextCursor

from carrel.domain.digest import Field, Status
from carrel.ui.digest.ink import Ink, Role
from carrel.ui.digest.marks import JOINER, OBJECT, Property, caret_format, grey_line_format, mark_format
from carrel.ui.digest.matching import excerpt, matching_spans
from carrel.ui.digest.wording import mark_text, spoken_mark

if TYPE_CHECKING:
    from PySide6.QtGui import QTextBlock, QTextBlockFormat, QTextDocument

    from carrel.domain.digest import Digest, Statement
    from carrel.ui.digest.places import Places

FIELDS = tuple(Field)
_BREAKS = re.compile(r"[\s\u2028\u2029\ufffc]+")


@dataclass(frozen=True, slots=True)
class Part:
    """One field as shown: its statements with their indices in the digest, or `waiting` grey lines in their place.

    `writing` puts the caret behind the last sentence. `serif` says that the words are the paper's own. `note` stands
    beneath: what is to be known of how the field was written.
    """

    field: Field
    statements: tuple[tuple[int, Statement], ...]
    serif: bool = False
    waiting: int = 0
    writing: bool = False
    note: str = ""


def parts_of(digest: Digest, *, fields: tuple[Field, ...] = FIELDS, exceptions_only: bool = False) -> tuple[Part, ...]:
    """The parts of a finished digest; empty fields are left out."""
    parts = []
    for field in fields:
        found = tuple(
            (index, statement)
            for index, statement in enumerate(digest.statements)
            if statement.field is field and (not exceptions_only or statement.effective is not Status.SUPPORTED)
        )
        if found:
            serif = digest.provenance.extractive or field in digest.fallbacks
            parts.append(Part(field, found, serif=serif, note=digest.note(field)))
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
            self._sentence(cursor, index, statement, prose, ink, None if unfinished else places)
            if self._listed:
                self._beneath(cursor, index, statement, ink, places, chosen)
        if part.writing:
            if not part.statements:
                self._start(cursor, ink.block(Role.BULLET if bullets else Role.TEXT, field), prose)
            cursor.insertText(JOINER + OBJECT, caret_format(prose))
        if part.note:
            self._start(cursor, ink.block(Role.REASON, field), ink.reason)
            cursor.insertText(_BREAKS.sub(" ", part.note), ink.reason)

    @staticmethod
    def _sentence(
        cursor: QTextCursor, index: int, statement: Statement, prose: QTextCharFormat, ink: Ink, places: Places | None
    ) -> None:
        plain = QTextCharFormat(prose)
        plain.setProperty(Property.STATEMENT, index)
        red = ink.number(plain)
        for piece, flagged in _flagged(_BREAKS.sub(" ", statement.text), statement.unsupported_numbers):
            cursor.insertText(piece, red if flagged else plain)
        if places is None:
            return
        cursor.insertText(JOINER, plain)
        mark = mark_format(
            prose, index, statement.effective, mark_text(statement, places), spoken_mark(statement, places)
        )
        cursor.insertText(OBJECT, mark)

    def _beneath(
        self, cursor: QTextCursor, index: int, statement: Statement, ink: Ink, places: Places, chosen: int
    ) -> None:
        field = FIELDS.index(statement.field)
        passage = places.passage(statement.passages[0]) if statement.passages else None
        if index == chosen and passage is not None:
            label = "Closest passage: " if statement.effective is Status.NOT_FOUND else ""
            text = excerpt(passage.text, matching_spans(statement.text, passage.text))
            block = ink.block(Role.QUOTE, field)
            self._start(cursor, block, ink.quote)
            cursor.insertText(label, _of_statement(ink.reason, index))
            cursor.insertText(f"“{_BREAKS.sub(' ', text)}”", _of_statement(ink.quote, index))
        if statement.reason and statement.effective is not Status.SUPPORTED:
            self._start(cursor, ink.block(Role.REASON, field), ink.reason)
            cursor.insertText(_BREAKS.sub(" ", statement.reason), _of_statement(ink.reason, index))


def _of_statement(characters: QTextCharFormat, index: int) -> QTextCharFormat:
    result = QTextCharFormat(characters)
    result.setProperty(Property.STATEMENT, index)
    return result


def _flagged(text: str, numbers: tuple[str, ...]) -> list[tuple[str, bool]]:
    """`text` in pieces, each with whether it is one of `numbers` standing by itself."""
    if not numbers:
        return [(text, False)]
    longest_first = sorted(numbers, key=len, reverse=True)
    pattern = re.compile(r"(?<![\w.])(" + "|".join(re.escape(number) for number in longest_first) + r")(?!\w)")
    pieces = pattern.split(text)
    return [(piece, bool(number % 2)) for number, piece in enumerate(pieces) if piece]


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
