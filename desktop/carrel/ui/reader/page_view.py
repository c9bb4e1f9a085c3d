"""The pages of one paper on screen, with evidence, hits and selection drawn over them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, Qt, QVariantAnimation
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from carrel.domain.passage import Rectangle
from carrel.ui.reader import overlays, pieces
from carrel.ui.reader.canvas import PageCanvas
from carrel.ui.reader.image_cache import Piece
from carrel.ui.reader.layout import PagePoint
from carrel.ui.reader.overlays import EvidenceFrame
from carrel.ui.reader.rendering import Rendering
from carrel.ui.reader.text_selection import TextSelection
from carrel.ui.reader.tiles import Tiles
from carrel.ui.reader.tint import Tint, page_color
from carrel.ui.theme import Theme

FADE_MILLISECONDS = 120

Layer = Callable[[QPainter, range, QRectF], object]
"""Paints over the `shown` pages in content coordinates, as far as they are exposed."""


class PageView(PageCanvas):
    """Paints pages from images that come when they are ready; never renders while painting."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._tint = Tint.PAPER
        self._rendering: Rendering | None = None
        self._tiles: Tiles | None = None
        self._selection: TextSelection | None = None
        self._frame: EvidenceFrame | None = None
        self._hits: tuple[Rectangle, ...] = ()
        self._current_hit: tuple[Rectangle, ...] = ()
        self.layers: list[Layer] = []
        self._fade = QVariantAnimation(self)
        self._fade.setStartValue(0.0)
        self._fade.setEndValue(1.0)
        self._fade.valueChanged.connect(self._repaint_frame)
        self._scroll.finished.connect(self._begin_fade)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName("Pages")
        self.moved.connect(self._want)
        theme.changed.connect(self._theme_changed)

    @property
    def tint(self) -> Tint:
        """The colour of paper."""
        return self._tint

    @property
    def tiles(self) -> Tiles | None:
        """The images of the open file."""
        return self._tiles

    @property
    def rendering(self) -> Rendering | None:
        """The open file."""
        return self._rendering

    @property
    def selection(self) -> TextSelection | None:
        """What is selected in the open file."""
        return self._selection

    @property
    def frame(self) -> EvidenceFrame | None:
        """The passage that is framed."""
        return self._frame

    @property
    def current_hit(self) -> tuple[Rectangle, ...]:
        """The rectangles of the hit that is framed."""
        return self._current_hit

    @property
    def animated(self) -> bool:
        """Whether pages are on their way, or a frame is fading in."""
        return super().animated or self._fade.state() is QVariantAnimation.State.Running

    @property
    def complete(self) -> bool:
        """Whether all that is in view is rendered at full resolution."""
        tiles, view = self._tiles, self.visible_content()
        if tiles is None:
            return True
        shown = self._layout.pages_between(view.top(), view.bottom())
        parts = ((page, QRectF(*self._layout.box(page)).intersected(view)) for page in shown)
        return all(tiles.has(piece) for page, part in parts for piece in self._sharp(page, part))

    def open(self, rendering: Rendering, sizes: Sequence[tuple[float, float]]) -> None:
        """Show an open file, whose pages have these sizes in points; the view closes it when another comes."""
        self.close_file()
        rendering.setParent(self)
        self._rendering = rendering
        self._tiles = Tiles(self._theme, rendering, self._tint, self)
        self._tiles.ready.connect(self._page_ready)
        self._tiles.outdated.connect(self._want)
        self._selection = TextSelection(rendering, self)
        self._selection.changed.connect(self.viewport().update)
        self._turn = 0
        self.set_pages(sizes)

    def close_file(self) -> None:
        """Show nothing and let go of the file."""
        if self._rendering is not None:
            self._rendering.close()
        for part in (self._tiles, self._selection):
            if part is not None:
                part.deleteLater()
        self._rendering = self._tiles = self._selection = None
        self._frame = None
        self._hits = self._current_hit = ()
        self.set_pages(())

    def set_turn(self, turn: int) -> None:
        """Turn all pages to so many quarters clockwise."""
        if self._tiles is not None:
            self._tiles.set_turn(turn % 4)
        super().set_turn(turn)

    def set_tint(self, tint: Tint) -> None:
        """Colour the paper."""
        self._tint = tint
        self._render_again()

    def show_frame(self, frame: EvidenceFrame | None, *, scroll: bool = True) -> None:
        """Frame a passage, scrolling to its first column of lines; None takes the frame away."""
        self._repaint_frame()
        self._frame = frame
        self._fade.stop()
        if frame is None or not frame.rectangles:
            self._frame = None
            return
        if scroll:
            self._turn_to(frame.columns[0].page)
            self.reveal(overlays.on_screen(self._layout, frame.columns[0]), animated=True)
        if self._scroll.state() != QVariantAnimation.State.Running:
            self._begin_fade()

    def show_hits(self, hits: Sequence[Rectangle], current: Sequence[Rectangle], *, scroll: bool = True) -> None:
        """Mark what a search found, and frame the current hit."""
        self._hits, self._current_hit = tuple(hits), tuple(current)
        if current and scroll:
            self._turn_to(current[0].page)
            same = [rectangle for rectangle in current if rectangle.page == current[0].page]
            self.reveal(overlays.bounds(self._layout, same), animated=True)
        self.viewport().update()

    def page_point(self, position: QPointF) -> PagePoint | None:
        """The point of a page under (or nearest to) a viewport point."""
        content = self.to_content(position)
        return self._layout.to_page(content.x(), content.y())

    def on_page(self, position: QPointF) -> bool:
        """Whether a viewport point lies on a page."""
        content = self.to_content(position)
        return self._layout.page_at(content.x(), content.y()) is not None

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the exposed part only."""
        offset = self.visible_content().topLeft()
        painter = QPainter(self.viewport())
        painter.setClipRegion(event.region())
        painter.fillRect(event.rect(), self._theme.color("desk"))
        painter.translate(-offset)
        exposed = QRectF(event.rect()).translated(offset)
        shown = self._layout.pages_between(exposed.top(), exposed.bottom())
        for page in shown:
            self._paint_page(painter, page, exposed)
        self._paint_marks(painter, shown, exposed)
        painter.end()

    def _paint_page(self, painter: QPainter, page: int, exposed: QRectF) -> None:
        box = QRectF(*self._layout.box(page))
        border = self._theme.color("line-strong")
        painter.setPen(QPen(border, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box.adjusted(-0.5, -0.5, 0.5, 0.5))
        tiles = self._tiles
        part = box.intersected(exposed)
        if tiles is None or part.isEmpty():
            return
        ratio = self.devicePixelRatioF()
        wanted = [(piece, tiles.image(piece)) for piece in self._sharp(page, part)]
        if any(image is None for _, image in wanted):
            stand_in = tiles.stand_in(page)
            if stand_in is None:
                painter.fillRect(part, page_color(self._tint, self._theme))
            else:
                painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
                painter.drawImage(box, stand_in, QRectF(stand_in.rect()))
        for piece, image in wanted:
            if image is None:
                continue
            place = QRectF(
                box.left() + piece.x / ratio, box.top() + piece.y / ratio, piece.columns / ratio, piece.rows / ratio
            )
            if piece.whole:
                place = box
            painter.drawImage(place, image, QRectF(image.rect()))

    def _paint_marks(self, painter: QPainter, shown: range, exposed: QRectF) -> None:
        layout = self._layout
        for layer in self.layers:
            layer(painter, shown, exposed)
        if self._selection is not None:
            for part in self._selection.parts:
                if part.page in shown:
                    areas = [self.area_of(part.page, rectangle) for rectangle in part.rectangles]
                    strength = 0.42 if self._theme.dark or self._tint is Tint.NIGHT else 0.3
                    overlays.wash(painter, areas, self._theme.color("focus"), strength, self._tint)
        hits = [overlays.on_screen(layout, item) for item in self._hits if item.page in shown]
        current = [overlays.on_screen(layout, item) for item in self._current_hit if item.page in shown]
        if hits or current:
            overlays.paint_hits(
                painter, [hit for hit in hits if hit.intersects(exposed)], current, self._tint, self._theme
            )
        if self._frame is not None and self._frame_opacity() > 0:
            overlays.paint_evidence(painter, layout, self._frame, self._frame_opacity(), self._tint, self._theme)

    def area_of(self, page: int, rectangle: QRectF) -> QRectF:
        """The content rectangle over one of a page in points."""
        item = Rectangle(page, rectangle.left(), rectangle.top(), rectangle.right(), rectangle.bottom())
        return overlays.on_screen(self._layout, item)

    def _sharp(self, page: int, part: QRectF) -> list[Piece]:
        ratio = self.devicePixelRatioF()
        return list(pieces.sharp(self._layout, page, part.top(), part.bottom(), part.left(), part.right(), ratio))

    def _want(self) -> None:
        if self._tiles is None:
            return
        view = self.visible_content()
        visible = list(self._layout.pages_between(view.top(), view.bottom()))
        middle = view.center().y()
        visible.sort(key=lambda page: abs(self._layout.box(page).top + self._layout.box(page).height / 2 - middle))
        wanted = [pieces.preview(self._layout, page) for page in visible if not self._tiles.has_stand_in(page)]
        for page in visible:
            wanted += self._sharp(page, QRectF(*self._layout.box(page)).intersected(view))
        if visible:
            near = [page for page in (max(visible) + 1, min(visible) - 1) if page in self._layout.pages]
            for page in near:
                whole = self._sharp(page, QRectF(*self._layout.box(page)))
                wanted += whole if len(whole) == 1 else [pieces.preview(self._layout, page)]
        self._tiles.want(wanted)

    def _page_ready(self, page: int) -> None:
        if page in self._layout.pages:
            box = QRectF(*self._layout.box(page)).translated(-self.visible_content().topLeft())
            self.viewport().update(box.toAlignedRect().intersected(self.viewport().rect()))

    def _begin_fade(self) -> None:
        if self._frame is None:
            return
        self._fade.setDuration(FADE_MILLISECONDS if self.animation_milliseconds and self.isVisible() else 0)
        self._fade.start()
        self._repaint_frame()

    def _frame_opacity(self) -> float:
        if self._fade.state() == QVariantAnimation.State.Running:
            return float(self._fade.currentValue())
        return 0.0 if self._scroll.state() == QVariantAnimation.State.Running else 1.0

    def _repaint_frame(self) -> None:
        if self._frame is not None:
            area = overlays.evidence_area(self._layout, self._frame, self._theme)
            moved: QRect = area.translated(-self.visible_content().topLeft()).toAlignedRect()
            self.viewport().update(moved.adjusted(-2, -2, 2, 2))

    def _render_again(self) -> None:
        if self._tiles is not None:
            self._tiles.set_tint(self._tint)
            self._want()
        self.viewport().update()

    def _theme_changed(self) -> None:
        self._render_again()
