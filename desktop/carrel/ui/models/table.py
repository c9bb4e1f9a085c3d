"""The models' list: rows that keep their places while downloads go on, and the keys that move between them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from carrel.ui.models.model_words import Act
from carrel.ui.models.row import ModelRow
from carrel.ui.models.row_paint import NARROW, Columns
from carrel.ui.widgets import Label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QFocusEvent, QKeyEvent, QPaintEvent

    from carrel.ui.models.row import RowState
    from carrel.ui.theme import Theme

_HEAD = 29
_ENTER = {Act.USE, Act.DOWNLOAD, Act.AGAIN, Act.RESUME, Act.TRY_NOW}
_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}


class ModelTable(QWidget):
    """Rows by their model's file. `chosen` tells which one is taken, `acted` the file and what its button does.

    `cancelled` tells whose download is given up, `more_wanted` the file and the point of a menu, `moved` the row to be
    kept in view.
    """

    chosen = Signal(str)
    acted = Signal(str, object)
    cancelled = Signal(str)
    more_wanted = Signal(str, QPoint)
    moved = Signal(QWidget)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._rows: dict[str, ModelRow] = {}
        self._order: list[str] = []
        self._current = ""
        self._nothing = Label(theme, "", token="text-2")
        self._nothing.setContentsMargins(theme.px(24), theme.px(16), 0, theme.px(16))
        self._search = ColumnHead(theme, ("Search model", "", ""))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Models")
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._layout.addWidget(self._nothing)
        self._layout.addWidget(self._search)
        self._layout.addStretch(1)

    @property
    def current(self) -> str:
        """The file of the row that is taken, "" for none."""
        return self._current

    def row(self, file: str) -> ModelRow | None:
        """The row of a model's file."""
        return self._rows.get(file)

    def show_rows(self, states: Sequence[RowState], *, anew: bool, nothing: str) -> None:
        """Show these; `nothing` is said where there are none.

        Rows that are there keep their order, unless all is shown `anew`; others come where the sequence has them.
        """
        wanted = {state.entry.file: state for state in states}
        for file in [file for file in self._rows if file not in wanted]:
            row = self._rows.pop(file)
            self._layout.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._order = list(wanted) if anew else _kept_order(self._order, list(wanted))
        for file, state in wanted.items():
            if file in self._rows:
                self._rows[file].show_state(state)
            else:
                self._rows[file] = self._new_row(state)
        self._lay_out(wanted)
        self._nothing.setText(nothing)
        self._nothing.setVisible(not wanted)
        self._search.setVisible(any(state.entry.search for state in states))
        if self._current not in self._rows:
            self._current = ""
        self._mark()

    def take(self, file: str) -> None:
        """Take a row without moving the focus."""
        if file in self._rows and file != self._current:
            self._current = file
            self._mark()
            self.chosen.emit(file)

    def move_to(self, step: int) -> None:
        """Take the row so many further on."""
        shown = self._shown()
        if not shown:
            return
        at = shown.index(self._current) if self._current in shown else -1
        self.take(shown[max(0, min(len(shown) - 1, at + step))])
        self.moved.emit(self._rows[self._current])

    def act(self) -> None:
        """Use or download the taken model; nothing that runs is stopped, and none measured, by a key that was slipped on."""
        row = self._rows.get(self._current)
        if row is not None and row.state.act in _ENTER:
            self.acted.emit(self._current, row.state.act)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, Home and End move, Enter uses or downloads, Menu opens the row's menu."""
        key = Qt.Key(event.key())
        row = self._rows.get(self._current)
        if key in _STEPS and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.move_to(_STEPS[key])
        elif key in {Qt.Key.Key_Home, Qt.Key.Key_End}:
            self.move_to(-len(self._order) if key is Qt.Key.Key_Home else len(self._order))
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.act()
        elif key is Qt.Key.Key_Menu and row is not None:
            self.more_wanted.emit(self._current, row.mapToGlobal(QPoint(self._theme.px(24), row.height())))
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Draw the ring."""
        super().focusInEvent(event)
        self._mark()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Draw it no more."""
        super().focusOutEvent(event)
        self._mark()

    def _new_row(self, state: RowState) -> ModelRow:
        file = state.entry.file
        row = ModelRow(self._theme, state)
        row.pressed.connect(partial(self._pressed, file))
        row.acted.connect(partial(self.acted.emit, file))
        row.cancelled.connect(partial(self.cancelled.emit, file))
        row.more_wanted.connect(partial(self.more_wanted.emit, file))
        return row

    def _pressed(self, file: str) -> None:
        self.take(file)
        self.setFocus(Qt.FocusReason.MouseFocusReason)

    def _lay_out(self, wanted: dict[str, RowState]) -> None:
        writing = [file for file in self._order if not wanted[file].entry.search]
        searching = [file for file in self._order if wanted[file].entry.search]
        place = 1
        for widget in (
            *(self._rows[file] for file in writing),
            self._search,
            *(self._rows[file] for file in searching),
        ):
            at = self._layout.indexOf(widget)
            if at != place:
                if at >= 0:
                    self._layout.removeWidget(widget)
                self._layout.insertWidget(place, widget)
                widget.show()
            place += 1
        self._order = [*writing, *searching]

    def _shown(self) -> list[str]:
        return [file for file in self._order if file in self._rows]

    def _mark(self) -> None:
        focus = self.hasFocus()
        for file, row in self._rows.items():
            row.set_current(current=file == self._current, ring=focus and file == self._current)
        row_taken = self._rows.get(self._current)
        self.setAccessibleDescription(row_taken.spoken() if row_taken is not None else "")


class ColumnHead(QWidget):
    """The names of the columns over rows."""

    def __init__(self, theme: Theme, names: tuple[str, str, str]) -> None:
        super().__init__()
        self._theme = theme
        self._names = names
        self.setAccessibleName(names[0])
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._restyle()
        theme.changed.connect(self._restyle)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ground, lines and names."""
        del event
        theme = self._theme
        painter = QPainter(self)
        rect = QRectF(self.rect())
        painter.fillRect(rect, theme.color("subtle"))
        painter.fillRect(QRectF(0, rect.height() - 1, rect.width(), 1), theme.color("line"))
        painter.setFont(theme.font("meta", weight=500))
        painter.setPen(theme.color("text-2"))
        columns = Columns(theme, rect.width())
        names = self._names if rect.width() >= theme.px(NARROW) else (*self._names[:2], "")
        for left, name in zip((columns.margin, columns.fit, columns.speed), names, strict=True):
            painter.drawText(rect.adjusted(left, 0, 0, -1), Qt.AlignmentFlag.AlignVCenter, name)

    def _restyle(self) -> None:
        self.setFixedHeight(self._theme.px(_HEAD))
        self.update()


def _kept_order(kept: list[str], wanted: list[str]) -> list[str]:
    """`kept` as it is, without what is gone; what is new stands after the one that it follows in `wanted`."""
    order = [file for file in kept if file in wanted]
    for number, file in enumerate(wanted):
        if file not in order:
            order.insert(order.index(wanted[number - 1]) + 1 if number else 0, file)
    return order
