"""Annotating the open paper: what the toolbar, the pointer, the keys and the panels do to its annotations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from carrel.domain.annotation import Anchor, Annotation, AnnotationKind, Colour
from carrel.domain.passage import Passage, Rectangle
from carrel.services.carrel import Carrel
from carrel.ui.actions import Actions
from carrel.ui.background import Background
from carrel.ui.reader.annotations.anchoring import anchor_of
from carrel.ui.reader.annotations.by_sentence import SentenceSelection
from carrel.ui.reader.annotations.gestures import AnnotationGestures
from carrel.ui.reader.annotations.kept import KeptAnnotations
from carrel.ui.reader.annotations.layer import AnnotationLayer
from carrel.ui.reader.annotations.margins import Margins
from carrel.ui.reader.annotations.nudging import AnnotationNudging
from carrel.ui.reader.annotations.panels import AnnotationPanels
from carrel.ui.reader.annotations.pdf_copies import PdfCopies
from carrel.ui.reader.annotations.reading_point import reading_point
from carrel.ui.reader.annotations.surroundings import anchor_at, note_at
from carrel.ui.reader.annotations.tools import Tool
from carrel.ui.reader.annotations.wanted import WantedAnnotation
from carrel.ui.reader.layout import PagePoint
from carrel.ui.reader.opening import Opened
from carrel.ui.reader.paper_pages import PaperPages
from carrel.ui.theme import Theme

_COLOUR = "reader.colour"
_ROOM_ABOVE = 120.0


class Annotating(QObject):
    """`tool_changed` and `colour_changed` tell what is in hand; `chosen_changed` that another annotation is chosen."""

    tool_changed = Signal(Tool)
    colour_changed = Signal(Colour)
    chosen_changed = Signal()

    def __init__(
        self, theme: Theme, carrel: Carrel, background: Background, pages: PaperPages, actions: Actions
    ) -> None:
        super().__init__(pages)
        self._carrel = carrel
        self._background = background.of(self)
        self._pages = pages
        self._view = pages.view
        self._passages: Sequence[Passage] = ()
        self.tool = Tool.SELECT
        self.colour = Colour.YELLOW
        self.kept = KeptAnnotations(carrel.annotations, background, self)
        self.layer = AnnotationLayer(theme, self._view, self.kept)
        self.gestures = AnnotationGestures(self._view, self.layer, self.kept)
        self.copies = PdfCopies(carrel, background, self.kept, pages)
        self.sentences = SentenceSelection(self._view)
        self.wanted = WantedAnnotation(self.kept, partial(self.go_to, jump=False))
        self._nudging = AnnotationNudging(self._view, self.layer, self.kept)
        self.panels = AnnotationPanels(theme, carrel.annotations, background, pages, actions, self.layer, self.kept)
        self.bar = self.panels.bar
        self.editor = self.panels.editor
        self._connect()
        self._background.run(lambda: carrel.reading.value(_COLOUR), self._remembered)

    @property
    def possible(self) -> bool:
        """Whether there are pages to annotate."""
        return bool(self.kept.here.file_id) and self._pages.shows_pages

    def show_paper(self, opened: Opened) -> None:
        """Show the annotations of the paper that is open."""
        file_id = opened.file.id if opened.file is not None and self._pages.shows_pages else 0
        same = file_id and file_id == self.kept.here.file_id
        read = opened.document.passages is not self._passages
        if read:
            self._passages = opened.document.passages
            self.sentences.set_passages([one for one in self._passages if one.rectangles])
        self.kept.show_file(opened.paper.id if file_id else 0, file_id)
        if self._view.selection is not None and not same:
            self._view.selection.changed.connect(self._selection_changed)
        if file_id and (read or not same):
            passages, sizes = self._passages, self._view.geometry_of_pages.sizes
            self._background.latest(
                "print",
                lambda: Margins(sizes, (line for passage in passages for line in passage.rectangles)),
                self.layer.set_margins,
            )

    def close_paper(self) -> None:
        """Let go of the paper; what was typed is kept."""
        self.editor.forget()
        self.bar.hide()
        self.layer.choose(0)
        self.kept.show_file(0, 0)
        self._passages = ()
        self.sentences.set_passages(())

    def set_tool(self, tool: Tool) -> None:
        """Take a tool in hand. With text selected, the highlighter marks it at once."""
        self.tool = tool
        self.gestures.sticking = tool is Tool.NOTE
        if tool is not Tool.SELECT:
            self.layer.choose(0)
        self.tool_changed.emit(tool)

    def highlight(self) -> None:
        """Highlight the selected text; with none, take the highlighter in hand or put it down."""
        if not self.mark(AnnotationKind.HIGHLIGHT):
            self.set_tool(Tool.SELECT if self.tool is Tool.HIGHLIGHTER else Tool.HIGHLIGHTER)

    def underline(self) -> None:
        """Underline the selected text, or make the chosen highlight an underline and the other way round."""
        chosen = self.layer.chosen
        if not self.mark(AnnotationKind.UNDERLINE) and chosen is not None:
            under = chosen.kind is AnnotationKind.UNDERLINE
            self._set_kind(AnnotationKind.HIGHLIGHT if under else AnnotationKind.UNDERLINE)

    def take_colour(self, colour: Colour) -> None:
        """Highlight the selected text in a colour, or colour the chosen annotation; it is the colour in hand from now on."""
        chosen = self.layer.chosen
        self._set_colour(colour)
        if not self.mark(AnnotationKind.HIGHLIGHT) and chosen is not None:
            self.kept.change(lambda service: service.set_colour([chosen.id], colour), [chosen.id])

    def write_note(self) -> None:
        """Write on the selected text or the chosen annotation, else stick a note where the pointer or the reading is."""
        if self.mark(AnnotationKind.HIGHLIGHT, write=True):
            return
        if self.layer.chosen is not None:
            self.editor.write()
        elif self.possible:
            self.stick(reading_point(self._view, self.layer.margins))

    def mark(self, kind: AnnotationKind, *, write: bool = False) -> bool:
        """Annotate the selected text in the colour in hand, and `write` on it; whether there is any."""
        selection, rendering = self._view.selection, self._view.rendering
        if not self.possible or selection is None or rendering is None or not selection.parts:
            return False
        parts, colour = selection.parts, self.colour
        pages = {part.page for part in parts}
        near = [one for one in self._passages if pages & {one.page, one.page + 1}]
        lines = [line for passage in near for line in passage.rectangles if line.page in pages]
        selected, text = self.sentences.anchor(parts), selection.page_text
        selection.clear()
        if selected is not None:
            self._add(kind, colour, selected, write=write)
            return True
        rendering.ask(lambda document: self._add(kind, colour, anchor_of(document, text, parts, lines), write=write))
        return True

    def stick(self, point: PagePoint) -> None:
        """Stick a note to a point of a page, and write on it."""
        rectangle = note_at(point.page, point.x, point.y, self._view.geometry_of_pages.sizes[point.page])
        self.set_tool(Tool.SELECT)
        self._add(AnnotationKind.NOTE, self.colour, anchor_at(rectangle, self._passages), write=True)

    def frame_area(self, rectangle: Rectangle) -> None:
        """Mark an area of a page."""
        self._add(AnnotationKind.AREA, self.colour, anchor_at(rectangle, self._passages), choose=True)

    def choose(self, annotation_id: int) -> None:
        """Choose an annotation on the page; 0 for none."""
        self.layer.choose(annotation_id)

    def go_to(self, annotation: Annotation, *, jump: bool = True) -> None:
        """Go to an annotation and choose it, with a way back where it is a `jump`; a lost one only is chosen."""
        rectangles = self.kept.here.rectangles(annotation)
        if rectangles:
            first = rectangles[0]
            place = PagePoint(first.page, first.left, max(0.0, first.top - _ROOM_ABOVE / self._view.zoom))
            if jump:
                self._pages.jump(place)
            else:
                self._view.go_to(place)
        self.choose(annotation.id)

    def remove(self) -> None:
        """Move the chosen annotation to Trash."""
        chosen = self.layer.chosen
        if chosen is not None:
            self.editor.tell()
            self.choose(0)
            self.kept.remove([chosen.id])
            self._view.setFocus()

    def copy(self) -> None:
        """Copy the selected words, else those of the chosen annotation."""
        selection, chosen = self._view.selection, self.layer.chosen
        text = selection.text if selection is not None else ""
        text = text or (chosen.anchor.quote if chosen is not None else "")
        if text:
            QApplication.clipboard().setText(text)

    def dismiss(self) -> bool:
        """Put down what is in hand or chosen, one thing at a time; whether there was any."""
        selection = self._view.selection
        if self.layer.chosen is not None:
            self.choose(0)
        elif selection is not None and selection.parts:
            selection.clear()
        elif self.tool is not Tool.SELECT:
            self.set_tool(Tool.SELECT)
        else:
            return False
        self._view.setFocus()
        return True

    def _add(
        self, kind: AnnotationKind, colour: Colour, anchor: Anchor, *, write: bool = False, choose: bool = False
    ) -> None:
        if not anchor.rectangles:
            return
        new = Annotation(self.kept.paper_id, kind, colour, anchor, file_id=self.kept.here.file_id)

        def added(kept: Annotation) -> None:
            if write or choose:
                self.choose(kept.id)
            if write:
                self.editor.write()

        self.kept.add(new, added)

    def _set_colour(self, colour: Colour) -> None:
        if colour is not self.colour:
            self.colour = self.gestures.colour = colour
            self.colour_changed.emit(colour)
            self.kept.write(lambda: self._carrel.reading.set_value(_COLOUR, colour.value), lambda _answer: None)

    def _set_kind(self, kind: AnnotationKind) -> None:
        chosen = self.layer.chosen
        if chosen is not None:
            self.kept.change(lambda service: service.set_kind([chosen.id], kind), [chosen.id])

    def _selection_changed(self) -> None:
        selection = self._view.selection
        if selection is None or not selection.parts:
            self.bar.hide()
        elif not self.gestures.selecting and self.tool is not Tool.HIGHLIGHTER:
            self.choose(0)
            self.panels.show_bar(self.colour)

    def _selected(self) -> None:
        rendering = self._view.rendering
        if rendering is not None:
            # Its turn comes after that of the drag's last question about text.
            rendering.ask(lambda _document: self._settled())

    def _settled(self) -> None:
        selection = self._view.selection
        if selection is None or not selection.parts:
            return
        if self.tool is Tool.HIGHLIGHTER:
            self.mark(AnnotationKind.HIGHLIGHT)
        else:
            self.choose(0)
            self.panels.show_bar(self.colour)

    def _moved(self, annotation_id: int, rectangles: tuple[Rectangle, ...]) -> None:
        file_id, known = self.kept.here.file_id, self.kept.here.get(annotation_id)
        if known is not None:
            # It stands where it was put at once; the library follows.
            places = tuple(
                replace(one, page=rectangles[0].page, rectangles=rectangles) if one.file_id == file_id else one
                for one in known.places
            )
            self.kept.here.put(replace(known, places=places))
        self.kept.change(lambda service: service.move(annotation_id, file_id, rectangles), [annotation_id])

    def _remembered(self, value: str) -> None:
        if value in set(Colour):
            self.colour = self.gestures.colour = Colour(value)
            self.colour_changed.emit(self.colour)

    def _connect(self) -> None:
        self.layer.chosen_changed.connect(self.chosen_changed)
        self.gestures.chosen.connect(self.choose)
        self.gestures.selected.connect(self._selected)
        self.gestures.drawn.connect(self.frame_area)
        self.gestures.stuck.connect(self.stick)
        self.gestures.moved.connect(self._moved)
        self._nudging.moved.connect(self._moved)
        self.bar.colour_chosen.connect(self.take_colour)
        self.bar.underline_asked.connect(self.underline)
        self.bar.note_asked.connect(self.write_note)
        self.bar.copy_asked.connect(self.copy)
        self.bar.search_asked.connect(self._pages.finder.open)
        self.editor.colour_chosen.connect(self.take_colour)
        self.editor.kind_chosen.connect(self._set_kind)
        self.editor.copy_asked.connect(self.copy)
        self.editor.remove_asked.connect(self.remove)
        self.editor.left.connect(self._view.setFocus)
        self.editor.text_edited.connect(self.kept.save_text)
        self.editor.tags_edited.connect(self.kept.set_tags)
