"""One window for one library: a second start hands its arguments to the first and ends.

A lock file in the library's folder says who is first; the lock of a window that was killed is taken over. The second
start speaks to the first through a local socket that only the same account may open.
"""

from __future__ import annotations

import hashlib
import json
import time
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_PATIENCE = 3.0
_MOST_BYTES = 1_000_000


class SingleInstance(QObject):
    """`called` carries the arguments of a second start, as a list of text."""

    called = Signal(list)

    def __init__(self, home: Path) -> None:
        super().__init__()
        self._name = "carrel-" + hashlib.sha256(str(home.resolve()).encode()).hexdigest()[:24]
        self._lock = QLockFile(str(home / "window.lock"))
        # 0: however old a lock is, it holds while its process lives, and is taken over once that is gone.
        self._lock.setStaleLockTime(0)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._connected)

    def first(self) -> bool:
        """Become the first window; False where another one is."""
        if not self._lock.tryLock(0):
            return False
        QLocalServer.removeServer(self._name)
        self._server.listen(self._name)
        return True

    def call_first(self, arguments: list[str]) -> bool:
        """Hand `arguments` to the first window; whether it took them. Waits for one that is only just starting."""
        until = time.monotonic() + _PATIENCE
        while True:
            socket = QLocalSocket()
            socket.connectToServer(self._name)
            if socket.waitForConnected(500):
                socket.write(json.dumps(arguments).encode() + b"\n")
                taken = socket.waitForBytesWritten(2000) and socket.waitForReadyRead(2000)
                socket.disconnectFromServer()
                if taken:
                    return True
            if time.monotonic() > until:
                return False
            time.sleep(0.1)

    def close(self) -> None:
        """Let another window be the first."""
        self._server.close()
        self._lock.unlock()

    def _connected(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.readyRead.connect(lambda one=socket: self._read(one))
            socket.disconnected.connect(socket.deleteLater)
            if socket.canReadLine():
                self._read(socket)

    def _read(self, socket: QLocalSocket) -> None:
        if not socket.canReadLine():
            if socket.bytesAvailable() > _MOST_BYTES:
                socket.abort()
            return
        try:
            arguments = json.loads(bytes(socket.readLine(_MOST_BYTES).data()))
        except ValueError:
            socket.abort()
            return
        socket.write(b"\n")
        socket.flush()
        self.called.emit([one for one in arguments if isinstance(one, str)] if isinstance(arguments, list) else [])
