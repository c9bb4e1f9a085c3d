"""The page that is read as text in reading order, for screen readers and for eyes that want large, wrapped print.

Qt's own text widget holds it: its text interface is what screen readers on all systems know. An interface of one's own over
the painted pages cannot be had from Python: PySide passes no way to answer for a text's attributes and selections, and one
that answers "none" for the interfaces it lacks ends the process. So the widget is there all the time, a pixel in size while
the pages are looked at, and over them when the person wants to read the text.

Headings stand in that text as lines of their own, larger than the rest. A screen reader is not told that they are headings: Qt's
text interface hands on no levels, and the role of a heading could only be given by an interface of one's own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextBrowser, QWidget

from carrel.domain.passage import Passage, Section
from carrel.ui.theme import Theme

if TYPE_CHECKING:
    from carrel.ui.actions import Actions
    from carrel.ui.reader.opening import Opened
    from carrel.ui.reader.page import ReaderPage

_PAUSE = 150
_NO_TEXT = "Carrel has read no text on this page."


def paragraphs(page: int, passages: Sequence[Passage], sections: Sequence[Section]) -> list[tuple[int, str]]:
    """A page's text in reading order as (level of a heading, text); 0 is a paragraph: what stands under one heading.

    Levels are for the look of the text alone.
    """
    headings = {section.position: section for section in sections}
    found: list[tuple[int, str]] = []
    last, told = -1, {passage.section for passage in passages if passage.page < page}
    for passage in passages:
        if passage.page != page:
            continue
        section = headings.get(passage.section)
        if passage.section != last:
            if section is not None and section.heading and passage.section not in told:
                found.append((section.level, section.heading))
            found.append((0, passage.text))
            last = passage.section
        else:
            found[-1] = (0, f"{found[-1][1]} {passage.text}")
    return found


class PageAsText(QTextBrowser):
    """The text of one page. `stepped` is called with 1 or -1 to turn the page, `left` to go back to the pages."""

    def __init__(
        self, theme: Theme, stepped: Callable[[int], object], left: Callable[[], object], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._stepped = stepped
        self._left = left
        self._looks: tuple[object, ...] = ()
        self.setOpenLinks(False)
        self.setProperty("look", "surface")
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByKeyboard | Qt.TextInteractionFlag.TextSelectableByMouse
        )
        self.setTabChangesFocus(True)

    def show_text(self, name: str, text: Sequence[tuple[int, str]]) -> None:
        """Show a page's text under its name; where it is shown already the place in it stays."""
        looks = (name, tuple(text), self._theme.dark, self._theme.scale)
        if looks == self._looks:
            return
        self._looks = looks
        self.setAccessibleName(name)
        document = self.document()
        document.setDefaultFont(self._theme.font("quote"))
        document.setDocumentMargin(self._theme.px(32))
        self.clear()
        cursor = QTextCursor(document)
        for number, (level, words) in enumerate(text or [(0, _NO_TEXT)]):
            block, style = QTextBlockFormat(), QTextCharFormat()
            block.setBottomMargin(self._theme.px(10))
            block.setHeadingLevel(level)
            style.setFont(self._theme.font("card-title" if level else "quote"))
            if number:
                cursor.insertBlock(block, style)
            else:
                cursor.setBlockFormat(block)
            cursor.insertText(words, style)
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Page Up and Page Down go on to other pages at the text's ends; Esc goes back."""
        bar = self.verticalScrollBar()
        if event.key() == Qt.Key.Key_Escape:
            self._left()
        elif event.key() == Qt.Key.Key_PageDown and bar.value() == bar.maximum():
            self._stepped(1)
        elif event.key() == Qt.Key.Key_PageUp and bar.value() == bar.minimum():
            self._stepped(-1)
        else:
            super().keyPressEvent(event)


class AccessiblePages(QObject):
    """Keeps name, description and text of the page that is read up to date, and shows the text when asked."""

    def __init__(self, page: ReaderPage, actions: Actions) -> None:
        super().__init__(page)
        self._page = page
        self._view = page.view
        self._opened: Opened | None = None
        self.text = PageAsText(page.theme, self._step, self.hide, page.pages)
        self._wide = False
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(self._describe)
        self._view.page_changed.connect(lambda _page: self._pause.start())
        page.theme.changed.connect(self._pause.start)
        page.pages.installEventFilter(self)
        actions.bind("reader.text", self.toggle, context=page, available=lambda: page.pages.shows_pages)
        self._place()

    @property
    def shown(self) -> bool:
        """Whether the text lies over the pages."""
        return self._wide

    def show_paper(self, opened: Opened | None) -> None:
        """Take the paper that is open, or none."""
        self._opened = opened if self._page.pages.shows_pages else None
        if self._opened is None:
            self.hide()
            self.text.show_text("Pages", ())
        else:
            self._pause.start()
        self._place()

    def toggle(self) -> None:
        """Show the page's text instead of the page, with the focus in it, or the page again."""
        if self._wide:
            self.hide()
        else:
            self._wide = True
            self._describe()
            self._place()
            self.text.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def hide(self) -> None:
        """Show the pages."""
        if self._wide:
            self._wide = False
            self._place()
            self._view.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Lie where the pages lie."""
        if event.type() in {QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.LayoutRequest}:
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        if self._wide:
            self.text.setGeometry(self._page.pages.rect())
            self.text.raise_()
        else:
            self.text.setGeometry(0, 0, 1, 1)
        self.text.setFocusPolicy(Qt.FocusPolicy.StrongFocus if self._wide else Qt.FocusPolicy.NoFocus)
        self.text.setVisible(self._opened is not None)

    def _step(self, by: int) -> None:
        page = min(max(0, self._view.page + by), self._view.pages - 1)
        self._view.go_to_page(page)
        self._tell(page)

    def _describe(self) -> None:
        self._tell(self._view.page)

    def _tell(self, page: int) -> None:
        opened = self._opened
        if opened is None:
            return
        name = f"Page {page + 1} of {self._view.pages}"
        passages, sections = opened.document.passages, opened.document.sections
        self._view.setAccessibleName(name)
        self._view.setAccessibleDescription(" ".join(one.text for one in passages if one.page == page))
        self.text.show_text(name, paragraphs(page, passages, sections))
