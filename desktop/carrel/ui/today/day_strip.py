"""Nine days side by side: which had announcements, how much of each is unread, which one is shown."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QHelpEvent, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from carrel.domain.feed import DayState
from carrel.ui.theme.focus import paint_focus_ring
from carrel.ui.today.card_words import long_day

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPaintEvent

    from carrel.domain.feed import NewsDay
    from carrel.ui.theme import Theme

_HEIGHT, _BAR, _THICK = 50, 22, 3
_LISTED = (DayState.ANNOUNCED, DayState.FILLED)


def day_words(day: NewsDay) -> str:
    """A day in words: "Thursday 11 September, 42 papers, 12 unread", or why it has none."""
    name = long_day(day.day)
    match day.state:
        case DayState.ANNOUNCED | DayState.FILLED:
            papers = f"{day.papers} {'paper' if day.papers == 1 else 'papers'}"
            return f"{name}, {papers}, {day.unread} unread"
        case DayState.NONE:
            return f"{name}. {day.reason or 'No announcements'}"
        case DayState.GAP:
            return f"{name}. Not on this computer: {day.reason or 'Carrel was not running'}"
        case DayState.BEFORE:
            return f"{name}. Before you followed anything"
        case DayState.AHEAD:
            return f"{name}. Not announced yet"


class DayStrip(QWidget):
    """`chosen` carries the day that the person chose, an ISO 8601 date. Arrow keys, Home and End choose too."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._days: tuple[NewsDay, ...] = ()
        self._current = ""
        self._hovered = -1
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self.setAccessibleName("Days")
        theme.changed.connect(self._restyle)

    @property
    def current(self) -> str:
        """The day that is framed, "" for none."""
        return self._current

    def show_days(self, days: Sequence[NewsDay], current: str) -> None:
        """Show these days, `current` framed."""
        moved = current != self._current
        self._days, self._current = tuple(days), current
        shown = self._day(self._row)
        self.setAccessibleName(f"Days. {day_words(shown)}" if shown is not None else "Days")
        if moved and self.hasFocus():
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.NameChanged))
        self.update()

    def step(self, by: int) -> None:
        """Choose the day before (−1) or after (1); from no day, the last or the first."""
        if not self._days:
            return
        row = self._row + by if self._row >= 0 else (len(self._days) - 1 if by < 0 else 0)
        self._choose(row)

    def center_of(self, day: str) -> QPointF:
        """The middle of a day's cell."""
        return self._cell(next(n for n, one in enumerate(self._days) if one.day == day)).center()

    def sizeHint(self) -> QSize:
        """Nine cells."""
        return QSize(self._theme.px(450), self._theme.px(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """Narrow cells."""
        return QSize(self._theme.px(28) * 9, self._theme.px(_HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the days."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for row, day in enumerate(self._days):
            self._paint_day(painter, self._cell(row), day, row)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the day under the pointer."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._choose(self._at(event.position()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light the day under the pointer."""
        self._hover(self._at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """Forget the pointer."""
        super().leaveEvent(event)
        self._hover(-1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose with the arrow keys."""
        key = Qt.Key(event.key())
        if key in {Qt.Key.Key_Left, Qt.Key.Key_Right}:
            self.step(1 if key == Qt.Key.Key_Right else -1)
        elif key in {Qt.Key.Key_Home, Qt.Key.Key_End}:
            self._choose(0 if key == Qt.Key.Key_Home else len(self._days) - 1)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring, and the day in words to people who came by keyboard."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        super().focusOutEvent(event)
        self.update()

    def event(self, event: QEvent) -> bool:
        """Say a day in words in its tooltip."""
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            day = self._day(self._at(QPointF(event.pos())))
            QToolTip.showText(event.globalPos(), day_words(day) if day is not None else "", self)
            return True
        return super().event(event)

    @property
    def _row(self) -> int:
        return next((row for row, day in enumerate(self._days) if day.day == self._current), -1)

    def _day(self, row: int) -> NewsDay | None:
        return self._days[row] if 0 <= row < len(self._days) else None

    def _choose(self, row: int) -> None:
        day = self._day(row)
        if day is not None:
            self.chosen.emit(day.day)

    def _hover(self, row: int) -> None:
        if row != self._hovered:
            self._hovered = row
            self.setCursor(Qt.CursorShape.PointingHandCursor if row >= 0 else Qt.CursorShape.ArrowCursor)
            self.update()

    def _cell(self, row: int) -> QRectF:
        width = self.width() / max(1, len(self._days))
        return QRectF(row * width, 0, width, self.height()).adjusted(2, 0, -2, 0)

    def _at(self, point: QPointF) -> int:
        return next((row for row in range(len(self._days)) if self._cell(row).contains(point)), -1)

    def _paint_day(self, painter: QPainter, cell: QRectF, day: NewsDay, row: int) -> None:
        theme = self._theme
        framed = day.day == self._current
        plain = day.state not in {*_LISTED, DayState.GAP}
        if framed or row == self._hovered:
            painter.setBrush(theme.color("surface" if framed else "hover"))
            painter.setPen(QPen(theme.color("accent"), 1.25) if framed else Qt.PenStyle.NoPen)
            painter.drawRoundedRect(cell.adjusted(0.75, 0.75, -0.75, -0.75), 6, 6)
        moment = date.fromisoformat(day.day)
        middle = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter
        painter.setFont(theme.font("mark", weight=500 if framed else 400))
        painter.setPen(theme.color("accent" if framed else "text-2"))
        painter.drawText(QRectF(cell.left(), theme.px(5), cell.width(), theme.px(16)), middle, f"{moment:%a}")
        painter.setFont(theme.font("heading", weight=600 if framed else 400 if plain else 500))
        painter.setPen(theme.color("accent" if framed else "text-2" if plain else "text"))
        painter.drawText(QRectF(cell.left(), theme.px(20), cell.width(), theme.px(18)), middle, str(moment.day))
        self._paint_bar(painter, cell, day)
        if framed and self.hasFocus():
            paint_focus_ring(painter, cell.adjusted(-2, 0, 2, 0), theme)

    def _paint_bar(self, painter: QPainter, cell: QRectF, day: NewsDay) -> None:
        theme = self._theme
        width, thick = theme.px(_BAR), theme.px(_THICK)
        bar = QRectF(cell.center().x() - width / 2, theme.px(42), width, thick)
        if day.state is DayState.GAP:
            painter.setPen(QPen(theme.color("control"), 1.5, Qt.PenStyle.CustomDashLine))
            pen = painter.pen()
            pen.setDashPattern([2, 2])
            painter.setPen(pen)
            painter.drawLine(QPointF(bar.left(), bar.center().y()), QPointF(bar.right(), bar.center().y()))
        elif day.state in _LISTED and day.papers:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("track"))
            painter.drawRoundedRect(bar, thick / 2, thick / 2)
            if day.unread:
                share = max(2.0, width * day.unread / day.papers)
                painter.setBrush(theme.color("accent"))
                painter.drawRoundedRect(QRectF(bar.left(), bar.top(), share, thick), thick / 2, thick / 2)

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()
