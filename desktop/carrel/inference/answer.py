"""From the bytes of tokens to the text of an answer: whole characters, no thoughts, nothing after a stop string."""

from __future__ import annotations

import codecs
from collections.abc import Sequence

from carrel.inference.thinking import ThinkingFilter, held_back


class Answer:
    """The text of one completion as it grows. What is given out never has to be taken back."""

    def __init__(self, stop: Sequence[str]) -> None:
        """A part that may begin one of the `stop` strings is held back until that is clear."""
        self.text = ""
        self.stopped = False
        self._stop = tuple(mark for mark in stop if mark)
        # Bytes that no character can hold become U+FFFD; those of a character cut off by the end are dropped.
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._thinking = ThinkingFilter()
        self._held = ""

    def feed(self, piece: bytes) -> None:
        """Add a token's bytes."""
        self._add(self._thinking.feed(self._decoder.decode(piece)))

    def finish(self) -> None:
        """Give out what was held back; nothing comes after it."""
        if not self.stopped:
            self._add(self._thinking.finish())
        if not self.stopped:
            self._give(self._held)
        self._held = ""

    def _add(self, text: str) -> None:
        if self.stopped or not text:
            return
        self._held += text
        ends = [at for mark in self._stop if (at := self._held.find(mark)) >= 0]
        if ends:
            self._give(self._held[: min(ends)])
            self.stopped, self._held = True, ""
            return
        ready = len(self._held) - held_back(self._held, self._stop)
        self._give(self._held[:ready])
        self._held = self._held[ready:]

    def _give(self, text: str) -> None:
        self.text += text
