"""The child's life: claim the pipes, limit itself, then do what is asked until standard input ends.

A child that reads documents does one operation after another, the child of the models all at once, each in a thread of its
own over one engine.
"""

from __future__ import annotations

import itertools
import logging
import os
import queue
import signal
import threading
import traceback
from collections.abc import Callable, Mapping
from typing import TypeVar

import msgspec

from carrel import __version__
from carrel.domain.errors import Cancelled, CarrelError, WorkerDied
from carrel.log import start_log
from carrel.worker import limits
from carrel.worker.pipes import Pipes, leave
from carrel.worker.protocol import Answer, BrokenLine, Problem, Ready, Request, decode, raw

IDLE_SECONDS = 600.0
"""A child without work for so long ends, which gives a model's memory back. The parent starts another when it needs one."""

_log = logging.getLogger(__name__)
_Arguments = TypeVar("_Arguments")


class Call:
    """One request, as the operation that answers it sees it. Any thread may use it."""

    def __init__(self, request: Request, pipes: Pipes) -> None:
        self._request = request
        self._pipes = pipes
        self._flag = threading.Event()
        self._numbers = itertools.count(1)
        self._asking: dict[int, queue.SimpleQueue[Request | None]] = {}
        self._changing = threading.Lock()

    @property
    def id(self) -> int:
        """The request's number."""
        return self._request.id

    @property
    def operation(self) -> str:
        """The name of what is to be done."""
        return self._request.do

    def arguments(self, kind: type[_Arguments]) -> _Arguments:
        """The request's arguments as a `kind` (a struct or dataclass)."""
        return decode(self._request.arguments, kind)

    def event(self, name: str, data: object = None) -> None:
        """Tell the parent something before the result."""
        self._pipes.send(Answer(self.id, event=name, data=raw(data)))

    def alive(self) -> None:
        """Say that the engine makes progress, for whichever call: none is then taken for hung. Cheap; call it often."""
        self._pipes.alive()

    def ask(self, name: str, data: object = None) -> msgspec.Raw:
        """Have the parent do `name` with `data`, and wait for its result (JSON). Several threads may ask at once.

        Raises:
            CarrelError: what the parent's function raised. Cancelled: the parent no longer wants this call's result.
            RuntimeError: it raised something else, which is a bug.
        """
        replies: queue.SimpleQueue[Request | None] = queue.SimpleQueue()
        with self._changing:
            self.check()
            number = next(self._numbers)
            self._asking[number] = replies
        try:
            self._pipes.send(Answer(self.id, event=name, ask=number, data=raw(data)))
            reply = replies.get()
        finally:
            with self._changing:
                del self._asking[number]
        if reply is None:
            raise Cancelled("The work was stopped.")
        if reply.error is not None:
            raise reply.error.exception()
        return msgspec.Raw(b"null") if isinstance(reply.result, msgspec.UnsetType) else reply.result

    def reply(self, reply: Request) -> None:
        """Hand what the parent replied to the thread that asked."""
        with self._changing:
            replies = self._asking.get(reply.reply)
        if replies is not None:
            replies.put(reply)

    def cancel(self) -> None:
        """Note that the parent no longer wants the result; nothing that was asked of it is waited for any longer."""
        with self._changing:
            self._flag.set()
            asking = tuple(self._asking.values())
        for replies in asking:
            replies.put(None)

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
    _run(pipes, _operations(kind), IDLE_SECONDS, together=kind == "model")


def serve(operations: Mapping[str, Operation], *, idle_seconds: float = IDLE_SECONDS, together: bool = False) -> None:
    """Serve `operations` without limits on memory; `together`: all requests at once, each in a thread of its own."""
    _run(Pipes.claim(), operations, idle_seconds, together=together)


def _operations(kind: str) -> Mapping[str, Operation]:
    if kind == "documents":
        from carrel.worker import operations_documents  # noqa: PLC0415 - a child loads only what it needs

        return operations_documents.operations()
    if kind == "model":
        from carrel.worker import operations_model  # noqa: PLC0415 - a child loads only what it needs

        return operations_model.operations()
    raise ValueError(f"there is no child of the kind {kind!r}")


def _run(pipes: Pipes, operations: Mapping[str, Operation], idle_seconds: float, *, together: bool) -> None:
    # Ctrl-C in a terminal reaches the whole group; the parent decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    start_log(None, "worker")
    calls: dict[int, Call] = {}
    # A call that came, or None for one that ended.
    news: queue.SimpleQueue[Call | None] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(pipes, calls, news), name="requests", daemon=True).start()
    pipes.send(Answer(ready=Ready(__version__, os.getpid())))

    def work(call: Call) -> None:
        answer = _answer(call, operations)
        calls.pop(call.id, None)
        pipes.send(answer)
        if answer.last:
            leave(0)
        news.put(None)

    running = 0
    while True:
        try:
            call = news.get(timeout=None if running else idle_seconds)
        except queue.Empty:
            leave(0)
        if call is None:
            running -= 1
            continue
        running += 1
        if together:
            threading.Thread(target=work, args=(call,), name=f"{call.operation} {call.id}", daemon=True).start()
        else:
            work(call)


def _listen(pipes: Pipes, calls: dict[int, Call], news: queue.SimpleQueue[Call | None]) -> None:
    """Take requests in while operations run, so that cancelling works and the parent's end is seen at once."""
    try:
        for request in pipes.requests():
            if request.do:
                call = calls[request.id] = Call(request, pipes)
                news.put(call)
            elif (known := calls.get(request.id)) is None:
                # It was answered in the meantime.
                continue
            elif request.cancel:
                known.cancel()
            else:
                known.reply(request)
    except BrokenLine:
        _log.exception("a request could not be read")
        leave(2)
    leave(0)


def _answer(call: Call, operations: Mapping[str, Operation]) -> Answer:
    try:
        return Answer(call.id, result=raw(operations[call.operation](call)))
    except CarrelError as error:
        return Answer(call.id, error=Problem.of(error), last=isinstance(error.__cause__, MemoryError))
    except MemoryError:
        problem = Problem(
            WorkerDied.code, "The work needs more memory than Carrel allows itself.", details=traceback.format_exc()
        )
        return Answer(call.id, error=problem, last=True)
    except Exception as error:  # noqa: BLE001 - the process's edge: the parent raises it again as a bug
        return Answer(call.id, error=Problem.of(error))
