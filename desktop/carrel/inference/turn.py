"""One computation at a time on this computer: two engines that compute at once, each on all cores, are ten times slower."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

import platformdirs
from filelock import FileLock, Timeout

from carrel.domain.errors import Cancelled

_log = logging.getLogger(__name__)
_POLL = 0.002
_PATIENCE = 120.0


class ComputeTurn:
    """Hold it around each computation: ``with turn:``. Any thread may, but none twice at once.

    Threads get it in the order in which they came. Between processes there are two locks: who wants to compute takes
    ``next``, then waits for ``turn``, then gives ``next`` back. Whoever just computed has to take ``next`` again, behind the
    one who waits, so processes alternate. The system frees both when a process ends, however it ends.

    Where the folder cannot be used, and where another process has kept its turn for two minutes (it was stopped in the
    middle), computing goes on without the lock of the machine, which is logged once.
    """

    def __init__(
        self,
        folder: Path | None = None,
        *,
        cancelled: Callable[[], bool] = lambda: False,
        waiting: Callable[[], None] = lambda: None,
    ) -> None:
        """`folder` is shared by all processes of this account (None: Carrel's cache).

        `cancelled` is asked while waiting. `waiting` is told, often, while another process computes.
        """
        folder = folder or Path(platformdirs.user_cache_dir("carrel", appauthor=False))
        self._cancelled = cancelled
        self._waiting = waiting
        self._next = FileLock(folder / "next.lock", thread_local=False)
        self._turn = FileLock(folder / "turn.lock", thread_local=False)
        self._changed = threading.Condition()
        self._queue: deque[object] = deque()
        self._patience = _PATIENCE
        self._usable = True
        self._told = False
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            self._give_up(error)

    def __enter__(self) -> None:
        """Wait for the turn.

        Raises:
            Cancelled: `cancelled` said so while waiting.
        """
        self._wait_for_threads()
        try:
            self._wait_for_processes()
        except BaseException:
            self._leave()
            raise

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if self._turn.is_locked:
                self._turn.release()
        except OSError as problem:
            self._give_up(problem)
        finally:
            self._leave()

    def _wait_for_threads(self) -> None:
        ticket = object()
        with self._changed:
            self._queue.append(ticket)
            try:
                while self._queue[0] is not ticket:
                    self._changed.wait(0.05)
                    if self._cancelled():
                        raise Cancelled("The work was stopped.")
            except BaseException:
                self._queue.remove(ticket)
                raise

    def _leave(self) -> None:
        with self._changed:
            self._queue.popleft()
            self._changed.notify_all()

    def _wait_for_processes(self) -> None:
        if not self._usable:
            return
        until = time.monotonic() + self._patience
        try:
            if not self._acquire(self._next, until):
                return
            try:
                self._acquire(self._turn, until)
            finally:
                self._next.release()
        except (OSError, NotImplementedError) as error:
            self._give_up(error)

    def _acquire(self, lock: FileLock, until: float) -> bool:
        while True:
            try:
                lock.acquire(timeout=0)
            except Timeout:
                pass
            else:
                self._patience = _PATIENCE
                return True
            self._waiting()
            if self._cancelled():
                raise Cancelled("The work was stopped.")
            if time.monotonic() > until:
                # Not again for each computation; the first that gets a lock ends this.
                self._patience = 0.0
                self._tell("another process keeps it")
                return False
            time.sleep(_POLL)

    def _give_up(self, error: Exception) -> None:
        self._usable = False
        self._tell(str(error))

    def _tell(self, why: str) -> None:
        if not self._told:
            self._told = True
            _log.warning("computing goes on without taking turns with other processes: %s", why)
