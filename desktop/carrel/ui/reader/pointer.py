"""The pointer over pages: selecting text, following links, clicking passages."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import QApplication, QMenu

from carrel.ui.reader.links import Link, PageLinks
from carrel.ui.reader.page_text import Unit
from carrel.ui.reader.page_view import PageView

_EDGE_MILLISECONDS = 30
_UNITS = (Unit.CHARACTER, Unit.WORD, Unit.LINE, Unit.PARAGRAPH)


class PagePointer(QObject):
    """Watches the viewport of a view. `clicked` carries the page's point where neither text nor link was meant."""

    clicked = Signal(object)
    link_followed = Signal(object)
    find_asked = Signal()
    hovered = Signal(object)
    """The `Link` that the pointer is over, or None."""

    def __init__(self, view: PageView) -> None:
        super().__init__(view)
        self._view = view
        self._links: PageLinks | None = None
        self._pressed: QPointF | None = None
        self._last = QPointF()
        self._dragging = False
        self._clicks = 0
        self._again = QElapsedTimer()
        self._edge = QTimer(self)
        self._edge.setInterval(_EDGE_MILLISECONDS)
        self._edge.timeout.connect(self._scroll_at_edge)
        view.viewport().setMouseTracking(True)
        view.viewport().installEventFilter(self)
        view.installEventFilter(self)

    def file_opened(self) -> None:
        """Another file is shown: its links are not known yet."""
        rendering = self._view.rendering
        self._links = PageLinks(rendering) if rendering is not None else None
        self._pressed, self._dragging = None, False

    def links_on(self, document: QPdfDocument, page: int) -> tuple[Link, ...]:
        """A page's links. Ask between renderings."""
        return self._links.read(document, page) if self._links is not None else ()

    def copy(self) -> bool:
        """Copy the selected text; whether there was any."""
        selection = self._view.selection
        text = selection.text if selection is not None else ""
        if text:
            QApplication.clipboard().setText(text)
        return bool(text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Answer the mouse, and Ctrl C."""
        if watched is self._view:
            return self._key(event)
        if event.type() == QEvent.Type.Leave:
            self.hovered.emit(None)
        if isinstance(event, QContextMenuEvent) and self._view.selection is not None:
            self._menu(event)
            return True
        if not isinstance(event, QMouseEvent) or self._view.selection is None:
            return False
        if event.type() in {QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick}:
            return self._press(event)
        if event.type() == QEvent.Type.MouseMove:
            self._move(event)
        elif event.type() == QEvent.Type.MouseButtonRelease:
            self._release(event)
        return False

    def _key(self, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or self._view.selection is None:
            return False
        copies = event.matches(QKeySequence.StandardKey.Copy)
        if not copies and not event.matches(QKeySequence.StandardKey.SelectAll):
            return False
        event.accept()
        if event.type() == QEvent.Type.KeyPress:
            if copies:
                self.copy()
            else:
                self._view.selection.select_page(self._view.page)
        return event.type() == QEvent.Type.KeyPress

    def _menu(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self._view)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        copy = menu.addAction("Copy", self.copy)
        copy.setEnabled(self._view.selection is not None and bool(self._view.selection.parts))
        menu.addAction("Find in paper", self.find_asked.emit)
        menu.popup(event.globalPos())

    def _press(self, event: QMouseEvent) -> bool:
        point = self._view.page_point(event.position())
        selection = self._view.selection
        if event.button() is not Qt.MouseButton.LeftButton or point is None or selection is None:
            return False
        self._view.setFocus(Qt.FocusReason.MouseFocusReason)
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            selection.extend(point)
        else:
            self._count_clicks(event)
            selection.begin(point, _UNITS[self._clicks])
        self._pressed, self._dragging = event.position(), False
        return False

    def _count_clicks(self, event: QMouseEvent) -> None:
        """One click more at the same place: a second takes the word, a third the line, a fourth the paragraph."""
        near = (event.position() - self._last).manhattanLength() < QApplication.startDragDistance()
        double = event.type() == QEvent.Type.MouseButtonDblClick
        soon = self._again.isValid() and self._again.elapsed() <= QApplication.doubleClickInterval()
        if double:
            # Qt sends this for every second click of a row of them.
            self._clicks = 3 if self._clicks == 2 and soon else 1
        else:
            self._clicks = (self._clicks + 1) % len(_UNITS) if soon and near and self._clicks else 0
        self._again.start()
        self._last = event.position()

    def _move(self, event: QMouseEvent) -> None:
        self._last = event.position()
        if self._pressed is None or not event.buttons() & Qt.MouseButton.LeftButton:
            self._hover(event.position())
            return
        if not self._dragging:
            moved = (event.position() - self._pressed).manhattanLength()
            self._dragging = moved >= QApplication.startDragDistance() // 2
        if self._dragging:
            self._extend()
            outside = not 0 <= self._last.y() < self._view.viewport().height()
            if outside and not self._edge.isActive():
                self._edge.start()
            elif not outside:
                self._edge.stop()

    def _release(self, event: QMouseEvent) -> None:
        self._edge.stop()
        pressed, self._pressed = self._pressed, None
        if pressed is None or event.button() is not Qt.MouseButton.LeftButton or self._dragging:
            return
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier or self._view.selection is None or self._clicks:
            return
        self._view.selection.clear()
        if not self._view.on_page(event.position()):
            return
        link = self._link_at(event.position())
        if link is not None:
            self.link_followed.emit(link)
        else:
            self.clicked.emit(self._view.page_point(event.position()))

    def _extend(self) -> None:
        point = self._view.page_point(self._last)
        if point is not None and self._view.selection is not None:
            self._view.selection.extend(point)

    def _scroll_at_edge(self) -> None:
        beyond = min(0.0, self._last.y()) + max(0.0, self._last.y() - self._view.viewport().height())
        bar = self._view.verticalScrollBar()
        bar.setValue(bar.value() + round(beyond / 2))
        self._extend()

    def _hover(self, position: QPointF) -> None:
        shape = Qt.CursorShape.ArrowCursor
        link = None
        if self._view.on_page(position):
            shape = Qt.CursorShape.IBeamCursor
            link = self._link_at(position)
            if link is not None:
                shape = Qt.CursorShape.PointingHandCursor
        self._view.viewport().setCursor(shape)
        self.hovered.emit(link)

    def _link_at(self, position: QPointF) -> Link | None:
        point = self._view.page_point(position)
        rendering = self._view.rendering
        if point is None or rendering is None or self._links is None:
            return None
        links, page = self._links, point.page

        def read(document: QPdfDocument) -> None:
            links.read(document, page)

        if links.known(page) is None:
            rendering.ask(read)
        return next((link for link in links.known(page) or () if link.contains(QPointF(point.x, point.y))), None)
