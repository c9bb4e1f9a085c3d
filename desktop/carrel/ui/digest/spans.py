"""Finding statements again in a composed document, by what their characters carry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QTextCursor

from carrel.ui.digest.ink import Role
from carrel.ui.digest.marks import JOINER, OBJECT, Kind, Property

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtCore import QPoint
    from PySide6.QtGui import QTextBlock, QTextCharFormat, QTextDocument, QTextFragment
    from PySide6.QtWidgets import QTextEdit


@dataclass(frozen=True, slots=True)
class Span:
    """Where a sentence stands in the document: characters `start` to `end`, its mark excluded."""

    start: int
    end: int


def fragments(block: QTextBlock) -> Iterator[QTextFragment]:
    """The runs of one format in `block`."""
    iterator = block.begin()
    while not iterator.atEnd():
        yield iterator.fragment()
        iterator += 1


def blocks(document: QTextDocument) -> Iterator[QTextBlock]:
    """The paragraphs of `document`."""
    block = document.begin()
    while block.isValid():
        yield block
        block = block.next()


def blocks_of(document: QTextDocument, index: int) -> list[QTextBlock]:
    """The paragraphs of a list that belong to the statement at `index`: its own, and what stands beneath it."""
    found = []
    for block in blocks(document):
        first = next(fragments(block), None)
        if first is not None and first.charFormat().property(Property.STATEMENT) == index:
            found.append(block)
    return found


def find_spans(document: QTextDocument) -> dict[int, Span]:
    """Where each statement's sentence stands, by its index."""
    spans: dict[int, Span] = {}
    for block in blocks(document):
        if block.blockFormat().property(Property.ROLE) in {Role.QUOTE.value, Role.REASON.value}:
            continue
        for fragment in fragments(block):
            characters = fragment.charFormat()
            index = cast("int | None", characters.property(Property.STATEMENT))
            if index is None or characters.objectType() in {Kind.MARK, Kind.CONTROL}:
                continue
            if characters.property(Property.BESIDE):
                continue
            start = spans[index].start if index in spans else fragment.position()
            spans[index] = Span(start, fragment.position() + fragment.length())
    return spans


def statement_at(view: QTextEdit, point: QPoint) -> int:
    """The index of the statement whose words or mark lie under `point` of the viewport, else -1."""
    characters = _format_at(view, point)
    index = cast("int | None", characters.property(Property.STATEMENT)) if characters is not None else None
    return -1 if index is None else index


def control_at(view: QTextEdit, point: QPoint) -> int:
    """The index of the statement whose control lies under `point` of the viewport, else -1."""
    characters = _format_at(view, point)
    on_control = characters is not None and characters.objectType() == Kind.CONTROL
    return statement_at(view, point) if on_control else -1


def tooltip_at(view: QTextEdit, point: QPoint) -> str:
    """What the object under `point` of the viewport says of itself, else ""."""
    characters = _format_at(view, point)
    return characters.toolTip() if characters is not None else ""


def _format_at(view: QTextEdit, point: QPoint) -> QTextCharFormat | None:
    layout = view.document().documentLayout()
    where = QPointF(point.x(), point.y() + view.verticalScrollBar().value())
    position = layout.hitTest(where, Qt.HitTestAccuracy.ExactHit)
    if position < 0:
        position = _between_lines(view, where)
    if position < 0:
        return None
    cursor = QTextCursor(view.document())
    cursor.setPosition(position)
    # A cursor's format is that of the character before it; the one under the pointer may be the next.
    if not cursor.atBlockEnd():
        cursor.movePosition(QTextCursor.MoveOperation.NextCharacter)
    return cursor.charFormat()


def _between_lines(view: QTextEdit, where: QPointF) -> int:
    """The position nearest to a point that lies between two lines of one paragraph, over or under words; -1 elsewhere."""
    layout = view.document().documentLayout()
    position = layout.hitTest(where, Qt.HitTestAccuracy.FuzzyHit)
    block = view.document().findBlock(position)
    area = layout.blockBoundingRect(block)
    line = block.layout().lineForTextPosition(position - block.position())
    if not line.isValid() or not area.top() <= where.y() < area.bottom():
        return -1
    left = area.left() + line.naturalTextRect().left()
    return position if left <= where.x() < left + line.naturalTextWidth() else -1


def spoken_text(document: QTextDocument) -> str:
    """The text, one paragraph a line, with each mark in words in brackets behind its sentence."""
    return "\n".join(_words(block, Property.SPOKEN) for block in blocks(document))


def plain_text(selection: QTextCursor) -> str:
    """The selected text with marks as they read on screen, in brackets."""
    chosen = QTextCursor(selection)
    start, end = chosen.selectionStart(), chosen.selectionEnd()
    lines = [
        _words(block, Property.WORDS, start, end)
        for block in blocks(selection.document())
        if block.position() < end and block.position() + block.length() > start
    ]
    return "\n".join(lines)


def _words(block: QTextBlock, kind: Property, start: int = 0, end: int = 1 << 30) -> str:
    words = []
    for fragment in fragments(block):
        first = max(start - fragment.position(), 0)
        text = fragment.text()[first : max(end - fragment.position(), 0)]
        if OBJECT in text:
            mark = cast("str | None", fragment.charFormat().property(kind))
            text = f" ({mark})" * text.count(OBJECT) if mark else ""
        words.append(text.replace(JOINER, ""))
    return "".join(words)
