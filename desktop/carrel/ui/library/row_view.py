"""How the table's rows look: ground, cells, hairline and focus ring, and which columns there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyleOptionViewItem, QTreeView

from carrel.domain.paper import PaperRow
from carrel.ui.library.cells import Cells
from carrel.ui.library.columns import NARROW, STYLES, Column
from carrel.ui.library.rows import ROW
from carrel.ui.library.table_header import TableHeader

if TYPE_CHECKING:
    from PySide6.QtCore import QByteArray, QEvent
    from PySide6.QtGui import QFocusEvent

    from carrel.ui.library.rows import PaperRows
    from carrel.ui.theme import Theme

QHeaderMode = QHeaderView.ResizeMode


class RowView(QTreeView):
    """Rows of one height over a model of papers. Selection is a filled row, focus a ring: two different things."""

    def __init__(self, theme: Theme, model: PaperRows) -> None:
        super().__init__()
        self._theme = theme
        self._rows = model
        self._hovered = -1
        self._narrow = False
        self._scale = theme.scale
        self._wide_scale = theme.scale
        self._wide_state: QByteArray | None = None
        self._cells = Cells(theme)
        self._header = TableHeader(theme, self)
        self.setHeader(self._header)
        # A tree view makes its header deaf, since it does not sort by itself.
        self._header.setSectionsClickable(True)
        self.setModel(model)
        self.setItemDelegate(self._cells)
        self.setUniformRowHeights(True)
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setItemsExpandable(False)
        self.setAllColumnsShowFocus(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.setAccessibleName("Papers")
        for column, style in STYLES.items():
            fixed = column in {Column.STATUS, Column.STAR}
            mode = QHeaderMode.Fixed if fixed else QHeaderMode.Interactive
            self._header.setSectionResizeMode(column, QHeaderMode.Stretch if column is Column.TITLE else mode)
            self._header.resizeSection(column, theme.px(style.width))
            self._header.setSectionHidden(column, not style.shown)
        theme.changed.connect(self._restyle)

    @property
    def header_bar(self) -> TableHeader:
        """The header."""
        return self._header

    @property
    def narrow(self) -> bool:
        """Whether columns are left out for an open digest."""
        return self._narrow

    def set_density(self, density: str) -> None:
        """Set "compact", "normal" or "roomy" rows."""
        self._cells.density = density
        self.scheduleDelayedItemsLayout()

    def set_narrow(self, *, narrow: bool) -> None:
        """Leave out the columns that have no room beside an open digest, or bring them back."""
        if narrow == self._narrow:
            return
        self._narrow = narrow
        if narrow:
            self._wide_state = self._header.saveState()
            self._wide_scale = self._scale
            for column in Column:
                self._header.setSectionHidden(column, column not in NARROW)
        elif self._wide_state is not None:
            self.restore_columns(self._wide_state, self._wide_scale)

    def drawRow(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw a row's ground, its cells, the hairline under it and the focus ring."""
        rect: QRect = option.rect
        area = QRect(0, rect.top(), self.viewport().width(), rect.height())
        row = index.row()
        current = row == self.currentIndex().row()
        heading = self._rows.heading_at(row)
        painter.fillRect(area, self._theme.color(self._ground(row, current=current, heading=heading is not None)))
        painter.fillRect(area.left(), area.bottom(), area.width(), 1, self._theme.color("hover"))
        paper = index.data(ROW)
        if heading is not None:
            painter.save()
            self._cells.paint_heading(painter, area.adjusted(0, 0, 0, -1), heading)
            painter.restore()
        elif isinstance(paper, PaperRow):
            for column in Column:
                if not self._header.isSectionHidden(column):
                    left, width = self._header.sectionViewportPosition(column), self._header.sectionSize(column)
                    painter.save()
                    self._cells.paint_cell(painter, QRect(left, rect.top(), width, rect.height() - 1), paper, column)
                    painter.restore()
        if current and self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._theme.color("focus"), 2))
            painter.drawRect(QRectF(area).adjusted(1, 1, -1, -2))

    def leaveEvent(self, event: QEvent) -> None:
        """Forget the pointer."""
        super().leaveEvent(event)
        self._hover(-1)

    def keyboardSearch(self, _search: str) -> None:
        """Letters are commands, not a search."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring, on the first row when there is no cursor yet."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        super().focusOutEvent(event)
        self.viewport().update()

    def _ground(self, row: int, *, current: bool, heading: bool) -> str:
        if (current or not heading) and self.selectionModel().isRowSelected(row, QModelIndex()):
            return "selection" if self.hasFocus() or current else "selection-unfocused"
        return "hover" if row == self._hovered else "subtle" if heading else "surface"

    def _hover(self, row: int) -> None:
        if row != self._hovered:
            self._hovered = row
            self.viewport().update()

    def restore_columns(self, state: QByteArray, scale: float, known: int = len(Column)) -> None:
        """Take remembered columns; their widths were kept at the text size `scale` (1.0 at 100 %).

        Of columns there were `known` then; those that have come since are as they begin.
        """
        self._header.restoreState(state)
        self._widen(self._theme.scale / scale)
        for column in list(Column)[known:]:
            self._header.resizeSection(column, self._theme.px(STYLES[column].width))
            self._header.setSectionHidden(column, not STYLES[column].shown)

    def _widen(self, ratio: float) -> None:
        if ratio == 1:
            return
        for column in Column:
            if not self._header.isSectionHidden(column):
                self._header.resizeSection(column, round(self._header.sectionSize(column) * ratio))

    def _restyle(self) -> None:
        ratio, self._scale = self._theme.scale / self._scale, self._theme.scale
        self._widen(ratio)
        self.scheduleDelayedItemsLayout()
        self.viewport().update()
