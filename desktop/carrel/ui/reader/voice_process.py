"""A voice in a process of its own: speech-dispatcher can stop answering, and Qt waits for it without end.

Lines of JSON go to and fro: ``{"say": text, "voice": key, "speed": key}`` and ``{"stop": true}``, answered by ``{"ready":
[[key, words], …]}``, ``{"ended": true}`` and ``{"failed": [message, advice, details]}``.
"""

from __future__ import annotations

import json
import os
import sys
import threading

from PySide6.QtCore import QCoreApplication, QObject, QProcess, QTimer, Signal

from carrel.ui.reader.voices import KnownVoice, NoVoiceError, SystemVoice, Voice

KIND = "voice"
_START_SECONDS = 20
_SLOWEST_LETTERS = 4
"""Even a slow voice reads so many letters a second."""
_SPARE_SECONDS = 15


class ProcessVoice(Voice):
    """Qt's speech in a child process, which is ended when it does not answer in time."""

    def __init__(self, parent: QObject | None = None, engine: str = "") -> None:
        """`engine` is one of Qt's by its name, "" for the one that the system prefers."""
        super().__init__(parent)
        self._engine = engine
        self._process: QProcess | None = None
        self._limit = QTimer(self, singleShot=True)
        self._limit.timeout.connect(self._too_late)

    @property
    def running(self) -> bool:
        """Whether there is a process."""
        return self._process is not None

    def open(self) -> None:
        """See `Voice.open`."""
        self.close()
        process = QProcess(self)
        process.setProcessChannelMode(QProcess.ProcessChannelMode.SeparateChannels)
        process.setStandardErrorFile(QProcess.nullDevice())
        process.readyReadStandardOutput.connect(self._read)
        process.finished.connect(self._ended)
        process.errorOccurred.connect(self._ended)
        self._process = process
        self._limit.start(_START_SECONDS * 1000)
        start = [] if getattr(sys, "frozen", False) else ["-P", "-m", "carrel"]
        process.start(sys.executable, [*start, "--worker", KIND, self._engine])

    def say(self, text: str, voice: str, speed: str) -> None:
        """See `Voice.say`."""
        self._limit.start(1000 * (_SPARE_SECONDS + len(text) // _SLOWEST_LETTERS))
        self._send({"say": text, "voice": voice, "speed": speed})

    def stop(self) -> None:
        """See `Voice.stop`."""
        self._limit.stop()
        self._send({"stop": True})

    def close(self) -> None:
        """See `Voice.close`: the process ends."""
        self._limit.stop()
        process, self._process = self._process, None
        if process is not None:
            process.readyReadStandardOutput.disconnect(self._read)
            process.finished.disconnect(self._ended)
            process.errorOccurred.disconnect(self._ended)
            process.kill()
            process.waitForFinished(1000)
            process.deleteLater()

    def _send(self, message: dict[str, object]) -> None:
        if self._process is not None:
            self._process.write(json.dumps(message).encode() + b"\n")

    def _read(self) -> None:
        process = self._process
        while process is not None and process is self._process and process.canReadLine():
            self._take(bytes(process.readLine().data()))

    def _take(self, line: bytes) -> None:
        message = json.loads(line)
        self._limit.stop()
        if "ready" in message:
            self.ready.emit(tuple(KnownVoice(key, words) for key, words in message["ready"]))
        elif "ended" in message:
            self.ended.emit()
        elif "failed" in message:
            words, advice, details = message["failed"]
            self._fail(NoVoiceError(words, advice, details=details))

    def _too_late(self) -> None:
        advice = "Check that this computer has a sound device, and try again."
        self._fail(NoVoiceError("The voice of this computer did not answer, so reading aloud was stopped.", advice))

    def _ended(self) -> None:
        self._fail(NoVoiceError("The voice of this computer ended.", "Try again."))

    def _fail(self, error: NoVoiceError) -> None:
        self.close()
        self.failed.emit(error)


class _Lines(QObject):
    """What comes on the standard input, in the thread of the application."""

    came = Signal(str)
    closed = Signal()

    def read(self) -> None:
        """Read until the input's end."""
        for line in sys.stdin:
            self.came.emit(line)
        self.closed.emit()


def serve(engine: str) -> int:
    """Be the child: read aloud what is asked for until the input's end."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
    os.dup2(2, 1)
    application = QCoreApplication([])
    voice = SystemVoice(engine=engine)

    def answer(message: dict[str, object]) -> None:
        answers.write(json.dumps(message) + "\n")

    def take(line: str) -> None:
        message = json.loads(line)
        if "say" in message:
            voice.say(message["say"], message["voice"], message["speed"])
        else:
            voice.stop()

    voice.ready.connect(lambda voices: answer({"ready": [(one.key, one.words) for one in voices]}))
    voice.ended.connect(lambda: answer({"ended": True}))
    voice.failed.connect(lambda error: answer({"failed": (error.message, error.advice, error.details)}))
    lines = _Lines()
    lines.came.connect(take)
    lines.closed.connect(application.quit)
    QTimer.singleShot(0, voice.open)
    threading.Thread(target=lines.read, daemon=True).start()
    return application.exec()
