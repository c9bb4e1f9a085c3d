"""The Models page, open over a library with a model file of the person's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from carrel.inference.starter import starter_model
from carrel.services.carrel import Carrel
from carrel.ui.models.page import ModelsPage
from carrel.ui.navigation import Place
from carrel.ui.shell.window import Window
from carrel.ui.theme import Theme
from model_entries import OTHER
from shown_window import shown_window


@pytest.fixture
def starter() -> Path:
    """The starter model's file."""
    starter = starter_model()
    assert starter is not None
    return starter


@pytest.fixture
def other(library: Carrel, starter: Path) -> Path:
    """A model file of the person's own, in the models folder."""
    path = library.models.folder / OTHER
    path.symlink_to(starter)
    return path


@pytest.fixture
def window(qtbot: QtBot, theme: Theme, library: Carrel, other: Path) -> Iterator[Window]:
    del other
    library.settings.change(welcomed=True, theme="light")
    with shown_window(qtbot, theme, library) as window:
        yield window


@pytest.fixture
def page(qtbot: QtBot, window: Window) -> ModelsPage:
    """The page, with the models listed that are on this computer."""
    window.navigation.go(Place("models"))
    page = window.pages.currentWidget()
    assert isinstance(page, ModelsPage)
    # The first look asks a child process about the computer, which takes its time where others are at work.
    qtbot.waitUntil(lambda: bool(page.table.current), timeout=60_000)
    buttons = page.head.findChildren(QAbstractButton)
    here = next(one for one in buttons if one.accessibleName().startswith("On this computer"))
    qtbot.mouseClick(here, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.table.row(OTHER) is not None, timeout=60_000)
    return page
