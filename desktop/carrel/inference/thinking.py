"""Take a reasoning model's thoughts out of its text, while the text is still coming."""

from __future__ import annotations

_OPEN, _CLOSE = "<think>", "</think>"


class ThinkingFilter:
    """Passes text on without ``<think>…</think>`` and the white space after it. A thought never closed is dropped."""

    def __init__(self) -> None:
        self._held = ""
        self._thinking = False
        self._just_closed = False

    def feed(self, text: str) -> str:
        """The visible part of what came so far and was not given out yet; a tag's possible beginning is held back."""
        self._held += text
        visible = ""
        while True:
            tag = _CLOSE if self._thinking else _OPEN
            before, found, after = self._held.partition(tag)
            if not found:
                break
            if not self._thinking:
                visible += self._shown(before)
            self._thinking = not self._thinking
            self._just_closed = not self._thinking
            self._held = after
        keep = held_back(self._held, (tag,))
        ready = self._held[: len(self._held) - keep]
        self._held = self._held[len(ready) :]
        return visible if self._thinking else visible + self._shown(ready)

    def finish(self) -> str:
        """What was held back and turned out to be no tag."""
        rest, self._held = self._held, ""
        return "" if self._thinking else self._shown(rest)

    def _shown(self, text: str) -> str:
        if self._just_closed:
            text = text.lstrip()
            self._just_closed = not text
        return text


def held_back(text: str, marks: tuple[str, ...]) -> int:
    """How many characters at the end of `text` may be the beginning of one of `marks`."""
    longest = min(len(text), max((len(mark) for mark in marks), default=1) - 1)
    for size in range(longest, 0, -1):
        if any(mark.startswith(text[-size:]) and len(mark) > size for mark in marks):
            return size
    return 0


def without_thinking(text: str) -> str:
    """`text` as `ThinkingFilter` lets it pass."""
    visible = ThinkingFilter()
    return visible.feed(text) + visible.finish()
