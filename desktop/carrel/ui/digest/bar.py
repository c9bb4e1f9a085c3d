"""The line over a digest: strip, count in words, and Show exceptions or Stop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QHBoxLayout, QWidget

from carrel.domain.digest import Status
from carrel.ui.digest.strip import LARGE, CellSize, EvidenceStrip
from carrel.ui.digest.wording import summary_words
from carrel.ui.widgets import Button, ElidedLabel, Label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent

    from carrel.domain.digest import Statement
    from carrel.ui.theme import Theme


class EvidenceBar(QWidget):
    """`chosen` carries the index of a cell that was clicked; `exceptions_toggled` whether only exceptions are wanted."""

    chosen = Signal(int)
    exceptions_toggled = Signal(bool)
    stopped = Signal()

    def __init__(
        self, theme: Theme, size: CellSize = LARGE, *, short: bool = False, parent: QWidget | None = None
    ) -> None:
        """`short` says only "11 of 13 supported"."""
        super().__init__(parent)
        self._short = short
        self._exceptions_only = False
        self._variants: tuple[str, ...] = ("",)
        self._strip = EvidenceStrip(theme, size)
        self._strip.chosen.connect(self.chosen)
        self._count = Label(theme, "", "body", weight=600)
        self._words = ElidedLabel(theme, "", "body", "text-2")
        self._show = Button(theme, "Show exceptions", look="link", clicked=self._toggle)
        self._stop = Button(theme, "Stop", "square", look="small", clicked=self.stopped.emit)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(4))
        layout.addWidget(self._strip)
        layout.addSpacing(theme.px(6))
        layout.addWidget(self._count)
        layout.addWidget(self._words, 1)
        layout.addWidget(self._show)
        layout.addWidget(self._stop)
        self._theme = theme
        self._rescale()
        theme.changed.connect(self._rescale)

    def show_statements(self, statements: Sequence[Statement], current: int = -1) -> None:
        """Show a finished digest's statements."""
        self._strip.set_statements(statements, current)
        count, words = summary_words(statements)
        whole = summary_words(statements, whole=True)[1]
        self._count.setText(count)
        self._count.show()
        self._variants = ("supported",) if self._short else (whole, words, words.partition(";")[0])
        self._words.set_details(f"{count} {whole}" if whole != self._variants[-1] else "")
        self._words.setAccessibleName(f"{count} {whole}")
        exceptions = any(s.effective in {Status.PARTLY, Status.NOT_FOUND} for s in statements)
        self._show.setVisible(exceptions or self._exceptions_only)
        self._stop.hide()
        self._fit()

    def show_writing(self, statements: Sequence[Statement], current: int = -1, reading: str = "") -> None:
        """Show the statements of a digest that is being written; `reading` says how far the paper is read before that."""
        checked = sum(statement.status is not Status.CHECKING for statement in statements)
        self._strip.set_statements(statements, current)
        self._count.setText(f"{checked} checked" if statements else "" if reading else "Writing")
        self._count.setHidden(not self._count.text())
        self._variants = ("so far" if statements else reading or "has begun",)
        self._words.set_details("")
        self._words.setAccessibleName("")
        self._show.hide()
        self._stop.show()
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the strip give way before the words."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        others = (self._count, self._words, self._stop if self._stop.isVisibleTo(self) else self._show)
        self._words.setText(self._variants[-1])
        room = self.width() - sum(widget.sizeHint().width() for widget in others) - 28
        least, whole = self._strip.minimumSizeHint().width(), self._strip.sizeHint().width()
        self._strip.setFixedWidth(max(least, min(whole, room)))
        self._words.setText(self._longest(room - whole))

    def _longest(self, spare: int) -> str:
        """The most that can be said in `spare` pixels more than the least needs, beside the whole strip."""
        metrics = QFontMetricsF(self._words.font())
        least = metrics.horizontalAdvance(self._variants[-1])
        fitting = (words for words in self._variants if metrics.horizontalAdvance(words) - least <= spare)
        return next(fitting, self._variants[-1])

    def set_current(self, index: int) -> None:
        """Underline a cell."""
        self._strip.set_current(index)

    def set_exceptions_only(self, only: bool) -> None:
        """Say what the link does next."""
        self._exceptions_only = only
        self._show.setText("Show all" if only else "Show exceptions")

    def _rescale(self) -> None:
        self.setFixedHeight(self._theme.px(30))

    def _toggle(self) -> None:
        self.set_exceptions_only(not self._exceptions_only)
        self.exceptions_toggled.emit(self._exceptions_only)
