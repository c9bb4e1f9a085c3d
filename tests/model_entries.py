"""Rows of the models' list as tests and pictures need them: what differs is said, the rest is made up soundly."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from carrel.domain.job import Job, JobKind, JobState
from carrel.domain.models import CatalogEntry, Fit, Held, Measured, ModelEntry, Need

OTHER = "other-model-Q4_1.gguf"
"""A model file of the person's own."""

MEASURED = Measured(
    prefill=1120.4,
    decode=46.81,
    digest_seconds=18.2,
    day_minutes=11.6,
    threads=6,
    gpu_layers=36,
    measured="2026-09-03T12:00:00+00:00",
)


def offered(name: str = "Qwen3 4B Instruct", **changes: Any) -> ModelEntry:
    """A model of the catalogue that is not on this computer."""
    file = f"{name.replace(' ', '-')}-Q4_K_M.gguf"
    key = name.lower().replace(" ", "-")
    entry = CatalogEntry(
        key, name, file, "o/r", "main", "Q4_K_M", "apache-2.0", "English, German", "long digests", 2_500_000_000
    )
    made = ModelEntry(
        key=key,
        name=name,
        file=file,
        held=Held.OFFERED,
        bytes=2_500_000_000,
        parameters=4_000_000_000,
        quantization="Q4_K_M",
        licence="apache-2.0",
        context=16_384,
        layers=36,
        fit=Fit.MEMORY,
        need=Need(2_500_000_000, 1_200_000_000, 400_000_000),
        entry=entry,
    )
    return replace(made, **changes)


def here(name: str = "Qwen3 4B Instruct", **changes: Any) -> ModelEntry:
    """A model that is on this computer."""
    made = offered(name)
    return replace(made, **{"key": made.file, "held": Held.HERE, "verified": "checksum", **changes})


def job(kind: JobKind = JobKind.FETCH_MODEL, state: JobState = JobState.RUNNING, **changes: Any) -> Job:
    """A download, or a trial, as it stands now."""
    made = Job(1, kind, "a", state, {}, "A model", None, 0, 1, "", "", "", "", "", "")
    return replace(made, **changes)
