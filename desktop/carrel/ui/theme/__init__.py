"""How Carrel looks: one table of tokens, one style sheet, one palette, switched live."""

from carrel.ui.theme.theme import Mode, Theme

__all__ = ["Mode", "Theme"]
