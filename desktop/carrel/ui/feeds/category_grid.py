"""Categories to tick, in columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QSizePolicy, QWidget

from carrel.services.taxonomy import Category
from carrel.ui.theme import Theme
from carrel.ui.theme.focus import paint_focus_ring
from carrel.ui.widgets.check_box import paint_box

_STEPS = {Qt.Key.Key_Down: (1, 0), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Left: (0, -1)}
_NAME = 150
"""The room for box, gaps and name beside the id, at 100 %."""


class CategoryGrid(QWidget):
    """Shows categories one below the other in up to `columns` columns; `toggled` tells which was ticked or not.

    Arrow keys move. `columns` is how many there are.
    """

    toggled = Signal(str, bool)

    def __init__(self, theme: Theme, columns: int) -> None:
        super().__init__()
        self._theme = theme
        self._most = self.columns = columns
        self._sized = False
        self._rows = 1
        self._checks: list[CategoryCheck] = []
        self._shown: list[Category] = []
        self._layout = QGridLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setHorizontalSpacing(theme.px(12))
        self._layout.setVerticalSpacing(theme.px(4))

    def show_categories(self, categories: Sequence[Category], ticked: Iterable[str]) -> None:
        """Show these, the ticked ones ticked."""
        ticked = set(ticked)
        if list(categories) != self._shown:
            self._shown = list(categories)
            self._arrange()
        for category, check in zip(self._shown, self._checks, strict=False):
            check.setChecked(category.id in ticked)

    def checks(self) -> list[CategoryCheck]:
        """The boxes that are shown, in order."""
        return self._checks[: len(self._shown)]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many columns as there is room for."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._sized = True
            self._arrange()

    def _arrange(self) -> None:
        while len(self._checks) < len(self._shown):
            check = CategoryCheck(self._theme)
            check.clicked.connect(partial(self._tell, check))
            check.moved.connect(partial(self._move, len(self._checks)))
            self._checks.append(check)
        metrics = QFontMetricsF(self._theme.font("body", weight=600))
        widths = [metrics.horizontalAdvance(one.id) for one in self._shown]
        # Long ids ("cond-mat.mtrl-sci") leave room for the names in fewer columns.
        wanted = round(max(widths, default=0.0)) + self._theme.px(_NAME)
        fitting = (self.width() + self._layout.horizontalSpacing()) // wanted if self._sized else self._most
        self.columns = max(1, min(self._most, fitting))
        rows = self._rows = max(1, -(-len(self._shown) // self.columns))
        for column in range(self._most):
            self._layout.setColumnStretch(column, 1 if column < self.columns else 0)
        for number, check in enumerate(self._checks):
            self._layout.removeWidget(check)
            if number < len(self._shown):
                column = number // rows
                check.show_category(self._shown[number], max(widths[column * rows : (column + 1) * rows]))
                self._layout.addWidget(check, number % rows, column)
            check.setVisible(number < len(self._shown))

    def _tell(self, check: CategoryCheck) -> None:
        self.toggled.emit(check.category.id, check.isChecked())

    def _move(self, number: int, down: int, right: int) -> None:
        wanted = number + down + right * self._rows
        if 0 <= wanted < len(self._shown):
            self._checks[wanted].setFocus(Qt.FocusReason.TabFocusReason)


class CategoryCheck(QAbstractButton):
    """A box to tick: the category's id and its name. `moved` tells (rows, columns) that an arrow key leads on."""

    moved = Signal(int, int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._id_width = 0.0
        self.category = Category("", "")
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def show_category(self, category: Category, id_width: float) -> None:
        """Stand for `category`; ids of a column are `id_width` wide, so that names begin below one another."""
        self.category = category
        self._id_width = id_width
        self.setText(category.id)
        self.setAccessibleName(f"{category.id}, {category.name}")
        self.setToolTip(category.name)
        self.update()

    def sizeHint(self) -> QSize:
        """A row."""
        return QSize(self._theme.px(160), max(26, self._theme.px(30)))

    def minimumSizeHint(self) -> QSize:
        """Names may be cut."""
        return QSize(self._theme.px(90), self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move, Space ticks."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is not None:
            self.moved.emit(*step)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ground, box, id and name."""
        del event
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        if self.isChecked() or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent-soft" if self.isChecked() else "hover"))
            painter.drawRoundedRect(rect, 6, 6)
        side = theme.px(14)
        box = QRectF(theme.px(8) + 0.5, (self.height() - side) // 2 + 0.5, side - 1, side - 1)
        paint_box(painter, box, theme, checked=self.isChecked())
        left = theme.px(8) + side + theme.px(8)
        painter.setFont(theme.font("body", weight=600))
        painter.setPen(theme.color("text"))
        inside = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(left, 0, self._id_width + 1, rect.height()), inside, self.category.id)
        left += round(self._id_width) + theme.px(12)
        room = rect.width() - left - theme.px(6)
        font = theme.font("body")
        painter.setFont(font)
        painter.setPen(theme.color("text-2"))
        shown = QFontMetricsF(font).elidedText(self.category.name, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRectF(left, 0, room, rect.height()), inside, shown)
        if self.hasFocus():
            paint_focus_ring(painter, rect, theme)
