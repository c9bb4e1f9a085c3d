"""The table's header: sorting by a click, moving and sizing by dragging, painted in Carrel's own way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QHeaderView, QMenu

from carrel.domain.query import Sort
from carrel.ui.library.columns import STYLES, Column

if TYPE_CHECKING:
    from PySide6.QtCore import QPoint
    from PySide6.QtWidgets import QWidget

    from carrel.ui.theme import Theme


class TableHeader(QHeaderView):
    """`sort_chosen` carries the `Sort` of the column that was clicked."""

    sort_chosen = Signal(object)
    columns_changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._theme = theme
        self._sort = Sort.ADDED
        self._descending = True
        self.setSectionsMovable(True)
        self.setFirstSectionMovable(False)
        self.setStretchLastSection(False)
        self.setMinimumSectionSize(24)
        self.setHighlightSections(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._offer_columns)
        self.sectionClicked.connect(self._clicked)
        theme.changed.connect(self.viewport().update)

    def set_sort(self, sort: Sort, *, descending: bool) -> None:
        """Show by which column the list is sorted."""
        self._sort, self._descending = sort, descending
        self.viewport().update()

    def columns_menu(self, parent: QWidget) -> QMenu:
        """A menu that shows and hides the optional columns."""
        menu = QMenu(parent)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for column, style in STYLES.items():
            if style.optional:
                action = menu.addAction(style.name)
                action.setCheckable(True)
                action.setChecked(not self.isSectionHidden(column))
                action.toggled.connect(lambda on, column=column: self._show(column, on))
        return menu

    def sizeHint(self) -> QSize:
        """As high as a row."""
        return QSize(super().sizeHint().width(), self._theme.px(30))

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """Draw a heading; that of the sorting column is stronger and has an arrow."""
        theme = self._theme
        painter.save()
        painter.fillRect(rect, theme.color("subtle"))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, theme.color("line"))
        style = STYLES[Column(section)]
        if style.heading:
            sorted_by = style.sort is not None and style.sort is self._sort
            font = theme.font("body", weight=500 if sorted_by else 400)
            painter.setFont(font)
            painter.setPen(theme.color("text" if sorted_by else "text-2"))
            room = QRectF(rect.adjusted(8, 0, -4, 0))
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, style.heading)
            if sorted_by:
                self._arrow(painter, room, QFontMetricsF(font).horizontalAdvance(style.heading))
        painter.restore()

    def _arrow(self, painter: QPainter, room: QRectF, text: float) -> None:
        side = self._theme.px(14)
        center = QPointF(room.left() + text + 4 + side / 2, room.center().y())
        painter.translate(center)
        if not self._descending:
            painter.rotate(180)
        painter.drawPixmap(QPointF(-side / 2, -side / 2), self._theme.pixmap("chevron-down", 14, "text-2"))

    def _clicked(self, section: int) -> None:
        sort = STYLES[Column(section)].sort
        if sort is not None:
            self.sort_chosen.emit(sort)

    def _show(self, column: Column, shown: bool) -> None:
        self.setSectionHidden(column, not shown)
        self.columns_changed.emit()

    def _offer_columns(self, point: QPoint) -> None:
        self.columns_menu(self).popup(self.mapToGlobal(point))
