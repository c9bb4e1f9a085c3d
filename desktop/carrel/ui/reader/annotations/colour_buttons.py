"""The five colours as discs to choose from."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from carrel.domain.annotation import Colour
from carrel.ui.reader.annotations.painting import ink, mark_color
from carrel.ui.reader.annotations.words import COLOUR_NAMES
from carrel.ui.theme import Theme
from carrel.ui.theme.focus import paint_focus_ring
from carrel.ui.theme.icons import icon_pixmap

_DISC = 18


class ColourButton(QAbstractButton):
    """A disc of a marker's colour; the current one bears a check."""

    def __init__(self, theme: Theme, colour: Colour, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.colour = colour
        self.setCheckable(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        name = COLOUR_NAMES[colour]
        self.setToolTip(f"{name} ({list(Colour).index(colour) + 1})")
        self.setAccessibleName(name)
        theme.changed.connect(self._restyle)

    def sizeHint(self) -> QSize:
        """A square."""
        side = max(26, self._theme.px(28))
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the disc, the check and the focus."""
        del event
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        if self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("hover"))
            painter.drawRoundedRect(rect, 6, 6)
        color = mark_color(theme, self.colour)
        side = theme.px(_DISC)
        disc = QRectF((rect.width() - side) / 2, (rect.height() - side) / 2, side, side)
        painter.setBrush(color)
        painter.setPen(QPen(theme.color("text" if self.isChecked() else "control"), 1))
        painter.drawEllipse(disc.adjusted(0.5, 0.5, -0.5, -0.5))
        if self.isChecked():
            size = theme.px(12)
            check = icon_pixmap(
                "check", size, ink(color.name(), night=False).darker(180).name(), self.devicePixelRatioF(), stroke=2.6
            )
            painter.drawPixmap(QPointF(disc.center().x() - size / 2, disc.center().y() - size / 2), check)
        if self.hasFocus():
            paint_focus_ring(painter, rect, theme)

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()


class ColourButtons(QWidget):
    """All five in a row. `chosen` carries the one that was pressed."""

    chosen = Signal(Colour)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Colour")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self.buttons: dict[Colour, ColourButton] = {}
        for colour in Colour:
            button = ColourButton(theme, colour)
            button.clicked.connect(lambda _checked=False, colour=colour: self._choose(colour))
            layout.addWidget(button)
            self.buttons[colour] = button

    def show_colour(self, colour: Colour | None) -> None:
        """Check one; None for none."""
        for one, button in self.buttons.items():
            button.setChecked(one is colour)

    def _choose(self, colour: Colour) -> None:
        # What is checked follows what is so, not the click.
        self.buttons[colour].setChecked(not self.buttons[colour].isChecked())
        self.chosen.emit(colour)
