"""Two papers side by side: the fields of which one stands, to be chosen, and below what is kept of both."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QHBoxLayout, QWidget

from carrel.domain.merged_paper import CHOOSABLE, Choice
from carrel.ui.duplicates.differences import Spans, differences
from carrel.ui.duplicates.side import Side
from carrel.ui.duplicates.wording import facts, kind
from carrel.ui.widgets import Button, Label, Line, Paragraph

if TYPE_CHECKING:
    from carrel.domain.paper import Paper
    from carrel.services.duplicates import Twin, Twins
    from carrel.ui.theme import Theme

_STYLES = {"title": "card-title", "authors": "body", "year": "body", "abstract": "quote"}
_NAMES = {"title": "Title", "authors": "Authors", "year": "Year", "abstract": "Abstract"}


@dataclass(frozen=True, slots=True)
class Prepared:
    """Two papers with what differs in each field; made beside the window."""

    twins: Twins
    texts: dict[str, tuple[str, str]]
    spans: dict[str, tuple[Spans, Spans]]


def prepare(twins: Twins) -> Prepared:
    """Find what differs."""
    one, other = _texts(twins.one.paper), _texts(twins.other.paper)
    return Prepared(
        twins,
        {field: (one[field], other[field]) for field in CHOOSABLE},
        {field: differences(one[field], other[field]) for field in CHOOSABLE},
    )


class Comparison(QWidget):
    """`open_wanted` carries the paper whose PDF is to be opened."""

    open_wanted = Signal(int)

    def __init__(self, theme: Theme, shown: Prepared, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._texts = shown.texts
        self.sides: dict[str, tuple[Side, Side]] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.px(16))
        self._grid.setVerticalSpacing(theme.px(6))
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(2, 1)
        self._row = 0
        self._add(None, self._head(shown.twins.one), self._head(shown.twins.other))
        for field in CHOOSABLE:
            self._add_field(field, shown)
        self._add_line()
        self._add_wide("Kept of both, whatever you choose")
        for name, mine, others in facts(shown.twins.one, shown.twins.other):
            self._add(self._label(name), *(self._fact(text) for text in (mine, others)))
        self._grid.setRowStretch(self._row, 1)

    def choice(self) -> Choice:
        """What was chosen."""

        def side(field: str) -> Literal["one", "other"]:
            return "one" if self.sides[field][0].isChecked() else "other"

        return Choice(side("title"), side("authors"), side("year"), side("abstract"))

    def focus_first(self) -> None:
        """Give the focus to what is chosen of the first field."""
        first, second = self.sides[CHOOSABLE[0]]
        (first if first.isChecked() else second).setFocus(Qt.FocusReason.OtherFocusReason)

    def go_on_from(self, before: Comparison) -> Side | None:
        """Choose what was chosen in `before`, where the texts are the same; return what of it had the focus, as it is here."""
        focused = None
        for field, sides in self.sides.items():
            for mine, its in zip(sides, before.sides[field], strict=True):
                if its.isChecked() and self._texts[field] == before._texts[field]:
                    mine.setChecked(True)
                if its.hasFocus():
                    focused = mine
        return focused

    def _add_field(self, field: str, shown: Prepared) -> None:
        texts, spans = shown.texts[field], shown.spans[field]
        group = QButtonGroup(self)
        made = [
            Side(self._theme, texts[n], spans[n], name=f"{_NAMES[field]} {where}", style=_STYLES[field])
            for n, where in enumerate(("on the left", "on the right"))
        ]
        usual = getattr(shown.twins.usual, field) == "other"
        for n, side in enumerate(made):
            group.addButton(side)
            side.setChecked(bool(n) == usual)
            side.across.connect(partial(_take, made[1 - n]))
        self.sides[field] = (made[0], made[1])
        self._add(self._label(_NAMES[field], 13), *made)

    def _head(self, twin: Twin) -> QWidget:
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(Paragraph(self._theme, kind(twin.paper), "body", "text", weight=600), 1)
        if any(file.state.value in {"ready", "no_text"} for file in twin.files):
            row.addWidget(
                Button(
                    self._theme,
                    "Open PDF",
                    "book-open",
                    look="small",
                    clicked=lambda: self.open_wanted.emit(twin.paper.id),
                )
            )
        head.setMinimumHeight(self._theme.px(34))
        return head

    def _label(self, text: str, above: int = 4) -> QWidget:
        label = Label(self._theme, text, "meta", "text-3")
        label.setContentsMargins(0, self._theme.px(above), self._theme.px(8), 0)
        return label

    def _fact(self, text: str) -> QWidget:
        fact = Paragraph(self._theme, text or "–", "body", "text-2" if text else "text-3")
        fact.setContentsMargins(0, self._theme.px(4), 0, 0)
        return fact

    def _add(self, label: QWidget | None, one: QWidget, other: QWidget) -> None:
        top = Qt.AlignmentFlag.AlignTop
        if label is not None:
            self._grid.addWidget(label, self._row, 0, top)
        self._grid.addWidget(one, self._row, 1)
        self._grid.addWidget(other, self._row, 2)
        self._row += 1

    def _add_wide(self, text: str) -> None:
        self._grid.addWidget(Label(self._theme, text, "body", weight=600), self._row, 1, 1, 2)
        self._row += 1

    def _add_line(self) -> None:
        self._grid.setRowMinimumHeight(self._row, self._theme.px(8))
        self._grid.addWidget(Line(), self._row + 1, 0, 1, 3)
        self._row += 2


def _take(side: Side) -> None:
    side.click()
    side.setFocus(Qt.FocusReason.TabFocusReason)


def _texts(paper: Paper) -> dict[str, str]:
    year = str(paper.year or "")
    between = "; " if any("," in name for name in paper.authors) else ", "
    return {"title": paper.title, "authors": between.join(paper.authors), "year": year, "abstract": paper.abstract}
