"""The parent's side of what a child asks in the middle of a call."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import cast

import msgspec

from carrel.worker.protocol import Answer, Problem, Request, encode, raw

OnAsk = Callable[[str, msgspec.Raw], object]
"""Does what a child asks for, given by name and JSON; what it returns, or the ``CarrelError`` it raises, is the reply."""

_MOST_THREADS = 8


class Asking:
    """Answers the asks of one call, up to eight at once, in threads of its own."""

    def __init__(self, on_ask: OnAsk | None, send: Callable[[bytes], None]) -> None:
        """`send` takes a line for the child."""
        self._on_ask = on_ask
        self._send = send
        self._asks: queue.SimpleQueue[Answer | None] = queue.SimpleQueue()
        self._changing = threading.Lock()
        self._threads = 0
        self._open = 0
        self._ended = False

    @property
    def open(self) -> bool:
        """Whether the child waits for a reply: then its silence is ours."""
        return self._open > 0

    def take(self, ask: Answer) -> None:
        """Have `ask` replied to. Returns at once."""
        with self._changing:
            self._open += 1
            more = self._open > self._threads < _MOST_THREADS
            self._threads += more
        self._asks.put(ask)
        if more:
            # Such a thread may hang in a request; as a daemon it keeps neither the call nor the end of Carrel waiting.
            threading.Thread(target=self._work, name=f"asked by call {ask.id}", daemon=True).start()

    def end(self) -> None:
        """Begin nothing more and send nothing more; what is being done ends by itself."""
        with self._changing:
            self._ended = True
            for _ in range(self._threads):
                self._asks.put(None)

    def _work(self) -> None:
        while (ask := self._asks.get()) is not None and not self._ended:
            reply = encode(self._reply(ask))
            with self._changing:
                self._open -= 1
                if not self._ended:
                    self._send(reply)

    def _reply(self, ask: Answer) -> Request:
        try:
            if self._on_ask is None:
                raise LookupError(f"nobody answers {ask.event!r}")
            return Request(ask.id, reply=ask.ask, result=raw(self._on_ask(ask.event, cast("msgspec.Raw", ask.data))))
        except Exception as error:  # noqa: BLE001 - an edge: the child raises it again, a bug as a bug
            return Request(ask.id, reply=ask.ask, error=Problem.of(error))
