"""What is read goes into the note with its quote and page, and links in the note lead back to it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from carrel.domain.digest import Status
from carrel.domain.note_links import NoteLink, quotation
from carrel.domain.passage import Rectangle
from carrel.ui.reader.columns import columns
from carrel.ui.reader.layout import PagePoint
from carrel.ui.reader.overlays import EvidenceFrame

if TYPE_CHECKING:
    from carrel.domain.annotation import Annotation
    from carrel.domain.passage import Passage
    from carrel.ui.actions import Actions
    from carrel.ui.reader.opening import Opened
    from carrel.ui.reader.page import ReaderPage

_REMARKS = {
    Status.PARTLY: "partly supported",
    Status.NOT_FOUND: "not found in paper, closest passage",
    Status.CHECKING: "not checked",
}
_ALIKE = 60
"""So many characters of a quote tell its passage from others."""


class Noting(QObject):
    """Joins the note in the inspector to the pages, the statements and the annotations."""

    def __init__(self, page: ReaderPage, actions: Actions) -> None:
        super().__init__(page)
        self._page = page
        self._opened: Opened | None = None
        self._elsewhere: tuple[int, NoteLink] | None = None
        sheet = page.inspector.notes
        sheet.followed.connect(self.follow)
        sheet.paper_wanted.connect(self._open_other)
        page.inspector.quote_requested.connect(self.add_statement)
        page.annotating.bar.quote_asked.connect(self.add)
        page.annotating.editor.quote_asked.connect(self._add_chosen)
        actions.bind("evidence.exception_before", page.inspector.view.previous_exception, context=page)
        actions.bind("evidence.note", self.add, context=page, available=lambda: self._opened is not None)

    def show_paper(self, opened: Opened | None) -> None:
        """Take the paper that is shown, or none; go where a link in another paper's note pointed."""
        self._opened = opened
        self._page.inspector.notes.show_paper(opened.paper.id if opened is not None else 0)
        if opened is None:
            return
        wanted, self._elsewhere = self._elsewhere, None
        if wanted is not None and wanted[0] == opened.paper.id:
            self.follow(wanted[1])

    def want(self, paper: int, link: NoteLink | None) -> None:
        """Follow a link into a paper, now or as soon as it is open."""
        if link is not None and self._opened is not None and self._opened.paper.id == paper:
            self.follow(link)
        elif link is not None:
            self._elsewhere = (paper, link)

    def add(self) -> bool:
        """Put the selected text into the note, else the chosen annotation, else the chosen statement; whether there was any."""
        selection = self._page.view.selection
        chosen = self._page.annotating.layer.chosen
        if selection is not None and selection.parts:
            self._append(quotation(selection.text, selection.parts[0].page))
            return True
        if chosen is not None:
            self.add_annotation(chosen)
            return True
        return self.add_statement()

    def _add_chosen(self) -> None:
        """Put the annotation whose panel is open into the note, with what is being written on it."""
        self._page.annotating.editor.tell()
        chosen = self._page.annotating.layer.chosen
        if chosen is not None:
            self.add_annotation(replace(chosen, text=self._page.annotating.editor.text.toPlainText()))

    def add_annotation(self, annotation: Annotation) -> None:
        """Put an annotation's words and what was written on it into the note."""
        anchor = annotation.anchor
        self._append(quotation(anchor.quote, anchor.page, said=annotation.text, annotation=annotation.key))

    def add_statement(self) -> bool:
        """Put the chosen statement into the note with the passage it rests on; whether one is chosen."""
        view, opened = self._page.inspector.view, self._opened
        if opened is None or view.writing or not 0 <= view.current < len(view.statements):
            return False
        statement = view.statements[view.current]
        found = (opened.places.passage(position) for position in statement.passages)
        passage = next((one for one in found if one is not None), None)
        remark = _REMARKS.get(statement.effective, "")
        if passage is None:
            self._append(quotation("", -1, said=statement.shown, remark=remark))
            return True
        if passage.page < 0:
            remark = ", ".join(filter(None, ("abstract", remark)))
        said = "" if " ".join(statement.shown.split()) == " ".join(passage.text.split()) else statement.shown
        self._append(quotation(passage.text, passage.page, said=said, remark=remark))
        return True

    def follow(self, link: NoteLink) -> None:
        """Go to the place in this paper that a link names, framed where its quote is found."""
        page, opened = self._page, self._opened
        if opened is None or not page.pages.shows_pages:
            return
        if link.annotation:
            marks = page.annotating.kept.here
            mark = next((one for one in marks.listed() if one.key == link.annotation), None)
            if mark is None:
                page.inspector.notes.say("The mark that this link leads to is not here any more.")
            else:
                page.annotating.go_to(mark)
        elif 0 <= link.page < page.view.pages:
            passage = passage_of(link, opened.document.passages)
            page.pages.jump(PagePoint(link.page, 0.0, 0.0))
            page.view.show_frame(self._frame(passage.rectangles) if passage is not None else None)
        elif link.page >= 0:
            page.inspector.notes.say(f"This paper has no page {link.page + 1}.")

    def _frame(self, rectangles: tuple[Rectangle, ...]) -> EvidenceFrame:
        lines = self._page.evidence.support.lines
        return EvidenceFrame(rectangles, columns(rectangles, lines), "From your note", None)

    def _append(self, text: str) -> None:
        page = self._page
        if not text:
            return
        page.bar.inspector.setChecked(True)
        page.inspector.show_tab("notes")
        page.inspector.note.append_paragraph(text)
        page.inspector.note.tell()

    def _open_other(self, paper: int, link: NoteLink) -> None:
        if paper == self._page.paper_id:
            self.follow(link)
            return
        self._elsewhere = (paper, link)
        self._page.paper_wanted.emit(paper)


def passage_of(link: NoteLink, passages: tuple[Passage, ...]) -> Passage | None:
    """The passage that a link's quote stands in, on the page it names."""
    quote = _bare(link.quote)[:_ALIKE]
    if not quote:
        return None
    here = (one for one in passages if one.rectangles and link.page in {box.page for box in one.rectangles})
    return next((one for one in here if quote in _bare(one.text) or (one.text and _bare(one.text) in quote)), None)


def _bare(text: str) -> str:
    return "".join(one for one in text.casefold() if one.isalnum())
