"""A scrolled area whose places are in content coordinates, and that glides to them."""

from __future__ import annotations

from PySide6.QtCore import QEasingCurve, QPointF, QRectF, Qt, QTimer, QVariantAnimation
from PySide6.QtWidgets import QAbstractScrollArea, QStyle, QWidget

SCROLL_MILLISECONDS = 160


class GlidingArea(QAbstractScrollArea):
    """Scrolls at once, or in a short glide. `_settled` is called when all scrolling of a turn of the event loop is done."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._scroll = QVariantAnimation(self)
        self._scroll.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._scroll.valueChanged.connect(lambda value: self.verticalScrollBar().setValue(round(value)))
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(0)
        self._settle.timeout.connect(self._settled)

    @property
    def animated(self) -> bool:
        """Whether pages are on their way to another place."""
        return self._scroll.state() is QVariantAnimation.State.Running or self._settle.isActive()

    @property
    def animation_milliseconds(self) -> int:
        """How long a scroll to a passage takes: 0 where the system asks for less motion."""
        hint = self.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration, None, self)
        return SCROLL_MILLISECONDS if hint else 0

    def to_content(self, point: QPointF) -> QPointF:
        """Viewport to content coordinates."""
        return point + QPointF(self.horizontalScrollBar().value(), self.verticalScrollBar().value())

    def visible_content(self) -> QRectF:
        """The part of the content in view."""
        return QRectF(self.to_content(QPointF(0, 0)), self.viewport().size().toSizeF())

    def reveal(self, area: QRectF, *, animated: bool) -> None:
        """Scroll as little as shows a content rectangle with room above; already in view, nothing moves."""
        bar = self.verticalScrollBar()
        height = self.viewport().height()
        room = min(96.0, height / 6)
        if area.top() - 24 >= bar.value() and area.bottom() + 24 <= bar.value() + height:
            target = bar.value()
        else:
            target = round(area.top() - max(room, (height - area.height()) / 3))
        across = self.horizontalScrollBar()
        if not across.value() <= area.left() - 16 <= across.value() + self.viewport().width() - 64:
            across.setValue(round(area.left() - 32))
        self._scroll_to(target, animated=animated)

    def _scroll_to(self, value: int, *, animated: bool) -> None:
        bar = self.verticalScrollBar()
        value = min(max(bar.minimum(), value), bar.maximum())
        self._scroll.stop()
        # A jump over many screens would only be a blur: it starts close to its end.
        duration = self.animation_milliseconds if animated and self.isVisible() else 0
        if not duration or value == bar.value():
            bar.setValue(value)
            self._settle.start()
            return
        far = 2 * self.viewport().height()
        start = max(value - far, min(value + far, bar.value()))
        self._scroll.setDuration(duration)
        self._scroll.setStartValue(float(start))
        self._scroll.setEndValue(float(value))
        self._scroll.start()

    def _settled(self) -> None:
        """Say what is in view now."""
