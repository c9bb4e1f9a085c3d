"""Your marks: the open paper's annotations beneath its outline, with a filter by colour and tag."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction, QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from carrel.domain.annotation import Annotation, Colour
from carrel.ui.reader.annotations.filtering import MarkFilter, tags_of
from carrel.ui.reader.annotations.kept import KeptAnnotations
from carrel.ui.reader.annotations.marks_list import MarksList
from carrel.ui.reader.annotations.painting import mark_color
from carrel.ui.reader.annotations.words import COLOUR_NAMES
from carrel.ui.theme import Theme
from carrel.ui.widgets import ElidedLabel, IconButton, Label


class YourMarks(QWidget):
    """Hidden while there are none. `chosen` carries the annotation to go to, `remove_asked` the one to take away."""

    chosen = Signal(object)
    remove_asked = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._kept: KeptAnnotations | None = None
        self.filter = MarkFilter()
        self.list = MarksList(theme)
        self._count = Label(theme, "", "meta", "text-3", tabular=True)
        self.filter_button = IconButton(theme, "filter", "Filter your marks", small=True, clicked=self._open_menu)
        self._filtered = ElidedLabel(theme, "", "meta", "text-2")
        self._all = IconButton(theme, "x", "List all", small=True, clicked=lambda: self.set_filter(MarkFilter()))
        self._row = QWidget()
        self._arrange()
        self.list.chosen.connect(self.chosen)
        self.list.remove_asked.connect(self.remove_asked)
        self.hide()

    def follow(self, kept: KeptAnnotations) -> None:
        """List what is kept on the open file."""
        self._kept = kept
        kept.loaded.connect(self._loaded)
        kept.changed.connect(self._changed)

    def show_chosen(self, annotation: Annotation | None) -> None:
        """Mark the annotation that is chosen on the page."""
        self.list.show_chosen(annotation)

    def set_filter(self, wanted: MarkFilter) -> None:
        """List those that a filter takes."""
        self.filter = wanted
        self._row.setVisible(bool(wanted))
        self._filtered.setText(wanted.words)
        if self._kept is not None:
            self.list.marks.show(self._kept.here, wanted)
        self._tell()

    def menu(self) -> QMenu:
        """What can be filtered by: the colours and tags there are, and what is not where it was."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        here = self._kept.here if self._kept is not None else self.list.marks.here
        every = here.listed()
        for colour in Colour:
            if any(one.colour is colour for one in every):
                action = self._entry(menu, COLOUR_NAMES[colour], colour in self.filter.colours)
                action.setIcon(_disc(mark_color(self._theme, colour), self._theme.color("control")))
                action.triggered.connect(lambda _on=False, colour=colour: self._turn_colour(colour))
        menu.addSeparator()
        for tag in tags_of(every):
            action = self._entry(menu, f"#{tag}", tag.casefold() in self.filter.tags)
            action.triggered.connect(lambda _on=False, tag=tag: self._turn_tag(tag.casefold()))
        menu.addSeparator()
        unsure = self._entry(menu, "Moved or not found", self.filter.unsure)
        unsure.triggered.connect(
            lambda on: self.set_filter(MarkFilter(self.filter.colours, self.filter.tags, unsure=on))
        )
        return menu

    def _entry(self, menu: QMenu, text: str, checked: bool) -> QAction:
        action = QAction(text, menu, checkable=True)
        action.setChecked(checked)
        menu.addAction(action)
        return action

    def _open_menu(self) -> None:
        self.menu().popup(self.filter_button.mapToGlobal(QPoint(0, self.filter_button.height() + 2)))

    def _turn_colour(self, colour: Colour) -> None:
        self.set_filter(MarkFilter(self.filter.colours ^ {colour}, self.filter.tags, self.filter.unsure))

    def _turn_tag(self, tag: str) -> None:
        self.set_filter(MarkFilter(self.filter.colours, self.filter.tags ^ {tag}, self.filter.unsure))

    def _loaded(self) -> None:
        if self._kept is not None:
            if not len(self._kept.here):
                self.filter = MarkFilter()
            self.set_filter(self.filter)

    def _changed(self, ids: frozenset[int]) -> None:
        self.list.marks.update_marks(ids)
        self._tell()

    def _tell(self) -> None:
        total = len(self._kept.here) if self._kept is not None else 0
        listed = len(self.list.marks.listed)
        self._count.setText(str(total) if listed == total else f"{listed} of {total}")
        self.setVisible(total > 0)

    def _arrange(self) -> None:
        px = self._theme.px
        head = QHBoxLayout()
        head.setContentsMargins(px(8), 0, 0, 0)
        head.setSpacing(px(6))
        head.addWidget(Label(self._theme, "Your marks", "meta", "text-2", weight=600))
        head.addWidget(self._count)
        head.addStretch(1)
        head.addWidget(self.filter_button)
        row = QHBoxLayout(self._row)
        row.setContentsMargins(px(8), 0, 0, 0)
        row.addWidget(self._filtered, 1)
        row.addWidget(self._all)
        self._row.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, px(6), 0, 0)
        layout.setSpacing(px(2))
        layout.addLayout(head)
        layout.addWidget(self._row)
        layout.addWidget(self.list, 1)


def _disc(color: QColor, edge: QColor) -> QIcon:
    pixmap = QPixmap(QSize(32, 32))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(color)
    painter.setPen(edge)
    painter.drawEllipse(3, 3, 26, 26)
    painter.end()
    return QIcon(pixmap)
