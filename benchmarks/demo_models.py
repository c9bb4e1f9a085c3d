"""Models to take pictures of: some of the catalogue here and measured, one on its way, the starter measured too.

The files are the starter's, made as large as the catalogue says without taking room on the disk; nothing reads their
weights. The numbers are made up.
"""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from carrel.domain.job import JobKind, JobState, Lane
from carrel.domain.models import Fit, Held
from carrel.inference.starter import starter_model
from carrel.services.clock import instant
from carrel.services.events import JobProgress
from carrel.storage import jobs

if TYPE_CHECKING:
    from carrel.domain.models import ModelEntry
    from carrel.services.carrel import Carrel
    from carrel.storage.database import Connection

_SPEED = 46.8e9 / 4
"""Bytes of weights a second, about those of a desktop processor: what a speed is made up from."""


def add_models(carrel: Carrel) -> None:
    """Put two models of the catalogue here, measured, the larger one in use; begin to download a third."""
    starter = starter_model()
    if not hasattr(carrel, "model_list"):
        return
    offered = [one for one in carrel.model_list.entries() if one.held is Held.OFFERED and _runs(one)]
    if starter is None or len(offered) < 4:
        return
    offered.sort(key=lambda one: one.bytes)
    here, coming = offered[1:3], offered[-1]
    with carrel.database.write() as connection:
        for number, entry in enumerate(here):
            path = carrel.models.folder / entry.file
            shutil.copyfile(starter, path)
            with path.open("r+b") as file:
                file.truncate(entry.bytes)
            _keep(connection, entry.file, entry.bytes)
            _measure(connection, entry.file, entry.bytes, number)
        _measure(connection, starter.name, starter.stat().st_size, 3)
        if coming.entry is not None:
            payload: dict[str, object] = {}
            jobs.enqueue(
                connection, JobKind.FETCH_MODEL, coming.entry.key, payload, title=coming.name, paper_id=None,
                priority=1, created=_now(),
            )  # fmt: skip
            jobs.claim(connection, Lane.DOWNLOADS, "", _now())
    carrel.settings.change(model=here[-1].file)


def tell_download(carrel: Carrel) -> None:
    """Let the download be some way on, as its lane would tell."""
    if not hasattr(carrel, "model_list"):
        return
    for job in carrel.jobs.open_jobs():
        if job.kind is JobKind.FETCH_MODEL and job.state is JobState.RUNNING:
            entry = next(
                one for one in carrel.model_list.entries() if one.entry is not None and one.entry.key == job.key
            )
            moved = replace(job, done=round(entry.bytes * 0.61), total=entry.bytes, left=300.0)
            carrel.events.publish(JobProgress(moved))


def _runs(entry: ModelEntry) -> bool:
    return bool(entry.bytes) and not entry.search and entry.fit is not Fit.TOO_LARGE


def _keep(connection: Connection, file: str, size: int) -> None:
    connection.execute(
        "INSERT INTO models (file, bytes, source, verified, added) VALUES (?, ?, 'huggingface.co', 'checksum', ?)",
        (file, size, _now()),
    )


def _measure(connection: Connection, file: str, size: int, number: int) -> None:
    decode = min(260.0, _SPEED / size)
    connection.execute(
        "INSERT INTO model_measurements "
        "(file, bytes, measured, prefill, decode, digest_seconds, day_minutes, threads, gpu_layers) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, 2, 0)",
        (file, size, _now(number), decode * 4, decode, 600 / decode, 300 / decode),
    )


def _now(days: int = 0) -> str:
    return instant(datetime.now(UTC) - timedelta(days=days))
