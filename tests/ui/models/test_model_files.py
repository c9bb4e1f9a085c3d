"""Files are added to the models and removed from them, on the Models page."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QMenu, QMessageBox
from pytestqt.qtbot import QtBot

from carrel.services.carrel import Carrel
from carrel.ui.models.page import ModelsPage
from carrel.ui.widgets import Banner
from model_entries import OTHER

pytestmark = pytest.mark.model


def test_a_model_is_removed_only_after_a_yes(
    qtbot: QtBot, page: ModelsPage, library: Carrel, starter: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    answers = [QMessageBox.StandardButton.Cancel, QMessageBox.StandardButton.Yes]

    def answer(_host: object, _title: str, words: str, _buttons: object) -> QMessageBox.StandardButton:
        asked.append(words)
        return answers[len(asked) - 1]

    monkeypatch.setattr(QMessageBox, "question", answer)
    path = library.models.folder / OTHER
    for _ in range(2):
        row = page.table.row(OTHER)
        assert row is not None
        _choose(page.acts.menu(row.state), "Remove…")
        QApplication.processEvents()
        assert asked[-1].startswith(f"Delete {OTHER}, ")
        if len(asked) == 1:
            assert path.exists()
    qtbot.waitUntil(lambda: not path.is_symlink())
    qtbot.waitUntil(lambda: page.table.row(OTHER) is None)
    assert starter.exists()


@pytest.mark.parametrize(("way", "linked"), [("Copy into the models folder", False), ("Link to where it is", True)])
def test_a_file_that_is_dropped_is_copied_or_linked(
    qtbot: QtBot, page: ModelsPage, library: Carrel, starter: Path, tmp_path: Path, way: str, *, linked: bool
) -> None:
    file = tmp_path / "Größe näher.gguf"
    file.symlink_to(starter)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(page.rect().center(), Qt.DropAction.CopyAction, data, buttons, keys)
    page.dragEnterEvent(enter)
    assert enter.isAccepted()
    page.dropEvent(QDropEvent(QPointF(page.rect().center()), Qt.DropAction.CopyAction, data, buttons, keys))
    menu = page.findChildren(QMenu)[-1]
    _choose(menu, way)
    menu.close()
    added = library.models.folder / file.name
    qtbot.waitUntil(added.exists)
    qtbot.waitUntil(lambda: page.table.row(file.name) is not None)
    assert added.is_symlink() is linked


def test_a_file_that_is_no_model_is_refused_in_words(
    qtbot: QtBot, page: ModelsPage, library: Carrel, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.gguf"
    bad.write_bytes(b"nothing")
    page.acts.add([bad], link=False)

    def told() -> list[str]:
        said = [one.accessibleName() for one in page.head.findChildren(Banner) if one.isVisible()]
        return [words for words in said if not words.startswith("Copying")]

    qtbot.waitUntil(lambda: bool(told()))
    assert not (library.models.folder / bad.name).exists()


def _choose(menu: QMenu, words: str) -> None:
    next(action for action in menu.actions() if action.text() == words).trigger()
