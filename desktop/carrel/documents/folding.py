"""Text folded for comparing: what two printings of the same words have in common, with the way back to their characters.

Case, accents, white space, hyphens, control characters and PDFium's marks for broken words fall away; ligatures are expanded.
"""

from __future__ import annotations

import unicodedata
from array import array
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

# Accents fall away whether they are part of a letter, follow it, or stand beside it as TeX's old fonts print them.
_DROPPED = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Mn", "Pd", "Sk", "Zl", "Zp", "Zs"})
_ALIKE = str.maketrans({"ı": "i", "ȷ": "j", "‘": "'", "’": "'", "“": '"', "”": '"', "″": '"', "′": "'", "−": None})


class Folded(NamedTuple):
    """Folded text; `places[i]` is the index of the character that `text[i]` comes from."""

    text: str
    places: array[int]


def fold(text: str) -> str:
    """`text` folded."""
    return "".join(map(folded_character, text))


def fold_characters(characters: Iterable[str]) -> Folded:
    """Characters folded, with their indices."""
    pieces: list[str] = []
    places = array("l")
    for index, character in enumerate(characters):
        piece = folded_character(character)
        if piece:
            pieces.append(piece)
            if len(piece) == 1:
                places.append(index)
            else:
                places.extend([index] * len(piece))
    return Folded("".join(pieces), places)


@lru_cache(maxsize=16384)
def folded_character(character: str) -> str:
    """What is left of one character: mostly one, several for ligatures, "" where nothing is compared."""
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold())
    kept = (one for one in decomposed.translate(_ALIKE) if unicodedata.category(one) not in _DROPPED)
    return "".join(kept)
