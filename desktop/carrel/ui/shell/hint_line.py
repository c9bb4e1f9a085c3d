"""A line under the search field that says what was not understood, and can change it to what probably was meant."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from carrel.domain.query_terms import Hint
from carrel.ui.theme import Theme
from carrel.ui.widgets import Button, Icon, Label


class HintLine(QFrame):
    """An overlay over the page, so that nothing moves. `change_wanted` carries the hint whose guess is to be taken."""

    change_wanted = Signal(object)

    def __init__(self, theme: Theme, host: QWidget) -> None:
        super().__init__(host)
        self._theme = theme
        self._host = host
        self._hint: Hint | None = None
        self.setProperty("look", "panel")
        self.setAccessibleName("About the search")
        px = theme.px
        row = QHBoxLayout(self)
        row.setContentsMargins(px(10), px(6), px(12), px(6))
        row.setSpacing(px(8))
        self._words = Label(theme, "", "body", "text-2")
        self._change = Button(theme, "Change", look="link", clicked=self._wanted)
        row.addWidget(Icon(theme, "circle-alert", 14, "partly"))
        row.addWidget(self._words)
        row.addWidget(self._change)
        self.hide()

    def show_hint(self, hint: Hint, under: QWidget) -> None:
        """Say it under the field."""
        self._hint = hint
        self._words.setText(hint.message)
        self._change.setVisible(bool(hint.replacement))
        self._change.setAccessibleName(f"Change to {hint.replacement}")
        self.adjustSize()
        self.move(under.mapTo(self._host, QPoint(0, under.height() + self._theme.px(4))))
        self.show()
        self.raise_()
        self.setTabOrder(under, self._change)

    def _wanted(self) -> None:
        if self._hint is not None:
            self.change_wanted.emit(self._hint)
