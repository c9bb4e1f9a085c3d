"""What another process writes into the library is told in this one."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from carrel.domain.changes import Changes
from carrel.domain.errors import StorageError
from carrel.domain.paper import Paper
from carrel.domain.query import LibraryQuery
from carrel.paths import Paths
from carrel.services.carrel import Carrel
from carrel.services.events import Event
from carrel.services.open import open_library
from carrel.storage import listing, papers
from printed import print_paper
from storage_values import NOW

_WAIT = 60


class Told:
    """All changes that were told, joined."""

    def __init__(self, desk: Carrel) -> None:
        self._changed = threading.Condition()
        self.changes = Changes()
        desk.events.subscribe(self._note)

    def _note(self, event: Event) -> None:
        if isinstance(event, Changes):
            with self._changed:
                self.changes |= event
                self._changed.notify_all()

    def until(self, told: Callable[[Changes], bool]) -> bool:
        """Wait until this is true of them, or for long."""
        with self._changed:
            return self._changed.wait_for(lambda: told(self.changes), _WAIT)


@pytest.fixture
def desk(library_home: Path) -> Iterator[Carrel]:
    desk = open_library(Paths(library_home), digest_on_import=False)
    desk.start()
    yield desk
    desk.close()


def command(*words: str) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "carrel", *words], capture_output=True, text=True, timeout=120, check=False
    )
    assert told.returncode == 0, told.stderr


def test_a_paper_that_a_command_adds_is_told_where_the_library_is_open(desk: Carrel, tmp_path: Path) -> None:
    told = Told(desk)
    command("add", str(print_paper(tmp_path / "one.pdf", title="A paper beside the window")))
    assert told.until(lambda changes: bool(changes.papers_added and changes.jobs))
    [paper] = desk.reading.ids(LibraryQuery())
    assert paper in told.changes.papers_added
    assert told.until(lambda changes: bool(changes.digests))


def test_what_could_not_be_read_is_told_by_the_next_look(
    library_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    still = open_library(Paths(library_home), digest_on_import=False)
    command("add", str(print_paper(tmp_path / "one.pdf", title="A paper that is seen late")))

    def fail(*_: object) -> None:
        raise StorageError("The library cannot be read.")

    with monkeypatch.context() as patch:
        patch.setattr(listing, "ids", fail)
        with pytest.raises(StorageError):
            still.elsewhere.look()
    assert still.elsewhere.look().papers_added
    assert still.elsewhere.look() == Changes()
    still.close()


def test_what_this_process_writes_is_not_told_a_second_time(desk: Carrel, tmp_path: Path) -> None:
    desk.jobs.wait(desk.importing.add([print_paper(tmp_path / "one.pdf", title="A paper of this process")]))
    desk.reading.set_value("anything", "written")
    assert desk.elsewhere.look() == Changes()


@pytest.mark.parametrize("beginning", [True, False])
def test_a_paper_that_this_process_adds_during_a_look_is_not_told_as_removed(
    library_home: Path, monkeypatch: pytest.MonkeyPatch, beginning: bool
) -> None:
    desk = open_library(Paths(library_home), digest_on_import=False)
    other = open_library(Paths(library_home), digest_on_import=False)
    added: list[int] = []

    def add(to: Carrel) -> None:
        with to.database.write() as connection:
            added.append(papers.add(connection, Paper(f"Paper {len(added)}"), added=NOW, kept=True))
        to.events.publish(Changes(papers_added=frozenset(added[-1:])))

    adding = threading.Thread(target=add, args=(desk,))
    ids = listing.ids

    def meanwhile(*asked: object) -> object:
        found = ids(*asked)  # type: ignore[arg-type]
        adding.start()
        if not desk.elsewhere._changing.locked():
            adding.join()
        return found

    add(other)
    with monkeypatch.context() as patch:
        patch.setattr(listing, "ids", meanwhile)
        (desk.elsewhere._begin if beginning else desk.elsewhere.look)()
    adding.join()
    add(other)
    told = desk.elsewhere.look()
    assert told.papers_removed == frozenset()
    assert told.papers_added == {added[2]}, "what this process added was told when it was"
    other.organising.trash(added[1:2])
    assert desk.elsewhere.look().papers_removed == {added[1]}
    other.close()
    desk.close()


def test_a_paper_that_another_process_removes_is_told(desk: Carrel, library_home: Path, tmp_path: Path) -> None:
    told = Told(desk)
    desk.jobs.wait(desk.importing.add([print_paper(tmp_path / "one.pdf", title="A paper that goes")]))
    [paper] = desk.reading.ids(LibraryQuery())
    assert told.until(lambda changes: changes.papers_added == {paper})
    other = open_library(Paths(library_home), digest_on_import=False)
    other.organising.trash([paper])
    other.close()
    assert told.until(lambda changes: changes.papers_removed == {paper})
