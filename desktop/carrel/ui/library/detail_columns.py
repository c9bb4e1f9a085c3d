"""How the parts of a paper's details stand: in columns without space between them, text inset and no wider than reads well."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

if TYPE_CHECKING:
    from carrel.ui.theme import Theme

_MEASURE = 660


def column_in(parent: QWidget) -> QVBoxLayout:
    """A column that fills `parent`."""
    layout = QVBoxLayout(parent)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    return layout


def inset(theme: Theme, widget: QWidget) -> QWidget:
    """`widget` with space around it."""
    px = theme.px
    widget.setMaximumWidth(px(_MEASURE))
    page = QWidget()
    layout = QHBoxLayout(page)
    layout.setContentsMargins(px(32), px(16), px(32), px(16))
    layout.addWidget(widget, 1)
    layout.addStretch(0)
    return page
