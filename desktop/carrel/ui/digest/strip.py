"""The strip: one cell a statement in reading order, with a gap between the parts of the digest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from carrel.domain.digest import Status
from carrel.ui.digest.wording import status_word, summary_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPaintEvent

    from carrel.domain.digest import Statement
    from carrel.ui.theme import Theme


@dataclass(frozen=True, slots=True)
class CellSize:
    """Lengths of the strip's parts in pixels at 100 % text size."""

    width: float
    height: float
    gap: float
    group: float


LARGE = CellSize(15, 10, 3, 12)
SMALL = CellSize(4, 10, 1.5, 5)


class EvidenceStrip(QWidget):
    """Cells of a digest's statements. A click, or the arrow keys, chooses a statement.

    `chosen` carries the statement's index. The current one is underlined, and a dot stands over those that the person
    marked. It shrinks its cells where it has little room.
    """

    chosen = Signal(int)

    def __init__(self, theme: Theme, size: CellSize = LARGE, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._size = size
        self._statements: tuple[Statement, ...] = ()
        self._current = -1
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        theme.changed.connect(self._theme_changed)

    @property
    def current(self) -> int:
        """The index of the underlined cell, -1 for none."""
        return self._current

    def set_statements(self, statements: Sequence[Statement], current: int = -1) -> None:
        """Show one cell for each of `statements`."""
        self._statements = tuple(statements)
        self._current = current if current < len(self._statements) else -1
        count, rest = summary_words(self._statements, whole=True)
        self.setAccessibleName(f"Evidence: {count} {rest}" if count else "Evidence")
        self.updateGeometry()
        self.update()

    def set_current(self, index: int) -> None:
        """Underline the cell at `index`, or none for -1."""
        self._current = index if index < len(self._statements) else -1
        self.setAccessibleDescription(self._words(self._current))
        self.update()

    def sizeHint(self) -> QSize:
        """Room for every cell at full size; 26 pixels high, so that a cell is a fair target."""
        return QSize(round(self._length(1.0)) + 2, self._theme.px(26))

    def minimumSizeHint(self) -> QSize:
        """Room for cells of a third of their size."""
        return QSize(round(self._length(0.33)) + 2, self._theme.px(26))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the cells."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for index, cell in enumerate(self._cells()):
            self._draw(painter, cell, self._statements[index].effective)
            if self._statements[index].verdict is not None:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(self._theme.color("accent"))
                radius = min(1.75 * self._theme.scale, cell.width() / 2)
                painter.drawEllipse(QPointF(cell.center().x(), cell.top() - 4 * self._theme.scale), radius, radius)
            if index == self._current:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(self._theme.color("accent"))
                painter.drawRoundedRect(QRectF(cell.left(), cell.bottom() + 2, cell.width(), 2), 1, 1)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._theme.color("focus"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the cell under the pointer."""
        index = self._at(event.position())
        if index >= 0:
            self.chosen.emit(index)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show a hand over cells."""
        over = self._at(event.position()) >= 0
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move along the cells with the arrow keys."""
        last = len(self._statements) - 1
        moves = {
            Qt.Key.Key_Right: min(self._current + 1, last),
            Qt.Key.Key_Left: max(self._current - 1, 0),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        index = moves.get(Qt.Key(event.key()))
        if index is None or last < 0:
            super().keyPressEvent(event)
            return
        self.chosen.emit(index)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the focus ring."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the focus ring away."""
        super().focusOutEvent(event)
        self.update()

    def event(self, event: QEvent) -> bool:
        """Name the cell under the pointer in a tooltip."""
        if event.type() is QEvent.Type.ToolTip:
            position = self.mapFromGlobal(self.cursor().pos())
            index = self._at(QPointF(position))
            QToolTip.showText(self.cursor().pos(), self._words(index), self)
            return True
        return super().event(event)

    def _words(self, index: int) -> str:
        if not 0 <= index < len(self._statements):
            return ""
        statement = self._statements[index]
        words = f"{statement.field.heading}: {status_word(statement.effective).lower()}"
        words += ", your mark" if statement.verdict is not None else ""
        return f"{words}; the paper’s own sentence is shown" if statement.replaced else words

    def _length(self, scale: float) -> float:
        if not self._statements:
            return 0.0
        size = self._size
        gaps = sum(self._gap(index) for index in range(1, len(self._statements)))
        return self._theme.px(100) / 100 * scale * (len(self._statements) * size.width + gaps)

    def _gap(self, index: int) -> float:
        same = self._statements[index].field is self._statements[index - 1].field
        return self._size.gap if same else self._size.group

    def _cells(self) -> list[QRectF]:
        full = self._length(1.0)
        scale = self._theme.scale * (min(1.0, (self.width() - 2) / full) if full else 1.0)
        height = self._size.height * self._theme.scale
        top = round((self.height() - height) / 2)
        left = 1.0
        cells = []
        for index in range(len(self._statements)):
            if index:
                left += self._gap(index) * scale
            cells.append(QRectF(left, top, self._size.width * scale, height))
            left += self._size.width * scale
        return cells

    def _at(self, point: QPointF) -> int:
        for index, cell in enumerate(self._cells()):
            if cell.left() - 2 <= point.x() < cell.right() + 2:
                return index
        return -1

    def _draw(self, painter: QPainter, cell: QRectF, status: Status) -> None:
        radius = 2.5 if cell.width() > 8 else 1.0
        painter.setPen(Qt.PenStyle.NoPen)
        if status is Status.SUPPORTED:
            painter.setBrush(self._theme.color("supported-fill"))
            painter.drawRoundedRect(cell, radius, radius)
        elif status is Status.PARTLY:
            painter.setBrush(self._theme.color("partly"))
            painter.drawRoundedRect(cell.adjusted(0, cell.height() / 2, 0, 0), radius, radius)
        elif status is Status.NOT_FOUND:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._theme.color("not-found"), 1.25))
            painter.drawRoundedRect(cell.adjusted(0.75, 0.75, -0.75, -0.75), radius, radius)
        else:
            painter.setBrush(self._theme.color("line-strong"))
            painter.drawRoundedRect(cell.adjusted(0, cell.height() - 2.5, 0, 0), 1, 1)

    def _theme_changed(self) -> None:
        self.updateGeometry()
        self.update()
