"""The key by which texts cite a paper: first author's family name, year, first word of the title that says something."""

from __future__ import annotations

import re
import unicodedata

from carrel.domain.paper import Paper

_EMPTY = frozenset(
    "a an the on of in for to and or with from by at as is are do does can how why what when towards toward via".split()
)
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})
_WORD = re.compile(r"[a-z0-9]+")
_APART = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "þ": "th", "ð": "d"})


def citation_key(paper: Paper) -> str:
    """A paper's citation key, such as ``vaswani2017attention``: lower-case ASCII letters and digits, never ""."""
    author = _words(_family(paper.authors[0])) if paper.authors else []
    title = [word for word in _words(paper.title) if word not in _EMPTY and not word.isdigit()]
    parts = ("".join(author), str(paper.year or ""), title[0] if title else "")
    return "".join(parts) or f"paper{paper.id}"


def _family(name: str) -> str:
    family, comma, _ = name.partition(",")
    if comma:
        return family
    words = name.split()
    while len(words) > 1 and words[-1].casefold().strip(".") in _SUFFIXES:
        words.pop()
    return words[-1] if words else ""


def _words(text: str) -> list[str]:
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_APART))
    return _WORD.findall("".join(one for one in decomposed if not unicodedata.combining(one)))
