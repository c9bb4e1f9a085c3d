"""A note as it reads. Nothing in it is fetched, from this computer or elsewhere, and HTML in it is text."""

from __future__ import annotations

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QTextBlock, QTextBlockFormat, QTextCharFormat, QTextCursor, QTextDocument, QTextFormat
from PySide6.QtWidgets import QTextBrowser, QWidget

from carrel.domain.note_links import NoteLink
from carrel.domain.web_links import web_address
from carrel.ui.notes.markdown import SCHEME, shown
from carrel.ui.theme import Theme

_FEATURES = QTextDocument.MarkdownFeature.MarkdownDialectGitHub | QTextDocument.MarkdownFeature.MarkdownNoHTML
_HEADINGS = {1: "page-title", 2: "heading", 3: "card-title"}
_ROOM = 8


class NotePreview(QTextBrowser):
    """`followed` carries a `NoteLink`, `address_asked` a web address: neither is opened here."""

    followed = Signal(object)
    address_asked = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._note = ""
        self._links: tuple[NoteLink, ...] = ()
        self.setOpenLinks(False)
        self.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Note as it reads")
        self.anchorClicked.connect(self._clicked)
        theme.changed.connect(self._compose)
        self._compose()

    def show_note(self, note: str) -> None:
        """Show a note as it is typed, where the view stands."""
        if note != self._note:
            self._note = note
            self._compose()

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Load nothing."""
        del kind, name
        return None

    def _compose(self) -> None:
        position = self.verticalScrollBar().value()
        markdown, self._links = shown(self._note)
        document = self.document()
        document.setDefaultFont(self._theme.font("digest"))
        document.setMarkdown(markdown, _FEATURES)
        block = document.begin()
        while block.isValid():
            self._dress(block)
            block = block.next()
        self.verticalScrollBar().setValue(position)

    def _dress(self, block: QTextBlock) -> None:
        """Headings in the sizes of the window; quotes in the paper's serif."""
        cursor = QTextCursor(block)
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
        style = QTextCharFormat()
        level = block.blockFormat().headingLevel()
        if level:
            style.setFont(self._theme.font(_HEADINGS.get(level, "card-title")))
            style.setProperty(QTextFormat.Property.FontSizeAdjustment, 0)
        elif block.blockFormat().hasProperty(QTextFormat.Property.BlockQuoteLevel):
            style.setFontFamilies(self._theme.font("quote").families())
            style.setFontPointSize(0)
            style.setForeground(self._theme.color("text"))
        if not block.textList():
            room = QTextBlockFormat()
            room.setBottomMargin(self._theme.px(_ROOM))
            cursor.mergeBlockFormat(room)
        if style.propertyCount():
            cursor.mergeCharFormat(style)
        self._tint_links(block)

    def _tint_links(self, block: QTextBlock) -> None:
        parts = block.begin()
        while not parts.atEnd():
            part = parts.fragment()
            if part.charFormat().isAnchor():
                cursor = QTextCursor(self.document())
                cursor.setPosition(part.position())
                cursor.setPosition(part.position() + part.length(), QTextCursor.MoveMode.KeepAnchor)
                style = QTextCharFormat()
                style.setForeground(self._theme.color("accent"))
                style.setFontUnderline(False)
                cursor.mergeCharFormat(style)
            parts += 1

    def _clicked(self, address: QUrl) -> None:
        number = address.path()
        if address.scheme() == SCHEME and number.isdecimal() and int(number) < len(self._links):
            self.followed.emit(self._links[int(number)])
        elif web_address(address.toString()):
            self.address_asked.emit(address.toString())
