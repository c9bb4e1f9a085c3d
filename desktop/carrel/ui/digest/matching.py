"""Which words of a passage a statement takes up, and a short excerpt around them. Pure functions over text."""

from __future__ import annotations

import re

_WORD = re.compile(r"\w+(?:[.,]\d+)*")
_COMMON = frozenset(
    "a an and are as at be been but by can could for from had has have however in into is it its may more most not of on "
    "or our such than that the their then there these they this those to was we were which while with would also both "
    "paper authors show shows propose proposes using use used via between over under".split()
)
_ENDINGS = (
    "ations",
    "ation",
    "ingly",
    "ments",
    "ment",
    "ings",
    "ing",
    "ies",
    "ied",
    "ers",
    "er",
    "es",
    "ed",
    "ly",
    "s",
    "e",
)

Span = tuple[int, int]


def matching_spans(statement: str, passage: str) -> tuple[Span, ...]:
    """The (start, end) offsets in `passage` of the words it shares with `statement`; neighbours are joined.

    Common words count only between two that match. Endings are ignored ("merges", "merging").
    """
    wanted = {_stem(match.group()) for match in _WORD.finditer(statement)} - {""}
    spans: list[Span] = []
    passed = 0
    for match in _WORD.finditer(passage):
        stem = _stem(match.group())
        if not stem:
            continue
        if stem not in wanted:
            passed += 1
            continue
        if spans and not passed:
            spans[-1] = (spans[-1][0], match.end())
        else:
            spans.append(match.span())
        passed = 0
    return tuple(spans)


def excerpt(text: str, spans: tuple[Span, ...], limit: int = 170) -> str:
    """About `limit` characters of `text` around its first match, on word boundaries, with … where it was cut."""
    if len(text) <= limit:
        return text
    start = max(0, (spans[0][0] if spans else 0) - limit // 4)
    start = 0 if start < 24 else text.find(" ", start) + 1
    end = min(len(text), start + limit)
    if end < len(text):
        end = max(text.rfind(" ", start, end), start + 1)
    return f"{'… ' if start else ''}{text[start:end].strip()}{' …' if end < len(text) else ''}"


def _stem(word: str) -> str:
    word = word.lower()
    if word in _COMMON or (len(word) < 2 and not word.isdigit()):
        return ""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word
