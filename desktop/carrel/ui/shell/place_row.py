"""One place in the sidebar."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QFontMetricsF,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from carrel.ui.paper_drag import dragged_papers
from carrel.ui.theme import Theme
from carrel.ui.theme.focus import paint_focus_ring
from carrel.ui.widgets.key_cap import key_size, paint_key

RAIL = 48


class PlaceRow(QAbstractButton):
    """Icon, name and count; in the rail the icon alone. `counts` says what the count is of, for screen readers."""

    papers_dropped = Signal(list)
    menu_wanted = Signal(object)
    moved = Signal(int)

    def __init__(
        self,
        theme: Theme,
        icon: str,
        text: str,
        *,
        depth: int = 0,
        counts: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon = icon
        self._depth = depth
        self._counts = counts
        self._count: int | None = None
        self._new = False
        self._tip = ""
        self._letter = ""
        self._rail = False
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._dropping = False
        self.setText(text)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._tell()
        theme.changed.connect(self.updateGeometry)

    def set_count(self, count: int | None) -> None:
        """Show a number at the right, or none."""
        if count != self._count:
            self._count = count
            self._tell()
            self.update()

    def set_new(self, count: int) -> None:
        """Show how many are new, in words that draw the eye ("2 new"), or nothing."""
        self._new = True
        self._counts = "new"
        self.set_count(count)

    def set_tip(self, tip: str) -> None:
        """Say more in a tooltip."""
        self._tip = tip
        self.setToolTip(self.text() if self._rail else tip)

    def set_letter(self, letter: str) -> None:
        """Show the letter that goes here after `g`, in place of the count; "" ends that."""
        if letter != self._letter:
            self._letter = letter
            self.update()

    def set_rail(self, rail: bool) -> None:
        """Show the icon alone, with the name as tooltip."""
        self._rail = rail
        self.setToolTip(self.text() if rail else self._tip)
        self.update()

    def nextCheckState(self) -> None:
        """Where the window is decides which row is marked, not the click."""

    def sizeHint(self) -> QSize:
        """A row of the sidebar."""
        return QSize(self._theme.px(140), max(28, self._theme.px(28)))

    def minimumSizeHint(self) -> QSize:
        """A square at least."""
        return QSize(28, self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move between rows, Enter goes."""
        if event.key() in {Qt.Key.Key_Up, Qt.Key.Key_Down}:
            self.moved.emit(-1 if event.key() == Qt.Key.Key_Up else 1)
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with it."""
        self.menu_wanted.emit(event.globalPos())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take papers."""
        if dragged_papers(event.mimeData()):
            event.acceptProposedAction()
            self._dropping = True
            self.update()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """The drag went on."""
        self._dropping = False
        self.update()
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Tell which papers were dropped."""
        self._dropping = False
        self.update()
        event.acceptProposedAction()
        self.papers_dropped.emit(dragged_papers(event.mimeData()))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the row."""
        del event
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        on = self.isChecked()
        if on or self.underMouse() or self._dropping:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("selection" if on or self._dropping else "selection-unfocused"))
            painter.drawRoundedRect(rect, 6, 6)
        if self._dropping:
            painter.setPen(QPen(theme.color("accent"), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        ink = "accent" if on else "text-2"
        size = theme.px(16)
        left = (rect.width() - size) / 2 if self._rail else theme.px(8) + self._depth * theme.px(14)
        if self._rail and self._letter:
            box = QRectF(QPointF(0, 0), key_size(theme, self._letter).toSizeF())
            box.moveCenter(rect.center())
            paint_key(painter, box, self._letter, theme)
        else:
            painter.drawPixmap(QPointF(round(left), (rect.height() - size) / 2), theme.pixmap(self._icon, 16, ink))
        if not self._rail:
            self._paint_words(painter, rect, left + size + theme.px(9), "accent" if on else "text")
        if self.hasFocus():
            paint_focus_ring(painter, rect, theme)

    def _paint_words(self, painter: QPainter, rect: QRectF, left: float, ink: str) -> None:
        theme = self._theme
        right = rect.width() - theme.px(8)
        if self._letter:
            box = key_size(theme, self._letter)
            place = QRectF(right - box.width(), (rect.height() - box.height()) // 2, box.width(), box.height())
            paint_key(painter, place, self._letter, theme)
            right -= box.width() + theme.px(6)
        elif self._count:
            strong = self.isChecked() or self._new
            font = theme.font("meta", weight=500 if strong else 400, tabular=not self._new)
            painter.setFont(font)
            painter.setPen(theme.color("accent" if strong else "text-3"))
            words = f"{self._count:,} new" if self._new else f"{self._count:,}"
            width = QFontMetricsF(font).horizontalAdvance(words) + 1
            painter.drawText(QRectF(right - width, 0, width, rect.height()), Qt.AlignmentFlag.AlignVCenter, words)
            right -= width + theme.px(6)
        font = theme.font("body")
        painter.setFont(font)
        painter.setPen(theme.color(ink))
        shown = QFontMetricsF(font).elidedText(self.text(), Qt.TextElideMode.ElideRight, right - left)
        painter.drawText(QRectF(left, 0, right - left, rect.height()), Qt.AlignmentFlag.AlignVCenter, shown)

    def _tell(self) -> None:
        count = f"{self._count} {self._counts}".rstrip()
        self.setAccessibleName(f"{self.text()}, {count}" if self._count else self.text())
