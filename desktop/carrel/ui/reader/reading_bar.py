"""While a paper is read aloud: by which voice, how fast, and the end of it. Over the pages' foot, so that they do not move."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from carrel.ui.reader.voices import SPEEDS, KnownVoice
from carrel.ui.theme import Theme
from carrel.ui.widgets import IconButton, Label
from carrel.ui.widgets.choice_button import ChoiceButton

_INSET = 12


class ReadingBar(QFrame):
    """`voice_chosen` and `speed_chosen` carry keys; `stopped` asks for silence. A choice holds from the next sentence on."""

    voice_chosen = Signal(str)
    speed_chosen = Signal(str)
    stopped = Signal()

    def __init__(self, theme: Theme, host: QWidget) -> None:
        super().__init__(host)
        self._theme = theme
        self._host = host
        self.setProperty("look", "panel")
        self.setAccessibleName("Reading aloud")
        self.voice: ChoiceButton | None = None
        self.speed = ChoiceButton(theme, [(key, words) for key, words, _ in SPEEDS], name="Speed")
        self.speed.chosen.connect(self.speed_chosen)
        self._said = Label(theme, "", "body", "text-2")
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(theme.px(12), theme.px(6), theme.px(8), theme.px(6))
        self._layout.setSpacing(theme.px(8))
        self._layout.addWidget(self._said)
        self._layout.addWidget(self.speed)
        self._layout.addWidget(IconButton(theme, "square", "Stop reading (Shift R)", clicked=self.stopped.emit))
        host.installEventFilter(self)
        self.hide()

    def show_waiting(self) -> None:
        """Say that the voice is being asked for."""
        self._said.setText("Asking for a voice")
        self.speed.hide()
        if self.voice is not None:
            self.voice.hide()
        self._open()

    def show_voices(self, voices: Sequence[KnownVoice], voice: str, speed: str) -> None:
        """Offer the voices, where there is more than one, and the speeds."""
        if self.voice is not None:
            self._layout.removeWidget(self.voice)
            self.voice.deleteLater()
            self.voice = None
        if len(voices) > 1:
            self.voice = ChoiceButton(self._theme, [(one.key, one.words) for one in voices], name="Voice", parent=self)
            self.voice.set_current(voice)
            self.voice.chosen.connect(self.voice_chosen)
            self._layout.insertWidget(1, self.voice)
            self.voice.show()
        self._said.setText("Reading aloud")
        self.speed.set_current(speed)
        self.speed.show()
        self._open()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay at the foot of the pages."""
        if watched is self._host and event.type() is QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _open(self) -> None:
        self.show()
        self.raise_()
        self._place()

    def _place(self) -> None:
        self._layout.invalidate()
        self._layout.activate()
        size = self.sizeHint().boundedTo(self._host.size())
        left = max(0, (self._host.width() - size.width()) // 2)
        self.setGeometry(left, self._host.height() - size.height() - _INSET, size.width(), size.height())
