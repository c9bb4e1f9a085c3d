"""How models look on a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from carrel.domain.job import Job
from carrel.domain.models import Fit, Held, Measured, ModelEntry

_FITS = {
    Fit.GPU: "fits the GPU",
    Fit.SHARED: "shares with memory",
    Fit.MEMORY: "fits in memory",
    Fit.SLOW: "slow here",
    Fit.TOO_LARGE: "too large",
    Fit.UNKNOWN: "",
}
_HELD = {
    Held.INCLUDED: "included",
    Held.HERE: "here",
    Held.DOWNLOADING: "downloading",
    Held.OFFERED: "",
}
_HEAD = ("model", "name", "size", "fit", "tokens/s", "state")


def table(entries: Sequence[ModelEntry]) -> list[str]:
    """A line a model under a line that names the columns; why one cannot be used stands below it."""
    rows = [_HEAD, *map(_row, entries)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD))]
    lines = [
        "  ".join(_set(cell, width, column) for column, (cell, width) in enumerate(zip(row, widths, strict=True)))
        for row in rows
    ]
    told = []
    for line, entry in zip([lines[0], *lines[1:]], [None, *entries], strict=True):
        told.append(line.rstrip())
        if entry is not None and entry.problem:
            told.append(f"    {entry.problem}")
    return told


def measured(name: str, found: Measured) -> list[str]:
    """What a benchmark found."""
    minutes = max(1, round(found.day_minutes))
    return [
        name,
        f"  reads        {rate(found.prefill)} tokens a second",
        f"  writes       {rate(found.decode)} tokens a second",
        f"  one digest   {found.digest_seconds:.0f} s"
        if found.digest_seconds >= 10
        else f"  one digest   {found.digest_seconds:.1f} s",
        f"  70 papers    about {minutes} min",
    ]


def progress(job: Job) -> str:
    """How far a job is, on one line."""
    parts = [job.title]
    if job.total > 0:
        parts.append(f"{job.done / job.total:4.0%}")
        if job.total >= 1_000_000:
            parts.append(f"{size(job.done)} of {size(job.total)}")
    if job.left > 0:
        parts.append(f"about {_left(job.left)} left")
    if job.stage:
        parts.append(job.stage)
    return "  ".join(parts)


def rate(speed: float) -> str:
    """Tokens a second: whole ones from a hundred on."""
    return f"{speed:,.0f}" if speed >= 100 else f"{speed:.1f}".removesuffix(".0")


def size(count: int) -> str:
    """Bytes in words ("98 MB", "2.4 GB")."""
    return f"{count / 1e9:.1f} GB" if count >= 1_000_000_000 else f"{count / 1e6:.0f} MB"


def _row(entry: ModelEntry) -> tuple[str, ...]:
    speed = ""
    if entry.measured is not None:
        speed = rate(entry.measured.prefill if entry.search else entry.measured.decode)
    state = "in use" if entry.in_use else _HELD[entry.held]
    if entry.search:
        state = f"{state}, for search"
    if entry.verified == "checksum" and entry.held is Held.HERE:
        state = f"{state}, verified"
    if entry.better_format:
        state = f"{state}, faster as {entry.better_format}"
    fit = "cannot be used" if entry.problem else _FITS[entry.fit]
    return entry.key, entry.name, size(entry.bytes) if entry.bytes else "", fit, speed, state


def _set(cell: str, width: int, column: int) -> str:
    """A cell in its column; numbers stand to the right."""
    return cell.rjust(width) if column in {2, 4} else cell.ljust(width)


def _left(seconds: float) -> str:
    return f"{seconds / 60:.0f} min" if seconds >= 90 else f"{seconds:.0f} s"
