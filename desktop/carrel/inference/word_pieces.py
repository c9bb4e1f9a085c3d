"""Words cut into the pieces of BERT's vocabulary, as its uncased models do it (Devlin et al., 2019; github.com/google-research/bert).

Lower case, no accents, punctuation and Chinese characters apart; then the longest piece that is known, again and again.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_LONGEST_WORD = 100
_MOST_WORDS = 50_000
"""So many words are remembered with their pieces; then it begins anew."""

# A sign or a Chinese character alone, or what stands between those: letters, digits, and marks that are neither.
_APART = "!-/:-@\\[-`{-~\u00a1-\u00bf\u2010-\u2027\u2030-\u205e\u3000-\u303f\uff01-\uff0f"
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f"
_WORDS = re.compile(f"[{_APART}{_HAN}]|[^\\s{_APART}{_HAN}]+")


class WordPieces:
    """Cuts texts into pieces of `vocabulary`, in which "##" begins those that continue a word. Any thread may ask."""

    def __init__(self, vocabulary: Sequence[str]) -> None:
        self._numbers = {piece: number for number, piece in enumerate(vocabulary)}
        self._known: dict[str, tuple[int, ...]] = {}

    def cut(self, text: str) -> list[int]:
        """The numbers of the pieces of `text`, in order; a word that cannot be cut into known pieces has none."""
        numbers: list[int] = []
        known = self._known
        for word in _WORDS.findall(_folded(text)):
            found = known.get(word)
            if found is None:
                if len(known) >= _MOST_WORDS:
                    self._known = known = {}
                found = known[word] = self._of(word)
            numbers.extend(found)
        return numbers

    def _of(self, word: str) -> tuple[int, ...]:
        if len(word) > _LONGEST_WORD:
            return ()
        numbers: list[int] = []
        start = 0
        while start < len(word):
            mark = "##" if start else ""
            for end in range(len(word), start, -1):
                number = self._numbers.get(mark + word[start:end])
                if number is not None:
                    break
            else:
                return ()
            numbers.append(number)
            start = end
        return tuple(numbers)


def _folded(text: str) -> str:
    lowered = text.lower()
    if lowered.isascii():
        return lowered
    apart = unicodedata.normalize("NFD", lowered)
    return "".join(character for character in apart if unicodedata.category(character) != "Mn")
