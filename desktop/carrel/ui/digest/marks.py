"""Marks, grey lines and the writing caret as objects inside a text document.

What an object shows is kept in the format of its character, so documents can be rebuilt in any order.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QRectF, QSizeF, Qt
from PySide6.QtGui import QFontMetricsF, QPen, QPyTextObject, QTextCharFormat, QTextFormat

from carrel.domain.digest import Status
from carrel.ui.digest.glyphs import COLOR_TOKENS, paint_mark, paint_quotation
from carrel.ui.digest.saying import MODELS_SENTENCE

if TYPE_CHECKING:
    from PySide6.QtCore import QObject, QRect
    from PySide6.QtGui import QPainter, QTextDocument

    from carrel.ui.theme import Theme

OBJECT = "\ufffc"
"""The character an object stands on."""
JOINER = "\u2060"
"""Put before an object, or it may wrap to a line of its own."""


class Kind(IntEnum):
    """Object types."""

    MARK = QTextFormat.ObjectTypes.UserObject.value + 1
    GREY_LINE = QTextFormat.ObjectTypes.UserObject.value + 2
    CARET = QTextFormat.ObjectTypes.UserObject.value + 3
    CONTROL = QTextFormat.ObjectTypes.UserObject.value + 4


class Property(IntEnum):
    """What characters and blocks of a digest carry in their formats."""

    STATEMENT = QTextFormat.Property.UserProperty.value + 1
    STATUS = QTextFormat.Property.UserProperty.value + 2
    WORDS = QTextFormat.Property.UserProperty.value + 3
    SPOKEN = QTextFormat.Property.UserProperty.value + 4
    SHARE = QTextFormat.Property.UserProperty.value + 5
    FIELD = QTextFormat.Property.UserProperty.value + 6
    ROLE = QTextFormat.Property.UserProperty.value + 7
    QUOTED = QTextFormat.Property.UserProperty.value + 8
    CONTROL = QTextFormat.Property.UserProperty.value + 9
    BESIDE = QTextFormat.Property.UserProperty.value + 10


def mark_format(font: QTextCharFormat, statement: int, status: Status, words: str, spoken: str) -> QTextCharFormat:
    """The format of a mark's character beside text in the format `font`."""
    mark = _object(Kind.MARK, font)
    mark.setProperty(Property.STATEMENT, statement)
    mark.setProperty(Property.STATUS, status.value)
    mark.setProperty(Property.WORDS, words)
    mark.setProperty(Property.SPOKEN, spoken)
    return mark


def quotation_format(font: QTextCharFormat, statement: int, words: str, spoken: str) -> QTextCharFormat:
    """The format of the mark of a sentence of the paper that stands in for the model's."""
    mark = mark_format(font, statement, Status.NOT_FOUND, words, spoken)
    mark.setProperty(Property.QUOTED, True)
    return mark


def control_format(font: QTextCharFormat, statement: int, name: str) -> QTextCharFormat:
    """The format of the control that shows the other sentence of a statement, which is called `name`."""
    control = _object(Kind.CONTROL, font)
    control.setProperty(Property.STATEMENT, statement)
    control.setProperty(Property.CONTROL, name)
    control.setToolTip(f"Show the {name} in its place (m)")
    return control


def grey_line_format(font: QTextCharFormat, share: float) -> QTextCharFormat:
    """The format of a grey line that takes `share` (0 to 1) of the text's width."""
    line = _object(Kind.GREY_LINE, font)
    line.setProperty(Property.SHARE, share)
    return line


def caret_format(font: QTextCharFormat) -> QTextCharFormat:
    """The format of the block that stands where text is being written."""
    return _object(Kind.CARET, font)


def _object(kind: Kind, font: QTextCharFormat) -> QTextCharFormat:
    result = QTextCharFormat()
    result.setFont(font.font())
    result.setObjectType(kind)
    result.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignBaseline)
    return result


class MarkPainter(QPyTextObject):
    """Draws the objects. `framed` is the index of the statement whose mark carries the focus frame, -1 for none."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme
        self.framed = -1

    def register(self, document: QTextDocument) -> None:
        """Draw the objects of `document`."""
        for kind in Kind:
            document.documentLayout().registerHandler(kind, self)

    def intrinsicSize(self, document: QTextDocument, _position: int, text_format: QTextFormat) -> QSizeF:
        """The room an object takes; its height never exceeds that of the text around it."""
        scale = self._theme.scale
        height = QFontMetricsF(text_format.toCharFormat().font()).height()
        kind = text_format.objectType()
        if kind == Kind.GREY_LINE:
            room = max(document.textWidth(), 60.0)
            return QSizeF(room * cast("float", text_format.property(Property.SHARE)), height)
        if kind == Kind.CARET:
            return QSizeF(8 * scale, height)
        # A mark still being checked keeps room for the words it will most likely have.
        words = cast("str", text_format.property(Property.CONTROL if kind == Kind.CONTROL else Property.WORDS)) or "p.1"
        width = QFontMetricsF(self._theme.font("mark")).horizontalAdvance(words)
        return QSizeF(width + (3 + 5 + 10 + 5 + 5) * scale, height)

    def drawObject(
        self,
        painter: QPainter,
        rect: QRectF | QRect,
        _document: QTextDocument,
        _position: int,
        text_format: QTextFormat,
    ) -> None:
        """Draw one object."""
        rect = QRectF(rect)
        painter.save()
        painter.setRenderHint(painter.RenderHint.Antialiasing)
        kind = text_format.objectType()
        if kind == Kind.GREY_LINE:
            height = 10 * self._theme.scale
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color("track"))
            painter.drawRoundedRect(QRectF(rect.left(), rect.center().y() - height / 2, rect.width(), height), 2, 2)
        elif kind == Kind.CARET:
            height = 14 * self._theme.scale
            painter.fillRect(
                QRectF(rect.left() + 1, rect.center().y() - height / 2, rect.width() - 2, height),
                self._theme.color("accent"),
            )
        elif kind == Kind.CONTROL:
            self._draw_control(painter, rect, cast("str", text_format.property(Property.CONTROL)))
        else:
            self._draw_mark(painter, rect, text_format)
        painter.restore()

    def _draw_mark(self, painter: QPainter, rect: QRectF, text_format: QTextFormat) -> None:
        scale = self._theme.scale
        status = Status(cast("str", text_format.property(Property.STATUS)))
        quoted = bool(text_format.property(Property.QUOTED))
        box = rect.adjusted(3 * scale, -0.5, 0, 0.5)
        framed = text_format.property(Property.STATEMENT) == self.framed and not text_format.property(Property.BESIDE)
        soft = None if quoted else {Status.PARTLY: "partly-soft", Status.NOT_FOUND: "not-found-soft"}.get(status)
        if soft is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color(soft))
            painter.drawRoundedRect(box, 4, 4)
        if framed:
            painter.setBrush(self._theme.color("surface") if soft is None else Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._theme.color("focus"), 2))
            painter.drawRoundedRect(box.adjusted(1, 0.5, -1, -0.5), 5, 5)
        glyph, room = self._inside(box)
        if quoted:
            paint_quotation(painter, glyph, self._theme)
        else:
            paint_mark(painter, glyph, status, self._theme)
        token = "text-2" if quoted else COLOR_TOKENS[status]
        self._write(painter, room, cast("str", text_format.property(Property.WORDS)), token)

    def _draw_control(self, painter: QPainter, rect: QRectF, name: str) -> None:
        glyph, room = self._inside(rect.adjusted(3 * self._theme.scale, -0.5, 0, 0.5))
        if name == MODELS_SENTENCE:
            paint_mark(painter, glyph, Status.NOT_FOUND, self._theme)
        else:
            paint_quotation(painter, glyph, self._theme)
        self._write(painter, room, name, "accent")

    def _inside(self, box: QRectF) -> tuple[QRectF, QRectF]:
        """Where in a mark's box its glyph stands, and where its words begin."""
        scale = self._theme.scale
        side = 10 * scale
        glyph = QRectF(box.left() + 5 * scale, box.center().y() - side / 2, side, side)
        return glyph, box.adjusted((5 + 10 + 5) * scale, 0, 0, 0)

    def _write(self, painter: QPainter, room: QRectF, words: str, token: str) -> None:
        # A property that was set to "" comes back as an empty list.
        if not words:
            return
        painter.setFont(self._theme.font("mark"))
        painter.setPen(self._theme.color(token))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)
