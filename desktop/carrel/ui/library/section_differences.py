"""What changed in the text of a paper between two versions, section by section; each opens to its changed passages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from carrel.domain.section_changes import SectionChange
from carrel.ui.library.changed_text import ChangedText
from carrel.ui.library.text_changes import pieces_of
from carrel.ui.widgets import Button, Label, Paragraph

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QShowEvent

    from carrel.domain.section_changes import ComparedSection
    from carrel.ui.background import Background
    from carrel.ui.theme import Theme

_MOST_PASSAGES = 40


def change_words(section: ComparedSection) -> str:
    """What became of a section: "18 % changed", "new", "removed", "renamed, was “Method”, 3 % changed"."""
    share = f"{max(1, round(100 * section.share))} % changed" if section.sentences else ""
    match section.change:
        case SectionChange.ADDED:
            return "new"
        case SectionChange.REMOVED:
            return "removed"
        case SectionChange.RENAMED:
            return ", ".join(filter(None, (f"renamed, was “{section.was}”", share)))
        case SectionChange.CHANGED:
            return share
        case SectionChange.SAME:
            return "the same"


class SectionDifferences(QWidget):
    """Compares when it is first seen, beside the window; `compare` gives all sections of both versions."""

    def __init__(
        self,
        theme: Theme,
        background: Background,
        compare: Callable[[], Sequence[ComparedSection]],
        since: str,
        parent: QWidget | None = None,
    ) -> None:
        """`since` names the older version: "v1"."""
        super().__init__(parent)
        self._theme = theme
        self._background = background.of(self)
        self._compare = compare
        self._since = since
        self._asked = False
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(theme.px(2))
        self._head = Label(theme, f"Comparing the text with {since}’s", "meta", "text-3")
        self._layout.addWidget(self._head)

    def showEvent(self, event: QShowEvent) -> None:
        """Compare, the first time."""
        super().showEvent(event)
        if not self._asked:
            self._asked = True
            self._background.run(self._compare, self._show)

    def _show(self, sections: Sequence[ComparedSection]) -> None:
        changed = [one for one in sections if one.change is not SectionChange.SAME]
        if not changed:
            self._head.setText(f"The text of the PDF is the same as in {self._since}, section by section.")
            return
        noun = "section" if len(sections) == 1 else "sections"
        self._head.setText(f"Text since {self._since}: {len(changed)} of {len(sections)} {noun} changed")
        for section in changed:
            self._layout.addWidget(_SectionRow(self._theme, section, self._since))


class _SectionRow(QWidget):
    """A section with what became of it, and its changed passages beneath once it is opened."""

    def __init__(self, theme: Theme, section: ComparedSection, since: str) -> None:
        super().__init__()
        self._theme = theme
        self._section = section
        self._since = since
        self._passages: QWidget | None = None
        heading = section.heading or "Text without a heading"
        self._button = Button(theme, heading, "chevron-right", look="flat", clicked=self._toggle)
        self._button.setEnabled(bool(section.sentences))
        words = change_words(section)
        self._button.setAccessibleName(f"{heading}: {words}")
        self._button.setAccessibleDescription("Opens the changed passages")
        row = QHBoxLayout()
        row.setContentsMargins(theme.px(12) * (section.level - 1), 0, 0, 0)
        row.addWidget(self._button)
        row.addWidget(Label(theme, words, "body", "text-3"), 1)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(theme.px(4))
        self._layout.addLayout(row)

    def _toggle(self) -> None:
        if self._passages is None:
            self._passages = self._made()
            self._layout.addWidget(self._passages)
            self._passages.show()
        else:
            self._passages.setVisible(self._passages.isHidden())
        self._button.set_icon("chevron-right" if self._passages.isHidden() else "chevron-down")

    def _made(self) -> QWidget:
        theme, px = self._theme, self._theme.px
        box = QWidget()
        layout = QVBoxLayout(box)
        layout.setContentsMargins(px(36), 0, 0, px(8))
        layout.setSpacing(px(6))
        for pair in self._section.sentences[:_MOST_PASSAGES]:
            place = f"Page {pair.page + 1}{'' if pair.after else f' of {self._since}'}"
            text = ChangedText(theme, pieces_of(pair.before, pair.after), place)
            text.setMaximumWidth(px(660))
            layout.addWidget(text)
        left = len(self._section.sentences) - _MOST_PASSAGES
        if left > 0:
            layout.addWidget(Paragraph(theme, f"and {left:,} more passages", "meta", "text-3"))
        return box
