"""The search field's text in colours: fields and states stand out, what must not be is quieter, what is not understood is underlined."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QFont, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from carrel.domain.query_reading import parse
from carrel.domain.query_terms import MOST_CHARACTERS, Field, Hint
from carrel.ui.text_offsets import in_qt
from carrel.ui.theme import Theme


class QueryColours(QSyntaxHighlighter):
    """`tokens` are the terms that stand out, as (start, end, negated) in Qt's characters."""

    def __init__(self, theme: Theme, document: QTextDocument) -> None:
        super().__init__(document)
        self._theme = theme
        self._hints: Sequence[Hint] = ()
        self._about = ""
        self.tokens: list[tuple[int, int, bool]] = []

    def show_hints(self, hints: Sequence[Hint], about: str) -> None:
        """Underline what these are about, as long as it stands in the text as it stood in `about`."""
        self._hints, self._about = hints, about
        self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        """Colour the one line."""
        self.tokens = []
        for one in parse(text).located:
            if one.term.field is not Field.WORDS or one.term.negated:
                start, end = in_qt(text, one.start), in_qt(text, one.end)
                self.tokens.append((start, end, one.term.negated))
                self.setFormat(start, end - start, self._token(negated=one.term.negated))
        for hint in self._hints:
            if hint.stands_in(text, self._about):
                self._underline(in_qt(text, hint.start), in_qt(text, hint.end))

    def _token(self, *, negated: bool) -> QTextCharFormat:
        drawn = QTextCharFormat()
        drawn.setForeground(self._theme.color("text-2" if negated else "accent"))
        drawn.setFontWeight(QFont.Weight.Medium)
        return drawn

    def _underline(self, start: int, end: int) -> None:
        for place in range(start, min(end, MOST_CHARACTERS)):
            drawn = QTextCharFormat(self.format(place))
            drawn.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DotLine)
            drawn.setUnderlineColor(self._theme.color("partly"))
            self.setFormat(place, 1, drawn)
