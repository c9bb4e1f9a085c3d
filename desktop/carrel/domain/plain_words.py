r"""The words of a title or a text with everything folded that two writings of the same words may differ in.

Case, diacritics, ligatures, punctuation and LaTeX: ``{\'E}tale $\alpha$-maps`` and ``Étale α-maps`` have the same words.
"""

from __future__ import annotations

import re
import unicodedata

from carrel.domain.folding import fold

_ACCENT = re.compile(r"\\(?:[`'^\"~=.]|[Hckuvbdtr](?![A-Za-z]))\s*\{?\\?([A-Za-z])\}?")
_FONT = re.compile(
    r"\\(?:text(?:bf|it|rm|sf|tt|sc|up)?|math(?:bb|bf|cal|frak|it|rm|sf|scr|tt)|emph|operatorname|mbox)(?![A-Za-z])\*?"
)
_COMMAND = re.compile(r"\\([A-Za-z]+)\s*")
_LETTERS = {"o": "o", "O": "o", "l": "l", "L": "l", "ss": "ss", "ae": "ae", "AE": "ae", "oe": "oe", "OE": "oe"}
_LETTERS |= {"aa": "a", "AA": "a", "i": "i", "j": "j"}
# What does not come apart into a letter and a mark. Variants of Greek letters are written as one.
_SINGLE = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "ð": "d", "þ": "th", "ħ": "h", "ς": "σ"}
)
_GREEK = {
    chr(code): unicodedata.name(chr(code), "").rpartition(" ")[2].casefold().replace("lamda", "lambda")
    for code in range(ord("α"), ord("ω") + 1)
}
_GREEK_LETTER = re.compile(f"[{min(_GREEK)}-{max(_GREEK)}]")
# Greek prose is left as it is; a letter that stands alone, or beside signs and digits, is a symbol.
_GREEK_SYMBOL = re.compile(r"(?<![^\W\d_])[α-ω](?![^\W\d_])")
_APOSTROPHE = re.compile(r"(?<=\w)['’ʼ`´](?=\w)")
_WORD = re.compile(r"[^\W_]+")


def plain_words(text: str) -> tuple[str, ...]:
    """The words of `text`, folded; those of a Latin ligature, a symbol or a LaTeX command as people would type them."""
    text = without_latex(text).replace("$", "").replace("{", "").replace("}", "").replace("\u00ad", "")
    folded = fold(text).translate(_SINGLE)
    if _GREEK_LETTER.search(folded):
        folded = _GREEK_SYMBOL.sub(lambda found: f" {_GREEK[found[0]]} ", folded)
    return tuple(_WORD.findall(_APOSTROPHE.sub("", folded)))


def without_latex(text: str) -> str:
    """`text` with letters for LaTeX's accents, nothing for its fonts and names for its symbols, where it has such."""
    if "\\" not in text:
        return text
    text = _COMMAND.sub(_letters, _FONT.sub("", _ACCENT.sub(r"\1", text)))
    return text.replace("$", "").replace("{", "").replace("}", "")


def _letters(command: re.Match[str]) -> str:
    name = command[1]
    return _LETTERS[name] if name in _LETTERS else f" {name.removeprefix('var')} "
