"""Where sentences end, in running text of any language.

A sentence ends at a full stop, question or exclamation mark that is followed by space and by something that can begin
a sentence; not after abbreviations papers use, initials, or inside an ellipsis. Chinese and Japanese marks need no space.
"""

from __future__ import annotations

import re

_END = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s)|[。！？｡]+[”’」』）]*")
_ABBREVIATIONS = frozenset(
    "e.g i.e eg ie cf al fig figs eq eqs eqn eqns sec secs sect tab tabs ref refs ch chap vs viz resp approx appx app "
    "no nos vol pp p ed eds dr mr mrs ms prof st jr sr inc ltd co dept univ est ca etc w.r.t wrt a.k.a aka i.i.d iid "
    "s.t u.s u.k ph.d thm lem prop def cor alg assump z.b d.h bzw vgl usw bspw ca max min avg std jan feb mar apr jun "
    "jul aug sep sept oct nov dec".split()
)
_MAY_STILL_END = frozenset(
    ("al", "etc", "inc", "ltd", "co", "u.s", "u.k", "ph.d", "i.i.d", "iid", "max", "min", "avg", "std", "app", "ed")
)
_OPENERS = frozenset(
    "a additionally all although an and another as at besides both but by consequently despite each finally first firstly for from "
    "furthermore here hence how however if in indeed instead it its last later many moreover most nevertheless next "
    "note on one our overall recent recently second secondly several similarly since so some such that the their then there "
    "therefore these they this those though thus to unlike using we what when where whereas which while with yet you".split()
)
_LAST_WORD = re.compile(r"[^\s(\[“\"]+$")
_NEXT_WORD = re.compile(r"\w+")


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """The (start, end) offsets of each sentence of `text`, without the space around it. Blank text has none."""
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _END.finditer(text):
        if match.end() <= start or not _ends(text, start, match):
            continue
        _append(spans, text, start, match.end())
        start = match.end()
    _append(spans, text, start, len(text))
    return spans


def sentences(text: str) -> list[str]:
    """The sentences of `text`, each on one line with single spaces."""
    return [" ".join(text[start:end].split()) for start, end in sentence_spans(text)]


def _append(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    stripped = piece.strip()
    if stripped:
        begin = start + piece.index(stripped[0])
        spans.append((begin, begin + len(stripped)))


def _ends(text: str, start: int, match: re.Match[str]) -> bool:
    mark = match.group()
    if mark[0] in "。！？｡":
        return True
    rest = (
        text[match.end() :].lstrip() if match.end() + 80 > len(text) else text[match.end() : match.end() + 80].lstrip()
    )
    if not rest:
        return True
    first = rest[0]
    if first.islower() or first in ",;:)]}":
        return False
    if mark[0] in "!?":
        return True
    if mark.startswith((". .", "..", "…")):
        return first.isupper()
    before = _LAST_WORD.search(text, start, match.start())
    word = before.group().rstrip(".") if before else ""
    opener = _NEXT_WORD.match(rest)
    opens = opener is not None and opener.group().lower() in _OPENERS and opener.group()[0].isupper()
    lower = word.lower()
    if lower in _ABBREVIATIONS and "." not in mark[1:]:
        return opens and lower in _MAY_STILL_END
    if len(word) == 1 and word.isalpha() and word.isupper():
        return opens and word not in {"A", "I"} and len(text[start : match.start()].split()) > 2
    # "2. Method" at the very beginning is a number of a list, not a sentence.
    return not (word.isdigit() and text[start : match.start()].strip() == word)
