"""The models' list: what comes with Carrel, what is on this computer, what is on its way, and what can be downloaded."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from carrel.domain.errors import CarrelError
from carrel.domain.job import Job, JobKind
from carrel.domain.models import CatalogEntry, Fit, Held, Measured, ModelEntry, Need, Optimised
from carrel.inference.gguf_header import parse_header
from carrel.inference.memory import CELLS_EACH, LONGEST_DEFAULT, WIDTH, WIDTH_ON_GPU, computing_bytes
from carrel.inference.quantize import better_format, name_in_format
from carrel.paths import bundled
from carrel.services.catalog import Catalog
from carrel.services.computer import Computer
from carrel.services.jobs import JobRunner
from carrel.services.models import STARTER, ModelChoice, Models
from carrel.storage import measurements
from carrel.storage import models as table
from carrel.storage.database import Database

if TYPE_CHECKING:
    from carrel.inference.hardware import Hardware

_COMPUTING = 600_000_000
"""Room to compute in that is counted for a model whose header is not here: that of one with 200,000 kinds of tokens."""

_CACHE_BYTES = 200_000
"""What is counted for a token of context where the catalogue does not know it: as much as the most of its models take."""

_SEQUENCES = 64
"""Texts that the model for search takes at once."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What the rows are made of, read at one moment."""

    files: Mapping[str, table.Known]
    measured: Mapping[tuple[str, int], Measured]
    copies: Mapping[tuple[str, int], Optimised]
    written: Collection[table.Written]
    downloads: Mapping[str, Job]
    hardware: Hardware | None

    @property
    def on_gpu(self) -> bool:
        return self.hardware is not None and bool(self.hardware.devices)


class ModelList:
    """Puts the list together. Any thread may ask; it reads files and the first time asks a child about this computer."""

    def __init__(
        self, database: Database, models: Models, catalog: Catalog, computer: Computer, jobs: JobRunner
    ) -> None:
        self._database = database
        self._models = models
        self._catalog = catalog
        self._computer = computer
        self._jobs = jobs

    def entries(self) -> list[ModelEntry]:
        """The rows: included, here (by name), then those of the catalogue that are on their way or can be downloaded."""
        known = self._look()
        choices = self._models.available()
        chosen = self._models.chosen()
        if chosen.path is not None and all(one.key != chosen.key for one in choices):
            # A file that was chosen where it lies, outside of the models folder.
            choices.append(chosen)
        offered = {one.file: one for one in self._catalog.entries() if one.repository}
        names = {one.path.name for one in choices if one.path is not None}
        here = [self._here(one, offered.get(_file(one)), known, names, chosen.key) for one in choices]
        search = [self._search(one, known) for one in self._catalog.entries() if one.search and not one.repository]
        away = [self._offered(one, known) for one in offered.values() if one.file not in names]
        return [*here[:1], *search, *here[1:], *sorted(away, key=lambda one: one.held is not Held.DOWNLOADING)]

    def measured(self, choice: ModelChoice) -> Measured | None:
        """How fast a model was last, None where nobody measured it. Asks no child, so it is for what is shown at the start."""
        if choice.path is None:
            return None
        with self._database.read() as connection:
            return measurements.latest(connection).get((choice.path.name, _size(choice.path)))

    def _look(self) -> _Known:
        try:
            hardware = self._computer.look()
        except CarrelError:
            # What fits is not known then; what is wrong is told where the computer is shown.
            hardware = None
        jobs = [job for job in self._jobs.open_jobs() if job.kind is JobKind.FETCH_MODEL]
        with self._database.read() as connection:
            return _Known(
                table.known(connection),
                measurements.latest(connection),
                measurements.copies(connection),
                table.written(connection),
                {job.key: job for job in jobs},
                hardware,
            )

    def _here(
        self, choice: ModelChoice, entry: CatalogEntry | None, known: _Known, names: Collection[str], chosen: str
    ) -> ModelEntry:
        info, file = choice.info, _file(choice)
        made = ModelEntry(
            key=choice.key,
            name=choice.name,
            file=file,
            held=Held.INCLUDED if choice.key == STARTER else Held.HERE,
            bytes=info.bytes if info is not None else _size(choice.path),
            parameters=info.parameters if info is not None else 0,
            quantization=info.quantization if info is not None else "",
            licence=info.licence if info is not None else "",
            context=info.context if info is not None else 0,
            layers=info.layers if info is not None else 0,
            fit=Fit.UNKNOWN,
            entry=entry or (self._catalog.find(STARTER) if choice.key == STARTER else None),
            problem=choice.problem,
            in_use=choice.key == chosen,
        )
        if made.entry is not None and made.bytes == made.entry.bytes:
            made = replace(made, name=made.entry.name, licence=made.licence or made.entry.licence)
        if info is not None:
            need = self._models.need(choice, on_gpu=known.on_gpu)
            better = better_format(info, known.hardware.repacks) if known.hardware is not None else ""
            made = replace(
                made,
                need=need,
                fit=self._fit(need, known),
                better_format="" if better and name_in_format(file, better) in names else better,
            )
        return _with_past(made, known)

    def _search(self, entry: CatalogEntry, known: _Known) -> ModelEntry:
        made = replace(_of_catalog(entry), held=Held.INCLUDED)
        try:
            need = _need_for_search(bundled(f"models/embedder/{entry.file}"))
        except (FileNotFoundError, CarrelError):
            return replace(made, problem="It is missing from this installation of Carrel.")
        return _with_past(replace(made, need=need, fit=self._fit(need, known)), known)

    def _offered(self, entry: CatalogEntry, known: _Known) -> ModelEntry:
        job = known.downloads.get(entry.key)
        need = _expected_need(entry, WIDTH_ON_GPU if known.on_gpu else WIDTH)
        return replace(
            _of_catalog(entry),
            held=Held.OFFERED if job is None else Held.DOWNLOADING,
            need=need,
            fit=self._fit(need, known),
            job=0 if job is None else job.id,
        )

    def _fit(self, need: Need | None, known: _Known) -> Fit:
        return Fit.UNKNOWN if need is None else self._computer.fit(need, known.hardware)


def _of_catalog(entry: CatalogEntry) -> ModelEntry:
    return ModelEntry(
        key=entry.key,
        name=entry.name,
        file=entry.file,
        held=Held.OFFERED,
        bytes=entry.bytes,
        parameters=entry.parameters,
        quantization=entry.quantization,
        licence=entry.licence,
        context=entry.context,
        layers=entry.layers,
        fit=Fit.UNKNOWN,
        entry=entry,
        search=entry.search,
    )


def _expected_need(entry: CatalogEntry, parallel: int) -> Need | None:
    """What a model of the catalogue takes, as `carrel.inference.memory.needed`, from what is known without its file."""
    if not entry.bytes:
        return None
    cells = min(entry.context or LONGEST_DEFAULT, LONGEST_DEFAULT) + parallel * CELLS_EACH
    return Need(entry.bytes, cells * (entry.cache_bytes or _CACHE_BYTES), _COMPUTING)


@lru_cache(maxsize=4)
def _need_for_search(path: Path) -> Need:
    header = parse_header(path)
    architecture = header.text("general.architecture")
    tokens = header.number(f"{architecture}.context_length")
    computing = computing_bytes(header, architecture, tokens, sequences=_SEQUENCES, on_gpu=False)
    return Need(path.stat().st_size, 0, computing)


def _with_past(made: ModelEntry, known: _Known) -> ModelEntry:
    """The row with what is known of its file, how fast it was and what it wrote."""
    file = known.files.get(made.file)
    if file is not None and file.bytes != made.bytes:
        file = None
    promised = made.entry.sha256 if made.entry is not None and made.entry.bytes == made.bytes else ""
    sha256 = file.sha256 if file is not None else ""
    verified = file.verified if file is not None else ""
    if sha256 and sha256 == promised:
        verified = "checksum"
    made = replace(
        made,
        measured=known.measured.get((made.file, made.bytes)),
        copy=known.copies.get((made.file, made.bytes)),
        gpu_layers=file.gpu_layers if file is not None else None,
        verified=verified,
    )
    if not sha256 and made.held is Held.INCLUDED:
        sha256 = promised
    written = _written(known.written, sha256, made.file)
    if written is None:
        return made
    return replace(
        made,
        digests=written.digests,
        digest_seconds=written.seconds,
        statements=written.statements,
        supported=written.supported,
    )


def _written(all_written: Iterable[table.Written], sha256: str, file: str) -> table.Written | None:
    """What this file wrote; where nobody has its hash yet, what was written most by a file of its name."""
    if sha256:
        return next((one for one in all_written if one.sha256 == sha256), None)
    named = [one for one in all_written if one.file == file]
    return max(named, key=lambda one: one.digests, default=None)


def _file(choice: ModelChoice) -> str:
    return choice.path.name if choice.path is not None else choice.key


def _size(path: Path | None) -> int:
    try:
        return path.stat().st_size if path is not None else 0
    except OSError:
        return 0
