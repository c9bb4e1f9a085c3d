from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from carrel.domain.errors import CarrelError
from carrel.services.carrel import Carrel
from carrel.services.events import Event, Notice
from carrel.ui.actions import Actions
from carrel.ui.background import Background
from carrel.ui.bridge import Bridge
from carrel.ui.library.page import LibraryPage
from carrel.ui.notes.exporting import NotesToMarkdown, done_words, problem_words, style_of
from carrel.ui.theme import Theme


@pytest.fixture
def told(library: Carrel) -> list[Event]:
    found: list[Event] = []
    library.events.subscribe(found.append)
    return found


@pytest.fixture
def export(qtbot: QtBot, library: Carrel, background: Background) -> NotesToMarkdown:
    host = QWidget()
    qtbot.addWidget(host)
    library.organising.save_note(1, "# Mine\n\nSee [[hopper2023merge]].")
    made = NotesToMarkdown(library, background, host)
    made.setParent(host)
    return made


def notices(told: list[Event]) -> list[str]:
    return [one.text for one in told if isinstance(one, Notice)]


def test_a_note_is_written_and_written_again_only_where_it_changed(
    export: NotesToMarkdown, told: list[Event], tmp_path: Path, qtbot: QtBot
) -> None:
    folder = tmp_path / "Vault"
    export.write(lambda: [1], folder)
    qtbot.waitUntil(lambda: notices(told) == ["Wrote 1 file to Vault."])
    assert "See [[hopper2023merge]]." in (folder / "lovelace2025fast.md").read_text("utf-8")
    export.write(lambda: [1], folder)
    qtbot.waitUntil(lambda: notices(told)[1:] == ["Wrote 0 files to Vault, 1 needed no change."])


def test_the_folder_is_asked_for_and_kept(
    export: NotesToMarkdown,
    library: Carrel,
    told: list[Event],
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    def choose(_host: object, _title: str, start: str) -> str:
        asked.append(start)
        return str(tmp_path)

    monkeypatch.setattr(QFileDialog, "getExistingDirectory", choose)
    export.ask_for_all()
    qtbot.waitUntil(lambda: len(notices(told)) == 1)
    assert library.reading.value("notes.folder") == str(tmp_path)
    export.ask_for_all()
    qtbot.waitUntil(lambda: len(asked) == 2)
    assert asked[1] == str(tmp_path)
    qtbot.waitUntil(lambda: len(notices(told)) == 2)


def test_a_folder_that_cannot_be_written_is_a_problem_that_is_told(
    export: NotesToMarkdown, told: list[Event], tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "file").write_text("no folder", "utf-8")
    export.write(lambda: [1], tmp_path / "file" / "notes")
    qtbot.waitUntil(lambda: any(isinstance(one, Notice) and one.problem for one in told))


def test_a_graph_of_logseq_and_its_pages_are_known(tmp_path: Path) -> None:
    (tmp_path / "logseq").mkdir()
    (tmp_path / "pages").mkdir()
    assert style_of(tmp_path) == style_of(tmp_path / "pages") == "logseq"


def test_nothing_to_write_is_said() -> None:
    assert done_words(0, 0, "x") == "There are no notes or marks to export yet."


def test_the_library_exports_what_is_chosen(
    qtbot: QtBot,
    theme: Theme,
    library: Carrel,
    background: Background,
    bridge: Bridge,
    actions: Actions,
    told: list[Event],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    library.organising.save_note(2, "Mine.")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    page = LibraryPage(theme, library, background, bridge, actions)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: len(page.rows.ids) == 3)
    page.table.move(1)
    qtbot.waitUntil(lambda: bool(page.table.chosen))
    assert actions.trigger("paper.export_notes")
    qtbot.waitUntil(lambda: len(notices(told)) == 1)
    assert len(list(tmp_path.glob("*.md"))) == 1


def test_files_that_were_not_written_are_told_behind_how_the_rest_went(
    export: NotesToMarkdown, library: Carrel, told: list[Event], tmp_path: Path, qtbot: QtBot
) -> None:
    export.write(lambda: [1], tmp_path)
    qtbot.waitUntil(lambda: len(notices(told)) == 1)
    [path] = tmp_path.glob("*.md")
    path.chmod(0o444)
    library.organising.save_note(1, "Changed.")
    export.write(lambda: [1, 2], tmp_path)
    qtbot.waitUntil(lambda: len(notices(told)) == 2)
    assert notices(told)[1] == (
        f"Wrote 1 file to {tmp_path.name}. {path} is read-only, so it was left as it is."
        " Allow writing to it, and export again."
    )
    assert isinstance(told[-1], Notice)
    assert told[-1].problem
    assert problem_words("", [CarrelError("One.")] * 3) == "One. 2 more files could not be read or written."
