"""Tooltips whose words come from elsewhere."""

from __future__ import annotations

from PySide6.QtGui import Qt


def plain_tooltip(text: str) -> str:
    """A tooltip that shows these words as they are, also where Qt would take signs among them for HTML."""
    return Qt.convertFromPlainText(text) if Qt.mightBeRichText(text) else text
