"""What stands in the list's place: why it is empty, or still bars while arXiv's first answer is on its way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from carrel.ui.widgets import Button, Label, Line, Paragraph, ProgressLine

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QPaintEvent

    from carrel.domain.job import Job
    from carrel.ui.theme import Theme
    from carrel.ui.today.empty_words import Action, Empty

_HEIGHTS = (10, 12, 12, 9)
# The lengths of the bars, as those of lines of text are: of three cards, again and again.
_LENGTHS = ((0.36, 0.88, 0.61, 0.77), (0.32, 0.82, 0.84, 0.5), (0.38, 0.86, 0.46, 0.73))


class Nothing(QFrame):
    """`acted` carries the name of the action that the person took; Enter takes the first."""

    acted = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._empty: Empty | None = None
        self._body: QWidget | None = None
        self.setProperty("look", "subtle")
        # Takes the focus in the list's place, so that the page's keys work; Tab leads to its buttons.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(theme.px(28), theme.px(24), theme.px(28), theme.px(48))

    @property
    def empty(self) -> Empty | None:
        """What is said."""
        return self._empty

    def show_empty(self, empty: Empty) -> None:
        """Say why nothing is there."""
        if empty == self._empty:
            return
        self._empty = empty
        if self._body is not None:
            self._layout.removeWidget(self._body)
            self._body.hide()
            self._body.deleteLater()
        self._body = self._made(empty)
        self._layout.addWidget(self._body)
        self.setAccessibleName(f"{empty.title}. {empty.text}")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter does the first thing that is offered."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self._empty is not None and self._empty.actions:
            self.acted.emit(self._empty.actions[0].name)
        else:
            super().keyPressEvent(event)

    def _made(self, empty: Empty) -> QWidget:
        theme = self._theme
        column = QWidget()
        column.setMaximumWidth(theme.px(360))
        column.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        inner = QVBoxLayout(column)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(theme.px(8))
        inner.addWidget(Paragraph(theme, empty.title, "heading", "text"))
        inner.addWidget(Paragraph(theme, empty.text))
        inner.addSpacing(theme.px(6))
        for number, action in enumerate(empty.actions):
            inner.addLayout(self._button(action, primary=number == 0))
        body = QWidget()
        across = QHBoxLayout()
        across.addStretch(1)
        across.addWidget(column, 1000)
        across.addStretch(1)
        outer = QVBoxLayout(body)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addStretch(1)
        outer.addLayout(across)
        outer.addStretch(1)
        return body

    def _button(self, action: Action, *, primary: bool) -> QHBoxLayout:
        key = "Enter" if primary else ""
        button = Button(self._theme, action.text, action.icon, key, "primary" if primary else "plain")
        button.clicked.connect(lambda _checked=False: self.acted.emit(action.name))
        row = QHBoxLayout()
        row.setSpacing(self._theme.px(10))
        row.addWidget(button)
        if action.network:
            button.setAccessibleDescription("Uses the network")
            row.addWidget(Label(self._theme, "uses the network", "meta", "text-3"))
        row.addStretch(1)
        return row


class FirstLoad(QFrame):
    """Still bars where cards will be, under a line that says how far reading is."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setProperty("look", "subtle")
        self._progress = ProgressLine(theme, width=theme.px(72))
        self.stage = Label(theme, "", "body", "text-2")
        head = QHBoxLayout()
        head.setContentsMargins(theme.px(16), theme.px(10), theme.px(16), theme.px(10))
        head.setSpacing(theme.px(8))
        head.addWidget(self._progress)
        head.addWidget(self.stage, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(Line())
        layout.addWidget(_Bars(theme), 1)

    def show_job(self, job: Job | None) -> None:
        """Say how far the job is that reads arXiv's feeds."""
        if job is None:
            return
        self._progress.set_progress(job.done, job.total)
        self.stage.setText(job.stage or "Asking arXiv")


class _Bars(QWidget):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        theme.changed.connect(self.update)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("track"))
        top, number = 0, 0
        room = self.width() - 2 * theme.px(16)
        while top < self.height():
            line = top + theme.px(16)
            for share, height in zip(_LENGTHS[number % len(_LENGTHS)], _HEIGHTS, strict=True):
                painter.drawRoundedRect(QRectF(theme.px(16), line, room * share, theme.px(height)), 3, 3)
                line += theme.px(height) + theme.px(10)
            number += 1
            top = line + theme.px(10)
            painter.fillRect(QRectF(0, top, self.width(), 1), theme.color("line"))
            top += 1
        painter.end()
