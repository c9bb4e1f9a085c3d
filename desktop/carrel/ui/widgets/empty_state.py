"""What stands where nothing is: why, and the next useful thing."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from carrel.ui.theme import Theme
from carrel.ui.widgets.button import Button
from carrel.ui.widgets.paragraph import Paragraph


class EmptyState(QWidget):
    """A title, a sentence and actions as (text, icon, callback), the first of them primary."""

    def __init__(
        self,
        theme: Theme,
        title: str,
        text: str,
        actions: Sequence[tuple[str, str, Callable[[], object]]] = (),
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(theme.px(28), theme.px(24), theme.px(28), theme.px(48))
        outer.addStretch(1)
        column = QWidget()
        column.setMaximumWidth(theme.px(420))
        column.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        inner = QVBoxLayout(column)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(theme.px(8))
        inner.addWidget(Paragraph(theme, title, "heading", "text"))
        inner.addWidget(Paragraph(theme, text))
        inner.addSpacing(theme.px(8))
        for number, (label, icon, callback) in enumerate(actions):
            button = Button(theme, label, icon, look="plain" if number else "primary", clicked=callback)
            inner.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        across = QHBoxLayout()
        across.addStretch(1)
        across.addWidget(column, 1000)
        across.addStretch(1)
        outer.addLayout(across)
        outer.addStretch(1)
