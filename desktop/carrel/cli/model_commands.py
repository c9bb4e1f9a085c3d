"""The commands about models."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

from carrel.cli import model_text
from carrel.cli.output import Output, problems
from carrel.domain.errors import InputError
from carrel.domain.job import Job, JobState
from carrel.domain.models import Held
from carrel.services.carrel import Carrel
from carrel.services.events import Event, JobProgress, Notice
from carrel.services.models import ModelChoice

_TELL_SECONDS = 0.2


def models(carrel: Carrel, given: argparse.Namespace) -> Output:
    """Do what was asked for with models."""
    return _ACTIONS[given.action](carrel, given)


def _list(carrel: Carrel, given: argparse.Namespace) -> Output:
    entries = carrel.model_list.entries()
    if given.here:
        entries = [one for one in entries if one.held in {Held.INCLUDED, Held.HERE}]
    return Output(entries, "\n".join(model_text.table(entries)))


def _get(carrel: Carrel, given: argparse.Namespace) -> Output:
    entry = carrel.catalog.find(given.model)
    if entry is None:
        raise InputError(f"The catalogue has no model {given.model}.", "carrel models list shows those it has.")
    if not entry.repository or (carrel.models.folder / entry.file).exists():
        raise InputError(f"{entry.name} is on this computer already.", "carrel models list shows what is.")
    return _wait(carrel, lambda: carrel.model_downloads.get(entry.key, use=given.use), entry.file)


def _add(carrel: Carrel, given: argparse.Namespace) -> Output:
    choice = carrel.models.add(Path(given.file), link=given.link)
    how = "Linked" if given.link else "Copied"
    told = f"{how} {choice.name} into the models folder. carrel models use {choice.key} chooses it."
    return Output(_data(choice), told)


def _use(carrel: Carrel, given: argparse.Namespace) -> Output:
    choice = carrel.models.choose("" if given.model == "none" else _key(carrel, given.model))
    if not choice.key:
        return Output({"model": ""}, "No model is used now. Digests are made of the papers' own sentences.")
    return Output({"model": choice.key}, f"{choice.name} writes the digests now.")


def _remove(carrel: Carrel, given: argparse.Namespace) -> Output:
    told = _Told()
    carrel.events.subscribe(told)
    key = _key(carrel, given.model)
    carrel.models.remove(key)
    return Output({"removed": key, "model": carrel.settings.current.model}, "\n".join(told.notices))


def _bench(carrel: Carrel, given: argparse.Namespace) -> Output:
    key = _key(carrel, given.model)
    output = _wait(carrel, lambda: carrel.model_trials.bench(key), key)
    choice = carrel.models.find(key)
    found = carrel.model_list.measured(choice)
    if output.problems or found is None:
        return output
    return Output(found, "\n".join(model_text.measured(choice.name, found)))


def _optimise(carrel: Carrel, given: argparse.Namespace) -> Output:
    key = _key(carrel, given.model)
    return _wait(carrel, lambda: carrel.model_trials.optimise(key), key)


_ACTIONS: dict[str, Callable[[Carrel, argparse.Namespace], Output]] = {
    "list": _list,
    "get": _get,
    "add": _add,
    "use": _use,
    "remove": _remove,
    "bench": _bench,
    "optimise": _optimise,
}


class _Told:
    """Keeps the notices that are published, and shows how far a job is where a person looks on."""

    def __init__(self) -> None:
        self.notices: list[str] = []
        self.wanted = 0
        self._shown = sys.stderr.isatty()
        self._next = 0.0
        self._line = False

    def __call__(self, event: Event) -> None:
        if isinstance(event, Notice):
            self.notices.append(event.text)
        elif isinstance(event, JobProgress) and event.job.id == self.wanted and self._shown:
            self._show(event.job)

    def end(self) -> None:
        """Clear the line that was shown."""
        if self._line:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)

    def _show(self, job: Job) -> None:
        moment = time.monotonic()
        if moment >= self._next:
            self._next = moment + _TELL_SECONDS
            self._line = True
            print(f"\r\x1b[K{model_text.progress(job)}", end="", file=sys.stderr, flush=True)


def _wait(carrel: Carrel, begin: Callable[[], Job], key: str) -> Output:
    """Begin a job and wait for its end; when the person stops waiting, a download goes on the next time."""
    told = _Told()
    carrel.events.subscribe(told)
    job = begin()
    told.wanted = job.id
    try:
        ended = carrel.jobs.wait([job])
    finally:
        told.end()
    done = any(one.id == job.id and one.state is JobState.DONE for one in ended)
    return Output(_data(carrel.models.find(key)), "\n".join(told.notices) if done else "", problems(ended))


def _key(carrel: Carrel, name: str) -> str:
    """The key of a model on this computer, by its key, its name in the catalogue, or its path; "" is the one in use."""
    if not name:
        choice = carrel.models.chosen()
        if not choice.key:
            raise InputError("No model is in use.", "Name one: carrel models list shows them.")
        return choice.key
    entry = carrel.catalog.find(name)
    if entry is not None and entry.repository:
        if not (carrel.models.folder / entry.file).is_file():
            raise InputError(f"{entry.name} is not on this computer.", f"carrel models get {entry.key} downloads it.")
        return entry.file
    if Path(name).is_file() and not (carrel.models.folder / name).is_file():
        return str(Path(name).absolute())
    return name


def _data(choice: ModelChoice) -> dict[str, object]:
    info = choice.info
    return {
        "model": choice.key,
        "name": choice.name,
        "bytes": info.bytes if info is not None else 0,
        "quantization": info.quantization if info is not None else "",
        "problem": choice.problem,
    }
