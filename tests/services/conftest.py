"""Open libraries, closed at the end, and an arXiv of their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from announced import MOMENT
from arxiv_desk import TUESDAY, Moment
from arxiv_server import ArxivServer, arxiv_server
from carrel.paths import Paths
from carrel.services.carrel import Carrel
from carrel.services.open import open_library
from carrel.storage.database import Database


@pytest.fixture
def carrel(library_home: Path) -> Iterator[Carrel]:
    """A library in which all runs that runs in an application."""
    opened = open_library(Paths(library_home), digest_on_import=False, clock=lambda: MOMENT)
    opened.start()
    yield opened
    opened.close()


@pytest.fixture
def desk(library_home: Path) -> Iterator[Carrel]:
    """A library after Welcome, without a model, in which nothing but its lanes runs."""
    opened = open_library(Paths(library_home), digest_on_import=False, clock=lambda: MOMENT)
    opened.settings.change(welcomed=True, model="", refresh_hours=0)
    opened.jobs.start()
    yield opened
    opened.close()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """A database without a library around it."""
    opened = Database(tmp_path / "library.sqlite3")
    yield opened
    opened.close()


@pytest.fixture
def arxiv() -> Iterator[ArxivServer]:
    """An arXiv that has announced nothing yet."""
    with arxiv_server() as server:
        yield server


@pytest.fixture
def clock() -> Moment:
    """The morning of a Tuesday at arXiv."""
    return Moment.on(TUESDAY)
