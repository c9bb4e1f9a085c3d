"""A calm strip over kept content: what happened, what Carrel did, what can be done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from carrel.ui.theme import Theme
from carrel.ui.widgets.button import Button
from carrel.ui.widgets.icon import Icon
from carrel.ui.widgets.icon_button import IconButton
from carrel.ui.widgets.paragraph import Paragraph

Kind = Literal["info", "problem", "error"]
_COLORS = {
    "info": ("accent-soft", "accent-soft-line", "accent", "info"),
    "problem": ("partly-soft", "partly-line", "partly", "triangle-alert"),
    "error": ("not-found-soft", "not-found-line", "not-found", "circle-alert"),
}


class Banner(QWidget):
    """A message with actions as (text, callback); with `dismiss` it has a cross that calls it."""

    def __init__(
        self,
        theme: Theme,
        kind: Kind,
        text: str,
        actions: Sequence[tuple[str, Callable[[], object]]] = (),
        *,
        icon: str = "",
        dismiss: Callable[[], object] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._kind: Kind = kind
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 10, 12, 11)
        layout.setSpacing(theme.px(12))
        ink, name = _COLORS[kind][2], icon or _COLORS[kind][3]
        top = Qt.AlignmentFlag.AlignTop
        mark = Icon(theme, name, token=ink)
        mark.setContentsMargins(0, 3, 0, 0)
        layout.addWidget(mark, 0, top)
        self._paragraph = Paragraph(theme, text, "body", "text")
        layout.addWidget(self._paragraph, 1, Qt.AlignmentFlag.AlignVCenter)
        for label, callback in actions:
            layout.addWidget(Button(theme, label, look="small", clicked=callback), 0, top)
        if dismiss is not None:
            layout.addWidget(IconButton(theme, "x", "Dismiss", small=True, clicked=dismiss), 0, top)
        theme.changed.connect(self.update)

    def set_text(self, text: str) -> None:
        """Show other words."""
        self._paragraph.set_text(text)
        self.setAccessibleName(text)

    def minimumSizeHint(self) -> QSize:
        """As high as the words need."""
        return QSize(self._theme.px(160), super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground and its lower line."""
        del event
        painter = QPainter(self)
        ground, line = _COLORS[self._kind][:2]
        rect = QRectF(self.rect())
        painter.fillRect(rect, self._theme.color(ground))
        painter.fillRect(QRectF(0, rect.height() - 1, rect.width(), 1), self._theme.color(line))
