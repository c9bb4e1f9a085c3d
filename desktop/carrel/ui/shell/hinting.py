"""What is told of a search while it is typed: underlined in the field, and the first of it in words while one is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from carrel.domain.arxiv_id import parse_arxiv_id
from carrel.ui.shell.hint_line import HintLine

if TYPE_CHECKING:
    from carrel.domain.query_terms import Hint
    from carrel.services.search_hints import SearchHints
    from carrel.ui.background import Background
    from carrel.ui.shell.query_field import QueryField
    from carrel.ui.theme import Theme

_PAUSE = 250


class Hinting(QObject):
    """Asks for hints beside the window after each pause in typing."""

    def __init__(
        self, theme: Theme, field: QueryField, host: QWidget, hints: SearchHints, background: Background
    ) -> None:
        super().__init__(host)
        self._field = field
        self._hints = hints
        self._background = background.of(self)
        self._shown: tuple[Hint, ...] = ()
        self._about = ""
        self.line = HintLine(theme, host)
        self.line.change_wanted.connect(self._change)
        self._wait = QTimer(self, singleShot=True, interval=_PAUSE)
        self._wait.timeout.connect(self._ask)
        field.textChanged.connect(self._typed)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._focus_moved)

    def _typed(self) -> None:
        if self._shown and not self._shown[0].stands_in(self._field.text(), self._about):
            self.line.hide()
        self._wait.start()

    def _ask(self) -> None:
        text = self._field.text()
        if not text.strip() or parse_arxiv_id(text) is not None:
            self._background.forget("hints")
            self._show(text, ())
        else:
            self._background.latest("hints", lambda: self._hints.of(text), lambda hints: self._show(text, hints))

    def _show(self, text: str, hints: tuple[Hint, ...]) -> None:
        if text != self._field.text():
            return
        # What may become right as typing goes on is not wrong yet.
        typing = self._field.hasFocus()
        shown = tuple(hint for hint in hints if not (typing and hint.unfinished and hint.end == len(text)))
        self._about = text
        if shown != self._shown:
            self._shown = shown
            self._field.show_hints(shown)
        self._focus_moved(None, QApplication.focusWidget())

    def _focus_moved(self, _before: QWidget | None, now: QWidget | None) -> None:
        here = now is self._field or (now is not None and self.line.isAncestorOf(now))
        if self._shown and here and self._field.isVisible():
            self.line.show_hint(self._shown[0], self._field)
        else:
            self.line.hide()

    def _change(self, hint: Hint) -> None:
        text = hint.applied(self._field.text())
        self._field.setFocus()
        self._field.setPlainText(text)
        self._field.moveCursor(self._field.textCursor().MoveOperation.End)
