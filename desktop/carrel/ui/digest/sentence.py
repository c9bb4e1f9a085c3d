"""Writing one sentence of a digest with its mark, and with the control that shows the other one where there are two."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtGui import QTextCharFormat

from carrel.ui.digest.marks import JOINER, OBJECT, Property, control_format, mark_format, quotation_format
from carrel.ui.digest.wording import mark_text, quotation_text, spoken_mark, spoken_quotation

if TYPE_CHECKING:
    from PySide6.QtGui import QTextCursor

    from carrel.domain.digest import Statement
    from carrel.ui.digest.ink import Ink
    from carrel.ui.digest.places import Places
    from carrel.ui.digest.saying import Saying

BREAKS = re.compile(r"[\s\u2028\u2029\ufffc]+")
"""What would break a line or stand for an object inside a sentence."""


def write_sentence(
    cursor: QTextCursor,
    index: int,
    statement: Statement,
    said: tuple[Saying, ...],
    prose: QTextCharFormat,
    ink: Ink,
    places: Places | None,
    listed: bool,
) -> None:
    """Insert what is said for the statement at `index` in the format `prose`; without `places` it has no mark yet.

    `listed`: its reason stands beneath it, not behind its mark.
    """
    for number, one in enumerate(said):
        if number:
            cursor.insertText(" ", prose)
        words = of_statement(ink.serif if one.quoted else prose, index)
        red = ink.number(words)
        for piece, missing in flagged(BREAKS.sub(" ", one.text), one.numbers):
            cursor.insertText(piece, red if missing else words)
        if places is None:
            continue
        cursor.insertText(JOINER, words)
        mark = _mark(index, statement, one, prose, places)
        if number:
            # Only the first of two sentences carries the focus frame.
            mark.setProperty(Property.BESIDE, True)
        cursor.insertText(OBJECT, mark)
        if one.reason and not listed:
            cursor.insertText(f" {BREAKS.sub(' ', one.reason)}", beside(ink.reason, index))
        if one.control:
            cursor.insertText(OBJECT, control_format(prose, index, one.control))


def of_statement(characters: QTextCharFormat, index: int) -> QTextCharFormat:
    """The format `characters` for words that belong to the statement at `index`."""
    result = QTextCharFormat(characters)
    result.setProperty(Property.STATEMENT, index)
    return result


def beside(characters: QTextCharFormat, index: int) -> QTextCharFormat:
    """The format `characters` for words that stand beside a statement and are no part of its sentence."""
    result = of_statement(characters, index)
    result.setProperty(Property.BESIDE, True)
    return result


def flagged(text: str, numbers: tuple[str, ...]) -> list[tuple[str, bool]]:
    """`text` in pieces, each with whether it is one of `numbers` standing by itself, with a point or a comma in it."""
    if not numbers:
        return [(text, False)]
    longest_first = sorted(numbers, key=len, reverse=True)
    pattern = re.compile(r"(?<![\w.])(" + "|".join(map(_either_way, longest_first)) + r")(?!\w)")
    pieces = pattern.split(text)
    return [(piece, bool(number % 2)) for number, piece in enumerate(pieces) if piece]


def _either_way(number: str) -> str:
    """A pattern for a number as it is written, or as a translation into another language writes it."""
    return re.sub(r"(?<=\d)(?:\\\.|,)(?=\d)", "[.,\u00a0\u202f]", re.escape(number))


def _mark(index: int, statement: Statement, one: Saying, font: QTextCharFormat, places: Places) -> QTextCharFormat:
    if one.quoted:
        words, spoken = quotation_text(statement, places), spoken_quotation(statement, places)
        return quotation_format(font, index, words, spoken)
    return mark_format(font, index, statement.effective, mark_text(statement, places), spoken_mark(statement, places))
