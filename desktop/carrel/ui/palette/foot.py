"""The line under the palette's rows: its keys, of which some can be clicked."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QSizePolicy

from carrel.ui.theme import Theme
from carrel.ui.widgets.key_cap import key_size, paint_key


class KeyHint(QAbstractButton):
    """Keys in their boxes, and what they do. Without `clicked` it only tells."""

    def __init__(
        self, theme: Theme, keys: tuple[str, ...], text: str, clicked: Callable[[], object] | None = None
    ) -> None:
        super().__init__()
        self._theme = theme
        self._keys = keys
        self.setText(text)
        self.setAccessibleName(f"{' '.join(keys)}: {text}")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        if clicked is not None:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
            self.clicked.connect(lambda _checked=False: clicked())
        theme.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        """Boxes and words beside one another."""
        words = QFontMetricsF(self._theme.font("meta")).horizontalAdvance(self.text())
        return QSize(round(self._text_left() + words) + 1, max(26, self._theme.px(26)))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the boxes and the words, paler where the key does nothing now."""
        del event
        theme = self._theme
        painter = QPainter(self)
        left = 0
        for key in self._keys:
            box = key_size(theme, key)
            paint_key(painter, QRectF(left, (self.height() - box.height()) / 2, box.width(), box.height()), key, theme)
            left += box.width() + theme.px(4)
        painter.setFont(theme.font("meta"))
        painter.setPen(theme.color("text-2" if self.isEnabled() else "text-3"))
        painter.drawText(
            QRectF(self._text_left(), 0, self.width(), self.height()), Qt.AlignmentFlag.AlignVCenter, self.text()
        )

    def _text_left(self) -> int:
        return sum(key_size(self._theme, key).width() + self._theme.px(4) for key in self._keys) + self._theme.px(2)


class Foot(QFrame):
    """Tells how to move and open; leads to the commands alone, and to the list of all keys."""

    def __init__(self, theme: Theme, commands_only: Callable[[], object], all_keys: Callable[[], object]) -> None:
        super().__init__()
        self.setProperty("look", "foot")
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(15), 3, theme.px(15), 3)
        row.setSpacing(theme.px(14))
        row.addWidget(KeyHint(theme, ("Up", "Down"), "move"))
        row.addWidget(KeyHint(theme, ("Enter",), "open"))
        self.elsewhere = KeyHint(theme, ("Ctrl Enter",), "open in a new window")
        row.addWidget(self.elsewhere)
        row.addStretch(1)
        row.addWidget(KeyHint(theme, (">",), "commands only", commands_only))
        row.addWidget(KeyHint(theme, ("?",), "all keys", all_keys))
