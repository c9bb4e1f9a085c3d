"""The window as a person sees it: opened, looked at by the names of what it shows, and put away."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from carrel.services.carrel import Carrel
from carrel.ui.shell.window import Window
from carrel.ui.theme import Theme


@contextmanager
def shown_window(qtbot: QtBot, theme: Theme, carrel: Carrel) -> Iterator[Window]:
    """An active window over `carrel`; it closes the library when the block ends."""
    window = Window(theme, carrel)
    window.start()
    window.resize(1440, 900)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    try:
        yield window
    finally:
        window.close()
        # A window that lingers would be styled again by every later test.
        window.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def shows(widget: QWidget, beginning: str) -> bool:
    """Whether something whose name begins so can be seen."""
    return any(one.accessibleName().startswith(beginning) for one in widget.findChildren(QWidget) if one.isVisible())


def control(widget: QWidget, name: str) -> QAbstractButton:
    """The button with this name that can be seen."""
    buttons = widget.findChildren(QAbstractButton)
    return next(one for one in buttons if one.accessibleName() == name and one.isVisible())


def field(widget: QWidget, name: str) -> QLineEdit:
    """The field with this name."""
    return next(one for one in widget.findChildren(QLineEdit) if one.accessibleName() == name)


def click(qtbot: QtBot, widget: QWidget, name: str) -> None:
    """Click the button with this name."""
    qtbot.mouseClick(control(widget, name), Qt.MouseButton.LeftButton)
