"""Vectors of texts in the model child: a small encoder, which stays in memory beside the model that writes.

It compares papers, and the statements of digests with their passages.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from types import TracebackType

from carrel.domain.errors import ModelError
from carrel.inference.embedder import Embedder, Vectors
from carrel.inference.encoder import Encoder, bundled_encoder
from carrel.inference.turn import ComputeTurn
from carrel.worker.embedding import Embedded, Embedding
from carrel.worker.loaded import LoadedModel
from carrel.worker.room import Room
from carrel.worker.serve import Call, Operation

_POLL = 0.02
_REST = 3.0
"""While digests are written, vectors that nobody waits for rest three times as long as they computed."""


def operations(loaded: LoadedModel, embedder: LoadedEmbedder) -> Mapping[str, Operation]:
    """The operations by name; they compute with `embedder`, beside the model in `loaded`."""

    def embed(call: Call) -> Embedded:
        """Make the vectors of some texts."""
        arguments = call.arguments(Embedding)
        turn: AbstractContextManager[None] = ComputeTurn(cancelled=call.cancelled, waiting=call.alive)
        if not arguments.interactive:
            turn = StandingBack(turn, lambda: loaded.used, call)
        path = Path(os.fsdecode(arguments.model))
        with loaded.beside(call), embedder.using(path, call) as encoder:
            vectors = encoder.embed(arguments.texts, turn=turn, cancelled=call.cancelled)
            return Embedded(encoder.dimension, vectors.astype("<f4").tobytes())

    return {"embed": embed}


class LoadedEmbedder:
    """The one encoder in memory; loaded when it is first asked for, exchanged when nobody uses it any more."""

    def __init__(self) -> None:
        self._room = Room()
        self._loading = threading.Lock()
        self._embedder: Embedder | None = None
        self._of: object = None

    @contextmanager
    def using(self, path: Path, call: Call) -> Iterator[Embedder]:
        """The encoder in the file at `path`.

        Raises:
            ModelError: it cannot be loaded. Cancelled: `call` was cancelled while it waited.
        """
        of = _state(path)
        with self._room.inside(of, call.cancelled):
            with self._loading:
                if self._embedder is None or self._of != of:
                    if self._embedder is not None:
                        self._embedder.close()
                    self._embedder = None
                    self._embedder = Embedder(path)
                    self._of = of
                embedder = self._embedder
            yield embedder

    @contextmanager
    def bundled(self, call: Call) -> Iterator[Encoder]:
        """The encoder that comes with Carrel, as `call` uses it: in turns with all other computing, until it is cancelled.

        Raises:
            ModelError: this installation lacks it, or it cannot be loaded. Cancelled: `call` was cancelled meanwhile.
        """
        path = bundled_encoder()
        if path is None:
            raise ModelError("The model that compares texts is not there.", "Install Carrel again: it comes with it.")
        with self.using(path, call) as embedder:
            yield _InTurn(embedder, call)


class _InTurn:
    """An encoder that takes turns with other computing on this computer."""

    def __init__(self, embedder: Embedder, call: Call) -> None:
        self._embedder = embedder
        self._call = call

    def embed(self, texts: Sequence[str]) -> Vectors:
        turn = ComputeTurn(cancelled=self._call.cancelled, waiting=self._call.alive)
        return self._embedder.embed(texts, turn=turn, cancelled=self._call.cancelled)


class StandingBack:
    """A turn to compute that is asked for less often while somebody writes."""

    def __init__(self, turn: AbstractContextManager[None], writing: Callable[[], bool], call: Call) -> None:
        self._turn = turn
        self._writing = writing
        self._call = call
        self._began = 0.0
        self._rest_until = 0.0

    def __enter__(self) -> None:
        """Rest, then wait for the turn.

        Raises:
            Cancelled: the call was cancelled meanwhile.
        """
        while self._writing() and time.monotonic() < self._rest_until:
            self._call.alive()
            self._call.check()
            time.sleep(_POLL)
        self._turn.__enter__()
        self._began = time.monotonic()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        ended = time.monotonic()
        self._rest_until = ended + _REST * (ended - self._began)
        self._turn.__exit__(kind, error, trace)


def _state(path: Path) -> tuple[Path, int, int] | None:
    try:
        state = path.stat()
    except OSError:
        # The encoder says what is wrong with the file.
        return None
    return path, state.st_size, state.st_mtime_ns
