"""How this installation is: what ``carrel doctor`` and the Settings page show."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import shutil
import sys
from dataclasses import dataclass

from carrel import __version__
from carrel.domain.errors import CarrelError
from carrel.paths import Paths
from carrel.services.computer import Computer
from carrel.services.models import Models
from carrel.storage import backup
from carrel.storage.conditions import newest_backup
from carrel.storage.database import Database, sqlite_version

_PACKAGES = (
    "PySide6-Essentials",
    "PySide6-Addons",
    "PySide6-Pdf",
    "llama-cpp-python",
    "arxiv",
    "pypdf",
    "pypdfium2",
    "platformdirs",
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report: what, how it is in words, and whether it is well."""

    name: str
    value: str
    well: bool = True


class Health:
    """Looks at everything Carrel stands on."""

    def __init__(self, paths: Paths, database: Database, models: Models, computer: Computer) -> None:
        self._paths = paths
        self._database = database
        self._models = models
        self._computer = computer

    def report(self) -> list[Finding]:
        """Versions, folders, screen, model, processor and GPU, database. Takes a second: the model's child is asked."""
        return [*self._versions(), *self._folders(), self._screen(), *self._model(), *self._library()]

    def _versions(self) -> list[Finding]:
        found = [
            Finding("Carrel", __version__),
            Finding("Python", f"{platform.python_version()}, {sys.executable}"),
            Finding("SQLite", sqlite_version()),
        ]
        for package in _PACKAGES:
            try:
                found.append(Finding(package, importlib.metadata.version(package)))
            except importlib.metadata.PackageNotFoundError:
                continue
        return found

    def _folders(self) -> list[Finding]:
        free = shutil.disk_usage(self._paths.home).free
        writable = os.access(self._paths.home, os.W_OK)
        return [
            Finding(
                "Library", str(self._paths.home) if writable else f"{self._paths.home} cannot be written", writable
            ),
            Finding("Models folder", str(self._paths.models)),
            Finding("Free space", f"{free / 1e9:.1f} GB", free > 1e9),
        ]

    def _screen(self) -> Finding:
        chosen = os.environ.get("QT_QPA_PLATFORM")
        if chosen:
            return Finding("Screen", f"Qt platform {chosen}, set by QT_QPA_PLATFORM")
        if sys.platform in {"win32", "darwin"} or os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY"):
            return Finding("Screen", "there is one")
        return Finding("Screen", "none: neither DISPLAY nor WAYLAND_DISPLAY is set, so no window can open", well=False)

    def _model(self) -> list[Finding]:
        choice = self._models.chosen()
        if choice.info is not None:
            info = choice.info
            text = f"{choice.name}, {info.quantization}, {info.bytes / 1e6:.0f} MB, context {info.context}"
            found = [Finding("Model", text)]
        elif choice.on_server and choice.usable:
            found = [Finding("Model", f"your own server at {choice.name}")]
        else:
            found = [Finding("Model", choice.problem or "none is set; digests are made of the paper's own sentences")]
        return [*found, *self._hardware()]

    def _hardware(self) -> list[Finding]:
        """What models are computed with, what is left aside, and why."""
        try:
            found = self._computer.look()
        except CarrelError as error:
            return [Finding("Processor", str(error), well=False)]
        used = ", ".join(found.features) or "none that make models faster"
        aside = f"; there, but not used: {', '.join(found.unused)}" if found.unused else ""
        formats = ", ".join(found.repacks) or "none"
        threads = f"{found.cores}, one for each physical core" if found.cores > 1 else "1, for the one core"
        return [
            Finding(
                "Processor", f"{found.processor}; {found.cores} physical {'core' if found.cores == 1 else 'cores'}"
            ),
            Finding("Instructions", f"{used}{aside}"),
            Finding("Threads", threads),
            Finding("Formats", f"rearranged when loaded: {formats}"),
            Finding("Memory", f"{found.memory_available / 1e9:.1f} of {found.memory / 1e9:.1f} GB free"),
            Finding("llama.cpp for", ", ".join(found.backends) or "unknown: its library could not be asked"),
            Finding(
                "GPU", found.gpu if found.devices else f"{found.gpu} docs/models.md tells how to get another build."
            ),
        ]

    def _library(self) -> list[Finding]:
        with self._database.read() as connection:
            problems = backup.check(connection)
        newest = newest_backup(self._paths.backups)
        return [
            Finding("Database", "; ".join(problems) or "sound", not problems),
            Finding("Newest copy", newest.name if newest else "none yet"),
        ]
