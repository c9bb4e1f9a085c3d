"""Text with what changed in it: added words underlined on green, removed ones struck through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QTextBlockFormat, QTextCharFormat, QTextCursor

from carrel.ui.digest.quote import QuoteView
from carrel.ui.library.text_changes import Change, spoken

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from carrel.ui.library.text_changes import Piece
    from carrel.ui.theme import Theme


class ChangedText(QuoteView):
    """As high as its text, in the type style `style`; screen readers are told the changes in words, after `name`."""

    def __init__(
        self, theme: Theme, pieces: tuple[Piece, ...], name: str, *, style: str = "quote", parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, fitted=True, parent=parent)
        self._pieces = pieces
        self._name = name
        self._style = style
        self._write()

    def _write(self) -> None:
        theme = self._theme
        plain = QTextCharFormat()
        plain.setFont(theme.font(self._style))
        plain.setForeground(theme.color("text"))
        formats = {Change.SAME: plain, Change.ADDED: QTextCharFormat(plain), Change.REMOVED: QTextCharFormat(plain)}
        formats[Change.ADDED].setBackground(theme.color("supported-soft"))
        formats[Change.ADDED].setFontUnderline(True)
        formats[Change.REMOVED].setForeground(theme.color("text-3"))
        formats[Change.REMOVED].setFontStrikeOut(True)
        block = QTextBlockFormat()
        block.setLineHeight(theme.line(self._style), QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        self.document().clear()
        cursor = QTextCursor(self.document())
        cursor.setBlockFormat(block)
        for number, piece in enumerate(self._pieces):
            cursor.insertText(" " if number else "", plain)
            cursor.insertText(piece.text, formats[piece.change])
        self.setAccessibleName(f"{self._name}: {spoken(self._pieces)}")
        self.moveCursor(QTextCursor.MoveOperation.Start)
        self.updateGeometry()
