"""One running child as its parent holds it: three threads keep its pipes moving, so that no full pipe can block anybody."""

from __future__ import annotations

import logging
import os
import queue
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import BinaryIO, cast

from carrel.worker.protocol import Answer, BrokenLine, decode, lines

_log = logging.getLogger(__name__)
_TAIL_LINES = 60
_LONGEST_LOGGED = 2000
# Whoever ends a process on Windows makes it exit with 1.
_NO_FAULT = {0, 1} if sys.platform == "win32" else {0, -signal.SIGKILL, -signal.SIGTERM, -signal.SIGINT, -signal.SIGHUP}


Answers = queue.SimpleQueue[Answer | None]
"""A call's answers as they come, then None if the child has ended."""


class ChildProcess:
    """A started child. What it says reaches the call it belongs to; its end reaches all of them."""

    def __init__(self, command: Sequence[str], *, name: str, on_log: Callable[[str], None] | None = None) -> None:
        """Start `command`.

        Raises:
            OSError: it cannot be started.
        """
        self._calls: dict[int, Answers] = {}
        self._ended = False
        self._routing = threading.Lock()
        self._to_send: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._tail: deque[str] = deque(maxlen=_TAIL_LINES)
        self._on_log = on_log
        self._process = subprocess.Popen(  # noqa: S603 - the command is Carrel's own
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            env=_environment(),
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self._drain = threading.Thread(target=self._drain_log, name=f"{name} log", daemon=True)
        self._threads = (
            threading.Thread(target=self._write, name=f"{name} requests", daemon=True),
            threading.Thread(target=self._read, name=f"{name} answers", daemon=True),
            self._drain,
        )
        for thread in self._threads:
            thread.start()

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return self._process.poll() is None

    @property
    def log(self) -> str:
        """The last lines it wrote to standard error."""
        self._drain.join(0 if self.alive else 1)
        return "\n".join(tuple(self._tail))

    def begin(self, request_id: int) -> Answers:
        """Where the answers to the request with this number will come; call it before the request is sent."""
        answers: Answers = queue.SimpleQueue()
        with self._routing:
            self._calls[request_id] = answers
            if self._ended:
                answers.put(None)
        return answers

    def forget(self, request_id: int) -> None:
        """Drop what still comes for this request."""
        with self._routing:
            self._calls.pop(request_id, None)

    def send(self, line: bytes) -> None:
        """Have `line` written. Returns at once; a child that no longer reads is noticed by its end."""
        self._to_send.put(line)

    def end(self, seconds: float = 1.0) -> None:
        """Close its standard input, which ends it; kill it if it still runs after `seconds`."""
        self._to_send.put(None)
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            self._process.kill()
        self._settle()

    def kill(self) -> None:
        """End it whatever it does."""
        self._process.kill()
        self._settle()

    def ending(self) -> str:
        """How it ended, in words."""
        self._process.wait()
        status = self._process.returncode
        if status >= 0:
            return f"exit status {status}"
        try:
            return f"signal {signal.Signals(-status).name}"
        except ValueError:
            return f"signal {-status}"

    @property
    def crashed(self) -> bool:
        """Whether a fault of its own ended it: it neither left in order nor was ended from outside."""
        self._process.wait()
        return self._process.returncode not in _NO_FAULT

    def _settle(self) -> None:
        self._process.wait()
        self._to_send.put(None)
        for thread in self._threads:
            # A process started by the child may hold a pipe open; its thread ends with it and keeps nobody waiting.
            thread.join(1.0)

    def _write(self) -> None:
        with _pipe(self._process.stdin) as pipe:
            while (line := self._to_send.get()) is not None:
                rest = memoryview(line)
                try:
                    while rest:
                        rest = rest[os.write(pipe.fileno(), rest) :]
                except OSError:
                    return

    def _read(self) -> None:
        with _pipe(self._process.stdout) as pipe:
            try:
                for line in lines(pipe.read):
                    self._route(line)
            except BrokenLine:
                _log.exception("a child was ended for what it sent")
        try:
            self._process.wait(1.0)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        # Nobody may ever look at this process again; the thread that writes to it must end all the same.
        self._to_send.put(None)
        with self._routing:
            self._ended = True
            for answers in self._calls.values():
                answers.put(None)

    def _route(self, line: bytes) -> None:
        if not line.startswith(b"{"):
            # Something printed it before Carrel began there.
            return
        answer = decode(line, Answer)
        with self._routing:
            if answer.alive:
                for answers in self._calls.values():
                    answers.put(answer)
            elif answer.id in self._calls:
                self._calls[answer.id].put(answer)

    def _drain_log(self) -> None:
        with _pipe(self._process.stderr) as pipe:
            rest = b""
            while chunk := pipe.read(65536):
                *ended, rest = (rest + chunk).split(b"\n")
                rest = rest[-_LONGEST_LOGGED:]
                for line in ended:
                    self._note(line)
            if rest:
                self._note(rest)

    def _note(self, line: bytes) -> None:
        text = line[:_LONGEST_LOGGED].decode("utf-8", "replace").rstrip()
        self._tail.append(text)
        _log.info("[%d] %s", self.pid, text)
        if self._on_log is not None:
            self._on_log(text)


def command_for(kind: str, memory_bytes: int | None) -> list[str]:
    """What starts Carrel's own child of `kind`; ``-P`` keeps the current folder from being imported from."""
    start = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-P", "-m", "carrel"]
    limit = [] if memory_bytes is None else ["--memory", str(memory_bytes)]
    return [*start, "--worker", kind, *limit]


def _environment() -> dict[str, str]:
    return os.environ | {"PYTHONUTF8": "1", "PYTHONFAULTHANDLER": "1", "PYTHONUNBUFFERED": "1"}


def _pipe(pipe: object) -> BinaryIO:
    return cast("BinaryIO", pipe)
