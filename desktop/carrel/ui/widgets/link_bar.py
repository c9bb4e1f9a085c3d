"""Shows where a link leads before anything is opened."""

from __future__ import annotations

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from carrel.domain.web_links import web_address
from carrel.ui.theme import Theme
from carrel.ui.widgets.button import Button
from carrel.ui.widgets.icon import Icon
from carrel.ui.widgets.icon_button import IconButton
from carrel.ui.widgets.label import ElidedLabel


class LinkBar(QFrame):
    """An address with Open in browser and Copy. Carrel itself never asks for the address."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._address = ""
        self.setProperty("look", "panel")
        self._label = ElidedLabel(theme, "", "mono", "text")
        self.open_button = Button(theme, "Open in browser", look="small", clicked=self._open)
        copy = Button(theme, "Copy", "copy", look="small", clicked=self._copy)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 0, 8, 0)
        layout.setSpacing(8)
        layout.addWidget(Icon(theme, "globe"))
        layout.addWidget(self._label, 1)
        layout.addWidget(self.open_button)
        layout.addWidget(copy)
        layout.addWidget(IconButton(theme, "x", "Close (Esc)", small=True, clicked=self.hide))
        self.hide()

    @property
    def address(self) -> str:
        """The address shown."""
        return self._address

    def show_address(self, address: str) -> None:
        """Show an address, whole and as plain text."""
        self._address = address
        self._label.setText(address)
        self.setAccessibleName(f"Link to {address}")
        self.show()
        self.open_button.setFocus(Qt.FocusReason.PopupFocusReason)

    def fit_into(self, room: int) -> None:
        """Be as wide as is comfortable, or as there is room."""
        self.setFixedSize(min(self._theme.px(560), room), self._theme.px(44))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)

    def _open(self) -> None:
        if web_address(self._address):
            QDesktopServices.openUrl(QUrl(self._address))
        self.hide()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._address)
        self.hide()
