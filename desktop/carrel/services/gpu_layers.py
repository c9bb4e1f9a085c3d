"""How many layers of a model the GPU is given, and what is said when it could not hold them."""

from __future__ import annotations

import logging
from pathlib import Path

from carrel.domain.changes import Changes
from carrel.domain.errors import ModelError, StorageError
from carrel.services.clock import now
from carrel.services.events import Events, Notice
from carrel.storage import gpu_layers
from carrel.storage.database import Database

_log = logging.getLogger(__name__)


class GpuLayers:
    """Keeps what the GPU held of each model file, for this run and later ones. Any thread may call."""

    def __init__(self, database: Database, events: Events) -> None:
        self._database = database
        self._events = events

    def wanted(self, path: Path) -> int | None:
        """As many layers as the person set, or as the GPU held; None: as many as fit."""
        try:
            size = path.stat().st_size
        except OSError:
            # Whoever loads the file says what is wrong with it.
            return None
        with self._database.read() as connection:
            return gpu_layers.wanted(connection, path.name, size)

    def choose(self, path: Path, layers: int | None) -> None:
        """Keep how many layers of the model at `path` the person gives the GPU; None: as many as fit.

        Raises:
            ModelError: the file is not there.
            StorageError: it cannot be kept.
        """
        try:
            size = path.stat().st_size
        except OSError as error:
            raise ModelError(f"{path.name} is not there any more.", "Choose another model.") from error
        with self._database.write() as connection:
            gpu_layers.keep_wanted(connection, path.name, size, layers, now())
        # Whoever shows models reads them anew.
        self._events.publish(Changes(settings=True))

    def fewer(self, path: Path, layers: int, of: int) -> None:
        """Take note that work on the model at `path` goes on with `layers` of its `of` layers on the GPU, and say so."""
        try:
            size = path.stat().st_size
            with self._database.write() as connection:
                gpu_layers.keep_held(connection, path.name, size, layers, now())
        except (OSError, StorageError):
            # What is being written goes on all the same; the next run finds out again.
            _log.exception("what the GPU holds of %s could not be kept", path.name)
        self._events.publish(
            Notice(
                f"The GPU ran out of memory. Carrel moved {of - layers} of {of} layers to the processor and went on. "
                "Nothing was lost."
            )
        )
