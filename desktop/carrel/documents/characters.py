"""Characters as people mean them: NFC, ligatures taken apart, accents that stand alone put on their letters."""

from __future__ import annotations

import re
import unicodedata

from carrel.domain.unseen import without_unseen

_LIGATURES = str.maketrans(
    {
        "ﬀ": "ff",
        "ﬁ": "fi",
        "ﬂ": "fl",
        "ﬃ": "ffi",
        "ﬄ": "ffl",
        "ﬅ": "ft",
        "ﬆ": "st",
        "\u00a0": " ",
        "\u2002": " ",
        "\u2003": " ",
        "\u2009": " ",
        "\u202f": " ",
        "\u3000": " ",
        "\t": " ",
        "\ufffd": None,
    }
)
_ACCENTS = {
    "´": "\u0301",
    "`": "\u0300",
    "ˆ": "\u0302",
    "˜": "\u0303",
    "¨": "\u0308",
    "¯": "\u0304",
    "˘": "\u0306",
    "˙": "\u0307",
    "˚": "\u030a",
    "ˇ": "\u030c",
    "˝": "\u030b",
    "¸": "\u0327",
    "˛": "\u0328",
}
_DOTLESS = {"ı": "i", "ȷ": "j"}
# TeX's old fonts draw an accent before its letter; a space can come between where the accent was moved.
_DEAD = re.compile(rf"(?<![\s\d])?([{''.join(_ACCENTS)}]) ?([A-Za-zıȷ])|([A-Za-z])([¸˛])")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_ODD = re.compile(
    rf"[{re.escape(''.join(chr(code) for code in _LIGATURES))}{''.join(_ACCENTS)}\x00\x01\x03-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\uffff]"
)
_SPACES = re.compile(r"\s+")


def normalise(text: str) -> str:
    """The text in NFC on one line: ligatures expanded, dead accents composed, what prints nothing dropped."""
    if text.isascii():
        return _CONTROL.sub("", text) if not text.isprintable() else text
    text = without_unseen(text)
    if _ODD.search(text):
        text = _DEAD.sub(_composed, _CONTROL.sub("", text.translate(_LIGATURES)))
    return unicodedata.normalize("NFC", text)


def is_normal(text: str) -> bool:
    """Whether `normalise` would leave every line of a page's text as it is; line ends and hyphen marks do not count."""
    return not _ODD.search(text) and without_unseen(text) is text and unicodedata.is_normalized("NFC", text)


def squeeze(text: str) -> str:
    """The text with every run of white space as one space, none at its ends."""
    return _SPACES.sub(" ", text).strip()


def _composed(match: re.Match[str]) -> str:
    accent, letter = (match[1], match[2]) if match[1] else (match[4], match[3])
    composed = unicodedata.normalize("NFC", _DOTLESS.get(letter, letter) + _ACCENTS[accent])
    return composed if len(composed) == 1 else match[0]
