"""A watch on a window's process: what goes wrong in it is written down together with what was being done."""

from __future__ import annotations

import faulthandler
import sys
import tempfile
import threading
import time
import traceback
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol

from PySide6.QtCore import QMessageLogContext, QObject, QTimer, QtMsgType, qInstallMessageHandler

_BEAT = 0.02
_UNTOLD = (
    "This plugin does not support",  # the screenless platform, of sizes, masks and raising windows
    "link with invalid location",  # QtPdf, of what a file holds
    "bookmark with invalid location",
)


class _Unraisable(Protocol):
    exc_value: BaseException | None
    exc_traceback: TracebackType | None
    object: object


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that must not happen: `kind` is "error", "unraisable", "thread", "message" or "gap"."""

    kind: str
    doing: str
    text: str


class WindowWatch(QObject):
    """Hears errors that nobody caught, Qt's warnings and silences of the event loop, until `stop`.

    `doing` says what is being done. A silence is told as a gap when this thread itself computed for longer than `limit`
    seconds in it: what other programs do on this machine does not count. `longest` and `longest_work` are the longest
    silence and the longest computing in one, in seconds.
    """

    def __init__(self, limit: float = 0.25) -> None:
        super().__init__()
        self.troubles: list[Trouble] = []
        self.doing = ""
        self.longest = self.longest_work = 0.0
        self._limit = limit
        self._seen = ""
        self._main = threading.get_ident()
        self._name = f"{self._main:#018x}"
        self._stacks = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `stop`
        self._before = sys.excepthook, sys.unraisablehook, threading.excepthook
        sys.excepthook = self._error
        sys.unraisablehook = self._unraisable
        threading.excepthook = self._thread_error
        self._before_messages = qInstallMessageHandler(self._message)
        self._last, self._last_work = time.perf_counter(), time.thread_time()
        self._timer = QTimer(self)
        self._timer.setInterval(round(_BEAT * 1000))
        self._timer.timeout.connect(self._beat)
        self._timer.start()
        self._stopped = threading.Event()
        self._looker = threading.Thread(target=self._look, name="looks at a silent loop", daemon=True)
        self._looker.start()

    def stop(self) -> None:
        """Hear no more."""
        self._timer.stop()
        self._stopped.set()
        self._looker.join()
        self._stacks.close()
        qInstallMessageHandler(self._before_messages)
        sys.excepthook, sys.unraisablehook, threading.excepthook = self._before

    def rest(self) -> None:
        """Forget the silence until now: whoever watches was at work themselves."""
        self._last, self._last_work = time.perf_counter(), time.thread_time()

    def tell(self, kind: str, error: BaseException) -> None:
        """Write an error down."""
        self._add(kind, "".join(traceback.format_exception(error)))

    def _add(self, kind: str, text: str) -> None:
        self.troubles.append(Trouble(kind, self.doing, text.strip()))

    def _error(self, _kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
        self.tell("error", error)

    def _unraisable(self, told: _Unraisable) -> None:
        if told.exc_value is not None:
            self.tell("unraisable", told.exc_value)

    def _thread_error(self, told: threading.ExceptHookArgs) -> None:
        if told.exc_value is not None:
            self.tell("thread", told.exc_value)

    def _message(self, kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
        if kind not in {QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg} and not text.startswith(_UNTOLD):
            stack = "".join(traceback.format_stack(limit=12)) if threading.get_ident() == self._main else ""
            self._add("message", f"{text}\n{stack}")

    def _beat(self) -> None:
        now, work = time.perf_counter(), time.thread_time()
        silence, worked = now - self._last - _BEAT, work - self._last_work
        self.longest, self.longest_work = max(self.longest, silence), max(self.longest_work, worked)
        if worked > self._limit:
            self._add("gap", f"{silence * 1000:.0f} ms, {worked * 1000:.0f} ms computed\n{self._seen}")
        self._last, self._last_work = now, work

    def _look(self) -> None:
        """Keep where the window's thread is when it has been silent for long."""
        while not self._stopped.wait(0.05):
            if time.perf_counter() - self._last > 0.6 * self._limit + _BEAT:
                # Not by its frames: whoever holds them keeps painters and timers alive, and ends them in this thread.
                self._stacks.seek(0)
                self._stacks.truncate()
                faulthandler.dump_traceback(self._stacks)
                self._stacks.seek(0)
                self._seen = self._stacks.read().decode(errors="replace").partition(self._name)[2][:1500]
