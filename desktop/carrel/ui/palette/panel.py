"""The palette's panel: a field over rows. What it shows is worked out by `Palette`."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QObject, QRect, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QGuiApplication,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QLineEdit, QListView, QVBoxLayout, QWidget

from carrel.ui.palette.delegate import PaletteDelegate
from carrel.ui.palette.entry import Entry
from carrel.ui.palette.foot import Foot
from carrel.ui.palette.rows import PaletteRows, Row
from carrel.ui.theme import Theme
from carrel.ui.widgets import Icon, KeyCap, Line, Popover
from carrel.ui.widgets.fading import fade_in

_WIDTH, _TOP, _FIELD, _BELOW = 640, 66, 48, 6
_LONGEST = 300
_ENTER = {Qt.Key.Key_Return, Qt.Key.Key_Enter}
_PLACEHOLDER = "Find papers, notes and commands"


class PalettePanel(Popover):
    """`typed` carries the text with every key, `chosen` the entry and whether it is to be opened in a new window.

    `entered` tells Enter while no row is chosen; `keys_wanted` asks for the list of all keys. `moved` is whether the person
    chose another row since something was typed.
    """

    typed = Signal(str)
    chosen = Signal(object, bool)
    entered = Signal(bool)
    keys_wanted = Signal()

    def __init__(self, theme: Theme, host: QWidget) -> None:
        super().__init__(theme, host, "Commands", dimmed=True)
        self.moved = False
        self._behind: QPixmap | None = None
        self.field = QLineEdit()
        self.field.setProperty("look", "bare")
        self.field.setPlaceholderText(_PLACEHOLDER)
        self.field.setAccessibleName(_PLACEHOLDER)
        self.field.setMaxLength(_LONGEST)
        self.field.installEventFilter(self)
        self.field.textChanged.connect(self._typed)
        self.panel.setFocusProxy(self.field)
        head = QWidget()
        self._head = QHBoxLayout(head)
        self._head.addWidget(Icon(theme, "search", 18))
        self._head.addWidget(self.field, 1)
        self._head.addWidget(KeyCap(theme, "Esc"))
        self.content.addWidget(head)
        self.content.addWidget(Line())
        self.rows = PaletteRows()
        self.list = _List()
        self.list.setModel(self.rows)
        self._delegate = PaletteDelegate(theme, self.rows, self.list)
        self.list.setItemDelegate(self._delegate)
        self.list.clicked.connect(self._clicked)
        self.list.selectionModel().currentChanged.connect(self._announce)
        beneath = QVBoxLayout()
        beneath.setContentsMargins(0, 0, 0, theme.px(_BELOW))
        beneath.addWidget(self.list)
        self.content.addLayout(beneath, 1)
        self.content.addWidget(Line())
        self.foot = Foot(theme, self._commands_only, self.keys_wanted.emit)
        self.content.addWidget(self.foot)
        theme.changed.connect(self._restyle)
        self._restyle()

    @property
    def current(self) -> Entry | None:
        """The entry that Enter opens, None where none is chosen."""
        return self.rows.entry(self.list.currentIndex().row())

    def open(self, focus: QWidget | None = None) -> None:
        """Show it with an empty field."""
        if not self.isVisible():
            self.moved = False
            self.field.clear()
            self._set_behind(self._host.grab())
            super().open(focus or self.field)
            fade_in(self.panel)

    def close_popover(self) -> None:
        """Hide it and give the focus back."""
        super().close_popover()
        self._set_behind(None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What was behind it is drawn anew where the window has another size."""
        super().resizeEvent(event)
        if self._behind is not None and event.size() != self._behind.deviceIndependentSize().toSize():
            self._set_behind(None)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what was behind it when it opened: the pages there need not be painted with every letter."""
        if self._behind is not None:
            painter = QPainter(self)
            painter.drawPixmap(0, 0, self._behind)
            painter.end()
        super().paintEvent(event)

    def _set_behind(self, behind: QPixmap | None) -> None:
        self._behind = behind
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent, behind is not None)

    def place(self, host: QRect) -> QRect:
        """In the middle near the top, as high as its rows, as far as the window goes."""
        width = min(self._theme.px(_WIDTH), host.width() - 32)
        top = min(self._theme.px(_TOP), host.height() // 8)
        rows = sum(self._delegate.height(row) for row in range(self.rows.rowCount()))
        around = self._theme.px(_FIELD) + self.foot.sizeHint().height() + self._theme.px(_BELOW) + 4
        return QRect((host.width() - width) // 2, top, width, min(around + rows, host.height() - top - 16))

    def show_rows(self, rows: list[Row], choose: str) -> None:
        """Show these, the entry with the key `choose` chosen; "" for none."""
        self.rows.show(rows)
        row = self.rows.row_of(choose) if choose else -1
        self._choose(row)
        if row <= 1:
            self.list.scrollToTop()
        if self.panel.geometry() != self.place(self.rect()):
            self.arrange()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep all keys of the field from being the window's commands; move, open and lead on."""
        if watched is self.field and isinstance(event, QKeyEvent):
            if event.type() is QEvent.Type.ShortcutOverride and not _is_the_windows(event):
                event.accept()
                return True
            if event.type() is QEvent.Type.KeyPress and self._press(event):
                return True
        return super().eventFilter(watched, event)

    def _press(self, event: QKeyEvent) -> bool:
        key, control = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if key in _ENTER:
            self._enter(elsewhere=control)
        elif key in {Qt.Key.Key_Down, Qt.Key.Key_Up}:
            self._step(1 if key == Qt.Key.Key_Down else -1)
        elif key in {Qt.Key.Key_PageDown, Qt.Key.Key_PageUp}:
            self._page(1 if key == Qt.Key.Key_PageDown else -1)
        elif key in {Qt.Key.Key_Tab, Qt.Key.Key_Backtab}:
            self._next_group(1 if key == Qt.Key.Key_Tab else -1)
        elif key == Qt.Key.Key_Question and not self.field.text():
            self.keys_wanted.emit()
        else:
            return False
        return True

    def _enter(self, *, elsewhere: bool) -> None:
        entry = self.current
        if entry is None:
            self.entered.emit(elsewhere)
        elif not elsewhere or entry.elsewhere is not None:
            self.chosen.emit(entry, elsewhere)

    def _step(self, by: int) -> None:
        """One row on, round the ends."""
        rows = self.rows.choosable()
        if not rows:
            return
        at = self.list.currentIndex().row()
        if at in rows:
            self._move(rows[(rows.index(at) + by) % len(rows)])
        else:
            self._move(rows[0 if by > 0 else -1])

    def _page(self, by: int) -> None:
        rows = self.rows.choosable()
        high = max(1, self.list.viewport().height() // self._delegate.height(rows[0])) if rows else 0
        if rows:
            at = self.list.currentIndex().row()
            place = rows.index(at) if at in rows else 0
            self._move(rows[min(max(place + by * high, 0), len(rows) - 1)])

    def _next_group(self, by: int) -> None:
        """To the first row of the next group, or of the one before."""
        rows = self.rows.choosable()
        first = [row for row in rows if row - 1 not in rows and self.rows.entry(row - 1) is None]
        at = self.list.currentIndex().row()
        beyond = [row for row in first if row > at] if by > 0 else [row for row in first if row < at]
        if beyond:
            self._move(beyond[0] if by > 0 else beyond[-1])
        elif first:
            self._move(first[0] if by > 0 else first[-1])

    def _move(self, row: int) -> None:
        self.moved = True
        self._choose(row)

    def _choose(self, row: int) -> None:
        index = self.rows.index(row) if row >= 0 else QModelIndex()
        self.list.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        if row >= 0 and row - 1 == self._first_heading():
            self.list.scrollToTop()
        elif row >= 0:
            self.list.scrollTo(index)
        self._show_ways()

    def _first_heading(self) -> int:
        return 0 if self.rows.rowCount() and self.rows.entry(0) is None else -1

    def _announce(self, current: QModelIndex) -> None:
        entry = self.rows.entry(current.row())
        if entry is not None and QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.field, entry.spoken))

    def _show_ways(self) -> None:
        entry = self.current
        self.foot.elsewhere.setEnabled(entry is not None and entry.elsewhere is not None)

    def _clicked(self, index: QModelIndex) -> None:
        entry = self.rows.entry(index.row())
        elsewhere = bool(QGuiApplication.keyboardModifiers() & Qt.KeyboardModifier.ControlModifier)
        if entry is not None and entry.possible:
            self.chosen.emit(entry, elsewhere and entry.elsewhere is not None)

    def _typed(self, text: str) -> None:
        self.moved = False
        if self.isVisible():
            self.typed.emit(text)

    def _commands_only(self) -> None:
        self.field.setText(f">{self.field.text().lstrip('>')}")
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _restyle(self) -> None:
        theme = self._theme
        self._set_behind(None)
        self.field.setFont(theme.font("heading", weight=400))
        self._head.setContentsMargins(theme.px(15), 0, theme.px(15), 0)
        self._head.setSpacing(theme.px(10))
        self.field.setFixedHeight(theme.px(_FIELD))


class _List(QListView):
    """The rows; the focus stays in the field."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Found")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_Hover)


def _is_the_windows(event: QKeyEvent) -> bool:
    """The keys that close the palette, and the program."""
    return bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier) and event.key() in {Qt.Key.Key_K, Qt.Key.Key_Q}
