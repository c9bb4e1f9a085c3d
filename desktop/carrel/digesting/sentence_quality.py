"""Which passages can stand alone in a digest: whole sentences of prose, readable without the one before."""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W\d_]{2,}")
_UNRESOLVED = re.compile(
    r"(?:however|therefore|thus|hence|moreover|furthermore|consequently|nevertheless|nonetheless|otherwise|instead|"
    r"similarly|likewise|also|then|besides|meanwhile|conversely|accordingly|as a result|in contrast|on the other hand|"
    r"for (?:example|instance)|in (?:addition|particular|other words)|specifically|that is|and|but|or|so|yet|"
    r"this|these|those|that|it|they|he|she|such|the (?:former|latter|above|following)|both|here|there|"
    r"another|as (?:such|shown|seen|mentioned)|note|recall|again|next|finally|secondly|second|third|thirdly|lastly|see)\b",
    re.IGNORECASE,
)
_RESOLVED = re.compile(
    r"(?:this|these) (?:paper|work|article|study|thesis|report|survey|chapter|letter|note|research|results|findings)\b|"
    r"(?:here|finally|lastly|moreover|furthermore|specifically|in addition|in particular),? (?:we|our)\b",
    re.IGNORECASE,
)
_FRAGMENT = re.compile(
    r"\(?(?:\d{1,2}|[ivx]{1,4}|[a-h])\)\s|\d{1,2}[.)]?\s(?=[A-Z])|(?:[A-Z]{1,3}|[•▪◦–-])\s(?=[a-z•▪◦–-])(?<!A )(?<!I )"
)
_POINTER = re.compile(
    r"\b(?:fig(?:ure)?s?|tab(?:le)?s?|eqs?|equations?|sec(?:tion|s)?|appendix|algorithm|theorem|lemma|supplementary|§)\b\.?\s*[\dA-Z(]|\bis organi[sz]ed as follows\b|"
    r"\bas follows\b|\b(?:next|previous|following) (?:section|chapter)|§|\b(?:left|right|top|bottom|above|below)\b\s*[):]",
    re.IGNORECASE,
)
_JUNK = re.compile(
    r"https?://|www\.|\S@\S|©|\(c\) \d{4}|copyright|all rights reserved|arxiv:\s?\d|preprint|proceedings of|doi\b|issn|isbn|"
    r"permission to make|under review|camera.?ready|grants?\b.*\bno\b|supported by|thanks? to|typeset|grateful|acknowledg|"
    r"correspond(?:ence|ing author)|equal contribution|code is available",
    re.IGNORECASE,
)
_ENDS = (".", "!", "?", "。", "！", "？", "।", "۔", "؟", ".”", '."', ".)", "?)", "…")


def prose(text: str) -> float:
    """How much `text` is a sentence of prose, 0 to 1: formulas, lists of names, tables and torn lines come near 0."""
    length = len(text)
    if not length:
        return 0.0
    spaced = " " in text
    letters = sum(character.isalpha() for character in text)
    share = letters / max(1, length - text.count(" "))
    score = min(1.0, max(0.0, (share - 0.6) / 0.25))
    if spaced:
        pieces = text.split()
        whole = len(_WORD.findall(text)) / len(pieces)
        score *= min(1.0, max(0.0, (whole - 0.45) / 0.35))
        capitals = sum(piece[0].isupper() for piece in pieces) / len(pieces)
        if capitals > 0.5 and len(pieces) > 4 and text[0].isascii():
            score *= 0.3
    if not text.rstrip().endswith(_ENDS):
        score *= 0.35
    if text[0].islower() or not (text[0].isalnum() or text[0] in "“\"'(¿¡«「『"):
        score *= 0.4
    return score


def length_fit(text: str) -> float:
    """1 for sentences of a comfortable length (some 10 to 40 words), falling to 0 for scraps and for monsters."""
    size = len(text.split()) if " " in text.strip() else len(text) / 2
    if size < 5:
        return 0.0
    if size < 10:
        return 0.3 + 0.7 * (size - 5) / 5
    if size <= 38:
        return 1.0
    return max(0.0, 1.0 - (size - 38) / 30)


def stands_alone(text: str) -> float:
    """1 where `text` can be read without its neighbours; less for "However, this …", "see Figure 3" and notices."""
    score = 1.0
    if _UNRESOLVED.match(text) and not _RESOLVED.match(text):
        score *= 0.6
    if _POINTER.search(text):
        score *= 0.5
    if _FRAGMENT.match(text):
        score *= 0.4
    if _JUNK.search(text):
        score *= 0.2
    return score
