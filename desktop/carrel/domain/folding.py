"""What two writings of one word or name have in common."""

from __future__ import annotations

import unicodedata


def fold(text: str) -> str:
    """`text` without case and diacritics, white space made single."""
    if text.isascii():
        return " ".join(text.casefold().split())
    decomposed = unicodedata.normalize("NFKD", text)
    bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    return " ".join(bare.casefold().split())
