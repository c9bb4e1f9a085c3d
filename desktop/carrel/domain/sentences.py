"""Where sentences end.

Rules, not a model: a full stop ends a sentence unless it belongs to an abbreviation, an initial, a number or a list
mark, or what follows does not begin like a sentence. Chinese, Japanese and Korean full stops always end one.
"""

from __future__ import annotations

import re

LONGEST = 1000
_LONGEST_WORD = 30

_CANDIDATE = re.compile(
    r"(?P<mark>[.!?…])(?P<close>[\"'”’»)\]]*\d{0,2}(?:,\d{1,2})*[\"'”’»)\]]*)\s+(?=(?P<next>\S))"
    r"|[。！？｡](?:[」』”’）】]*)\s*(?=\S)"
)
_ABBREVIATIONS = frozenset(
    """fig figs eq eqs eqn eqns sec secs sect ref refs tab tabs thm lem prop cor def defs app appx ch chap vol vols no nos
    nr pp p pt ed eds cf vs viz resp approx ca al e.g i.e eg ie w.r.t wrt s.t a.k.a i.i.d a.s w.l.o.g
    dr mr mrs ms prof st jr sr ph.d m.sc b.sc inc ltd corp co dept univ assoc assn jan feb mar apr jun jul aug sep
    sept oct nov dec proc conf int intl trans symp est min max arg alg algs ex exs rem obs
    art arts cit ibid op loc et seq ser suppl supp u.s u.k""".split()
)
# Abbreviations that also end sentences: only a word that could not begin one goes on after them.
_EITHER = frozenset(
    {"al", "etc", "inc", "ltd", "co", "corp", "jr", "sr", "ph.d", "u.s", "u.k", "st", "max", "min", "no"}
)
_NUMBERED = frozenset(
    "fig figs eq eqs eqn eqns sec secs sect ref refs tab tabs thm lem prop cor def app ch chap vol no nos nr pp p".split()
)
_STARTERS = frozenset(
    """the a an we in this these those that it its our as for to however moreover furthermore thus therefore hence
    while when where if since because although they there their here i he she you both all each one two first
    second finally figure table section let note given by on at from with after before""".split()
)
_LABEL = re.compile(r"[A-Z][a-z]{1,12}\.? \d+(?:\.\d+)*")


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """The sentences of a paragraph on one line, as (start, end) without surrounding spaces.

    Together they hold every character but white space. None is longer than `LONGEST` characters.
    """
    found: list[tuple[int, int]] = []
    start = 0
    for match in _CANDIDATE.finditer(text):
        if match["mark"] and not _ends(text, start, match):
            continue
        _add(text, start, match.end(), found)
        start = match.end()
    _add(text, start, len(text), found)
    return found


def sentences(text: str) -> list[str]:
    """The sentences of running text, each on one line with single spaces."""
    line = " ".join(text.split())
    return [line[start:end] for start, end in sentence_spans(line)]


def _ends(text: str, start: int, match: re.Match[str]) -> bool:
    following = match["next"]
    if following.islower():
        return False
    begins = not following.isalpha() or not following.isascii() or following.isupper()
    if match["mark"] != ".":
        return begins
    if match["close"]:
        # A decimal number ("0.89 Kendall"), or what closes after the stop and so parts it from an abbreviation.
        decimal = match["close"][0].isdigit() and text[max(match.start() - 1, start)].isdigit()
        return begins and not decimal
    word = _last_word(text[max(start, match.start() - _LONGEST_WORD) : match.start()])
    if not word:
        return True
    if len(word) == 1 and word.isalpha():
        return _after_letter(text, start, match, word)
    return begins and not _is_mark(text, start, match.start(), word) and not _is_abbreviation(text, match, word.lower())


def _is_mark(text: str, start: int, stop: int, word: str) -> bool:
    """Whether a sentence's start is a list mark, a section's number or a label ("2. Related work", "Table 2. Results")."""
    if word.isdigit() and stop - len(word) <= start + 1:
        return True
    return word[-1].isdigit() and bool(_LABEL.fullmatch(text, start, stop))


def _is_abbreviation(text: str, match: re.Match[str], word: str) -> bool:
    if word in _NUMBERED and (match["next"].isdigit() or match["next"] in "([§"):
        return True
    if word in _EITHER:
        return _next_word(text, match.end()) not in _STARTERS
    return word in _ABBREVIATIONS


def _last_word(text: str) -> str:
    words = text.split()
    return words[-1].lstrip("([{“‘\"'") if words and not text[-1].isspace() else ""


def _after_letter(text: str, start: int, match: re.Match[str], letter: str) -> bool:
    """Whether a single letter and a full stop end a sentence ("… of size n. We") or begin a name ("J. Smith")."""
    if match.start() - 2 <= start:
        return False
    if letter.isupper():
        following = _next_word(text, match.end())
        return following in _STARTERS and following not in {"a", "i"}
    return match["next"].isupper()


def _next_word(text: str, at: int) -> str:
    end = at
    while end < len(text) and text[end].isalpha():
        end += 1
    return text[at:end].lower() if text[at : at + 1].isupper() else ""


def _add(text: str, start: int, end: int, found: list[tuple[int, int]]) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while end - start > LONGEST:
        cut = text.rfind(" ", start + LONGEST // 2, start + LONGEST)
        cut = cut if cut > start else start + LONGEST
        _add(text, start, cut, found)
        start = cut
        while start < end and text[start].isspace():
            start += 1
    if end > start:
        found.append((start, end))


def bounded_spans(text: str) -> list[tuple[int, int]]:
    """The whole text as one span, or as several where it is longer than `LONGEST`."""
    found: list[tuple[int, int]] = []
    _add(text, 0, len(text), found)
    return found
