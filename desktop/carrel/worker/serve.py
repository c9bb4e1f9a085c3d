"""The child's life: claim the pipes, limit itself, then do one operation after another until standard input ends."""

from __future__ import annotations

import logging
import os
import queue
import signal
import threading
import traceback
from collections.abc import Callable, Mapping
from typing import TypeVar

from carrel import __version__
from carrel.domain.errors import Cancelled, CarrelError, WorkerDied
from carrel.log import start_log
from carrel.worker import limits
from carrel.worker.pipes import Pipes, leave
from carrel.worker.protocol import BUG, Answer, BrokenLine, Problem, Ready, Request, decode, raw

IDLE_SECONDS = 600.0
"""A child without work for so long ends, which gives a model's memory back. The parent starts another when it needs one."""

_log = logging.getLogger(__name__)
_Arguments = TypeVar("_Arguments")


class Call:
    """One request, as the operation that answers it sees it."""

    def __init__(self, request: Request, pipes: Pipes) -> None:
        self._request = request
        self._pipes = pipes
        self._flag = threading.Event()

    def arguments(self, kind: type[_Arguments]) -> _Arguments:
        """The request's arguments as a `kind` (a struct or dataclass)."""
        return decode(self._request.arguments, kind)

    def event(self, name: str, data: object = None) -> None:
        """Tell the parent something before the result."""
        self._pipes.send(Answer(self._request.id, event=name, data=raw(data)))

    def cancel(self) -> None:
        """Note that the parent no longer wants the result."""
        self._flag.set()

    def cancelled(self) -> bool:
        """Whether the parent no longer wants the result."""
        return self._flag.is_set()

    def check(self) -> None:
        """Raise ``Cancelled`` if the parent no longer wants the result."""
        if self._flag.is_set():
            raise Cancelled("The work was stopped.")


Operation = Callable[[Call], object]
"""Answers a call: what it returns becomes the result, what it raises the error."""


def main(kind: str, memory_bytes: int | None = None) -> None:
    """Serve the operations of `kind` ("documents" or "model") within limits; returns when idle for long."""
    pipes = Pipes.claim()
    limits.limit_memory(memory_bytes)
    limits.yield_to_others()
    limits.prepare_environment()
    _run(pipes, _operations(kind), IDLE_SECONDS)


def serve(operations: Mapping[str, Operation], *, idle_seconds: float = IDLE_SECONDS) -> None:
    """Serve `operations` without limits on memory."""
    _run(Pipes.claim(), operations, idle_seconds)


def _operations(kind: str) -> Mapping[str, Operation]:
    if kind == "documents":
        from carrel.worker import operations_documents  # noqa: PLC0415 - a child loads only what it needs

        return operations_documents.operations()
    if kind == "model":
        from carrel.worker import operations_model  # noqa: PLC0415 - a child loads only what it needs

        return operations_model.operations()
    raise ValueError(f"there is no child of the kind {kind!r}")


def _run(pipes: Pipes, operations: Mapping[str, Operation], idle_seconds: float) -> None:
    # Ctrl-C in a terminal reaches the whole group; the parent decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    start_log(None, "worker")
    waiting: queue.SimpleQueue[tuple[Request, Call]] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(pipes, waiting), name="requests", daemon=True).start()
    pipes.send(Answer(ready=Ready(__version__, os.getpid())))
    while True:
        try:
            request, call = waiting.get(timeout=idle_seconds)
        except queue.Empty:
            leave(0)
        answer = _answer(request, call, operations)
        pipes.send(answer)
        if answer.last:
            leave(0)


def _listen(pipes: Pipes, waiting: queue.SimpleQueue[tuple[Request, Call]]) -> None:
    """Take requests in while an operation runs, so that cancelling works and the parent's end is seen at once."""
    newest: Call | None = None
    newest_id = 0
    try:
        for request in pipes.requests():
            if not request.cancel:
                newest, newest_id = Call(request, pipes), request.id
                waiting.put((request, newest))
            elif newest is not None and request.id == newest_id:
                newest.cancel()
    except BrokenLine:
        _log.exception("a request could not be read")
        leave(2)
    leave(0)


def _answer(request: Request, call: Call, operations: Mapping[str, Operation]) -> Answer:
    try:
        return Answer(request.id, result=raw(operations[request.do](call)))
    except CarrelError as error:
        problem = Problem(error.code, error.message, error.advice, error.details)
        return Answer(request.id, error=problem, last=isinstance(error.__cause__, MemoryError))
    except MemoryError:
        problem = Problem(
            WorkerDied.code, "The work needs more memory than Carrel allows itself.", details=traceback.format_exc()
        )
        return Answer(request.id, error=problem, last=True)
    except Exception as error:  # noqa: BLE001 - the process's edge: the parent raises it again as a bug
        return Answer(
            request.id, error=Problem(BUG, f"{type(error).__name__}: {error}", details=traceback.format_exc())
        )
