"""What was done and can be undone, for eight seconds, without taking the focus."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRectF, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QWidget

from carrel.ui.theme import Theme
from carrel.ui.widgets import Button, IconButton, Label

_SECONDS = 8


class Toast(QWidget):
    """A small panel over the lower edge of `host`. Pointing at it, or the focus in it, keeps it there."""

    def __init__(self, theme: Theme, host: QWidget) -> None:
        super().__init__(host)
        self._theme = theme
        self._host = host
        self._action: Callable[[], object] = lambda: None
        self._label = Label(theme)
        self._button = Button(theme, "Undo", look="small", clicked=self._act)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 8, 8, 8)
        layout.setSpacing(theme.px(12))
        layout.addWidget(self._label)
        layout.addWidget(self._button)
        layout.addWidget(IconButton(theme, "x", "Dismiss", small=True, clicked=self.hide))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SECONDS * 1000)
        self._timer.timeout.connect(self._leave)
        self.hide()
        host.installEventFilter(self)
        theme.changed.connect(self.update)

    def text(self) -> str:
        """The words shown now."""
        return self._label.text()

    def tell(self, text: str, label: str = "", action: Callable[[], object] | None = None) -> None:
        """Show `text`, with a button `label` that calls `action`."""
        self._label.setText(text)
        self.setAccessibleName(text)
        self._action = action or (lambda: None)
        self._button.setText(label)
        self._button.setVisible(action is not None)
        self._arrange()
        self.show()
        self.raise_()
        self._timer.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in the middle of the host."""
        if watched is self._host and event.type() is QEvent.Type.Resize and self.isVisible():
            self._arrange()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the panel."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(self._theme.color("surface"))
        painter.setPen(QPen(self._theme.color("line-strong"), 1))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)

    def _arrange(self) -> None:
        layout = self.layout()
        if layout is not None:
            layout.activate()
        hint = self.sizeHint()
        width = min(hint.width(), self._host.width() - 32)
        self.setGeometry(
            (self._host.width() - width) // 2, self._host.height() - hint.height() - 44, width, hint.height()
        )

    def _act(self) -> None:
        self.hide()
        self._action()

    def _leave(self) -> None:
        if self.underMouse() or self._button.hasFocus():
            self._timer.start()
        else:
            self.hide()
