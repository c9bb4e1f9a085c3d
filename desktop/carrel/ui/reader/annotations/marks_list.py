"""The annotations of the open paper as a list to go by: the quote, what was written on it, its page."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QKeyEvent, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from carrel.domain.annotation import Annotation, AnnotationKind, PlaceState
from carrel.ui.reader.annotations.filtering import MarkFilter
from carrel.ui.reader.annotations.on_pages import AnnotationsOnPages
from carrel.ui.reader.annotations.painting import ink, mark_color
from carrel.ui.reader.annotations.words import heading_of, place_words, plain, spoken
from carrel.ui.theme import Theme
from carrel.ui.theme.focus import paint_focus_ring
from carrel.ui.tooltips import plain_tooltip

Index = QModelIndex | QPersistentModelIndex
_QUOTE_LINES, _TEXT_LINES = 2, 2
_LONGEST = 160
_FEW = 20


class MarksModel(QAbstractListModel):
    """Annotations in the order of the file, as far as a filter takes them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._here = AnnotationsOnPages()
        self._filter = MarkFilter()
        self._listed: list[Annotation] = []

    @property
    def listed(self) -> list[Annotation]:
        """What is listed."""
        return self._listed

    @property
    def here(self) -> AnnotationsOnPages:
        """The file's annotations."""
        return self._here

    def show(self, here: AnnotationsOnPages, wanted: MarkFilter) -> None:
        """List a file's annotations, those that a filter takes."""
        self.beginResetModel()
        self._here, self._filter = here, wanted
        self._listed = [one for one in here.listed() if wanted.takes(one, here)]
        self.endResetModel()

    def update_marks(self, ids: Iterable[int]) -> None:
        """Show these as they are now: row by row, so that a list of thousands stays where it is, or all anew where they are many."""
        ids = list(ids)
        if len(ids) > _FEW:
            self.show(self._here, self._filter)
            return
        rows = {one.id: row for row, one in enumerate(self._listed)}
        for number in ids:
            now = self._here.get(number)
            wanted = now if now is not None and self._filter.takes(now, self._here) else None
            row = rows.get(number)
            if (
                row is not None
                and wanted is not None
                and self._here.order(self._listed[row]) == self._here.order(wanted)
            ):
                self._listed[row] = wanted
                self.dataChanged.emit(self.index(row), self.index(row))
                continue
            if row is not None:
                self.beginRemoveRows(QModelIndex(), row, row)
                del self._listed[row]
                self.endRemoveRows()
            if wanted is not None:
                row = bisect_left(self._listed, self._here.order(wanted), key=self._here.order)
                self.beginInsertRows(QModelIndex(), row, row)
                self._listed.insert(row, wanted)
                self.endInsertRows()
            rows = {one.id: row for row, one in enumerate(self._listed)}

    def place(self, annotation: Annotation) -> str:
        """Where an annotation stands, in words."""
        rectangles = self._here.rectangles(annotation)
        page = rectangles[0].page if rectangles else annotation.anchor.page
        return place_words(annotation, page, self._here.state(annotation))

    def rowCount(self, parent: Index | None = None) -> int:
        """The length of the list."""
        return 0 if parent is not None and parent.isValid() else len(self._listed)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """A mark's words."""
        one = self._listed[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return heading_of(one)
        if role == Qt.ItemDataRole.ToolTipRole:
            told = (one.anchor.quote, one.text, ", ".join(one.tags))
            return plain_tooltip("\n\n".join(part for part in told if part)) or None
        return spoken(one, self.place(one)) if role == Qt.ItemDataRole.AccessibleTextRole else None


class MarksList(QListView):
    """`chosen` carries the annotation that was clicked or entered, `remove_asked` the one to move to Trash."""

    chosen = Signal(object)
    remove_asked = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.marks = MarksModel(self)
        self.setModel(self.marks)
        self.setItemDelegate(_MarkDelegate(theme, self))
        # A list of thousands is laid out a hundred at a time, between other events.
        self.setLayoutMode(QListView.LayoutMode.Batched)
        self.setBatchSize(100)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setAccessibleName("Your marks")
        self.setMouseTracking(True)
        self.setStyleSheet("QListView { background: transparent; }")
        self.clicked.connect(self._choose)
        self.activated.connect(self._choose)
        theme.changed.connect(self.scheduleDelayedItemsLayout)

    def show_chosen(self, annotation: Annotation | None) -> None:
        """Mark the annotation that is chosen on the page."""
        row = next((n for n, one in enumerate(self.marks.listed) if annotation and one.id == annotation.id), -1)
        if row < 0:
            self.clearSelection()
        elif row != self.currentIndex().row() or not self.selectionModel().hasSelection():
            self.setCurrentIndex(self.marks.index(row))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Del moves the current one to Trash."""
        row = self.currentIndex().row()
        if event.key() == Qt.Key.Key_Delete and 0 <= row < len(self.marks.listed):
            self.remove_asked.emit(self.marks.listed[row])
        else:
            super().keyPressEvent(event)

    def _choose(self, index: QModelIndex) -> None:
        self.chosen.emit(self.marks.listed[index.row()])


class _MarkDelegate(QStyledItemDelegate):
    """A bar of the marker's colour; the quote in serif, what was written and the page in Carrel's own type."""

    def __init__(self, theme: Theme, view: MarksList) -> None:
        super().__init__(view)
        self._theme = theme
        self._view = view
        self._heights: dict[tuple[int, int, str, str], int] = {}

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        del option
        quote, text = self._words(self._view.marks.listed[index.row()])
        width = max(60, self._view.viewport().width())
        known = width, round(self._theme.scale * 100), quote, text
        if known not in self._heights:
            if len(self._heights) > 20_000:
                self._heights.clear()
            self._heights[known] = self._height(quote, text, width)
        return QSize(60, self._heights[known])

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, one = self._theme, self._view.marks.listed[index.row()]
        rect = QRectF(option.rect).adjusted(0, 1, 0, -1)
        state = option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if chosen or state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(theme.color("selection" if chosen else "hover"))
            painter.drawRoundedRect(rect, 6, 6)
        pad = theme.px(6)
        inner = rect.adjusted(theme.px(8), pad, -theme.px(8), -pad)
        mark = mark_color(theme, one.colour)
        painter.setBrush(ink(mark.name(), night=theme.dark) if one.kind is AnnotationKind.UNDERLINE else mark)
        painter.drawRoundedRect(QRectF(inner.left(), inner.top(), theme.px(4), inner.height()), 1.5, 1.5)
        quote, text = self._words(one)
        left = inner.left() + theme.px(12)
        width = inner.right() - left
        top = inner.top()
        painter.setFont(_quoted(theme) if one.anchor.quote else theme.font("body"))
        painter.setPen(theme.color("text"))
        for line in _lines(painter, quote, width, _QUOTE_LINES):
            painter.drawText(QRectF(left, top, width, theme.px(17)), Qt.AlignmentFlag.AlignVCenter, line)
            top += theme.px(17)
        painter.setFont(theme.font("meta"))
        lost = self._view.marks.here.state(one) is PlaceState.LOST
        painter.setPen(theme.color("not-found" if lost else "text-2"))
        for line in _lines(painter, text, width, _TEXT_LINES):
            painter.drawText(QRectF(left, top, width, theme.px(16)), Qt.AlignmentFlag.AlignVCenter, line)
            top += theme.px(16)
        if state & QStyle.StateFlag.State_HasFocus and self._view.hasFocus():
            paint_focus_ring(painter, rect, theme)
        painter.restore()

    def _words(self, one: Annotation) -> tuple[str, str]:
        written = plain(one.text)[:_LONGEST] if one.anchor.quote else ""
        place = self._view.marks.place(one)
        if written and written[-1] not in ".!?…":
            written += "."
        tags = " ".join(f"#{tag}" for tag in one.tags)
        return heading_of(one)[:_LONGEST], " ".join(part for part in (written, place, tags) if part)

    def _height(self, quote: str, text: str, width: int) -> int:
        theme = self._theme
        room = width - theme.px(28)
        across = QFontMetricsF(_quoted(theme)).horizontalAdvance(quote)
        beneath = QFontMetricsF(theme.font("meta")).horizontalAdvance(text)
        lines = 1 if across <= room else _QUOTE_LINES
        under = 1 if beneath <= room else _TEXT_LINES
        return theme.px(14) + lines * theme.px(17) + under * theme.px(16)


def _quoted(theme: Theme) -> QFont:
    """The paper's words are set in serif."""
    return theme.font("table-title", weight=400)


def _lines(painter: QPainter, text: str, width: float, most: int) -> list[str]:
    """Text broken at words into at most so many lines, the last with an ellipsis where it goes on."""
    metrics = painter.fontMetrics()
    lines: list[str] = []
    rest = text
    while rest and len(lines) + 1 < most and metrics.horizontalAdvance(rest) > width:
        line = ""
        for word in rest.split(" "):
            longer = f"{line} {word}" if line else word
            if line and metrics.horizontalAdvance(longer) > width:
                break
            line = longer
        lines.append(metrics.elidedText(line, Qt.TextElideMode.ElideRight, int(width)))
        rest = rest[len(line) :].lstrip()
    if rest:
        lines.append(metrics.elidedText(rest, Qt.TextElideMode.ElideRight, int(width)))
    return lines
