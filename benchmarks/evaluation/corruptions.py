"""Sentences made false by rule: another number, unit, name, direction, a "not" more or less.

The lists of words are written for this and are not those that the check itself knows; there are only so many opposites,
and most stand in both.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Sequence

_NUMBER = re.compile(r"(?<![\w.,\[(/-])\d+(?:,\d{3})*(?:\.\d+)?(?![\w)\]]|[.,]\d|-\w)")
_POINTER = re.compile(
    r"\b(?:figs?|figures?|tables?|sections?|eqs?|equations?|chapters?|algorithms?|theorems?|propositions?|lemmas?|steps?|version)\.? $",
    re.IGNORECASE,
)
_UNITS = (
    ("%", " times"), (" percent", " times"), (" ms", " s"), (" seconds", " minutes"), (" minutes", " hours"), (" hours", " days"),
    (" days", " weeks"), ("GB", "MB"), ("MB", "GB"), ("KB", "MB"), (" million", " billion"), (" billion", " million"), ("×", "%"),
    ("GHz", "MHz"), (" years", " months"), ("-fold", "%"), (" times", " percent"), ("x ", " percent "),
)  # fmt: skip
NAME = re.compile(r"(?<=[a-z,] )(?:[A-Z][A-Za-z]*[A-Z]\w*(?:-\w+)?|[A-Z]{2,}\d*|[A-Z][a-z]{2,}(?:-\d+|\d+))(?![\w-])")
_OPPOSITES = (
    ("increases", "decreases"), ("increase", "decrease"), ("increased", "decreased"), ("increasing", "decreasing"), ("higher", "lower"),
    ("larger", "smaller"), ("better", "worse"), ("best", "worst"), ("faster", "slower"), ("more", "less"), ("most", "least"),
    ("improves", "worsens"), ("improve", "worsen"), ("improved", "worsened"), ("improving", "worsening"), ("outperforms", "underperforms"),
    ("outperform", "underperform"), ("reduces", "increases"), ("reduce", "increase"), ("reduced", "increased"), ("reducing", "increasing"),
    ("high", "low"), ("large", "small"), ("long", "short"), ("easy", "difficult"), ("easier", "harder"), ("strong", "weak"), ("before", "after"),
    ("maximum", "minimum"), ("maximize", "minimize"), ("minimizing", "maximizing"), ("positive", "negative"), ("above", "below"),
    ("simple", "complex"), ("greater", "smaller"), ("fewer", "more"), ("always", "never"), ("all", "some"), ("success", "failure"),
    ("deep", "shallow"), ("stronger", "weaker"), ("deeper", "shallower"), ("possible", "impossible"), ("upper", "lower"), ("up", "down"),
)  # fmt: skip
_AUXILIARY = re.compile(
    r"\b(?:is|are|was|were|can|could|will|would|should|has been|have been)(?= [a-z]+)(?! not)(?! only)"
)
_DOES = (
    (re.compile(r"\bwe (?P<verb>show|find|use|propose|observe|consider|assume|need|believe)\b"), r"we do not \g<verb>"),
    (re.compile(r"\bWe (?P<verb>show|find|use|propose|observe|consider|assume|need|believe)\b"), r"We do not \g<verb>"),
    (re.compile(r"\bthe authors (?P<verb>show|find|use|employ|demonstrate|observe|consider)\b"), r"the authors do not \g<verb>"),
    (re.compile(r"\bThe authors (?P<verb>show|find|use|employ|demonstrate|observe|consider)\b"), r"The authors do not \g<verb>"),
)  # fmt: skip
_DENIED = re.compile(
    r"\b(?P<before>is|are|was|were|can|could|do|does|did|will|would|should|has|have|may) not (?!only\b|just\b)|\bcannot "
)


def _in_brackets(text: str, start: int) -> bool:
    """Whether a number is one of a reference mark such as [3, 12]."""
    return text.rfind("[", 0, start) > text.rfind("]", 0, start)


def other_number(text: str, chance: random.Random, paper: str) -> str:
    """One number made another: a digit changed, ten times as much, or another number of the same paper."""
    spots = [
        match
        for match in _NUMBER.finditer(text)
        if not _POINTER.search(text[: match.start()]) and not _in_brackets(text, match.start())
    ]
    if not spots:
        return ""
    spot = chance.choice(spots)
    old = spot.group()
    theirs = sorted({number for number in _NUMBER.findall(paper) if number not in text and len(number) > 1})
    if theirs and chance.random() < 0.4:
        new = chance.choice(theirs)
    else:
        at = chance.choice([index for index, letter in enumerate(old) if letter.isdigit()])
        new = old[:at] + chance.choice([digit for digit in "123456789" if digit != old[at]]) + old[at + 1 :]
    if new.replace(",", "") == old.replace(",", "") or re.search(rf"(?<![\d.]){re.escape(new)}(?![\d.])", text):
        return ""
    return str(text[: spot.start()] + new + text[spot.end() :])


def other_unit(text: str, chance: random.Random, _paper: str) -> str:
    """One unit made another."""
    spots = [(match, new) for old, new in _UNITS for match in re.finditer(rf"(?<=\d)\s?{re.escape(old)}(?!\w)", text)]
    if not spots:
        return ""
    spot, new = chance.choice(spots)
    return str(text[: spot.start()] + new + text[spot.end() :])


def other_name(text: str, chance: random.Random, names: Sequence[str]) -> str:
    """One name replaced by another of `names`."""
    spots = list(NAME.finditer(text))
    fresh = [name for name in names if name.lower() not in text.lower()]
    if not spots or not fresh:
        return ""
    spot = chance.choice(spots)
    fresh = [name for name in fresh if name.rstrip("s") != spot.group().rstrip("s")]
    return text.replace(spot.group(), chance.choice(fresh)) if fresh else ""


def other_direction(text: str, chance: random.Random, _paper: str) -> str:
    """One word replaced by its opposite, or the two sides of a comparison exchanged."""
    spots = [
        (match, there)
        for one, other in _OPPOSITES
        for here, there in ((one, other), (other, one))
        for match in re.finditer(rf"\b{here}\b", text)
    ]
    spots = [spot for spot in spots if not (spot[0].group() == "up" or spot[1] == "up") or " up to" not in text]
    if not spots:
        return ""
    spot, new = chance.choice(spots)
    return str(text[: spot.start()] + new + text[spot.end() :])


def exchanged(text: str, _chance: random.Random, _paper: str) -> str:
    """The two sides of a comparison exchanged: "A outperforms B" becomes "B outperforms A"."""
    found = re.search(
        r"(?P<a>\b(?:[A-Z][\w-]+|[a-z]+ [a-z]+s)) (?P<verb>(?:is|are) (?:\w+ )?(?:better|worse|faster|slower|larger|smaller|higher|lower|more \w+|less \w+) than|"
        r"(?:significantly |consistently )?(?:outperforms?|exceeds?|surpass(?:es)?|beats?)) (?P<b>(?:[A-Z][\w-]+|[a-z]+ [a-z]+))",
        text,
    )
    if not found:
        return ""
    return text[: found.start()] + f"{found['b']} {found['verb']} {found['a']}" + text[found.end() :]


def denied(text: str, chance: random.Random, _paper: str) -> str:
    """A "not" more, or the one that is there left out."""
    there = _DENIED.search(text)
    if there:
        kept = (
            "can "
            if there.group() == "cannot "
            else ""
            if there["before"] in {"do", "does", "did"}
            else f"{there['before']} "
        )
        return text[: there.start()] + kept + text[there.end() :]
    spots = list(_AUXILIARY.finditer(text))
    if spots:
        spot = chance.choice(spots)
        first = spot.group().split()[0]
        return f"{text[: spot.start()]}{first} not{spot.group()[len(first) :]}{text[spot.end() :]}"
    for pattern, new in _DOES:
        if pattern.search(text):
            return str(pattern.sub(new, text, count=1))
    return ""


BY_RULE: dict[str, Callable[[str, random.Random, str], str]] = {
    "number": other_number,
    "unit": other_unit,
    "direction": other_direction,
    "roles exchanged": exchanged,
    "negation": denied,
}
"""Each makes a sentence false, given the whole paper's text; "" where it has nothing to change."""
