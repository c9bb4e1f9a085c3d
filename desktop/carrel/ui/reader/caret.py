"""A caret in the text of the pages: text is read and selected by the keyboard, as in a browser."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QColor, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtPdf import QPdfDocument

from carrel.ui.reader.caret_places import CaretPlace, CaretPlaces
from carrel.ui.reader.copied_text import running_text
from carrel.ui.reader.layout import PagePoint
from carrel.ui.reader.page_text import SelectedPart
from carrel.ui.reader.page_view import PageView
from carrel.ui.reader.text_selection import TextSelection
from carrel.ui.reader.tint import page_color
from carrel.ui.theme import Theme

ON = "Text cursor on. Arrows move it, Shift selects, Esc leaves."
OFF = "Text cursor off."
NO_TEXT = "There is no text on this page or after it for the cursor to stand in."
_WIDTH = 2.0
_LIGHT = 128
_SCREEN = 0.9
_TURNS = {
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_End: 1,
    Qt.Key.Key_Home: -1,
    Qt.Key.Key_PageDown: 1,
    Qt.Key.Key_PageUp: -1,
}
_ACROSS = {Qt.Key.Key_Right, Qt.Key.Key_Left}
_BY_LINE = {Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp}


class Caret(QObject):
    """Takes the arrows of a view while it is on. `told` carries what the person should know, in words."""

    told = Signal(str)

    def __init__(self, view: PageView, theme: Theme) -> None:
        super().__init__(view)
        self._view = view
        self._theme = theme
        self._places: CaretPlaces | None = None
        self._selection: TextSelection | None = None
        self._at: CaretPlace | None = None
        self._anchor: CaretPlace | None = None
        self._box: QRectF | None = None
        self._goal: float | None = None
        self._showing = False
        view.layers.append(self._paint)
        view.installEventFilter(self)
        view.viewport().installEventFilter(self)

    @property
    def on(self) -> bool:
        """Whether there is a caret."""
        return self._at is not None

    @property
    def place(self) -> CaretPlace | None:
        """Where it stands."""
        return self._at

    @property
    def box(self) -> QRectF | None:
        """Its box on its page in points, without width; without height on print that runs up or down the page."""
        return self._box

    def file_opened(self) -> None:
        """Another file is shown, or none: there is no caret in it yet."""
        self._at = self._anchor = self._box = self._goal = None
        self._selection = self._view.selection
        self._places = CaretPlaces(self._selection.page_text) if self._selection is not None else None
        if self._selection is not None:
            self._selection.changed.connect(self._selected)

    def toggle(self) -> None:
        """Put the caret where text is selected, else at the top of what is seen; or take it away."""
        if not self.leave():
            self._view.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self._ask(self._view.page, self._begin)

    def leave(self) -> bool:
        """Take the caret away; whether there was one."""
        if self._at is None:
            return False
        self._at = self._anchor = self._box = None
        self._view.viewport().update()
        self.told.emit(OFF)
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Answer the keys that move a caret; a click puts it elsewhere."""
        if self._at is None:
            return False
        if isinstance(event, QMouseEvent) and event.type() is QEvent.Type.MouseButtonPress:
            if watched is self._view.viewport():
                self._pressed(event)
            return False
        if not isinstance(event, QKeyEvent) or Qt.Key(event.key()) not in _TURNS:
            return False
        others = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
        if (
            _pages(event)
            or event.modifiers() & others
            or event.type() not in {QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride}
        ):
            return False
        event.accept()
        if event.type() is QEvent.Type.KeyPress:
            key, extend = Qt.Key(event.key()), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            self._ask(self._at.page, lambda document, places: self._move(document, places, key, extend, control))
        return event.type() is QEvent.Type.KeyPress

    def _ask(self, page: int, question: Callable[[QPdfDocument, CaretPlaces], None]) -> None:
        selection, places = self._selection, self._places
        if selection is None or places is None:
            return

        def answer(document: QPdfDocument) -> None:
            if places is self._places:
                question(document, places)

        selection.when_known((page,), answer)

    def _begin(self, document: QPdfDocument, places: CaretPlaces) -> None:
        parts = self._selection.parts if self._selection is not None else ()
        anchor, at = places.ends(document, parts) if parts else (None, None)
        if at is None:
            top = self._view.place()
            at = places.below(document, top) or places.first_after(document, top.page + 1)
        self._anchor = anchor or at
        if at is None:
            self.told.emit(NO_TEXT)
            return
        self._stand(document, places, at)
        self.told.emit(ON)
        self._say(places.words(document, at, places.line_end(document, at, 1)))

    def _move(self, document: QPdfDocument, places: CaretPlaces, key: Qt.Key, extend: bool, control: bool) -> None:
        if self._at is None or self._anchor is None:
            return
        before = self._at
        goal = self._goal
        at = self._stepped(document, places, before, key, control)
        if not extend:
            self._anchor = at
        self._stand(document, places, at)
        if key in _BY_LINE:
            here, there = places.area(document, before), places.area(document, at)
            one_column = here.left() < there.right() and there.left() < here.right()
            here_now = (self._box or there).center().x()
            self._goal = goal if goal is not None and one_column else here_now
        self._show(places.selected(document, self._anchor, at))
        if key in _ACROSS and at.page == before.page:
            end = at if control else places.by_character(document, at, 1)
            onwards = (before, at) if extend else (at, places.by_word(document, at, 1) if control else end)
            self._say(places.words(document, *onwards) if onwards[0].page == onwards[1].page else "")
        else:
            line = places.line(document, at)
            self._say(places.words(document, at._replace(offset=line.start), at._replace(offset=line.end)))

    def _stepped(
        self, document: QPdfDocument, places: CaretPlaces, at: CaretPlace, key: Qt.Key, control: bool
    ) -> CaretPlace:
        turn = _TURNS[key]
        if key in _ACROSS:
            turn = -turn if places.leftwards(document, at) else turn
            return (places.by_word if control else places.by_character)(document, at, turn)
        if key in {Qt.Key.Key_Home, Qt.Key.Key_End}:
            if not control:
                return places.line_end(document, at, turn)
            end = places.first_after(document, 0 if turn < 0 else document.pageCount() - 1, -turn)
            return end if end is not None else at
        x = self._goal if self._goal is not None else (self._box or QRectF()).center().x()
        if key in {Qt.Key.Key_Down, Qt.Key.Key_Up}:
            return places.by_line(document, at, turn, x)
        return self._screen(document, places, at, turn, x)

    def _screen(self, document: QPdfDocument, places: CaretPlaces, at: CaretPlace, turn: int, x: float) -> CaretPlace:
        """A view's height on or back at the same height across, over pages too."""
        sizes, page = self._view.geometry_of_pages.sizes, at.page
        y = places.area(document, at).center().y() + turn * _SCREEN * self._view.viewport().height() / self._view.zoom
        if turn > 0 and y > sizes[page][1] and page + 1 < len(sizes):
            page, y = page + 1, y - sizes[page][1]
        elif y < 0 and page > 0:
            page, y = page - 1, y + sizes[page - 1][1]
        there = places.at_point(document, PagePoint(page, x, y))
        if there is not None and (there > at if turn > 0 else there < at):
            return there
        beyond = places.first_after(document, at.page + turn, turn)
        lines = places.lines(document, at.page)
        return beyond or at._replace(offset=lines[-1].end if turn > 0 else lines[0].start)

    def _stand(self, document: QPdfDocument, places: CaretPlaces, at: CaretPlace) -> None:
        self._at, self._goal = at, None
        self._box = places.caret(document, at)
        layout = self._view.geometry_of_pages
        if at.page not in layout.pages:
            self._view.go_to_page(at.page)
        self._view.reveal(self._view.area_of(at.page, self._box), animated=False)
        self._view.viewport().update()

    def _show(self, parts: tuple[SelectedPart, ...]) -> None:
        if self._selection is not None:
            self._showing = True
            self._selection.show(parts)
            self._showing = False

    def _selected(self) -> None:
        """Text was selected otherwise: the caret goes to its end."""
        parts = self._selection.parts if self._selection is not None else ()
        if self._at is None or self._showing:
            return
        if not parts:
            self._anchor = self._at
            return

        def stand(document: QPdfDocument, places: CaretPlaces) -> None:
            anchor, at = places.ends(document, parts)
            if self._at is not None and at is not None:
                self._anchor, self._at = anchor or at, at
                self._box = places.caret(document, at)
                self._view.viewport().update()

        self._ask(parts[-1].page, stand)

    def _pressed(self, event: QMouseEvent) -> None:
        point = self._view.page_point(event.position())
        if point is None or event.button() is not Qt.MouseButton.LeftButton:
            return

        def stand(document: QPdfDocument, places: CaretPlaces) -> None:
            there = places.at_point(document, point)
            if there is not None and self._at is not None:
                self._at = self._anchor = there
                self._box = places.caret(document, there)
                self._view.viewport().update()

        self._ask(point.page, stand)

    def _say(self, text: str) -> None:
        words = running_text(text)
        if words and QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._view, words))

    def _paint(self, painter: QPainter, shown: range, exposed: QRectF) -> None:
        at, box = self._at, self._box
        if at is None or box is None or at.page not in shown:
            return
        area = self._view.area_of(at.page, box)
        across = _WIDTH if area.width() < area.height() else 0.0
        down = 0.0 if across else _WIDTH
        area = area.adjusted(-across / 2, -1 - down / 2, across / 2, 1 + down / 2)
        if area.intersects(exposed):
            painter.fillRect(area, self._ink())

    def _ink(self) -> QColor:
        """The ink of the theme that is seen on pages of this colour."""
        text, ground = self._theme.color("text"), self._theme.color("surface")
        light = page_color(self._view.tint, self._theme).lightness() >= _LIGHT
        return min(text, ground, key=QColor.lightness) if light else max(text, ground, key=QColor.lightness)


def _pages(event: QKeyEvent) -> bool:
    """Whether a key turns pages, with or without a caret on them."""
    turns = event.key() in {Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}
    return turns and bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
