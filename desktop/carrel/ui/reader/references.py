"""References inside a paper: previewed when the pointer rests on them, and chosen and followed by keys."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QPainter, QPen
from PySide6.QtPdf import QPdfDocument

from carrel.ui.reader.links import Link
from carrel.ui.reader.page_view import PageView
from carrel.ui.reader.pointer import PagePointer
from carrel.ui.reader.preview import ReferencePreview
from carrel.ui.theme import Theme

REST_MILLISECONDS = 400


class References(QObject):
    """Watches what link the pointer rests on; `step` chooses one by key, which Enter follows and Esc leaves."""

    def __init__(self, theme: Theme, view: PageView, pointer: PagePointer, preview: ReferencePreview) -> None:
        super().__init__(view)
        self._theme = theme
        self._view = view
        self._pointer = pointer
        self._preview = preview
        self._hovered: Link | None = None
        self._chosen: Link | None = None
        self._rest = QTimer(self, singleShot=True, interval=REST_MILLISECONDS)
        self._rest.timeout.connect(self._rested)
        pointer.hovered.connect(self._hover)
        pointer.link_followed.connect(self.leave)
        view.moved.connect(self._moved)
        view.layers.append(self._paint)
        view.installEventFilter(self)

    @property
    def chosen(self) -> Link | None:
        """The link that was chosen by key."""
        return self._chosen

    def step(self, direction: int) -> None:
        """Choose the next (1) or previous (-1) link in view and show where it leads."""
        shown = self._view.visible_content()
        pages = list(self._view.geometry_of_pages.pages_between(shown.top(), shown.bottom()))
        if self._view.rendering is None or not pages:
            return

        def choose(document: QPdfDocument) -> None:
            links = [link for page in pages for link in self._pointer.links_on(document, page) if self._seen(link)]
            links.sort(key=lambda link: (link.page, self._area(link).top(), self._area(link).left()))
            if not links:
                self.leave()
                return
            at = links.index(self._chosen) if self._chosen in links else (-1 if direction > 0 else 0)
            self._chosen = links[(at + direction) % len(links)]
            self._preview.show_link(self._chosen)
            self._view.viewport().update()

        self._view.rendering.ask(choose)

    def leave(self) -> None:
        """Choose nothing and show nothing."""
        self._rest.stop()
        self._hovered = self._chosen = None
        self._preview.leave()
        self._view.viewport().update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter follows the chosen link, Esc leaves it."""
        if watched is not self._view or self._chosen is None or not isinstance(event, QKeyEvent):
            return False
        enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if not enter and event.key() != Qt.Key.Key_Escape:
            return False
        event.accept()
        if event.type() == QEvent.Type.ShortcutOverride:
            return True
        if event.type() == QEvent.Type.KeyPress:
            link = self._chosen
            self.leave()
            if enter:
                self._pointer.link_followed.emit(link)
        return True

    def _hover(self, link: Link | None) -> None:
        if link == self._hovered:
            return
        self._hovered = link
        self._preview.leave()
        if link is None:
            self._rest.stop()
        else:
            self._rest.start()

    def _rested(self) -> None:
        if self._hovered is not None:
            self._preview.show_link(self._hovered)

    def _moved(self) -> None:
        if self._chosen is not None and not self._seen(self._chosen):
            self._chosen = None
        self._rest.stop()
        self._hovered = None
        self._preview.leave()

    def _area(self, link: Link) -> QRectF:
        return self._view.area_of(link.page, link.rectangles[0])

    def _seen(self, link: Link) -> bool:
        in_layout = link.page in self._view.geometry_of_pages.pages
        return in_layout and self._view.visible_content().contains(self._area(link).center())

    def _paint(self, painter: QPainter, shown: range, _exposed: QRectF) -> None:
        if self._chosen is None or self._chosen.page not in shown:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._theme.color("focus"), 2))
        for rectangle in self._chosen.rectangles:
            area = self._view.area_of(self._chosen.page, rectangle)
            painter.drawRoundedRect(area.adjusted(-2, -2, 2, 2), 3, 3)
        painter.restore()
