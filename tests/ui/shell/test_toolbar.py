"""The toolbar at several widths."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from carrel.ui.shell.toolbar import Toolbar
from carrel.ui.theme import Theme
from carrel.ui.widgets import Button


@pytest.fixture
def host(qtbot: QtBot) -> QWidget:
    """A wide window, which does not keep what is in it from being narrow."""
    host = QWidget()
    qtbot.addWidget(host)
    host.resize(1400, 200)
    return host


@pytest.fixture
def toolbar(theme: Theme, host: QWidget) -> Toolbar:
    toolbar = Toolbar(theme, host)
    toolbar.resize(1400, toolbar.sizeHint().height())
    host.show()
    toolbar.offer("songs of ice", named=False, save=True)
    return toolbar


def keys(toolbar: Toolbar) -> list[str]:
    return [one._key for one in toolbar.findChildren(Button) if one.isVisible() and one._key]


def test_keys_are_left_out_one_by_one_and_come_back(toolbar: Toolbar) -> None:
    least = toolbar._row.minimumSize().width()
    widths = [*range(least + 20, least - 140, -4)]
    shown = {}
    for width in widths:
        toolbar.resize(width, toolbar.height())
        toolbar._row.invalidate()
        shown[width] = keys(toolbar)
        if shown[width]:
            assert toolbar._row.minimumSize().width() <= width
    assert [len(shown[width]) for width in widths] == sorted((len(one) for one in shown.values()), reverse=True)
    assert set(map(len, shown.values())) == {2, 1, 0}
    assert next(one for one in shown.values() if len(one) == 1) == ["Ctrl Enter"]
    for width in (*reversed(widths), widths[20], widths[0], widths[-1], widths[10]):
        toolbar.resize(width, toolbar.height())
        assert keys(toolbar) == shown[width], width
