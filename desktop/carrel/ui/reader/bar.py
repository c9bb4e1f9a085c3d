"""The reader's toolbar: back, outline, title, pages, zoom, markers, find, paper, star, more, inspector."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QFocusEvent, QIntValidator, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QMenu, QSizePolicy, QWidget

from carrel.ui.actions import Actions
from carrel.ui.reader.annotations.tools import AnnotationTools
from carrel.ui.reader.layout import Fit
from carrel.ui.reader.more_menu import more_menu
from carrel.ui.theme import Theme
from carrel.ui.widgets import Button, ElidedLabel, IconButton, Label, Line

_FITS = ((Fit.WIDTH, "Fit width"), (Fit.PAGE, "Fit page"))
_PERCENTS = (50, 75, 100, 125, 150, 200, 300, 400)


class PageField(QLineEdit):
    """The number of the page; Enter goes to the one typed, Esc leaves it as it was."""

    entered = Signal(int)
    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._page = 0
        self._numbers = QIntValidator(1, 1, self)
        self.setValidator(self._numbers)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setAccessibleName("Page")
        self.returnPressed.connect(self._enter)
        theme.changed.connect(self._restyle)
        self._restyle()

    def show_page(self, page: int, pages: int) -> None:
        """Show the current page, counted from 0, unless one is being typed."""
        self._page = page
        # A number beyond the last page goes to the last page: typing it is no mistake worth stopping.
        self._numbers.setRange(1, max(9999, pages))
        if not self.hasFocus():
            self.setText(str(page + 1) if pages else "")

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Select the number, to type over it."""
        super().focusInEvent(event)
        self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show the current page again."""
        super().focusOutEvent(event)
        self.setText(str(self._page + 1))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc gives the focus back to the pages."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _enter(self) -> None:
        self.entered.emit(int(self.text()) - 1)
        self.left.emit()

    def _restyle(self) -> None:
        self.setFont(self._theme.font("body", tabular=True))
        self.setFixedSize(self._theme.px(46), self._theme.px(28))


class ReaderBar(QFrame):
    """Says what the person wants; the page does it."""

    back = Signal()
    page_entered = Signal(int)
    page_left = Signal()
    page_stepped = Signal(int)
    zoom_stepped = Signal(int)
    zoom_chosen = Signal(float)
    fit_chosen = Signal(Fit)
    continuous_chosen = Signal(bool)
    outline_toggled = Signal(bool)
    inspector_toggled = Signal(bool)
    find_asked = Signal()
    tint_asked = Signal()
    star_asked = Signal()

    def __init__(self, theme: Theme, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "canvas")
        self._theme = theme
        self._pages = 0
        tip = actions.tooltip
        self._back = IconButton(theme, "arrow-left", tip("reader.close"), clicked=self.back.emit)
        self.outline = self._toggle("list-tree", "Outline (l)", self.outline_toggled)
        self._title = ElidedLabel(theme, "", "card-title")
        self._title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._previous = IconButton(theme, "chevron-left", "Previous page", clicked=lambda: self.page_stepped.emit(-1))
        self.page_field = PageField(theme)
        self._count = Label(theme, "", "body", "text-2", tabular=True)
        self._next = IconButton(theme, "chevron-right", "Next page", clicked=lambda: self.page_stepped.emit(1))
        self._out = IconButton(theme, "zoom-out", tip("reader.zoom_out"), clicked=lambda: self.zoom_stepped.emit(-1))
        self._percent = Label(theme, "", "label", tabular=True)
        self._in = IconButton(theme, "zoom-in", tip("reader.zoom_in"), clicked=lambda: self.zoom_stepped.emit(1))
        self._fit = Button(theme, "Fit width", "chevron-down", look="flat", clicked=self._open_menu)
        self.tools = AnnotationTools(theme, actions)
        self._find = IconButton(theme, "search", tip("reader.find"), clicked=self.find_asked.emit)
        self._tint = IconButton(theme, "contrast", tip("reader.tint"), clicked=self.tint_asked.emit)
        self._star = IconButton(theme, "star", tip("paper.star"), clicked=self.star_asked.emit)
        self._more = IconButton(theme, "ellipsis", "More", clicked=self._open_more)
        self.inspector = self._toggle("panel-right", "Inspector (i)", self.inspector_toggled)
        self._menu = self._make_menu()
        self.more_menu = more_menu(actions, self)
        self.page_field.entered.connect(self.page_entered)
        self.page_field.left.connect(self.page_left)
        self._of_document = (
            self._previous,
            self.page_field,
            self._count,
            self._next,
            self._out,
            self._percent,
            self._in,
            self._fit,
            self.tools,
            self._find,
            self._tint,
        )
        self._arrange()
        theme.changed.connect(self._restyle)
        self._restyle()

    @property
    def view_menu(self) -> QMenu:
        """The menu of how pages are shown."""
        return self._menu

    def show_title(self, title: str) -> None:
        """Show the paper's title."""
        self._title.setText(title)

    def show_page(self, page: int, pages: int) -> None:
        """Show which page of how many is read."""
        self._pages = pages
        self.page_field.show_page(page, pages)
        self._count.setText(f"of {pages}")
        self._previous.setEnabled(page > 0)
        self._next.setEnabled(page + 1 < pages)

    def show_zoom(self, zoom: float, fit: Fit, *, continuous: bool) -> None:
        """Show the zoom and how it follows the window."""
        self._percent.setText(f"{round(zoom * 100)}%")
        self._fit.setText(dict(_FITS).get(fit, "Zoom"))
        for action in self._menu.actions():
            if isinstance(action.data(), Fit):
                action.setChecked(action.data() is fit)
            elif action.data() == "continuous":
                action.setChecked(continuous)

    def show_star(self, *, starred: bool) -> None:
        """Fill the star or not."""
        self._star.set_icon("star", filled=starred)

    def show_document_controls(self, *, shown: bool) -> None:
        """Hide what needs pages while there are none."""
        for widget in self._of_document:
            widget.setVisible(shown)

    def _toggle(self, icon: str, tooltip: str, signal: object) -> IconButton:
        button = IconButton(self._theme, icon, tooltip)
        button.setCheckable(True)
        button.setChecked(True)
        button.toggled.connect(signal)
        return button

    def _make_menu(self) -> QMenu:
        menu = QMenu(self)
        fits = QActionGroup(menu)
        for fit, text in _FITS:
            action = QAction(text, menu, checkable=True)
            action.setData(fit)
            action.triggered.connect(lambda _checked=False, fit=fit: self.fit_chosen.emit(fit))
            fits.setExclusionPolicy(QActionGroup.ExclusionPolicy.ExclusiveOptional)
            fits.addAction(action)
            menu.addAction(action)
        menu.addSeparator()
        for percent in _PERCENTS:
            action = menu.addAction(f"{percent}%")
            action.triggered.connect(lambda _checked=False, percent=percent: self.zoom_chosen.emit(percent / 100))
        menu.addSeparator()
        continuous = QAction("Pages under one another", menu, checkable=True)
        continuous.setData("continuous")
        continuous.triggered.connect(self.continuous_chosen)
        menu.addAction(continuous)
        return menu

    def _open_menu(self) -> None:
        self._menu.popup(self._fit.mapToGlobal(QPoint(0, self._fit.height() + 2)))

    def _open_more(self) -> None:
        menu = self.more_menu
        menu.popup(
            self._more.mapToGlobal(QPoint(self._more.width() - menu.sizeHint().width(), self._more.height() + 2))
        )

    def _arrange(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 0, 10, 0)
        layout.setSpacing(2)
        layout.addWidget(self._back)
        layout.addWidget(self.outline)
        layout.addSpacing(8)
        layout.addWidget(self._title, 1)
        layout.addSpacing(16)
        layout.addWidget(self._previous)
        layout.addWidget(self.page_field)
        layout.addSpacing(6)
        layout.addWidget(self._count)
        layout.addWidget(self._next)
        self._separate(layout)
        layout.addWidget(self._out)
        layout.addWidget(self._percent)
        layout.addWidget(self._in)
        layout.addWidget(self._fit)
        self._separate(layout)
        layout.addWidget(self.tools)
        self._separate(layout)
        for button in (self._find, self._tint, self._star, self._more, self.inspector):
            layout.addWidget(button)

    def _separate(self, layout: QHBoxLayout) -> None:
        line = Line(upright=True, parent=self)
        line.setFixedHeight(20)
        layout.addSpacing(8)
        layout.addWidget(line)
        layout.addSpacing(8)

    def _restyle(self) -> None:
        px = self._theme.px
        self.setFixedHeight(px(48))
        self._percent.setFixedWidth(px(44))
        self._percent.setAlignment(Qt.AlignmentFlag.AlignCenter)
