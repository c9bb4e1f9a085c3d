"""Reads the paper aloud, sentence by sentence, with the sentence framed, by a voice of this computer."""

from __future__ import annotations

import platform
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from carrel.domain.errors import CarrelError
from carrel.services.events import Notice
from carrel.ui.reader.columns import columns
from carrel.ui.reader.overlays import EvidenceFrame

if TYPE_CHECKING:
    from PySide6.QtTextToSpeech import QTextToSpeech

    from carrel.domain.passage import Passage
    from carrel.services.events import Event
    from carrel.ui.actions import Actions
    from carrel.ui.reader.opening import Opened
    from carrel.ui.reader.page import ReaderPage

_SILENT = "mock"
"""Qt's engine for tests makes no sound."""


class NoVoiceError(CarrelError):
    """Nothing on this computer can read aloud."""


def open_voice(parent: QObject) -> QTextToSpeech:
    """The voice that the system prefers.

    Raises:
        NoVoiceError: Qt's part for speech cannot be loaded, or it finds no engine or no voice; on Linux, always.
    """
    if platform.system() == "Linux":
        # Without a sound device speech-dispatcher answered no more, and Qt asks it in the window's own thread.
        raise NoVoiceError("Reading aloud is not offered on Linux yet.", "Its voices can stop Carrel’s window.")
    try:
        from PySide6.QtTextToSpeech import QTextToSpeech  # noqa: PLC0415 - loads the system's sound, for those who listen
    except ImportError as error:
        lacks = str(error).partition(":")[0]
        raise NoVoiceError(
            "Reading aloud needs a part of the system that is not here.", f"Missing: {lacks}.", details=str(error)
        ) from error
    if not [engine for engine in QTextToSpeech.availableEngines() if engine != _SILENT]:
        raise NoVoiceError(
            "No engine for speech is on this computer.", "On Linux, install speech-dispatcher and a voice for it."
        )
    voice = QTextToSpeech(parent)
    if voice.state() is QTextToSpeech.State.Error or not voice.availableVoices():
        raise NoVoiceError("No voice is installed.", "Add one in the system’s settings.", details=voice.errorString())
    return voice


class Speaking(QObject):
    """Reads from the sentence that is framed, else from the first on the page that is read, until told to stop or the end."""

    def __init__(
        self,
        page: ReaderPage,
        actions: Actions,
        tell: Callable[[Event], object],
        voice: Callable[[QObject], QTextToSpeech] = open_voice,
    ) -> None:
        super().__init__(page)
        self._page = page
        self._tell = tell
        self._open = voice
        self._voice: QTextToSpeech | None = None
        self._passages: tuple[Passage, ...] = ()
        self._at = -1
        actions.bind("reader.speak", self.toggle, context=page, available=lambda: page.pages.shows_pages)

    @property
    def passage(self) -> Passage | None:
        """The sentence that is read aloud, None while nothing is."""
        return self._passages[self._at] if self._at >= 0 else None

    def show_paper(self, opened: Opened | None) -> None:
        """Take the paper that is open, or none; reading stops where it is another one."""
        passages = opened.document.passages if opened is not None else ()
        if passages != self._passages:
            self.stop()
            self._passages = passages

    def toggle(self) -> None:
        """Read, or stop reading; where nothing can be read, say why."""
        if self._at >= 0:
            self.stop()
            return
        start = self._start()
        if start < 0:
            self._tell(Notice("There is no text on this page or after it to read aloud."))
            return
        if self._voice is None:
            try:
                self._voice = self._open(self)
            except NoVoiceError as error:
                self._tell(Notice(str(error)))
                return
            self._voice.stateChanged.connect(self._state_changed)
        self._say(start)

    def stop(self) -> None:
        """Be silent."""
        if self._at >= 0:
            self._at = -1
            self._page.view.show_frame(None)
            if self._voice is not None:
                self._voice.stop()

    def _start(self) -> int:
        view = self._page.view
        framed = view.frame.rectangles[0] if view.frame is not None else None
        for index, passage in enumerate(self._passages):
            if framed is not None and framed in passage.rectangles and framed.page == view.page:
                return index
        return next((index for index, one in enumerate(self._passages) if one.page >= view.page), -1)

    def _say(self, index: int) -> None:
        voice = self._voice
        if voice is None or index >= len(self._passages):
            self.stop()
            return
        self._at = index
        passage = self._passages[index]
        if passage.rectangles:
            lines = self._page.evidence.support.lines
            frame = EvidenceFrame(passage.rectangles, columns(passage.rectangles, lines), "Read aloud", None)
            self._page.view.show_frame(frame)
        voice.say(passage.text)

    def _state_changed(self, state: QTextToSpeech.State) -> None:
        if self._at < 0 or self._voice is None:
            return
        if state is type(self._voice).State.Ready:
            self._say(self._at + 1)
        elif state is type(self._voice).State.Error:
            words = self._voice.errorString()
            self.stop()
            self._tell(Notice(f"The voice stopped. {words}".strip()))
