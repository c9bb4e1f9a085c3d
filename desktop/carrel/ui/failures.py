"""What happens to errors that nobody caught: logged, told calmly, offered for copying. The window lives on."""

from __future__ import annotations

import faulthandler
import logging
import sys
import threading
import traceback
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal

from carrel.domain.errors import CarrelError

_log = logging.getLogger(__name__)


class Failures(QObject):
    """`failed` carries (words, details) of an error, in the window's thread."""

    failed = Signal(str, str)
    _caught = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self._caught.connect(self.failed, Qt.ConnectionType.QueuedConnection)

    def install(self, logs: Path) -> None:
        """Take over uncaught errors of all threads, and write crashes of the process to a file in `logs`."""
        logs.mkdir(parents=True, exist_ok=True)
        # Kept open for as long as the process lives, since a crash is written by a signal handler.
        self._crashes = (logs / "crash.log").open("a", encoding="utf-8")
        faulthandler.enable(self._crashes)
        sys.excepthook = self._hook
        threading.excepthook = self._thread_hook

    def close(self) -> None:
        """Close the crash file; only for a process that goes on without it."""
        self._crashes.close()

    def _hook(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if isinstance(error, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        details = "".join(traceback.format_exception(kind, error, trace))
        if isinstance(error, CarrelError):
            _log.warning("%s", error)
            self._caught.emit(str(error), error.details)
            return
        _log.error("an error that nobody expected\n%s", details)
        self._caught.emit("Something went wrong inside Carrel. Nothing you wrote is lost, and it works on.", details)

    def _thread_hook(self, arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None:
            self._hook(arguments.exc_type, arguments.exc_value, arguments.exc_traceback)
