"""Words as the digest's measures see them: folded, lightly stemmed, without the words every text has.

Scripts that write no spaces between words (Chinese, Japanese, Thai …) are read as pairs of neighbouring characters.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]+"
)

_COMMON = frozenset(
    "a about above after again against all also although am among an and another any are as at be because been before being "
    "between both but by can cannot could did do does doing done due during each either et etc every few for from further had has "
    "have having he hence her here hers him his how however i if in into is it its itself just let like many may me might more "
    "most much must my neither no nor not now of off often on once one only onto or other our ours out over own per rather same "
    "she should since so some such than that the their theirs them then there therefore these they this those though through thus "
    "to too toward towards under until up upon us use used uses using very via was we well were what when where whereas whether "
    "which while who whom whose why will with within without would yet you your e.g i.e eg ie al fig figure table section eq "
    "paper work author authors show shows shown present presents propose proposes proposed study".split()
)

_FRAMING_WORDS = (
    "address addresses aim aims aimed allow allows analysis analyze analyse approach approaches attempt based challenge challenges "
    "combine combines compare compared conclude concludes conclusion consider considers contribute contribution contributions "
    "demonstrate demonstrates demonstrated describe describes design designed develop develops developed discuss discusses effective "
    "effectively effectiveness employ employs enable enables enhance enhances enhanced ensure ensures evaluate evaluates evaluation "
    "examine examines example existing experiment experiments explain explains explore explores finding findings focus focuses "
    "framework future goal help helps highlight highlights identify identifies implication implications important improve improves "
    "improved improvement include includes indicate indicates insight insights introduce introduces introduced investigate "
    "investigates key lead leads leverage leverages limitation limitations main make makes method methodology methods new novel "
    "obtain offer offers overall outcome perform performance potential problem problems provide provides providing research result "
    "results reveal reveals significant significantly suggest suggests technique techniques traditional understand understanding "
    "utilize utilizes utilizing various way ways work works create creates apply applies applied application applications "
    "ability achieve achieves add allow aspect aspects avoid avoiding become becomes benefit benefits better called capable change "
    "concept consist current currently desire difference different essential expected extent give given good handle identified "
    "impact impacts importance increase increases increasing innovative involve involves issue issues lack lot made many need needed "
    "needs number optimize part particular piece possible process produce reason recommend reduce reduces reducing refer require "
    "required series set several single solution solve solves specific specifically step steps support task term terms true type types "
    "used useful numerous"
)


def fold(text: str) -> str:
    """`text` in NFKC and casefolded: the form in which words are compared."""
    return unicodedata.normalize("NFKC", text).casefold()


def words(text: str) -> list[str]:
    """Every word of `text` in order, folded, not stemmed; pairs of characters where a script writes no spaces."""
    found: list[str] = []
    for word in _WORD.findall(fold(text)):
        if word.isascii() or not _UNSPACED.search(word):
            found.append(word)
        else:
            found.extend(_pairs(word))
    return found


def _pairs(word: str) -> list[str]:
    pieces: list[str] = []
    end = 0
    for run in _UNSPACED.finditer(word):
        if run.start() > end:
            pieces.append(word[end : run.start()])
        characters = run.group()
        pieces.extend(characters[at : at + 2] for at in range(max(1, len(characters) - 1)))
        end = run.end()
    if end < len(word):
        pieces.append(word[end:])
    return pieces


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """A folded English word without its commonest endings; other words as they are.

    Lighter than Porter's stemmer: it joins "models", "modelled" and "modelling" but keeps "general" from "generate".
    """
    word = word.replace("’", "'").partition("'")[0]
    if len(word) <= 3 or not word.isascii() or not word.isalpha():
        return word
    if word.endswith("ies") and len(word) > 4:
        word = word[:-3] + "y"
    elif word.endswith(("sses", "xes", "ches", "shes", "zes")):
        word = word[:-2]
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    if word.endswith("ly") and len(word) > 5:
        word = word[:-2]
    for ending in ("ing", "ed", "er"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            root = word[: -len(ending)]
            if not any(letter in "aeiouy" for letter in root):
                break
            word = root[:-1] if len(root) > 3 and root[-1] == root[-2] and root[-1] not in "sl" else root
            break
    if word.endswith("ll") and len(word) > 4:
        word = word[:-1]
    return word.removesuffix("e") if len(word) > 3 else word


FRAMING = frozenset(stem(word) for word in _FRAMING_WORDS.split())
"""Stems of words that talk about papers rather than about their matter; summaries use them freely."""


def common(word: str) -> bool:
    """Whether a folded word carries no meaning of its own."""
    return word in _COMMON or (len(word) == 1 and word.isascii())


def content(text: str) -> list[str]:
    """The stems of the words of `text` that carry its meaning, in order."""
    return [stem(word) for word in words(text) if word not in _COMMON and (len(word) > 1 or not word.isascii())]
