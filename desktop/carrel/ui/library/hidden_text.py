"""The badge of a paper whose PDF holds text that people cannot see, which Carrel left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from carrel.ui.widgets import ElidedLabel, Icon

if TYPE_CHECKING:
    from carrel.ui.theme import Theme

HIDDEN_ICON = "shield-check"
HIDDEN_WHY = (
    "Text that is too small, of the page’s colour, outside the page or covered can hold instructions to models. "
    "It reached neither the search nor any model."
)


def hidden_words(characters: int) -> str:
    """What was done: "Hidden text removed: 1,204 characters people cannot see were left out"."""
    if characters == 1:
        return "Hidden text removed: 1 character people cannot see was left out"
    return f"Hidden text removed: {characters:,} characters people cannot see were left out"


class HiddenTextBadge(QWidget):
    """One quiet line with a shield; hidden for papers without such text."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = ElidedLabel(theme, "", "meta", "partly")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(6))
        layout.addWidget(Icon(theme, HIDDEN_ICON, 14, "partly"))
        layout.addWidget(self._words, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.hide()

    def show_characters(self, characters: int) -> None:
        """Say how many characters were left out, or nothing for none."""
        words = hidden_words(characters)
        self._words.setText(words)
        self.setAccessibleName(words)
        self.setAccessibleDescription(HIDDEN_WHY)
        self.setToolTip(f"{words}.\n{HIDDEN_WHY}")
        self.setVisible(characters > 0)
