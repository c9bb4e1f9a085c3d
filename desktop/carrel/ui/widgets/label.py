"""One line of text in a type style and a token's colour; plain text always."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from carrel.ui.theme import Theme
from carrel.ui.tooltips import plain_tooltip


class Label(QLabel):
    """A line of plain text. `style` names a type style, `token` a colour."""

    def __init__(
        self,
        theme: Theme,
        text: str = "",
        style: str = "body",
        token: str = "text",
        *,
        weight: int | None = None,
        tabular: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._style_name = style
        self._token = token
        self._weight = weight
        self._tabular = tabular
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)
        self._restyle()
        theme.changed.connect(self._restyle)

    def set_token(self, token: str) -> None:
        """Change the colour."""
        self._token = token
        self._restyle()

    def _restyle(self) -> None:
        theme = self._theme
        self.setFont(theme.font(self._style_name, weight=self._weight, tabular=self._tabular))
        self.setMinimumHeight(theme.line(self._style_name))
        # The style sheet's colour for every widget would win over a palette.
        self.setStyleSheet(f"color: {theme.value(self._token)}; background: transparent;")


class ElidedLabel(Label):
    """A line of plain text that ends in an ellipsis where it does not fit; the tooltip then has it whole.

    Details, where there are any, stand in the tooltip beneath.
    """

    def __init__(
        self,
        theme: Theme,
        text: str = "",
        style: str = "body",
        token: str = "text",
        *,
        weight: int | None = None,
        middle: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, text, style, token, weight=weight, parent=parent)
        self._mode = Qt.TextElideMode.ElideMiddle if middle else Qt.TextElideMode.ElideRight
        self._details = ""
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_details(self, details: str) -> None:
        """Say more in the tooltip."""
        self._details = details
        self.update()

    def minimumSizeHint(self) -> QSize:
        """It may become as narrow as a few letters."""
        return QSize(self._theme.px(24), self._theme.line(self._style_name))

    def sizeHint(self) -> QSize:
        """The whole text."""
        width = QFontMetricsF(self.font()).horizontalAdvance(self.text())
        return QSize(round(width + 1), self._theme.line(self._style_name))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw as much as fits."""
        del event
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setPen(self._theme.color(self._token))
        shown = QFontMetricsF(self.font()).elidedText(self.text(), self._mode, self.width() + 0.5)
        self.setToolTip(
            plain_tooltip("\n".join(filter(None, (self.text() if shown != self.text() else "", self._details))))
        )
        painter.drawText(
            self.rect(), self.alignment() | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, shown
        )
