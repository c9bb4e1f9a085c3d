"""Numbers in text and what they are worth, so that 1.2M, 1,200,000 and "1.2 million" are one number."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SCALES = {
    "k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6, "mn": 1e6, "b": 1e9, "bn": 1e9, "billion": 1e9,
    "trillion": 1e12, "hundred": 1e2, "dozen": 12.0,
}  # fmt: skip
_WRITTEN = {
    word: float(value)
    for value, word in enumerate("two three four five six seven eight nine ten eleven twelve".split(), start=2)
}
_GROUPS = "[\u00a0\u2009\u202f]"
_NUMBER = re.compile(
    rf"""(?P<value>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?(?![\d,])|\d{{1,3}}(?:{_GROUPS}\d{{3}})+(?!\d)|(?<![\d.,])\d{{1,3}}(?:[ ]\d{{3}}){{2,}}(?![\d.])|\d+(?:\.\d+)?|(?<!\d)\.\d+)
    (?:\s?[×x·*]\s?10\s?\^?\s?\{{?(?P<power>[-−–]?\d{{1,3}})\}}?|[eE](?P<exponent>[-−+]?\d{{1,3}})(?!\w))?
    (?:(?P<letter>[kKMB]|bn|mn)(?!\w)|[ \u00a0-]?(?P<scale>thousand|million|billion|trillion|hundred|dozen)s?(?!\w))?
    (?:\s?(?P<percent>%|％|percent(?!age)|per\ cent(?!\w))|\s?(?P<factor>[×xX](?!\w)|[- ]?fold(?!\w)|\s?times(?!\w)))?""",
    re.VERBOSE,
)
_WORD = re.compile(
    rf"(?<![\w-])(?P<word>{'|'.join(_WRITTEN)})(?:[ -](?P<scale>thousand|million|billion|trillion|hundred|dozen))?"
    r"(?:\s(?P<percent>percent|per cent)|[- ](?P<factor>fold|times))?(?!\w)",
    re.IGNORECASE,
)
_CITATION = re.compile(r"\[\s?\d{1,3}[a-z]?(?:\s?[,;–-]\s?\d{1,3}[a-z]?)*\s?\]")


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written, its size without a sign, and its unit: "%", "×" or "". `start` is its offset.

    `decimals` tells how many decimals were written, None where it was scaled ("1.2M") or is a word.
    """

    text: str
    value: float
    unit: str
    start: int
    decimals: int | None = None


def numbers(text: str, *, inside_names: bool = False) -> tuple[Number, ...]:
    """The numbers of `text`, in order; both ends of a range are numbers of their own.

    Reference marks such as [12] are not numbers. A digit that continues a word ("F1", "ResNet50") belongs to a name
    and counts only with `inside_names`. Of written numbers two to twelve are known; "one" is rarely a count.
    """
    blanked = _CITATION.sub(lambda mark: " " * len(mark.group()), text)
    found = [
        _number(match)
        for match in _NUMBER.finditer(blanked)
        if inside_names or not _continues_word(blanked, match.start())
    ]
    found += [_written(match) for match in _WORD.finditer(blanked)]
    return tuple(sorted(found, key=lambda number: number.start))


def without_numbers(text: str) -> str:
    """`text` with spaces for its numbers, for comparing words alone; as it is where nothing else is in it."""
    bare = list(text)
    for number in numbers(text):
        bare[number.start : number.start + len(number.text)] = " " * len(number.text)
    joined = "".join(bare)
    return joined if any(character.isalpha() for character in joined) else text


def same(claimed: Number, given: Number) -> bool:
    """Whether a text that gives the one supports the other: the same size, or rounded to two digits or more.

    Units may be missing on one side (tables drop them); 0.32 supports 32 %. "2 times" is not 2 %.
    """
    if claimed.unit and given.unit and claimed.unit != given.unit:
        return False
    if _close(claimed.value, given.value):
        return True
    if claimed.unit == "%" and not given.unit and _close(claimed.value, given.value * 100):
        return True
    if claimed.decimals is None or given.decimals is None or given.decimals <= claimed.decimals:
        return False
    digits = len(str(int(claimed.value))) + claimed.decimals if claimed.value >= 1 else claimed.decimals
    return digits >= 2 and _close(claimed.value, round(given.value, claimed.decimals))


def _close(one: float, other: float) -> bool:
    return abs(one - other) <= 1e-9 * max(abs(one), abs(other))


def _continues_word(text: str, start: int) -> bool:
    return start > 0 and (text[start - 1].isalpha() or text[start - 1] == "_")


def _number(match: re.Match[str]) -> Number:
    written = match["value"]
    value = float(re.sub(rf"[ ,]|{_GROUPS}", "", written))
    power = match["power"] or match["exponent"]
    decimals: int | None = len(written.partition(".")[2])
    if power:
        value *= 10.0 ** int(power.replace("−", "-").replace("–", "-").replace("+", ""))
        decimals = None
    scale = match["letter"] or match["scale"]
    if scale:
        value *= _SCALES[scale.lower()]
        decimals = None
    unit = "%" if match["percent"] else "×" if match["factor"] else ""
    return Number(match.group().rstrip(), value, unit, match.start(), decimals)


def _written(match: re.Match[str]) -> Number:
    value = _WRITTEN[match["word"].lower()] * _SCALES.get((match["scale"] or "").lower(), 1.0)
    unit = "%" if match["percent"] else "×" if match["factor"] else ""
    return Number(match.group().rstrip(), value, unit, match.start())
