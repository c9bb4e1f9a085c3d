"""The panels over the pages, each beside what it belongs to: the bar of selected text, the editor of an annotation."""

from __future__ import annotations

from PySide6.QtCore import QObject

from carrel.domain.annotation import Colour
from carrel.domain.passage import Rectangle
from carrel.services.annotations import Annotations
from carrel.ui.actions import Actions
from carrel.ui.background import Background
from carrel.ui.reader import overlays
from carrel.ui.reader.annotations.editor import AnnotationEditor
from carrel.ui.reader.annotations.kept import KeptAnnotations
from carrel.ui.reader.annotations.layer import AnnotationLayer
from carrel.ui.reader.annotations.selection_bar import SelectionBar
from carrel.ui.reader.annotations.words import place_words
from carrel.ui.reader.paper_pages import PaperPages
from carrel.ui.theme import Theme


class AnnotationPanels(QObject):
    """Shows and hides both, and keeps them in place while pages move."""

    def __init__(
        self,
        theme: Theme,
        annotations: Annotations,
        background: Background,
        pages: PaperPages,
        actions: Actions,
        layer: AnnotationLayer,
        kept: KeptAnnotations,
    ) -> None:
        super().__init__(pages)
        self._annotations = annotations
        self._background = background.of(self)
        self._view = pages.view
        self._layer = layer
        self._kept = kept
        self._colour = Colour.YELLOW
        self.bar = SelectionBar(theme, actions, pages)
        self.editor = AnnotationEditor(theme, pages)
        self._view.moved.connect(self._follow)
        layer.chosen_changed.connect(self._show_chosen)

    def show_bar(self, colour: Colour) -> None:
        """Show the bar beside the selected text, `colour` being the one in hand; nothing where none is selected."""
        self._colour = colour
        selection, layout = self._view.selection, self._view.geometry_of_pages
        last = selection.parts[-1] if selection is not None and selection.parts else None
        if last is None or not self._kept.here.file_id or last.page not in layout.pages:
            self.bar.hide()
            return
        boxes = [Rectangle(last.page, one.left(), one.top(), one.right(), one.bottom()) for one in last.rectangles]
        self.bar.show_at(self._view, overlays.bounds(layout, boxes), colour)

    def _show_chosen(self) -> None:
        chosen = self._layer.chosen
        if chosen is None:
            self.editor.forget()
            return
        if chosen.id != self.editor.annotation_id:
            self._background.latest("tags", self._annotations.tags, self.editor.offer_tags)
        here = self._kept.here
        rectangles = here.rectangles(chosen)
        page = rectangles[0].page if rectangles else chosen.anchor.page
        self.editor.show_annotation(
            chosen, place_words(chosen, page, here.state(chosen)) if here.unsure(chosen) else ""
        )
        self._follow()

    def _follow(self) -> None:
        chosen = self._layer.chosen
        if chosen is not None:
            self.editor.show_at(self._view, self._layer.area(chosen))
        if self.bar.isVisible():
            self.show_bar(self._colour)
