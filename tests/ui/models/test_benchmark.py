"""The Models page's benchmark over a real library: begun by its button, followed, stopped, and its numbers shown."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from carrel.domain.job import JobKind
from carrel.services.carrel import Carrel
from carrel.services.events import Event, Notice
from carrel.services.model_trials import ModelTrials
from carrel.ui.models.page import ModelsPage
from carrel.ui.models.row import RowState
from carrel.worker.model import ModelWorker
from model_entries import OTHER
from shown_window import click, shows
from trial_child import MEASURED, asked, trial_command

pytestmark = pytest.mark.model
_WAIT = 60_000


@pytest.fixture
def child(library: Carrel, tmp_path: Path) -> Iterator[Path]:
    """Trials are answered with made-up numbers, as long as no file ``hold`` is in this folder."""
    folder = tmp_path / "child"
    worker = ModelWorker(command=trial_command(folder))
    trials = ModelTrials(library.database, library.jobs, library.models, worker, library.events, lambda: ("Q4_0",))
    library.jobs.handle({JobKind.BENCH_MODEL: trials.run_bench, JobKind.OPTIMISE_MODEL: trials.run_optimise})
    library.jobs.start()
    yield folder
    library.jobs.close()
    worker.close()


def state(page: ModelsPage) -> RowState:
    row = page.table.row(OTHER)
    assert row is not None
    return row.state


def test_a_benchmark_is_followed_and_its_numbers_shown(
    qtbot: QtBot, child: Path, page: ModelsPage, library: Carrel
) -> None:
    told: list[Event] = []
    library.events.subscribe(told.append)
    (child / "hold").touch()
    page.table.take(OTHER)
    name = state(page).entry.name
    assert shows(page.panel, "Not measured yet.")
    click(qtbot, page.panel, f"Benchmark {name} here")
    qtbot.waitUntil(lambda: shows(page.panel, f"Stop {name} here"), timeout=_WAIT)
    qtbot.waitUntil(lambda: asked(child) == [f"bench {OTHER}"], timeout=_WAIT)
    (child / "hold").unlink()
    qtbot.waitUntil(lambda: state(page).entry.measured == MEASURED, timeout=_WAIT)
    qtbot.waitUntil(lambda: shows(page.panel, f"Benchmark {name} here"), timeout=_WAIT)
    assert shows(page.panel, "Writing: 260 tokens/s; Reading the paper: 344 tokens/s")
    notice = Notice(f"{name} reads 344 and writes 260 tokens a second; 70 papers in about 9 min.")
    qtbot.waitUntil(lambda: notice in told, timeout=_WAIT)


def test_a_benchmark_that_is_stopped_shows_nothing_new(
    qtbot: QtBot, child: Path, page: ModelsPage, library: Carrel
) -> None:
    (child / "hold").touch()
    page.table.take(OTHER)
    name = state(page).entry.name
    click(qtbot, page.panel, f"Benchmark {name} here")
    qtbot.waitUntil(lambda: shows(page.panel, f"Stop {name} here"), timeout=_WAIT)
    click(qtbot, page.panel, f"Stop {name} here")
    qtbot.waitUntil(lambda: shows(page.panel, f"Benchmark {name} here"), timeout=_WAIT)
    assert state(page).entry.measured is None
    assert [job.kind for job in library.jobs.open_jobs() if job.kind is JobKind.BENCH_MODEL] == []
