"""Reads the paper aloud, sentence by sentence, with the sentence framed, by a voice of this computer."""

from __future__ import annotations

import platform
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from carrel.services.events import Notice
from carrel.ui.reader.columns import columns
from carrel.ui.reader.overlays import EvidenceFrame
from carrel.ui.reader.reading_bar import ReadingBar
from carrel.ui.reader.voice_process import ProcessVoice
from carrel.ui.reader.voices import SPEEDS, SystemVoice

if TYPE_CHECKING:
    from carrel.domain.errors import CarrelError
    from carrel.domain.passage import Passage
    from carrel.services.carrel import Carrel
    from carrel.ui.actions import Actions
    from carrel.ui.background import Background
    from carrel.ui.reader.opening import Opened
    from carrel.ui.reader.page import ReaderPage
    from carrel.ui.reader.voices import KnownVoice, Voice

_VOICE, _SPEED = "reader.voice", "reader.speed"
_NORMAL = "normal"


def open_voice(parent: QObject) -> Voice:
    """The voice that the system prefers; on Linux in a process of its own."""
    return ProcessVoice(parent) if platform.system() == "Linux" else SystemVoice(parent)


class Speaking(QObject):
    """Reads from the sentence that is framed, else from the first on the page that is read, until told to stop or the end."""

    def __init__(
        self,
        page: ReaderPage,
        actions: Actions,
        carrel: Carrel,
        background: Background,
        voice: Callable[[QObject], Voice] = open_voice,
    ) -> None:
        super().__init__(page)
        self._page = page
        self._tell = carrel.events.publish
        self._reading = carrel.reading
        self._background = background.of(self)
        self._open = voice
        self._voice: Voice | None = None
        self._voices: Sequence[KnownVoice] = ()
        self._chosen, self._speed = "", _NORMAL
        self._passages: tuple[Passage, ...] = ()
        self._at = -1
        self.bar = ReadingBar(page.theme, page.pages)
        self.bar.stopped.connect(self.stop)
        self.bar.voice_chosen.connect(self._choose_voice)
        self.bar.speed_chosen.connect(self._choose_speed)
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
        if opened is None and self._voice is not None:
            # Nobody may ever read aloud again, and the window may be about to close.
            self._voice.close()
            self._voices = ()

    def toggle(self) -> None:
        """Read, or stop reading; where nothing can be read, say why."""
        if self._at >= 0:
            self.stop()
            return
        start = self._start()
        if start < 0:
            self._tell(Notice("There is no text on this page or after it to read aloud."))
            return
        self._at = start
        if self._voices:
            self._begin()
            return
        self.bar.show_waiting()
        if self._voice is None:
            self._voice = self._open(self)
            self._voice.ready.connect(self._ready)
            self._voice.ended.connect(self._sentence_ended)
            self._voice.failed.connect(self._failed)
        self._voice.open()

    def stop(self) -> None:
        """Be silent."""
        if self._at >= 0:
            self._at = -1
            self.bar.hide()
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
        voice.say(passage.text, self._chosen, self._speed)

    def _ready(self, voices: Sequence[KnownVoice]) -> None:
        reading = self._reading

        def kept(values: tuple[str, str]) -> None:
            self._voices = voices
            keys = {one.key for one in voices}
            self._chosen = values[0] if values[0] in keys else voices[0].key if voices else ""
            self._speed = values[1] if values[1] in {key for key, _, _ in SPEEDS} else _NORMAL
            if self._at >= 0:
                self._begin()

        self._background.run(lambda: (reading.value(_VOICE), reading.value(_SPEED)), kept)

    def _begin(self) -> None:
        self.bar.show_voices(self._voices, self._chosen, self._speed)
        self._say(self._at)

    def _choose_voice(self, key: str) -> None:
        self._chosen = key
        self._background.run(lambda: self._reading.set_value(_VOICE, key), lambda _: None)

    def _choose_speed(self, key: str) -> None:
        self._speed = key
        self._background.run(lambda: self._reading.set_value(_SPEED, key), lambda _: None)

    def _sentence_ended(self) -> None:
        if self._at >= 0:
            self._say(self._at + 1)

    def _failed(self, error: CarrelError) -> None:
        reading = self._at >= 0
        # A voice that failed is asked for anew the next time.
        self._voices = ()
        self.stop()
        if reading:
            self._tell(Notice(str(error)))
