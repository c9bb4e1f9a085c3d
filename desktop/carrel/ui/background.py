"""Work beside the window: a function in a pool's thread, its answer in the window's thread.

An answer is dropped when whoever asked is gone, and, with `latest`, when something newer was asked meanwhile. A failure
that nobody asked about is raised in the window's thread, where the excepthook tells of it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, QThreadPool, Signal
from shiboken6 import isValid

T = TypeVar("T")


class Background(QObject):
    """Runs functions beside the window. `of` gives one whose answers die with a widget."""

    def __init__(self, owner: QObject | None = None, *, pool: _Pool | None = None) -> None:
        super().__init__(owner)
        self._owner = owner
        self._turns: dict[object, int] = {}
        self._pool = pool or _Pool()

    def of(self, owner: QObject) -> Background:
        """The same threads, with answers dropped once `owner` is gone."""
        return Background(owner, pool=self._pool)

    def run(
        self,
        function: Callable[[], T],
        then: Callable[[T], object],
        *,
        failed: Callable[[Exception], object] | None = None,
    ) -> None:
        """Call `function` in a thread, then `then` with its answer, or `failed` with its error, in the window's thread."""

        def work() -> None:
            try:
                answer = function()
            except Exception as error:  # noqa: BLE001 - handed to the window's thread, which tells of it
                self._answer(_Failure(error, failed))
            else:
                self._answer(lambda: then(answer))

        self._pool.start(work)

    def latest(
        self,
        key: object,
        function: Callable[[], T],
        then: Callable[[T], object],
        *,
        failed: Callable[[Exception], object] | None = None,
    ) -> None:
        """Like `run`, but an answer is dropped when `latest` was called again with the same `key` meanwhile."""
        turn = self._turns.get(key, 0) + 1
        self._turns[key] = turn

        def then_if_newest(answer: T) -> None:
            if self._turns.get(key) == turn:
                then(answer)

        def failed_if_newest(error: Exception) -> None:
            if self._turns.get(key) != turn:
                return
            if failed is None:
                raise error
            failed(error)

        self.run(function, then_if_newest, failed=failed_if_newest)

    def forget(self, key: object) -> None:
        """Drop what was asked with `latest` under `key`."""
        self._turns[key] = self._turns.get(key, 0) + 1

    def close(self, milliseconds: int = 1500) -> bool:
        """Start nothing more, deliver nothing more, and wait for what runs; whether all of it ended in time.

        What is asked afterwards, by views that are being taken down, is not done.
        """
        return self._pool.close(milliseconds)

    def _answer(self, deliver: Callable[[], object]) -> None:
        self._pool.hand_over(partial(self._deliver, deliver))

    def _deliver(self, deliver: Callable[[], object]) -> None:
        if isValid(self) and not self._pool.closed and (self._owner is None or isValid(self._owner)):
            deliver()


class _Failure:
    """An error on its way to the window's thread."""

    def __init__(self, error: Exception, failed: Callable[[Exception], object] | None) -> None:
        self._error = error
        self._failed = failed

    def __call__(self) -> None:
        if self._failed is None:
            raise self._error
        self._failed(self._error)


class _Pool(QObject):
    """The threads that every `Background` of one window shares, and the way back to the window's.

    It is kept by every thread that works: a `Background` may go with its widget in the very moment in which one answers.
    """

    _handed_over = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.closed = False
        self._handed_over.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._threads = QThreadPool()
        self._threads.setMaxThreadCount(4)

    def start(self, work: Callable[[], None]) -> None:
        """Run `work` when a thread is free."""
        if not self.closed:
            self._threads.start(work)

    def hand_over(self, deliver: Callable[[], object]) -> None:
        """Call `deliver` in the window's thread. From any thread."""
        self._handed_over.emit(deliver)

    def _deliver(self, deliver: Callable[[], object]) -> None:
        deliver()

    def close(self, milliseconds: int) -> bool:
        """Finish what was started, and start nothing more."""
        self.closed = True
        return self._threads.waitForDone(milliseconds)
