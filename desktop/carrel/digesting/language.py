"""Which language a text is in: by its script where that decides, else by py3langid's model of letter sequences.

The model is that of M. Lui and T. Baldwin, "langid.py: An off-the-shelf language identification tool" (ACL 2012), as
retrained for py3langid. It is loaded at the first text that needs it, in half a second.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import cache
from typing import Any

_DECIDING = {
    "HIRAGANA": "ja", "KATAKANA": "ja", "CJK": "zh", "HANGUL": "ko", "THAI": "th", "GREEK": "el", "HEBREW": "he",
}  # fmt: skip
"""Scripts that mostly one language is written in today."""
_DENSE = {"CJK": 3, "HIRAGANA": 2, "KATAKANA": 2, "HANGUL": 2, "DEVANAGARI": 2}
"""How many letters of an alphabet a character says as much as, about."""
_SYMBOLS = frozenset({"LATIN", "GREEK", "CYRILLIC"})
_SAME = {"nb": "no", "nn": "no", "bs": "hr", "sr": "hr", "ms": "id", "yue": "zh", "wuu": "zh", "arz": "ar", "ary": "ar"}
"""Codes of languages that a few sentences cannot tell from another, and that one's code."""
_READ = (
    "af ar arz az be bg bn bs ca cs cy da de el en eo es et eu fa fi fr ga gl he hi hr hu hy id is it ja ka kk km ko la lo lt "
    "lv mk ml mn mr ms my ne nl nn no pa pl ps pt ro ru si sk sl sq sr sv sw ta te th tl tr uk ur uz vi wuu yue zh"
).split()
# Addresses, TeX, and names with digits, signs or capitals inside: the same in every language.
_NO_WORDS = re.compile(
    r"https?://[!-~]+|www\.[!-~]+|\$[^$]{1,400}\$|\\[A-Za-z]+(?:\{[^{}]*\})?|[!-~]*[\d_=<>{}^\\/|~@#*+][!-~]*"
    r"|[A-Za-z]*[a-z][A-Z][A-Za-z]*|(?<![A-Za-z])[A-Z]{2,}s?(?![A-Za-z])"
)
_ENGLISH = frozenset(
    "the of and to that is are with by this these we which from our be been it their has have can than".split()
)
"""Common words of English that are hardly a word of any other language in Latin letters."""
_ENGLISH_SHARE = 0.17
_FEWEST_WORDS = 12
_LETTERS = 20
_SHARE = 0.3
_SURE = 0.5
_LEAST = 0.02


def language_of(text: str) -> str:
    """The ISO 639-1 code of the language that most of `text` is written in; "" where it cannot be told.

    That is so for fewer than some five words, for formulas and for lists of names. Serbian, Bosnian and Croatian in
    Latin letters are "hr", both written Norwegians "no", Malay and Indonesian "id", and all of Chinese "zh".
    """
    words = _words(text)
    script, letters = _script(words)
    if letters < _LETTERS:
        return ""
    if script in _DECIDING:
        return _DECIDING[script]
    if script == "LATIN" and _plainly_english(words):
        return "en"
    code, sure = max(_likely(words).items(), key=lambda pair: pair[1])
    return code if sure >= _SURE else ""


def leaves_language(text: str, expected: str) -> bool:
    """Whether `text` is clearly in another language than `expected`, a code as `language_of` gives them.

    Never for a text whose language cannot be told, nor where none is expected.
    """
    if not expected:
        return False
    expected = _SAME.get(expected, expected)
    words = _words(text)
    script, letters = _script(words)
    if letters < _LETTERS:
        return False
    if script in _DECIDING:
        return _DECIDING[script] != expected
    if script == "LATIN" and _plainly_english(words):
        return expected != "en"
    return _likely(words).get(expected, 0.0) <= _LEAST


def _plainly_english(words: str) -> bool:
    """Whether so many of the words are those that English sentences are joined with that no model need be loaded."""
    said = words.casefold().split()
    return "the" in said and sum(word in _ENGLISH for word in said) >= _ENGLISH_SHARE * max(_FEWEST_WORDS, len(said))


def _words(text: str) -> str:
    """`text` without what is the same in every language."""
    return " ".join(_NO_WORDS.sub(" ", unicodedata.normalize("NFKC", text)).split())


def _script(text: str) -> tuple[str, int]:
    """The script that says most of `text`, and how many letters of an alphabet would say as much as `text` does.

    Chinese characters with Japanese syllables among them are Japanese. Letters that stand alone are symbols.
    """
    counts: Counter[str] = Counter()
    for word in re.findall(r"[^\W\d_]+", text):
        for letter in word:
            script = _script_of(letter)
            dense = _DENSE.get(script, 1)
            counts[script] += dense if len(word) > 1 or script not in _SYMBOLS else 0
    letters = sum(counts.values())
    japanese = counts["HIRAGANA"] + counts["KATAKANA"]
    if japanese > counts["CJK"] / 20 and japanese + counts["CJK"] > _SHARE * letters:
        return "HIRAGANA", letters
    # Terms of other languages, in Latin letters, stand among the characters of any script.
    found = max((script for script in counts if script != "LATIN"), key=counts.__getitem__, default="LATIN")
    return (found, letters) if counts[found] > _SHARE * letters else ("LATIN", letters)


@cache
def _script_of(letter: str) -> str:
    return unicodedata.name(letter, "").partition(" ")[0]


def _likely(words: str) -> dict[str, float]:
    """How likely each language is, by its code; what few sentences cannot tell apart is taken together."""
    likely: dict[str, float] = {}
    for label, share in _identifier().rank(words):
        code = _SAME.get(label, label)
        likely[code] = likely.get(code, 0.0) + share
    return likely


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 - the window's process does without it

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(_READ)
    return identifier
