"""A panel over the window: a child overlay, not a window of its own."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from shiboken6 import isValid

from carrel.ui.theme import Theme

_SHADOW = 24


class Popover(QWidget):
    """A rounded panel in `host`, placed by `place`. Esc, or a click outside, closes it; focus goes back to where it was.

    With `dimmed` everything behind it is dimmed (the list of all keys). Content goes into `content`.
    """

    closed = Signal()

    def __init__(self, theme: Theme, host: QWidget, name: str, *, dimmed: bool = False) -> None:
        super().__init__(host)
        self._theme = theme
        self._host = host
        self._dimmed = dimmed
        self._before: QWidget | None = None
        self.panel = QWidget(self)
        self.panel.setAccessibleName(name)
        self.panel.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.content = QVBoxLayout(self.panel)
        self.content.setContentsMargins(1, 1, 1, 1)
        self.content.setSpacing(0)
        self.hide()
        host.installEventFilter(self)
        theme.changed.connect(self.update)

    def place(self, host: QRect) -> QRect:
        """Where the panel stands in the host's rectangle: centred; kinds of popover choose otherwise."""
        size = self.panel.sizeHint().boundedTo(host.size())
        rect = QRect(QPoint(0, 0), size)
        rect.moveCenter(host.center())
        rect.moveTop(max(0, min(host.height() // 8, host.height() - size.height() - 16)))
        return rect

    def open(self, focus: QWidget | None = None) -> None:
        """Show it and move the focus in, to `focus` or its first control."""
        if self.isVisible():
            return
        self._before = QApplication.focusWidget()
        self.setGeometry(self._host.rect())
        self.panel.setGeometry(self.place(self.rect()))
        self.show()
        self.raise_()
        (focus or self.panel).setFocus(Qt.FocusReason.PopupFocusReason)

    def close_popover(self) -> None:
        """Hide it and give the focus back."""
        if not self.isVisible():
            return
        before, self._before = self._before, None
        self.hide()
        if before is not None and isValid(before) and before.isVisible():
            before.setFocus(Qt.FocusReason.PopupFocusReason)
        self.closed.emit()

    def arrange(self) -> None:
        """Place it anew, after its content grew or shrank."""
        self.setGeometry(self._host.rect())
        self.panel.setGeometry(self.place(self.rect()))
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the host's size."""
        if watched is self._host and event.type() is QEvent.Type.Resize and self.isVisible():
            self.arrange()
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        """Keep Esc for itself while it is open."""
        if (
            event.type() is QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_popover()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click outside the panel closes."""
        if not self.panel.geometry().contains(event.position().toPoint()):
            self.close_popover()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Dim, shadow (light theme only), panel."""
        del event
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._dimmed:
            painter.fillRect(self.rect(), QColor(0, 0, 0, 56 if not theme.dark else 110))
        rect = QRectF(self.panel.geometry())
        if not theme.dark:
            self._paint_shadow(painter, rect)
        painter.setBrush(theme.color("surface"))
        painter.setPen(QPen(theme.color("line-strong"), 1))
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 10, 10)

    @staticmethod
    def _paint_shadow(painter: QPainter, rect: QRectF) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        # Rings from the outside inwards, each a little darker in sum: a soft edge without a blur to compute.
        for step in range(_SHADOW):
            grow = _SHADOW - step - 8
            painter.setBrush(QColor(0, 0, 0, 1 + step // 9))
            radius = max(2, 10 + grow)
            painter.drawRoundedRect(rect.translated(0, 8).adjusted(-grow, -grow, grow, grow), radius, radius)
