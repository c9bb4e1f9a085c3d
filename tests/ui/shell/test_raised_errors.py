"""Errors in methods that Qt calls are told; the process goes on."""

from __future__ import annotations

import subprocess
import sys

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

import carrel.ui  # noqa: F401 - classes made from here on raise whole errors

_HIDES = """
import sys
import carrel.ui
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import delete

gone = QObject()
delete(gone)


class Hiding(QWidget):
    def hideEvent(self, event):
        {statement}


application = QApplication([])
sys.excepthook = lambda kind, error, trace: print(kind.__name__, error, flush=True)
widget = Hiding()
widget.show()
times = iter(range(20))


def hide_and_show():
    if next(times, None) is None:
        application.quit()
        return
    QTimer.singleShot(0, hide_and_show)
    widget.show()
    widget.hide()


QTimer.singleShot(0, hide_and_show)
application.exec()
print("still here")
"""


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("[][1]", "IndexError"),
        ("(lambda one: one)()", "TypeError"),
        ("gone.objectName()", "RuntimeError"),
        ("None.title", "AttributeError"),
        ("raise ValueError('seven')", "ValueError"),
    ],
)
def test_an_error_while_qt_is_called_is_told_and_the_process_goes_on(statement: str, kind: str) -> None:
    code = _HIDES.format(statement=statement)
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    told = ended.stdout.splitlines()
    assert len(told) == 21
    assert all(line.startswith(f"{kind} ") for line in told[:-1])
    assert told[-1] == "still here"


class _Told(QObject):
    told = Signal(str, int)


def test_what_is_overridden_is_a_slot_of_as_many_arguments_as_before(qtbot: QtBot) -> None:
    heard: list[object] = []

    class Label(QLabel):
        def setText(self, text: str) -> None:  # noqa: N802 - Qt's name
            heard.append(text)
            super().setText(text)

        def clear(self) -> None:
            heard.append("cleared")

    label, sender = Label(), _Told()
    qtbot.addWidget(label)
    sender.told.connect(label.setText)
    sender.told.connect(label.clear)
    sender.told.emit("seven", 7)
    assert heard == ["seven", "cleared"]
    assert label.text() == "seven"


def test_names_and_arguments_by_name_stay(qtbot: QtBot) -> None:
    class Wide(QWidget):
        def setVisible(self, visible: bool) -> None:  # noqa: N802 - Qt's name
            """Show it."""
            super().setVisible(visible)

    wide = Wide()
    qtbot.addWidget(wide)
    wide.setVisible(visible=True)
    assert wide.isVisible()
    assert Wide.setVisible.__doc__ == "Show it."
