"""Papers by year, as bars; a click or a drag over bars asks for those years."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from carrel.ui.theme.focus import paint_focus_ring

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPaintEvent

    from carrel.ui.theme import Theme

_MOST_BARS = 24


class YearHistogram(QWidget):
    """`years_chosen` carries (first, last), or None when all years are wanted again."""

    years_chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._counts: dict[int, int] = {}
        self._years: list[int] = []
        self._range: tuple[int, int] | None = None
        self._pressed = -1
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme.changed.connect(self.updateGeometry)
        self._tell()

    def show_counts(self, counts: dict[int, int], years: tuple[int, int] | None) -> None:
        """Show how many papers each year has; `years` are those asked for."""
        self._counts = counts
        self._range = years
        known = [year for year, count in counts.items() if count] + list(years or ())
        if known:
            last = max(known)
            first = max(min(known), last - _MOST_BARS + 1)
            if not self._years or first < self._years[0] or last > self._years[-1]:
                self._years = list(range(min(first, last - 8), last + 1))
        self._tell()
        self.update()

    def forget_years(self) -> None:
        """Begin with other years at the next counts."""
        self._years = []

    def sizeHint(self) -> QSize:
        """Bars of 36 pixels and a line of words."""
        return QSize(self._theme.px(144), self._theme.px(58))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw bars and the years at the ends."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        most = max((self._counts.get(year, 0) for year in self._years), default=0)
        base = self._theme.px(38)
        for year, (left, width) in zip(self._years, self._bars(), strict=True):
            count = self._counts.get(year, 0)
            height = max(2.0, (base - 4) * count / most) if count else 1.0
            chosen = count and (self._range is None or self._range[0] <= year <= self._range[1])
            painter.setBrush(self._theme.color("accent" if chosen else "line-strong"))
            painter.drawRect(QRectF(left, base - height, width, height))
        self._words(painter, base)
        if self.hasFocus():
            paint_focus_ring(painter, QRectF(self.rect()), self._theme, 4)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to choose years."""
        self._pressed = self._year_at(event.position().x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Ask for the years between press and release; the same year again asks for all."""
        year = self._year_at(event.position().x())
        if year < 0 or self._pressed < 0:
            return
        wanted = (min(year, self._pressed), max(year, self._pressed))
        self.years_chosen.emit(None if wanted == self._range else wanted)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and Right choose a year, with Shift they widen the range; Backspace asks for all."""
        if not self._years:
            return
        first, last = self._range or (self._years[-1] + 1, self._years[-1] + 1)
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is not None and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.years_chosen.emit((max(self._years[0], min(first + step, last)), last))
        elif step is not None:
            year = min(max(first + step, self._years[0]), self._years[-1])
            self.years_chosen.emit((year, year))
        elif event.key() in {Qt.Key.Key_Backspace, Qt.Key.Key_Delete}:
            self.years_chosen.emit(None)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        super().focusOutEvent(event)
        self.update()

    def _words(self, painter: QPainter, base: float) -> None:
        if not self._years:
            return
        painter.setFont(self._theme.font("meta", tabular=True))
        painter.setPen(self._theme.color("text-3"))
        room = QRectF(0, base + 2, self.width(), self._theme.px(18))
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, str(self._years[0]))
        painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self._chosen_words())

    def _chosen_words(self) -> str:
        if self._range is None:
            return str(self._years[-1])
        first, last = self._range
        return str(first) if first == last else f"{first} to {last}"

    def _bars(self) -> list[tuple[float, float]]:
        count = len(self._years)
        gap = 3.0 if count <= 14 else 1.0
        width = (self.width() - gap * (count - 1)) / count if count else 0.0
        return [(number * (width + gap), width) for number in range(count)]

    def _year_at(self, x: float) -> int:
        for year, (left, width) in zip(self._years, self._bars(), strict=True):
            if left - 2 <= x < left + width + 2:
                return year
        return -1

    def _tell(self) -> None:
        chosen = f", {self._chosen_words()} chosen" if self._range else ""
        self.setAccessibleName(f"Year{chosen}")
        words = [f"{year}: {self._counts[year]}" for year in self._years if self._counts.get(year)]
        self.setAccessibleDescription(", ".join(words))
        self.setToolTip("Click a year, or drag over several")
