"""A model in the list: painted words, and real buttons for what can be done with it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from carrel.domain.models import Held
from carrel.ui.models.model_words import (
    BUTTONS,
    Act,
    SpeedWords,
    act_of,
    detail_words,
    fit_words,
    model_name,
    problem_of,
    speed_words,
)
from carrel.ui.models.row_paint import NARROW, Columns, RowPainter
from carrel.ui.widgets import Button, IconButton

if TYPE_CHECKING:
    from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QPaintEvent, QResizeEvent

    from carrel.domain.job import Job
    from carrel.domain.models import ModelEntry
    from carrel.ui.theme import Theme

_HEIGHT = 60


@dataclass(frozen=True, slots=True)
class RowState:
    """All that a row shows. `memory` and `gpu_memory` are the computer's, in bytes; `estimate` in tokens a second."""

    entry: ModelEntry
    job: Job | None = None
    trial: Job | None = None
    memory: int = 0
    gpu_memory: int = 0
    estimate: float = 0.0

    @property
    def act(self) -> Act:
        """What its button does."""
        return act_of(self.entry, self.job, self.trial)[0]


class ModelRow(QWidget):
    """`pressed` when the person takes the row, `acted` carries what its button does, `cancelled` its cross.

    `more_wanted` carries the point at which a menu is to stand.
    """

    pressed = Signal()
    acted = Signal(object)
    cancelled = Signal()
    more_wanted = Signal(QPoint)

    def __init__(self, theme: Theme, state: RowState) -> None:
        super().__init__()
        self._theme = theme
        self.state = state
        self._current = False
        self._ring = False
        self._narrow = False
        self._button_shows = "", ""
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._button = Button(theme, "")
        self._button.clicked.connect(lambda _checked=False: self.acted.emit(self.state.act))
        self._cross = IconButton(theme, "x", "Cancel", clicked=self.cancelled.emit)
        self._more = IconButton(theme, "ellipsis", "More")
        self._more.clicked.connect(lambda _checked=False: self._ask_more())
        self._layout = QHBoxLayout(self)
        self._layout.setSpacing(theme.px(4))
        self._layout.addStretch(1)
        for control in (self._button, self._cross, self._more):
            self._layout.addWidget(control)
        theme.changed.connect(self._restyle)
        self._restyle()
        self.show_state(state)
        self.set_current(current=False, ring=False)

    def show_state(self, state: RowState) -> None:
        """Show how it is now; buttons that stay the same are not touched."""
        self.state = state
        name = model_name(state.entry)
        act = state.act
        self._button.setVisible(act is not Act.NONE)
        if act is not Act.NONE:
            words, icon = BUTTONS[act]
            shown = "" if icon and self._narrow else words
            if (shown, icon) != self._button_shows:
                self._button_shows = shown, icon
                self._button.setText(shown)
                self._button.set_icon(icon)
            self._button.setToolTip("" if shown else words)
            self._button.setAccessibleName(f"{words} {name}")
        runs = state.job is not None and state.job.state.open
        self._cross.setVisible(runs and act is not Act.NONE)
        self._cross.set_tooltip(f"Cancel the download of {name}")
        self._more.setVisible(not runs and state.entry.held in {Held.HERE, Held.INCLUDED} and not state.entry.search)
        self._more.set_tooltip(f"More for {name}")
        self.setAccessibleName(self.spoken())
        self.setToolTip(problem_of(state.entry, state.job))
        self.update()

    def set_current(self, *, current: bool, ring: bool) -> None:
        """Fill the row, and draw the ring where its list has the focus. Only its own buttons are reached by Tab."""
        self._current, self._ring = current, ring
        policy = Qt.FocusPolicy.TabFocus if current else Qt.FocusPolicy.NoFocus
        for control in (self._button, self._cross, self._more):
            control.setFocusPolicy(policy)
        self.update()

    def spoken(self) -> str:
        """The whole row in words."""
        state = self.state
        entry = state.entry
        fit = fit_words(entry, state.memory, state.gpu_memory)
        speed = speed_words(entry, state.job, state.trial, state.estimate)
        words = [
            model_name(entry),
            _chip(entry)[0],
            detail_words(entry),
            problem_of(entry, state.job).rstrip("."),
            fit.text,
            fit.detail,
            speed.text,
            speed.detail,
            act_of(entry, state.job, state.trial)[1],
        ]
        return ", ".join(word for word in words if word)

    def sizeHint(self) -> QSize:
        """Two lines."""
        return QSize(self._theme.px(620), self._theme.px(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """It may become narrow; its height stays."""
        return QSize(self._theme.px(420), self._theme.px(_HEIGHT))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out the words of buttons where the columns need the room."""
        super().resizeEvent(event)
        narrow = self.width() < self._theme.px(NARROW)
        if narrow != self._narrow:
            self._narrow = narrow
            self.show_state(self.state)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the row."""
        super().mousePressEvent(event)
        self.pressed.emit()
        event.accept()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer the menu where the pointer is."""
        self.pressed.emit()
        if self._more.isVisible():
            self.more_wanted.emit(event.globalPos())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the row."""
        del event
        theme, state = self._theme, self.state
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        if self._current or self.underMouse():
            painter.fillRect(rect, theme.color("selection" if self._current else "hover"))
        painter.fillRect(QRectF(0, rect.height() - 1, rect.width(), 1), theme.color("line"))
        columns = Columns(theme, rect.width())
        row = RowPainter(painter, theme, columns, rect.height() - 1)
        controls = [one.x() for one in (self._button, self._cross, self._more) if one.isVisible()]
        left = float(min(controls)) if controls else rect.width() - theme.px(100)
        entry = state.entry
        problem = problem_of(entry, state.job)
        speed = speed_words(entry, state.job, state.trial, state.estimate)
        row.name(model_name(entry), problem or detail_words(entry), _chip(entry), problem=bool(problem))
        fit = fit_words(entry, state.memory, state.gpu_memory)
        if self._narrow and speed.share is None:
            # Where there is no room for its column the speed stands under the fit.
            fit, speed = replace(fit, detail=speed.text or fit.detail), SpeedWords("", "")
        if not problem:
            said = speed.text or speed.detail or speed.share is not None
            row.fit(fit, columns.speed if said else left)
        row.speed(speed, left)
        end = left - theme.px(8) if controls else rect.width() - theme.px(24)
        row.right(act_of(entry, state.job, state.trial)[1], end)
        if self._ring:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.color("focus"), 2))
            painter.drawRect(rect.adjusted(1, 1, -1, -1))

    def _ask_more(self) -> None:
        self.pressed.emit()
        self.more_wanted.emit(self._more.mapToGlobal(QPoint(0, self._more.height())))

    def _restyle(self) -> None:
        self._layout.setContentsMargins(0, 0, self._theme.px(24), 0)
        self.setFixedHeight(self._theme.px(_HEIGHT))


def _chip(entry: ModelEntry) -> tuple[str, str, str]:
    if entry.in_use:
        return "In use", "supported-soft", "supported"
    if entry.held is Held.INCLUDED:
        return "Included", "hover", "text-2"
    return "", "", ""
