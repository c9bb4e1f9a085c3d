"""Numbers in text and what they are worth, so that 1.2M, 1,200,000 and "1.2 million" are one number."""

from __future__ import annotations

import re
from dataclasses import dataclass

from carrel.digesting.units import unit_after

_SCALES = {
    "k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6, "mn": 1e6, "b": 1e9, "bn": 1e9, "billion": 1e9,
    "trillion": 1e12, "hundred": 1e2, "dozen": 12.0,
}  # fmt: skip
_WRITTEN = {
    word: float(value)
    for value, word in enumerate("two three four five six seven eight nine ten eleven twelve".split(), start=2)
}
_GROUPS = "[\u00a0\u2009\u202f]"
_LEVEL = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
_NUMBER = re.compile(
    rf"""(?P<value>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?(?![\d,])|\d{{1,3}}(?:{_GROUPS}\d{{3}})+(?!\d)|(?<![\d.,])\d{{1,3}}(?:[ ]\d{{3}}){{2,}}(?![\d.])|\d+(?:\.\d+)?|(?<!\d)\.\d+)
    (?:\s?[×x·*]\s?10(?:\s?\^?\s?\{{?(?P<power>[-−–]?\d{{1,3}})\}}?|(?P<raised>[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{{1,3}}))|[eE](?P<exponent>[-−+]?\d{{1,3}})(?!\w))?
    (?:(?P<letter>[kKMB]|bn|mn)(?!\w)|[ \u00a0-]?(?P<scale>thousand|million|billion|trillion|hundred|dozen)s?(?!\w))?
    (?:\s?(?P<percent>%|％|percent(?!age)|per\ cent(?!\w))|\s?(?P<factor>[×xX](?!\w)|[- ]?fold(?!\w)|\s?times(?!\w)))?""",
    re.VERBOSE,
)
_WORD = re.compile(
    rf"(?<![\w-])(?P<word>{'|'.join(_WRITTEN)})(?:[ -](?P<scale>thousand|million|billion|trillion|hundred|dozen))?"
    r"(?:\s(?P<percent>percent|per cent)|[- ](?P<factor>fold|times))?(?!\w)",
    re.IGNORECASE,
)
_PROPORTIONS = {
    "half": (0.5, ""), "one half": (0.5, ""), "one third": (1 / 3, ""), "a third": (1 / 3, ""), "two thirds": (2 / 3, ""), "a quarter": (0.25, ""),
    "one quarter": (0.25, ""), "three quarters": (0.75, ""), "twice": (2.0, "×"), "double": (2.0, "×"), "doubles": (2.0, "×"),
    "doubled": (2.0, "×"), "doubling": (2.0, "×"), "thrice": (3.0, "×"), "triple": (3.0, "×"), "triples": (3.0, "×"), "tripled": (3.0, "×"),
    "an order of magnitude": (10.0, "×"), "one order of magnitude": (10.0, "×"), "orders of magnitude": (0.0, "orders"),
}  # fmt: skip
_PROPORTION = re.compile(
    rf"(?<![\w-])(?P<count>two |three |2 |3 )?(?P<word>{'|'.join(sorted(_PROPORTIONS, key=len, reverse=True)).replace(' ', '[ -]')})(?![\w-])",
    re.IGNORECASE,
)
_NEGATIVE = re.compile(r"(?:^|[\s(=,;:])[-−]$")
_ROUGHLY = re.compile(
    r"\b(?:(?P<about>about|around|approximately|roughly|some|nearly|almost|circa|close to)|(?P<over>over|more than|above|at least|exceeding)|"
    r"(?P<under>under|less than|below|at most|fewer than|up to))\s$",
    re.IGNORECASE,
)
_ROUGH = 0.1
_PERCENT = "%"
_NAMED = re.compile(r"(?:[A-Z]\w*[A-Z]\w*|[A-Z][a-z]{2,})-$")
_CITATION = re.compile(r"\[\s?\d{1,3}[a-z]?(?:\s?[,;–-]\s?\d{1,3}[a-z]?)*\s?\]")


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written, its size without a sign, and its unit: "%", "×", "points", "s", "B" … or "". `start` is its offset.

    `decimals` tells how many decimals were written, None where it was scaled ("1.2M") or is a word. `factor` is how many
    of `unit` one of the written unit is: 0.001 for "5 ms". `roughly` is "about", "over" or "under" where the text says so.
    """

    text: str
    value: float
    unit: str
    start: int
    decimals: int | None = None
    factor: float = 1.0
    negative: bool = False
    roughly: str = ""

    @property
    def end(self) -> int:
        """The offset behind it."""
        return self.start + len(self.text)


def numbers(text: str, *, inside_names: bool = False) -> tuple[Number, ...]:
    """The numbers of `text`, in order; both ends of a range are numbers of their own.

    Reference marks such as [12] are not numbers. A digit that continues a word ("F1", "ResNet50") belongs to a name
    and counts only with `inside_names`. Of written numbers two to twelve are known; "one" is rarely a count.
    """
    blanked = _CITATION.sub(lambda mark: " " * len(mark.group()), text)
    found = [
        _number(match, blanked)
        for match in _NUMBER.finditer(blanked)
        if inside_names or not _continues_word(blanked, match.start())
    ]
    proportions = [_proportion(match) for match in _PROPORTION.finditer(blanked)]
    taken = [range(number.start, number.end) for number in proportions]
    found = [number for number in found if not any(number.start in span for span in taken)]
    found += [_written(match) for match in _WORD.finditer(blanked) if not any(match.start() in span for span in taken)]
    found += proportions
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

    Units may be missing on one side (tables drop them); 0.32 supports 32 %. "2 times" is not 2 %. What is claimed only
    roughly ("over 90") may be off by a tenth, to the side that is named.
    """
    if (claimed.unit and given.unit and claimed.unit != given.unit) or (claimed.negative and not given.negative):
        return False
    if claimed.unit and given.unit and claimed.factor != given.factor:
        return _close(claimed.value * claimed.factor, given.value * given.factor)
    if _close(claimed.value, given.value):
        return True
    if _PERCENT in {claimed.unit, given.unit} and not (claimed.unit and given.unit):
        hundredfold, share = (claimed, given) if claimed.unit else (given, claimed)
        if 0 < share.value <= 1 and _close(hundredfold.value, share.value * 100):
            return True
    if claimed.roughly and _roughly(claimed, given):
        return True
    if claimed.decimals is None or given.decimals is None or given.decimals <= claimed.decimals:
        return False
    digits = len(str(int(claimed.value))) + claimed.decimals if claimed.value >= 1 else claimed.decimals
    return digits >= 2 and _close(claimed.value, round(given.value, claimed.decimals))


def _roughly(claimed: Number, given: Number) -> bool:
    off = given.value - claimed.value
    if abs(off) > _ROUGH * claimed.value or _digits(claimed) >= _digits(given):
        return False
    return claimed.roughly == "about" or (off > 0) == (claimed.roughly == "over")


def _digits(number: Number) -> int:
    """How many digits were meant: zeros at the end of 30 or 1,200 only tell its size."""
    return len(f"{number.value:.10g}".replace(".", "").strip("0"))


def _close(one: float, other: float) -> bool:
    return abs(one - other) <= 1e-9 * max(abs(one), abs(other))


def _continues_word(text: str, start: int) -> bool:
    before = text[start - 1 : start]
    # From Thai on, scripts write no spaces between words; Latin and Greek go on between.
    if before == "_" or (before.isalpha() and (before < "\u0e00" or "\u1e00" <= before < "\u2e80")):
        return True
    return _NAMED.search(text[max(0, start - 20) : start]) is not None


def _number(match: re.Match[str], text: str) -> Number:
    written = match["value"]
    value = float(re.sub(rf"[ ,]|{_GROUPS}", "", written))
    power = match["power"] or match["exponent"] or (match["raised"] or "").translate(_LEVEL)
    decimals: int | None = len(written.partition(".")[2])
    if power:
        value *= 10.0 ** int(power.replace("−", "-").replace("–", "-").replace("+", ""))
        decimals = None
    scale = match["letter"] or match["scale"]
    if scale:
        value *= _SCALES[scale.lower()]
        decimals = None
    unit = _PERCENT if match["percent"] else "×" if match["factor"] else ""
    written = match.group().rstrip()
    factor = 1.0
    after = None if unit else unit_after(text, match.start() + len(written))
    if after is not None:
        unit, factor, end = after
        written = text[match.start() : end]
    before = text[max(0, match.start() - 20) : match.start()]
    roughly = _ROUGHLY.search(before)
    return Number(
        written,
        value,
        unit,
        match.start(),
        decimals,
        factor,
        negative=bool(_NEGATIVE.search(before)),
        roughly=str(roughly.lastgroup) if roughly else "",
    )


def _proportion(match: re.Match[str]) -> Number:
    value, unit = _PROPORTIONS[match["word"].lower().replace("-", " ")]
    if unit == "orders":
        count = (match["count"] or "several").strip().lower()
        value, unit = 10.0 ** {"two": 2, "2": 2, "three": 3, "3": 3}.get(count, 1), "×"
    return Number(match.group(), value, unit, match.start())


def _written(match: re.Match[str]) -> Number:
    value = _WRITTEN[match["word"].lower()] * _SCALES.get((match["scale"] or "").lower(), 1.0)
    unit = "%" if match["percent"] else "×" if match["factor"] else ""
    return Number(match.group().rstrip(), value, unit, match.start())
