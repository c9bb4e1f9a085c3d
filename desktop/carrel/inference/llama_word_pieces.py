"""Words cut into the pieces of BERT's vocabulary just as llama.cpp does it (its ``llm_tokenizer_wpm_session``).

Vectors of texts that llama.cpp cut can only be compared with those of texts that are cut in the same way, its own turns
included: of a letter that can be taken apart, its first part alone counts (so of a Korean syllable its first sound), all
marks are dropped, words may be of any length, and of signs beyond ASCII only punctuation stands apart. `word_pieces` cuts as
BERT itself, and so do the static vectors.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

_WORD_MARK = "\u2581"
_SPACES = frozenset("\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000") | {
    chr(code) for code in range(0x2000, 0x200B)
}
_CONTROL = frozenset({"Cc", "Cf", "Co"})
_HAN = (
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x2A6DF),
    (0x2A700, 0x2B73F),
    (0x2B740, 0x2B81F),
    (0x2B920, 0x2CEAF),
    (0x2F800, 0x2FA1F),
)


class LlamaWordPieces:
    """Cuts texts into pieces of `vocabulary` as a GGUF file has it: "▁" begins those that begin a word. Any thread may ask."""

    def __init__(self, vocabulary: Sequence[str], unknown: int) -> None:
        """`unknown` is the number of the piece that stands for a word which cannot be cut into known ones."""
        self._numbers = {piece: number for number, piece in enumerate(vocabulary)}
        self._longest = max(map(len, vocabulary), default=0)
        self._unknown = unknown

    def cut(self, text: str) -> list[int]:
        """The numbers of the pieces of `text`, in order."""
        numbers: list[int] = []
        for word in text.translate(_WRITTEN).split():
            numbers.extend(self._of(_WORD_MARK + word))
        return numbers

    def _of(self, word: str) -> list[int]:
        numbers: list[int] = []
        start = 0
        while start < len(word):
            for end in range(min(len(word), start + self._longest), start, -1):
                number = self._numbers.get(word[start:end])
                if number is not None:
                    break
            else:
                return [self._unknown]
            numbers.append(number)
            start = end
        return numbers


class _Written(dict[int, str]):
    """What stands for each character, found when it is first met: a letter, or a sign between spaces, or nothing."""

    def __missing__(self, code: int) -> str:
        written = self[code] = _written(code)
        return written


_WRITTEN = _Written()


def _written(code: int) -> str:
    first = unicodedata.normalize("NFD", chr(code))[0]
    category = unicodedata.category(first)
    if first in _SPACES:
        return " "
    if category == "Cs":
        return " ? "  # what UTF-8 has in the stead of half a pair
    if first == "\ufffd" or category in _CONTROL or category.startswith("M"):
        return ""
    lowered = first.lower()
    if category.startswith("P") or (first.isascii() and category.startswith("S")) or _is_han(ord(first)):
        return f" {lowered} "
    return lowered


def _is_han(code: int) -> bool:
    return any(low <= code <= high for low, high in _HAN)
