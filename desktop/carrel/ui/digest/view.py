"""The digest's text: read-only, every sentence with its mark, every mark one key away from its passage."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QTextCursor

from carrel.domain.digest import Field, Status
from carrel.ui.digest.composition import FIELDS, Composition, Part, parts_of
from carrel.ui.digest.draft import Draft
from carrel.ui.digest.ink import Ink
from carrel.ui.digest.places import Places
from carrel.ui.digest.spans import control_at, find_spans, spoken_text
from carrel.ui.digest.text import StatementText
from carrel.ui.digest.verdicts import announce_verdicts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QKeyEvent, QMouseEvent
    from PySide6.QtWidgets import QWidget

    from carrel.domain.digest import Digest, Statement
    from carrel.services.events import WritingEvent
    from carrel.ui.theme import Theme

_EXCEPTIONS = (Status.PARTLY, Status.NOT_FOUND)
FLUSH = 100
"""Milliseconds between two additions to a digest that is being written."""


class Arrangement(StrEnum):
    """READING sets sentences as running text; LIST gives each a paragraph, with its passage beneath the chosen one."""

    READING = "reading"
    LIST = "list"


class DigestView(StatementText):
    """Shows a digest, finished or being written.

    `statement_chosen` carries the index of the current statement in `statements` (-1 when none is), `open_requested`
    that of one to open at its passage, `verdict_requested` that of one whose status the person calls wrong. `rewritten`
    is emitted when live writing changed `statements`. `fitted` makes the view as high as its text, without scrolling.

    Where the paper's sentence stands in for one of the model's, a control in the text changes between the two. While a
    digest is written the model's stay, for they were seen before they were checked, and text must not change under the eye.
    """

    statement_chosen = Signal(int)
    open_requested = Signal(int)
    verdict_requested = Signal(int)
    rewritten = Signal()

    def __init__(
        self,
        theme: Theme,
        arrangement: Arrangement = Arrangement.READING,
        *,
        compact: bool = False,
        fitted: bool = False,
        headings: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, listed=arrangement is Arrangement.LIST, fitted=fitted, parent=parent)
        self._compact = compact
        self._places = Places()
        self._digest: Digest | None = None
        self._draft: Draft | None = None
        self._fields: tuple[Field, ...] = FIELDS
        self._statements: tuple[Statement, ...] = ()
        self._exceptions_only = False
        self._turned: set[int] = set()
        self._remarks: Mapping[int, str] = {}
        self._pending: list[WritingEvent] = []
        self._ink = Ink(theme, compact=compact, listed=self._listed)
        self._composition = Composition(self.document(), listed=self._listed, headings=headings)
        self._flush = QTimer(self, singleShot=True, interval=FLUSH)
        self._flush.timeout.connect(self._add_pending)
        self.setAccessibleName("Digest")
        theme.changed.connect(self._theme_changed)

    # What is shown

    @property
    def statements(self) -> tuple[Statement, ...]:
        """The statements shown or being written, in reading order; indices count in it."""
        return self._statements

    @property
    def current(self) -> int:
        """The index of the chosen statement, -1 for none."""
        return self._current

    @property
    def writing(self) -> bool:
        """Whether a digest is being written live."""
        return self._draft is not None

    @property
    def reading(self) -> str:
        """How far the reading of a long paper has come, in words, before the first of them is written; else ""."""
        return self._draft.reading if self._draft is not None else ""

    @property
    def exceptions_only(self) -> bool:
        """Whether only *partly* and *not found* are shown."""
        return self._exceptions_only

    def show_digest(
        self,
        digest: Digest | None,
        places: Places,
        fields: tuple[Field, ...] = FIELDS,
        remarks: Mapping[int, str] = MappingProxyType({}),
    ) -> None:
        """Show a finished digest, or nothing; the choice is kept where the digest is the same one.

        `remarks` stand quietly behind the marks of some statements, by index: "changed since v1".
        """
        same = digest is not None and self._digest is not None and digest.id == self._digest.id
        if same and digest is not None and self.isVisible():
            announce_verdicts(self, self._statements, digest.statements)
        elif not same:
            self._turned.clear()
        self._draft = None
        self._pending.clear()
        self._digest, self._places, self._fields, self._remarks = digest, places, fields, remarks
        self._statements = digest.statements if digest is not None else ()
        self._current = self._current if same and self._current < len(self._statements) else -1
        self._compose(keep_position=same)

    def begin_writing(self, places: Places) -> None:
        """Show grey lines for every field and wait for events."""
        self._draft = Draft()
        self._digest, self._places, self._statements, self._current = None, places, (), -1
        self._exceptions_only = False
        self._compose(keep_position=False)
        self.rewritten.emit()

    def apply_writing(self, event: WritingEvent) -> None:
        """Take one event in; it is shown with others that come within a tenth of a second."""
        if self._draft is None:
            return
        self._pending.append(event)
        if not self._flush.isActive():
            self._flush.start()

    def set_exceptions_only(self, only: bool) -> None:
        """Show only *partly* and *not found*, or everything again."""
        if self._exceptions_only != only and self._draft is None:
            self._exceptions_only = only
            self._compose(keep_position=False)

    def turn(self, index: int = -1) -> None:
        """Show the model's sentence in the place of the paper's, or the other way round; -1: of the chosen statement."""
        index = index if index >= 0 else self._current
        known = self._draft is None and 0 <= index < len(self._statements)
        if known and self._statements[index].replaced and not self._exceptions_only:
            self._turned ^= {index}
            self._compose(keep_position=True)

    # Choosing

    def choose(self, index: int, *, scroll: bool = True) -> None:
        """Make the statement at `index` the current one and bring it into sight; -1 for none."""
        if not -1 <= index < len(self._statements):
            return
        changed, self._current = index != self._current, index
        if changed and self._listed and self._draft is None:
            self._compose(keep_position=True)
        else:
            self._tint()
        if scroll and index in self._spans:
            self._reveal(index)
        if changed:
            self.statement_chosen.emit(index)

    def next_statement(self) -> None:
        """Go to the statement after the current one."""
        self._step([index for index in sorted(self._spans) if index > self._current])

    def previous_statement(self) -> None:
        """Go to the statement before the current one."""
        self._step([index for index in sorted(self._spans, reverse=True) if index < self._current or self._current < 0])

    def next_exception(self) -> None:
        """Go to the next *partly* or *not found*, from the top again after the last."""
        self._step([index for index in self._exceptions() if index > self._current] or self._exceptions())

    def previous_exception(self) -> None:
        """Go to the *partly* or *not found* before, from the end again before the first."""
        self._step(([index for index in self._exceptions() if index < self._current] or self._exceptions())[::-1])

    def _exceptions(self) -> list[int]:
        return [index for index in sorted(self._spans) if self._statements[index].effective in _EXCEPTIONS]

    def spoken_text(self) -> str:
        """The whole text with each mark in words."""
        return spoken_text(self.document())

    def _step(self, indices: list[int]) -> None:
        if indices:
            self.choose(indices[0])

    # Composing

    def _parts(self) -> tuple[Part, ...]:
        if self._draft is not None:
            return self._draft.parts()
        if self._digest is None:
            return ()
        own = frozenset(self._turned)
        return parts_of(
            self._digest, fields=self._fields, exceptions_only=self._exceptions_only, own=own, remarks=self._remarks
        )

    def _compose(self, *, keep_position: bool) -> None:
        position = self.verticalScrollBar().value()
        self._composition.write(self._parts(), self._ink, self._places, self._current)
        # The view's own cursor was carried along to the end; left there, the first key would scroll to it.
        self.moveCursor(QTextCursor.MoveOperation.Start)
        self._composed()
        self.verticalScrollBar().setValue(position if keep_position else 0)

    def _composed(self) -> None:
        self._spans = find_spans(self.document())
        self._hovered = -1
        self.setAccessibleDescription(spoken_text(self.document()))
        self._tint()
        if self._fitted:
            self.updateGeometry()

    def _add_pending(self) -> None:
        if self._draft is None:
            self._pending.clear()
            return
        before = self._draft.parts()
        for event in self._pending:
            self._draft.apply(event)
        self._pending.clear()
        bar = self.verticalScrollBar()
        top = self.cursorForPosition(self.viewport().rect().topLeft()) if bar.value() else None
        above = self.cursorRect(top).top() if top is not None else 0
        for old, new in zip(before, self._draft.parts(), strict=True):
            if old != new:
                self._composition.rewrite(new, self._ink, self._places)
        self._statements = self._draft.statements()
        self._composed()
        if top is not None:
            bar.setValue(bar.value() + self.cursorRect(top).top() - above)
        self.rewritten.emit()

    def _theme_changed(self) -> None:
        self._ink = Ink(self._theme, compact=self._compact, listed=self._listed)
        self._set_measure()
        self._compose(keep_position=True)

    # Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """``.`` ``,`` ``Shift .`` move, ``Enter`` opens the passage, ``w`` calls a status wrong, ``m`` turns a sentence."""
        text = event.text()
        if text == ".":
            self.next_statement()
        elif text == ",":
            self.previous_statement()
        elif text in {">", ":"} and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.next_exception()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self._current >= 0:
            self.open_requested.emit(self._current)
        elif text == "w" and self._current >= 0:
            self.verdict_requested.emit(self._current)
        elif text == "m" and self._current >= 0:
            self.turn()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose the statement under the pointer, unless text was selected."""
        super().mouseReleaseEvent(event)
        if event.button() is Qt.MouseButton.LeftButton and not self.textCursor().hasSelection():
            point = event.position().toPoint()
            index, control = self._at(point), control_at(self, point)
            if index >= 0:
                self.choose(index, scroll=False)
            if control >= 0:
                self.turn(control)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the paper at the passage of the statement under the pointer."""
        point = event.position().toPoint()
        index = self._at(point)
        if index >= 0 and control_at(self, point) < 0:
            self.choose(index, scroll=False)
            self.open_requested.emit(index)
