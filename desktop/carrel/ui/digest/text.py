"""Text made of statements: read-only, tinted where the pointer or the choice is, its marks framed, copied in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QTextCursor
from PySide6.QtWidgets import QTextEdit, QToolTip

from carrel.ui.digest.backdrop import paint_backdrop
from carrel.ui.digest.marks import MarkPainter
from carrel.ui.digest.spans import Span, blocks_of, plain_text, statement_at, tooltip_at

if TYPE_CHECKING:
    from PySide6.QtCore import QPoint
    from PySide6.QtGui import QMouseEvent, QPaintEvent, QResizeEvent
    from PySide6.QtWidgets import QWidget

    from carrel.ui.theme import Theme

MEASURE = 660
"""The widest a line of a digest may be, in pixels at 100 % text size."""


class StatementText(QTextEdit):
    """The surface of a digest. `listed`: the chosen statement stands on a card. `fitted`: as high as its text."""

    def __init__(self, theme: Theme, *, listed: bool, fitted: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._listed = listed
        self._fitted = fitted
        self._current = -1
        self._hovered = -1
        self._spans: dict[int, Span] = {}
        self._marks = MarkPainter(theme, self)
        self._marks.register(self.document())
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setAcceptDrops(False)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        # Which statement is chosen is seen by its frame; a caret in a text that is only read tells nothing.
        self.setCursorWidth(0)
        self.setFrameShape(QTextEdit.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setLineWrapMode(QTextEdit.LineWrapMode.FixedPixelWidth)
        self.document().setDocumentMargin(10 if self._listed else 0 if self._fitted else 4)
        self.viewport().setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        if self._fitted:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def loadResource(self, _kind: int, _name: object) -> None:
        """Load nothing: a digest holds no pictures and reaches no address."""

    def createMimeDataFromSelection(self) -> QMimeData:
        """Copy the selection as plain text with its marks in brackets."""
        data = QMimeData()
        data.setText(plain_text(self.textCursor()))
        return data

    def sizeHint(self) -> QSize:
        """As high as the text where the view is fitted to it."""
        if not self._fitted:
            return super().sizeHint()
        return QSize(self._theme.px(280), round(self.document().size().height()))

    def minimumSizeHint(self) -> QSize:
        """As high as the text where the view is fitted to it."""
        return QSize(self._theme.px(120), self.sizeHint().height()) if self._fitted else super().minimumSizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep lines within the measure."""
        super().resizeEvent(event)
        self._set_measure()

    def _set_measure(self) -> None:
        width = min(self.viewport().width(), self._theme.px(MEASURE) + 8)
        if width != self.lineWrapColumnOrWidth() and width > 0:
            self.setLineWrapColumnOrWidth(width)
            if self._fitted:
                self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw bullets, the chosen statement's card and quotes' bars behind the text."""
        painter = QPainter(self.viewport())
        painter.translate(0, -self.verticalScrollBar().value())
        paint_backdrop(painter, self.document(), self._theme, card=self._current if self._listed else -1)
        painter.end()
        super().paintEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tint the statement under the pointer."""
        super().mouseMoveEvent(event)
        self._hover(self._at(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        """Tint nothing."""
        super().leaveEvent(event)
        self._hover(-1)

    def viewportEvent(self, event: QEvent) -> bool:
        """Say what a control does; a text view by itself looks at the character before the pointer's."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), tooltip_at(self, event.pos()), self.viewport())
            return True
        return super().viewportEvent(event)

    def _hover(self, index: int) -> None:
        if index != self._hovered:
            self._hovered = index
            shape = Qt.CursorShape.PointingHandCursor if index >= 0 else Qt.CursorShape.ArrowCursor
            self.viewport().setCursor(shape)
            self._tint()

    def _tint(self) -> None:
        tints = {self._hovered: "hover"}
        if not self._listed:
            tints[self._current] = "selection"
        selections = []
        for index, color in tints.items():
            span = self._spans.get(index)
            if span is None or (self._listed and index == self._current):
                continue
            selection = QTextEdit.ExtraSelection()
            selection.cursor = QTextCursor(self.document())
            selection.cursor.setPosition(span.start)
            selection.cursor.setPosition(span.end, QTextCursor.MoveMode.KeepAnchor)
            selection.format.setBackground(self._theme.color(color))
            selections.append(selection)
        self.setExtraSelections(selections)
        self._marks.framed = -1 if self._listed else self._current
        self.viewport().update()

    def _reveal(self, index: int) -> None:
        """Bring a statement into sight, in a list with what stands beneath it."""
        span = self._spans[index]
        below = blocks_of(self.document(), index)[-1:] if self._listed else []
        cursor = QTextCursor(self.document())
        cursor.setPosition(span.start)
        top = self.cursorRect(cursor).top()
        cursor.setPosition(max([span.end, *(block.position() + block.length() - 1 for block in below)]))
        bottom = self.cursorRect(cursor).bottom()
        bar, room, margin = self.verticalScrollBar(), self.viewport().height(), self._theme.px(24)
        if top < margin:
            bar.setValue(bar.value() + top - margin)
        elif bottom > room - margin:
            bar.setValue(bar.value() + min(bottom - room + margin, top - margin))

    def _at(self, point: QPoint) -> int:
        return statement_at(self, point)
