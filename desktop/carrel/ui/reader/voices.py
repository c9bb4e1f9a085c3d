"""Voices of this computer: in the window's process, or in one of their own where asking them may take for ever."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QObject, Signal

from carrel.domain.errors import CarrelError

if TYPE_CHECKING:
    from PySide6.QtTextToSpeech import QTextToSpeech, QVoice

SILENT = "mock"
"""Qt's engine for tests makes no sound."""
SPEEDS = (("slow", "Slow", -0.4), ("normal", "Normal speed", 0.0), ("fast", "Fast", 0.4), ("faster", "Faster", 0.8))
"""Speeds by their keys, in words, and as Qt's rates from -1 to 1, which engines understand each in their own way."""
_MOST_VOICES = 200


class NoVoiceError(CarrelError):
    """Nothing on this computer can read aloud."""


@dataclass(frozen=True, slots=True)
class KnownVoice:
    """A voice as it is chosen: `key` is its own, `words` its name with its language."""

    key: str
    words: str


class Voice(QObject):
    """Reads one sentence at a time. `ready` carries the tuple of `KnownVoice`, `ended` comes after each sentence, `failed` carries a `NoVoiceError`."""

    ready = Signal(object)
    ended = Signal()
    failed = Signal(object)

    def open(self) -> None:
        """Find out which voices there are; `ready` or `failed` is told, maybe at once."""
        raise NotImplementedError

    def say(self, text: str, voice: str, speed: str) -> None:
        """Read a sentence by the voice with this key ("": the system's own) at the speed with this key."""
        raise NotImplementedError

    def stop(self) -> None:
        """Be silent."""
        raise NotImplementedError

    def close(self) -> None:
        """Let go of what speaks; `open` begins anew."""
        self.stop()


class SystemVoice(Voice):
    """Qt's speech in this process. It answers at once where the system does."""

    def __init__(self, parent: QObject | None = None, engine: str = "") -> None:
        """`engine` is one of Qt's by its name, "" for the one that the system prefers."""
        super().__init__(parent)
        self._engine = engine
        self._speech: QTextToSpeech | None = None
        self._voices: dict[str, QVoice] = {}
        self._saying = False

    def open(self) -> None:
        """See `Voice.open`."""
        try:
            self._speech = self._begun()
        except NoVoiceError as error:
            self.failed.emit(error)
            return
        self._voices = _voices(self._speech)
        self._speech.stateChanged.connect(self._state_changed)
        self.ready.emit(tuple(KnownVoice(key, key) for key in self._voices))

    def say(self, text: str, voice: str, speed: str) -> None:
        """See `Voice.say`."""
        speech = self._speech
        if speech is None:
            return
        if voice in self._voices and speech.voice() != self._voices[voice]:
            speech.setVoice(self._voices[voice])
        speech.setRate(next((rate for key, _, rate in SPEEDS if key == speed), 0.0))
        self._saying = True
        speech.say(text)

    def stop(self) -> None:
        """See `Voice.stop`."""
        self._saying = False
        if self._speech is not None:
            self._speech.stop()

    def close(self) -> None:
        """See `Voice.close`."""
        self.stop()
        speech, self._speech = self._speech, None
        if speech is not None:
            speech.stateChanged.disconnect(self._state_changed)
            speech.deleteLater()

    def _begun(self) -> QTextToSpeech:
        try:
            from PySide6.QtTextToSpeech import QTextToSpeech  # noqa: PLC0415 - loads the system's sound, for those who listen
        except ImportError as error:
            lacks = str(error).partition(":")[0]
            raise NoVoiceError(
                "Reading aloud needs a part of the system that is not here.", f"Missing: {lacks}.", details=str(error)
            ) from error
        engines = [engine for engine in QTextToSpeech.availableEngines() if engine != SILENT]
        if not engines and not self._engine:
            raise NoVoiceError(
                "No engine for speech is on this computer.", "On Linux, install speech-dispatcher and a voice for it."
            )
        speech = QTextToSpeech(self._engine, self) if self._engine else QTextToSpeech(self)
        if speech.state() is QTextToSpeech.State.Error:
            raise NoVoiceError("The speech of this system does not answer.", "Try again.", details=speech.errorString())
        if not _voices(speech):
            raise NoVoiceError("No voice is installed.", "Add one in the system’s settings.")
        return speech

    def _state_changed(self, state: QTextToSpeech.State) -> None:
        if not self._saying or self._speech is None:
            return
        states = type(self._speech).State
        if state is states.Ready:
            self._saying = False
            self.ended.emit()
        elif state is states.Error:
            self._saying = False
            self.failed.emit(NoVoiceError("The voice stopped.", self._speech.errorString()))


def _voices(speech: QTextToSpeech) -> dict[str, QVoice]:
    """The voices by their names: those of the system's language first, without the variants that eSpeak makes of each."""
    found = [*speech.availableVoices(), *speech.allVoices(None)]  # type: ignore[arg-type]  # None: of all languages
    plain = [voice for voice in found if "+" not in voice.name()] or found
    own = QLocale.system().language()
    own = QLocale.Language.English if own is QLocale.Language.C else own
    named: dict[str, QVoice] = {}
    for voice in sorted(plain, key=lambda voice: voice.language() != own):
        known = voice.language() not in {QLocale.Language.AnyLanguage, QLocale.Language.C}
        told = f" ({QLocale.languageToString(voice.language())})" if known else ""
        named.setdefault(f"{voice.name()}{told}", voice)
    return dict(list(named.items())[:_MOST_VOICES])
