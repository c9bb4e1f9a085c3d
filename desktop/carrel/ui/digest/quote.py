"""The paper's own words in quotation marks, with some of them tinted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent
    from PySide6.QtWidgets import QWidget

    from carrel.ui.theme import Theme


class QuoteView(QTextEdit):
    """A passage in serif, as high as its text where `fitted`. Plain text only; nothing is ever loaded."""

    def __init__(self, theme: Theme, *, fitted: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._fitted = fitted
        self._shown: tuple[str, tuple[tuple[int, int], ...], str, bool] = ("", (), "selection", True)
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setFrameShape(QTextEdit.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(0)
        self.viewport().setAutoFillBackground(False)
        if fitted:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        theme.changed.connect(self._write)

    def show_text(
        self, text: str, spans: Sequence[tuple[int, int]] = (), *, token: str = "selection", quoted: bool = True
    ) -> None:
        """Show `text` with the (start, end) offsets in `spans` tinted in the colour `token`, in quotation marks or not."""
        self._shown = (text, tuple(spans), token, quoted)
        self._write()

    def loadResource(self, _kind: int, _name: object) -> None:
        """Load nothing."""

    def sizeHint(self) -> QSize:
        """The text's height where the view is fitted to it."""
        hint = super().sizeHint()
        return QSize(hint.width(), round(self.document().size().height())) if self._fitted else hint

    def minimumSizeHint(self) -> QSize:
        """The text's height where the view is fitted to it."""
        return QSize(self._theme.px(80), self.sizeHint().height()) if self._fitted else QSize(self._theme.px(80), 20)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for the height the new width needs."""
        super().resizeEvent(event)
        if self._fitted:
            self.updateGeometry()

    def _write(self) -> None:
        text, spans, token, quoted = self._shown
        plain = QTextCharFormat()
        plain.setFont(self._theme.font("quote"))
        plain.setForeground(self._theme.color("text"))
        tinted = QTextCharFormat(plain)
        tinted.setBackground(self._tint(token))
        block = QTextBlockFormat()
        block.setLineHeight(self._theme.line("quote"), QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        self.document().clear()
        cursor = QTextCursor(self.document())
        cursor.setBlockFormat(block)
        position = 0
        cursor.insertText("“" if quoted and text else "", plain)
        for start, end in spans:
            cursor.insertText(text[position:start], plain)
            cursor.insertText(text[start:end], tinted)
            position = end
        cursor.insertText(text[position:] + ("”" if quoted and text else ""), plain)
        self.setAccessibleName(text)
        self.moveCursor(QTextCursor.MoveOperation.Start)
        self.verticalScrollBar().setValue(0)
        self.updateGeometry()

    def _tint(self, token: str) -> QColor:
        color = self._theme.color(token)
        if token.startswith("mark-") and self._theme.dark:
            color.setAlphaF(0.26)
        return color
