"""What was chosen and read lately outlives the window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from carrel.services.carrel import Carrel
from carrel.ui.background import Background
from carrel.ui.palette.memory import Memory


def memory(library: Carrel, background: Background, owner: QObject) -> Memory:
    return Memory(library.reading, background, owner)


def test_the_newest_comes_first_once_and_is_there_at_the_next_start(
    qtbot: QtBot, library: Carrel, background: Background
) -> None:
    owner = QObject()
    kept = memory(library, background, owner)
    for key in ("command add", "command undo", "command add"):
        kept.note_command(key)
    for paper in (*range(1, 15), 3):
        kept.note_paper(paper)
    assert kept.commands == ["command add", "command undo"]
    assert kept.papers[:3] == [3, 14, 13]
    assert len(kept.papers) == 10
    # Writes go one after the other: what is there in the end is the last one.
    qtbot.waitUntil(lambda: memory(library, background, owner).papers == kept.papers)
    assert memory(library, background, owner).commands == kept.commands


@pytest.mark.parametrize("text", ["", "{", "[]", "3", '{"commands": 3, "papers": {"a": 1}}', '{"papers": ["a", null]}'])
def test_what_another_version_kept_is_nothing(library: Carrel, background: Background, text: str) -> None:
    library.reading.set_value("palette.recent", text)
    kept = memory(library, background, QObject())
    assert (kept.commands, kept.papers) == ([], [])
