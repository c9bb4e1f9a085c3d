"""The child's end of its two pipes, out of reach of anything else in the process."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NoReturn

from carrel.worker.protocol import Answer, Request, decode, encode, lines

_ALIVE_INTERVAL = 2.0


@dataclass(slots=True)
class Pipes:
    """Where requests come from and answers go to. `send` and `alive` may be called from any thread."""

    requests_from: int
    answers_to: int
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _told: float = 0.0

    @classmethod
    def claim(cls) -> Pipes:
        """Take standard input and output over: what prints later prints to standard error, what reads finds the end.

        This must be the process's first act. C code that prints cannot break the stream, for it has no way to reach it.
        """
        requests_from, answers_to = os.dup(0), os.dup(1)
        null = os.open(os.devnull, os.O_RDONLY)
        os.dup2(null, 0)
        os.close(null)
        os.dup2(2, 1)
        sys.stdout = sys.stderr
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415 - only Windows has it

            msvcrt.setmode(requests_from, os.O_BINARY)
            msvcrt.setmode(answers_to, os.O_BINARY)
        return cls(requests_from, answers_to)

    def send(self, answer: Answer) -> None:
        """Write one line whole. With nobody left to read it, the process ends."""
        rest = memoryview(encode(answer))
        with self._lock:
            while rest:
                try:
                    rest = rest[os.write(self.answers_to, rest) :]
                except OSError:
                    leave(0)

    def alive(self) -> None:
        """Say, at most every two seconds, that what the requests share makes progress. Costs nothing in between."""
        now = time.monotonic()
        if now - self._told > _ALIVE_INTERVAL:
            self._told = now
            self.send(Answer(alive=True))

    def requests(self) -> Iterator[Request]:
        """Every request until the parent closes its end.

        Raises:
            BrokenLine: a line is not a request.
        """
        for line in lines(lambda size: os.read(self.requests_from, size)):
            yield decode(line, Request)


def leave(status: int) -> NoReturn:
    """End the process at once, whatever its other threads and native code are doing."""
    sys.stderr.flush()
    os._exit(status)
