"""A paper's headings with their pages, as a list to go by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtPdf import QPdfBookmarkModel, QPdfDocument
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from carrel.domain.passage import Section, SectionKind
from carrel.ui.reader.layout import PagePoint
from carrel.ui.theme import Theme
from carrel.ui.theme.focus import paint_focus_ring
from carrel.ui.tooltips import plain_tooltip

Index = QModelIndex | QPersistentModelIndex


class Heading(NamedTuple):
    """One line of the outline: where it leads, how deep it stands (1 at the top)."""

    text: str
    level: int
    place: PagePoint


def headings_of(sections: Sequence[Section]) -> list[Heading]:
    """The outline as it was read from the print."""
    names = ((section, section.heading or _plain_name(section)) for section in sections)
    return [
        Heading(name, section.level, PagePoint(section.page, 0.0, section.top - 12)) for section, name in names if name
    ]


def bookmarks_of(document: QPdfDocument) -> list[Heading]:
    """The outline the PDF itself carries, for papers whose headings were not recognised. Ask between renderings."""
    model = QPdfBookmarkModel()
    model.setDocument(document)
    found: list[Heading] = []

    def walk(parent: QModelIndex, level: int) -> None:
        for row in range(model.rowCount(parent)):
            index = model.index(row, 0, parent)
            page = model.data(index, QPdfBookmarkModel.Role.Page.value)
            point = model.data(index, QPdfBookmarkModel.Role.Location.value)
            title = " ".join(str(model.data(index, QPdfBookmarkModel.Role.Title.value)).split())
            if title and 0 <= page < document.pageCount():
                found.append(Heading(title, level, PagePoint(page, point.x(), max(0.0, point.y() - 12))))
            if level < 3:
                walk(index, level + 1)

    walk(QModelIndex(), 1)
    return found


def current_heading(headings: Sequence[Heading], place: PagePoint) -> int:
    """The index of the last heading at or above a place, the first one before that; -1 without headings."""
    found = 0 if headings else -1
    for index, heading in enumerate(headings):
        if (heading.place.page, heading.place.y) <= (place.page, place.y):
            found = index
    return found


class OutlineList(QListView):
    """`chosen` carries the place of the heading that was clicked or entered."""

    chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = _Headings(self)
        self.setModel(self._model)
        self.setItemDelegate(_HeadingDelegate(theme, self))
        self.setUniformItemSizes(True)
        self.setAccessibleName("Outline")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        # The style sheet gives lists a ground; this one stands on the panel's.
        self.setStyleSheet("QListView { background: transparent; }")
        self.clicked.connect(self._choose)
        self.activated.connect(self._choose)

    @property
    def headings(self) -> list[Heading]:
        """What is listed."""
        return self._model.headings

    def show_headings(self, headings: Sequence[Heading]) -> None:
        """List these."""
        self._model.show(list(headings))

    def show_place(self, place: PagePoint) -> None:
        """Mark the heading one reads under."""
        row = current_heading(self._model.headings, place)
        index = self._model.index(row, 0)
        if index != self.currentIndex():
            self.setCurrentIndex(index)

    def _choose(self, index: QModelIndex) -> None:
        self.chosen.emit(self._model.headings[index.row()].place)


class _Headings(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.headings: list[Heading] = []

    def show(self, headings: list[Heading]) -> None:
        self.beginResetModel()
        self.headings = headings
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.headings)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        heading = self.headings[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return heading.text
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tooltip(heading.text)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{heading.text}, page {heading.place.page + 1}"
        return None


class _HeadingDelegate(QStyledItemDelegate):
    def __init__(self, theme: Theme, view: OutlineList) -> None:
        super().__init__(view)
        self._theme = theme
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        del option, index
        return QSize(60, self._theme.px(26))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = self._theme
        heading = self._view.headings[index.row()]
        rect = QRectF(option.rect)
        state = option.state
        current = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if current or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("selection" if current else "hover"))
            painter.drawRoundedRect(rect, 6, 6)
        font = theme.font("label" if current else "body")
        painter.setFont(font)
        painter.setPen(theme.color("accent" if current else "text-2"))
        number = str(heading.place.page + 1)
        metrics = QFontMetricsF(font)
        right = rect.right() - theme.px(8)
        room = metrics.horizontalAdvance(number) + theme.px(10)
        left = rect.left() + theme.px(8) + theme.px(16) * min(2, heading.level - 1)
        painter.drawText(
            QRectF(left, rect.top(), right - left, rect.height()),
            Qt.AlignmentFlag.AlignVCenter,
            metrics.elidedText(heading.text, Qt.TextElideMode.ElideRight, right - left - room),
        )
        painter.setPen(theme.color("accent" if current else "text-3"))
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(QRectF(rect.left(), rect.top(), right - rect.left(), rect.height()), flags, number)
        if state & QStyle.StateFlag.State_HasFocus and self._view.hasFocus():
            paint_focus_ring(painter, rect, theme)
        painter.restore()


def _plain_name(section: Section) -> str:
    return "Abstract" if section.kind is SectionKind.ABSTRACT else ""
