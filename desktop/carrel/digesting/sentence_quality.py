"""Which passages can stand alone in a digest: whole sentences of prose, readable without the one before."""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W\d_]{2,}")
_LEANS = re.compile(
    r"(?:this|these|those|that|it|they|he|she|such|the (?:former|latter|above|following)|both|there|another|as (?:such|shown|seen|mentioned)|"
    r"and|but|or|so|yet|that is|note|recall|again|next|see|in other words|otherwise|on the other hand|conversely|"
    r"to (?:this|that) end|toward this|after that|of the (?:two|three|four|five|six)|the (?:same|other|second|third|latter)|"
    r"we (?:refer to|call|name|term) (?:them|it|this)|in our case|rq\d|first(?:ly)?,|secondly|second|third|thirdly|lastly|(?:\w+ ){0,4}(?:these|those|such) \w+|"
    r"(?:\w+ ){0,4}this(?! (?:paper|work|article|study|thesis|report|survey|chapter|letter|tutorial|review)))\b",
    re.IGNORECASE,
)
_CONNECTS = re.compile(
    r"(?:however|therefore|thus|hence|moreover|furthermore|consequently|nevertheless|nonetheless|instead|similarly|likewise|also|"
    r"then|besides|meanwhile|accordingly|as a result|in contrast|for (?:example|instance)|in (?:addition|particular|summary)|"
    r"specifically|here|now|finally|further|additionally|differently|unlike)\b",
    re.IGNORECASE,
)
_RESOLVED = re.compile(
    r"(?:this|these) (?:paper|work|article|study|thesis|report|survey|chapter|letter|note|tutorial|review|research|results|findings)\b|"
    r"(?:here|finally|lastly|moreover|furthermore|specifically|in addition|in particular|now|further),? (?:we|our)\b",
    re.IGNORECASE,
)
_FRAGMENT = re.compile(
    r"\(?(?:\d{1,2}|[ivx]{1,4}|[a-h])\)\s|\d{1,2}[.)]?\s(?=[A-Z])|(?:[A-Z]{1,3}|[•▪◦–-])\s(?=[a-z•▪◦–-])(?<!A )(?<!I )"
)
_HEADED = re.compile(r"(?:[A-Z][\w-]+ ){1,4}(?:This|These|We|The|In|Our|For|It|To|A|An|As|If|Since|While) [a-z]")
_POINTER = re.compile(
    r"\bin this (?:section|chapter|appendix|subsection)\b|\bthis (?:section|chapter|appendix)\b|\bwe (?:now|next) (?:show|turn|describe|discuss|present|consider)\b|"
    r"\b(?:the above|(?:discussed|mentioned|described|shown|given|defined|noted|proof|example|equation|section|table|figure) (?:above|below|earlier|next))\b|\bbelow,|"
    r"\brest of (?:the|this) (?:paper|section)\b|\b(?:fig(?:ure)?s?|tab(?:le)?s?|eqs?|equations?|sec(?:tions?|s)?|appendix|algorithm|theorem|lemma|supplementary|§)\b\.?\s*[\dA-Z(]|\bis organi[sz]ed as follows\b|"
    r"\bas follows\b|\b(?:next|previous|following) (?:section|chapter)|§|\b(?:left|right|top|bottom|above|below)\b\s*[):]",
    re.IGNORECASE,
)
_JUNK = re.compile(
    r"https?://|www\.|\S@\S|©|\(c\) \d{4}|copyright|all rights reserved|arxiv:\s?\d|preprint|proceedings of|doi\b|issn|isbn|"
    r"^(?:keywords?|key words|index terms|ccs concepts)\b|permission to make|under review|camera.?ready|grants?\b.*\bno\b|supported by|thanks? to|typeset|grateful|acknowledg|"
    r"correspond(?:ence|ing author)|equal contribution|code is available",
    re.IGNORECASE,
)
_ENUMERATES = re.compile(r"(?:^|[\s:,;])\(?(?:1|i|a)\)\s")
_GOES_ON = re.compile(r"\b(?:2|ii|b)\)\s")
_NO_SIGNS = frozenset("aAI&–—-•/0123456789")
_OF_A_FIGURE = re.compile(
    r"\b(?:outperform|achiev|improv|show|reach|yield|reduc|increas|decreas|converg|exceed|match)\w*\b|\b(?:better|worse|higher|lower|faster|best) \w+",
    re.IGNORECASE,
)
_LABELLED = re.compile(r"\s*(?:fig(?:ure)?s?|tab(?:le)?s?|algorithm|scheme|box)\b", re.IGNORECASE)
_NOTE_WITHIN = re.compile(r"[a-z] \d{1,2} (?:In|The|This|We|For|See|It|A|All|Note) [a-z]")
_ENDS = (".", "!", "?", "。", "！", "？", "।", "۔", "؟", ".”", '."', ".)", "?)", "…")


def prose(text: str) -> float:
    """How much `text` is a sentence of prose, 0 to 1: formulas, lists of names, tables and torn lines come near 0."""
    text = text.strip()
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
        signs = sum(len(piece) == 1 and piece not in _NO_SIGNS for piece in pieces)
        if signs > max(3, 0.15 * len(pieces)):
            score *= 0.4
        capitals = sum(piece[0].isupper() for piece in pieces) / len(pieces)
        if capitals > 0.5 and len(pieces) > 4 and text[0].isascii():
            score *= 0.3
    if any(text.count(opening) != text.count(closing) for opening, closing in ("()", "[]", "{}")):
        score *= 0.5
    if not text.rstrip().endswith(_ENDS):
        score *= 0.35
    if text[0].islower() or not (text[0].isalnum() or text[0] in "“\"'(¿¡«「『"):
        score *= 0.4
    return score


def length_fit(text: str) -> float:
    """1 for sentences of a comfortable length (some 10 to 40 words), less for scraps and monsters, 0 for what is neither."""
    size = len(text.split()) if " " in text.strip() else len(text) / 2
    if size < 5:
        return 0.0
    if size < 10:
        return 0.3 + 0.7 * (size - 5) / 5
    if size <= 38:
        return 1.0
    return max(0.0, 1.0 - (size - 38) / 60)


def stands_alone(text: str) -> float:
    """1 where `text` can be read without its neighbours; less for "However, this …", "see Figure 3" and notices."""
    score = 1.0
    if not _RESOLVED.match(text):
        score *= 0.6 if _LEANS.match(text) else 0.85 if _CONNECTS.match(text) else 1.0
    if _POINTER.search(text):
        score *= 0.5
    if _FRAGMENT.match(text):
        score *= 0.2
    if _HEADED.match(text):
        score *= 0.5
    if _JUNK.search(text) or _NOTE_WITHIN.search(text):
        score *= 0.2
    if text.rstrip().endswith("?"):
        score *= 0.5
    # The list that it begins is torn off.
    if _ENUMERATES.search(text) and not _GOES_ON.search(text):
        score *= 0.4
    return score


def tells_of_a_figure(text: str) -> bool:
    """Whether a sentence under a figure or a table tells what it shows, rather than what it is."""
    return not _LABELLED.match(text) and bool(_OF_A_FIGURE.search(text))
