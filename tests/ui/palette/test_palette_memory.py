"""What was chosen and read lately outlives the window."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from carrel.services.carrel import Carrel
from carrel.ui.background import Background
from carrel.ui.palette.memory import Memory

NAME = "palette.recent"


def test_the_newest_comes_first_once_and_is_there_at_the_next_start(
    qtbot: QtBot, library: Carrel, background: Background, owner: QObject
) -> None:
    kept = Memory(library.reading, background, owner)
    for key in ("command add", "command undo", "command add"):
        kept.note_command(key)
    for paper in (*range(1, 15), 3):
        kept.note_paper(paper)
    assert kept.commands == ["command add", "command undo"]
    assert kept.papers[:3] == [3, 14, 13]
    assert len(kept.papers) == 10
    told = {"commands": kept.commands, "papers": kept.papers}
    qtbot.waitUntil(lambda: library.reading.value(NAME) == json.dumps(told))
    again = Memory(library.reading, background, owner)
    qtbot.waitUntil(lambda: again.papers == kept.papers)
    assert again.commands == kept.commands


def test_what_is_noted_before_it_was_read_stands_before_what_was_kept(
    qtbot: QtBot, library: Carrel, background: Background, owner: QObject
) -> None:
    library.reading.set_value(NAME, json.dumps({"commands": ["command undo"], "papers": [1, 2]}))
    kept = Memory(library.reading, background, owner)
    kept.note_paper(2)
    qtbot.waitUntil(lambda: kept.papers == [2, 1])
    assert kept.commands == ["command undo"]
    both = {"commands": ["command undo"], "papers": [2, 1]}
    qtbot.waitUntil(lambda: library.reading.value(NAME) == json.dumps(both))


@pytest.mark.parametrize("text", ["", "{", "[]", "3", '{"commands": 3, "papers": {"a": 1}}', '{"papers": ["a", null]}'])
def test_what_another_version_kept_is_nothing(
    qtbot: QtBot, library: Carrel, background: Background, owner: QObject, text: str
) -> None:
    library.reading.set_value(NAME, text)
    kept = Memory(library.reading, background, owner)
    qtbot.waitUntil(lambda: kept._known)
    assert (kept.commands, kept.papers) == ([], [])
