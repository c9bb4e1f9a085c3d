"""Push buttons: plain, primary, flat, small, danger and link, with the key that does the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from carrel.ui.theme import Theme
from carrel.ui.theme.focus import paint_focus_ring
from carrel.ui.widgets.key_cap import key_size, paint_key

Look = Literal["plain", "primary", "flat", "small", "danger", "link"]


class Button(QPushButton):
    """A push button with an optional icon and key box. Tab reaches it; a click does not move the focus away from a list."""

    def __init__(
        self,
        theme: Theme,
        text: str,
        icon: str = "",
        key: str = "",
        look: Look = "plain",
        *,
        clicked: Callable[[], object] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._theme = theme
        self._icon = icon
        self._key = key
        self._look: Look = look
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._filled = False
        self.setAccessibleName(text)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        if look == "link":
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        if clicked is not None:
            self.clicked.connect(lambda _checked=False: clicked())
        theme.changed.connect(self._restyle)

    def set_icon(self, icon: str, *, filled: bool = False) -> None:
        """Show another icon, or none; `filled` draws it solid (a starred paper)."""
        self._icon = icon
        self._filled = filled
        self._restyle()

    def set_key(self, key: str) -> None:
        """Show another key in the small box, or none where there is no room for it."""
        if key != self._key:
            self._key = key
            self._restyle()

    def setText(self, text: str) -> None:
        """Change the words, for the eye and for screen readers."""
        super().setText(text)
        self.setAccessibleName(text)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Icon, text and key side by side with their padding."""
        theme = self._theme
        pad = 0 if self._look == "link" else theme.px(10 if self._look == "small" else 12)
        width = 2.0 * pad
        if self._icon:
            width += self._icon_size + (theme.px(8) if self.text() else 0)
        if self.text():
            width += QFontMetricsF(self._font).horizontalAdvance(self.text())
        if self._key:
            width += theme.px(8) + key_size(theme, self._key).width() - theme.px(4)
        height = {"small": 26, "link": 26}.get(self._look, 30)
        return QSize(round(width + 0.5), theme.px(height))

    def minimumSizeHint(self) -> QSize:
        """A button is never cut."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ground, icon, text, key and focus."""
        del event
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        self._paint_ground(painter, rect)
        ink = theme.color(self._ink)
        pad = 0 if self._look == "link" else theme.px(10 if self._look == "small" else 12)
        left = float(pad)
        if not self.text() and self._icon:
            left = (rect.width() - self._icon_size) / 2
        if self._icon:
            size = 14 if self._look == "small" else 16
            pixmap = theme.pixmap(self._icon, size, self._ink, filled=self._filled)
            painter.drawPixmap(QPointF(left, (rect.height() - self._icon_size) / 2), pixmap)
            left += self._icon_size + theme.px(8)
        painter.setFont(self._underlined() if self._look == "link" and self.underMouse() else self._font)
        painter.setPen(ink)
        painter.drawText(
            QRectF(left, 0, rect.width() - left, rect.height()),
            Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine,
            self.text(),
        )
        if self._key:
            box = key_size(theme, self._key)
            right = rect.width() - pad + theme.px(4)
            place = QRectF(right - box.width(), (rect.height() - box.height()) // 2, box.width(), box.height())
            paint_key(painter, place, self._key, theme, ink=ink if self._look == "primary" else None)
        if self.hasFocus():
            paint_focus_ring(painter, rect, theme)

    @property
    def _font(self) -> QFont:
        return self._theme.font("meta" if self._look == "small" else "label", weight=500)

    def _underlined(self) -> QFont:
        font = self._font
        font.setUnderline(True)
        return font

    @property
    def _icon_size(self) -> int:
        return self._theme.px(14 if self._look == "small" else 16)

    @property
    def _ink(self) -> str:
        if not self.isEnabled():
            return "text-3"
        if self._look == "primary":
            return "on-accent"
        if self._look == "danger":
            return "not-found"
        if self._look == "link" or self.isChecked():
            return "accent"
        return "text-2" if self._look == "flat" and not self.underMouse() else "text"

    def _paint_ground(self, painter: QPainter, rect: QRectF) -> None:
        fill, border = self._ground()
        if fill is None and border is None:
            return
        painter.setPen(QPen(border, 1) if border is not None else Qt.PenStyle.NoPen)
        painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)

    def _ground(self) -> tuple[QColor | None, QColor | None]:
        color = self._theme.color
        lit = (self.underMouse() or self.isDown()) and self.isEnabled()
        if self._look == "link":
            return None, None
        if self._look == "primary":
            if not self.isEnabled():
                return color("track"), color("track")
            return (color("accent-hover"), color("accent-hover")) if lit else (color("accent"), color("accent"))
        if self.isChecked():
            return color("accent-soft"), color("accent-soft-line")
        if self._look == "flat":
            return (color("hover"), None) if lit else (None, None)
        return color("hover" if lit else "surface"), color("line-strong")

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()
