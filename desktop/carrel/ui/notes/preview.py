"""A note as it reads. Nothing in it is fetched, from this computer or elsewhere, and HTML in it is text."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import chain

from PySide6.QtCore import Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QTextBlock, QTextBlockFormat, QTextCharFormat, QTextCursor, QTextDocument, QTextFormat
from PySide6.QtWidgets import QTextBrowser, QWidget

from carrel.domain.note_links import NoteLink
from carrel.domain.web_links import web_address
from carrel.ui.notes.markdown import SCHEME, Piece, pieces
from carrel.ui.theme import Theme

_FEATURES = QTextDocument.MarkdownFeature.MarkdownDialectGitHub | QTextDocument.MarkdownFeature.MarkdownNoHTML
_HEADINGS = {1: "page-title", 2: "heading", 3: "card-title"}
_ROOM = 8


class NotePreview(QTextBrowser):
    """`followed` carries a `NoteLink`, `address_asked` a web address: neither is opened here. `composed` tells that the note is shown whole.

    A long note is put together a piece at a time, apart from what is shown meanwhile: a document in view lays itself out anew with
    every change, which took minutes for a megabyte.
    """

    followed = Signal(object)
    address_asked = Signal(str)
    composed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._note = ""
        self._lost: frozenset[NoteLink] = frozenset()
        self._links: list[NoteLink] = []
        self._coming_links: list[NoteLink] = []
        self._shown: QTextDocument | None = None
        self._coming: QTextDocument | None = None
        self._pieces: Iterator[Piece] = iter(())
        self._turn = QTimer(self, singleShot=True, interval=0)
        self._turn.timeout.connect(self._go_on)
        self.setOpenLinks(False)
        self.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Note as it reads")
        self.anchorClicked.connect(self._clicked)
        theme.changed.connect(self._compose)
        self._compose()

    @property
    def links(self) -> list[NoteLink]:
        """The links of the note that is shown, in its order."""
        return self._links

    def show_note(self, note: str) -> None:
        """Show a note as it is typed, where the view stands."""
        if note != self._note:
            self._note = note
            self._compose()

    def show_lost(self, lost: Collection[NoteLink]) -> None:
        """Say of these links that they lead nowhere."""
        if self._lost != set(lost):
            self._lost = frozenset(lost)
            self._compose()

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Load nothing."""
        del kind, name
        return None

    def _compose(self) -> None:
        self._turn.stop()
        if self._coming is not None:
            self._coming.deleteLater()
        self._coming = QTextDocument(self)
        self._coming.setDefaultFont(self._theme.font("digest"))
        self._coming_links = []
        self._pieces = pieces(self._note, self._lost)
        self._go_on()

    def _go_on(self) -> None:
        document = self._coming
        if document is None:
            return
        self._append(document, next(self._pieces))
        more = next(self._pieces, None)
        if more is None:
            self._show(document)
        else:
            self._pieces = chain((more,), self._pieces)
            self._turn.start()

    def _append(self, document: QTextDocument, piece: Piece) -> None:
        self._coming_links += piece.links
        cursor = QTextCursor(document)
        cursor.movePosition(QTextCursor.MoveOperation.End)
        if not document.isEmpty():
            cursor.insertBlock(QTextBlockFormat(), QTextCharFormat())
        number = cursor.blockNumber()
        cursor.insertMarkdown(piece.markdown, _FEATURES)
        block = document.findBlockByNumber(number)
        while block.isValid():
            self._dress(block)
            block = block.next()

    def _show(self, document: QTextDocument) -> None:
        position = self.verticalScrollBar().value()
        before, self._shown, self._coming = self._shown, document, None
        self._links = self._coming_links
        self.setDocument(document)
        if before is not None:
            before.deleteLater()
        self.verticalScrollBar().setValue(position)
        self.composed.emit()

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
        places = []
        while not parts.atEnd():
            part = parts.fragment()
            if part.charFormat().isAnchor():
                places.append((part.position(), part.length(), part.charFormat().anchorHref()))
            parts += 1
        for start, length, address in places:
            cursor = QTextCursor(block)
            cursor.setPosition(start)
            cursor.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
            style = QTextCharFormat()
            style.setForeground(self._theme.color("text-3" if self._leads_nowhere(address) else "accent"))
            style.setFontUnderline(False)
            cursor.mergeCharFormat(style)

    def _leads_nowhere(self, address: str) -> bool:
        scheme, _, number = address.partition(":")
        known = scheme == SCHEME and number.isdecimal() and int(number) < len(self._coming_links)
        return known and self._coming_links[int(number)] in self._lost

    def _clicked(self, address: QUrl) -> None:
        number = address.path()
        if address.scheme() == SCHEME and number.isdecimal() and int(number) < len(self._links):
            self.followed.emit(self._links[int(number)])
        elif web_address(address.toString()):
            self.address_asked.emit(address.toString())
