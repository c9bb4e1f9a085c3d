"""The parent's side of a child: calls with limits and cancelling, and a child started whenever one is needed."""

from __future__ import annotations

import itertools
import queue
import threading
from collections.abc import Callable, Sequence
from typing import TypeVar

import msgspec

from carrel.domain.errors import WorkerDied
from carrel.worker.asking import Asking, OnAsk
from carrel.worker.process import Answers, ChildProcess, command_for
from carrel.worker.protocol import Answer, BrokenLine, Request, decode, encode, raw
from carrel.worker.room import Room
from carrel.worker.watch import CancelCheck, Watch, as_function, stopped

OnEvent = Callable[[str, msgspec.Raw], None]
"""Gets an event's name and its JSON."""

_Result = TypeVar("_Result")
_POLL = 0.02
_WORKS = {"documents": "reads PDFs", "model": "runs the language model"}
_DIED_ADVICE = {
    "documents": "Try again. If this file does it every time, it is damaged or needs more memory than Carrel allows.",
    "model": "Try again. If it happens again, close other programs or choose a smaller model: memory may have run out.",
}


class WorkerCrashed(WorkerDied):
    """The child ended by a fault of its own; nobody killed it."""


class Child:
    """A child process of one kind, started by the first call. Any thread may call.

    Calls wait for one another, or, with `together`, are all in flight at once. One that has to be ended then takes the
    process with it, and the others fail with ``WorkerDied``.
    """

    def __init__(
        self,
        kind: str,
        *,
        together: bool = False,
        memory_bytes: int | None = None,
        calls_per_process: int | None = None,
        on_log: Callable[[str], None] | None = None,
        command: Sequence[str] | None = None,
    ) -> None:
        """Prepare a child of `kind` ("documents" or "model"); nothing is started yet.

        After `calls_per_process` calls, where they go one by one, a fresh process is started, for native libraries keep memory. `on_log` gets the
        child's lines of standard error, in a thread of its own. `command` replaces Carrel's own.
        """
        self._kind = kind
        self._command = list(command or command_for(kind, memory_bytes))
        self._calls_per_process = calls_per_process
        self._on_log = on_log
        self._together = together
        self._room = Room()
        self._changing = threading.Lock()
        self._ids = itertools.count(1)
        self._process: ChildProcess | None = None
        self._calls = 0
        self._closed = False

    @property
    def pid(self) -> int | None:
        """The running process's number, or None."""
        process = self._process
        return process.pid if process is not None and process.alive else None

    @property
    def closed(self) -> bool:
        """Whether `close` was called."""
        return self._closed

    def call(
        self,
        operation: str,
        arguments: object,
        returns: type[_Result],
        *,
        on_event: OnEvent | None = None,
        on_ask: OnAsk | None = None,
        seconds: float | None = None,
        silence: float | None = None,
        cancelled: CancelCheck | None = None,
        alone: bool = False,
    ) -> _Result:
        """Have the child do `operation` and return its result as a `returns`.

        `on_event` is called in the calling thread. `on_ask` does what the child asks for in the middle of the call, up to
        eight at once in threads of the call's own, which may outlast it. `seconds` limits the whole call from when its
        turn came, `silence` the time between two lines from the child while it asks for nothing. `cancelled` is asked
        about fifty times a second. `alone` waits until no other call is in flight and keeps others waiting.

        Raises:
            CarrelError: what the operation raised.
            WorkerDied: the child ended, or was stopped, before it answered.
            TimeLimit: a limit was reached; the child was ended.
            Cancelled: `cancelled` said so; a child that does not stop within two seconds was ended.
            RuntimeError: the operation raised something else, which is a bug; its traceback is a note.
        """
        with self._room.inside("together" if self._together and not alone else None, as_function(cancelled)):
            process = self._running()
            request = Request(next(self._ids), operation, raw(arguments))
            cancel = encode(Request(request.id, cancel=True))
            watch = Watch(seconds, silence, cancelled, tell=lambda: process.send(cancel))
            asking = Asking(on_ask, process.send)
            answers = process.begin(request.id)
            try:
                process.send(encode(request))
                answer = self._exchange(answers, process, watch, on_event, asking)
            finally:
                process.forget(request.id)
                asking.end()
        if watch.cancelling:
            raise stopped()
        if answer.error is not None:
            raise answer.error.exception()
        if isinstance(answer.result, msgspec.UnsetType):
            raise BrokenLine("an answer has neither a result nor an error")
        return decode(answer.result, returns)

    def stop(self) -> None:
        """End the process; the next call starts a new one. A call in progress fails with ``WorkerDied``."""
        with self._changing:
            process, self._process = self._process, None
        if process is not None:
            process.end()

    def close(self) -> None:
        """End the process for good."""
        self._closed = True
        self.stop()

    def _running(self) -> ChildProcess:
        if self._calls_per_process is not None and self._calls >= self._calls_per_process:
            self.stop()
        with self._changing:
            if self._closed:
                raise self._died("it was closed")
            if self._process is None or not self._process.alive:
                try:
                    self._process = ChildProcess(self._command, name=f"worker {self._kind}", on_log=self._on_log)
                except OSError as error:
                    raise self._died(f"it could not be started: {error}") from error
                self._calls = 0
            self._calls += 1
            return self._process

    def _exchange(
        self, answers: Answers, process: ChildProcess, watch: Watch, on_event: OnEvent | None, asking: Asking
    ) -> Answer:
        """Wait for the answer. Left in any other way than with one, the process is in an unknown state and is ended."""
        settled = False
        try:
            answer = self._wait(answers, process, watch, on_event, asking)
            settled = not answer.last
        finally:
            if not settled:
                with self._changing:
                    if self._process is process:
                        self._process = None
                process.kill()
        return answer

    def _wait(
        self, answers: Answers, process: ChildProcess, watch: Watch, on_event: OnEvent | None, asking: Asking
    ) -> Answer:
        while True:
            if asking.open:
                watch.heard()
            watch.check()
            try:
                answer = answers.get(timeout=_POLL)
            except queue.Empty:
                continue
            if answer is None:
                if watch.cancelling:
                    raise stopped()
                raise self._died(process.ending(), process.log, WorkerCrashed if process.crashed else WorkerDied)
            watch.heard()
            if answer.ask:
                asking.take(answer)
            elif not answer.event:
                if not answer.alive:
                    return answer
            elif on_event is not None and not watch.cancelling and not isinstance(answer.data, msgspec.UnsetType):
                on_event(answer.event, answer.data)

    def _died(self, how: str, log: str = "", kind: type[WorkerDied] = WorkerDied) -> WorkerDied:
        work = _WORKS.get(self._kind, "does the work")
        return kind(
            f"The part of Carrel that {work} ended before it was done ({how}).",
            _DIED_ADVICE.get(self._kind, "Try again."),
            details=log,
        )


def twice(child: Child, call: Callable[[], _Result]) -> _Result:
    """What `call`, which asks `child`, returns; asked once more where the child died over it and was not closed."""
    try:
        return call()
    except WorkerDied:
        if child.closed:
            raise
        return call()
