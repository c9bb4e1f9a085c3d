"""Making sentences of what a model wrote: no markup, no echoes of the question, nothing unfinished, nothing twice."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from carrel.digesting.formulas import unicode_formulas
from carrel.digesting.words import FRAMING, content, words
from carrel.domain.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Iterable

_MARKUP = re.compile(
    r"\*\*|__|`+|^\s{0,3}#{1,6}\s*|^\s*>\s?|<\|[^|<>]*\|>|</?[a-z][^<>]{0,40}>", re.MULTILINE | re.IGNORECASE
)
_LIST_MARK = re.compile(r"^\s*(?:[-*•–+]|\(?\d{1,2}[.)]|\(?[a-z]\))\s+", re.MULTILINE)
_LABEL = re.compile(
    r"^\s*(?:answer|summary|key points?|methodology|methods?|results?|implications?|note|question|response|output)\s*:\s*",
    re.IGNORECASE | re.MULTILINE,
)
_PREAMBLE = re.compile(
    r"^(?:sure|certainly|of course|okay|here (?:is|are)|below (?:is|are)|as an ai|i (?:am|can|cannot|will)|let me|"
    r"the (?:text|passage|document) (?:above|below|provided)|you (?:can|should|are))\b",
    re.IGNORECASE,
)
_ABOUT_THE_TASK = re.compile(
    r"\b(?:in (?:one|two|three|a few) (?:short |plain )?sentences?|paper (?:begins|ends)|bullet points?|"
    r"(?:one|two|three|four) (?:or (?:two|three|four) )?(?:plain |short )?sentences?|word limit|as an ai|"
    r"problem is that (?:the|this) (?:\w+ )?paper|the answer (?:to this question )?is (?:not|too)|"
    r"two or three (?:main |key )?(?:results|findings)|"
    r"(?:main|key) points?(?: and|,)? (?:key )?(?:takeaways?|points?|ideas?)|most important result (?:of|in) (?:the|this) paper)\b",
    re.IGNORECASE,
)
_REFERS_BACK = re.compile(
    r"(?:it|its|they|their|these|those|this|that|such|he|she|both|here)\b(?! (?:paper|work|article|study|thesis|authors?)\b)",
    re.IGNORECASE,
)
_SAID_TWICE = re.compile(
    r"^(?:(?:the|this) (authors?|paper) \w+ that (?=(?:the|this) \1\b)|we \w+ that (?=the authors?\b))", re.IGNORECASE
)
_CITED = re.compile(r"[A-Z][\w’'-]+, (?:[A-Z]\.[\s-]?)+(?:,|&|and\b|\()")
_ENDED = re.compile(r"[.!?。！？…][\"'”’)\]]*$")
_NEXT_SENTENCE = re.compile(r"[.!?。！？…][\"'”’)\]]*\s+\S|\n\s*\S")
_LONGEST = 70
_LONG = 6
"""A sentence of fewer words that are all in another may still say what the other is about."""
_LEAST_SAID = 2
"""So many words that are neither the title's nor what every paper says make a sentence worth reading."""


def sentences_of(
    start: str,
    answer: str,
    *,
    question: str,
    most: int,
    title: str = "",
    given: Iterable[str] = (),
    cut: bool = False,
) -> tuple[str, ...]:
    """The usable sentences of `start` continued by `answer`, at most `most`; none where nothing is of use.

    `given` are sentences the digest has already; what only repeats one of them, or the paper's `title`, is left out.
    `cut` tells that the answer met its limit, so that an unfinished last sentence is no sentence.
    """
    usable: list[str] = []
    earlier = [set(content(sentence)) for sentence in given]
    asked = set(content(question))
    named = set(content(title)) | FRAMING
    bare = False
    follows = True
    for sentence in (each for line in _lines(_joined(start, answer)) for each in sentences(line)):
        kept = _finished(sentence, cut=cut)
        # What "it" or "this" means went with the sentence before.
        dangles, follows = not follows and _REFERS_BACK.match(kept) is not None, False
        if (
            not kept
            or dangles
            or _PREAMBLE.search(kept)
            or _CITED.match(kept)
            or _ABOUT_THE_TASK.search(kept)
            or loops(kept)
        ):
            continue
        stems = set(content(kept))
        if len(words(kept)) < 4 or len(words(kept)) > _LONGEST or not stems - set(content(start)):
            continue
        if _covered(stems, asked) or any(_alike(stems, other) for other in earlier):
            follows = bool(usable) and says_again(kept, usable)
            continue
        says_little = len(stems - named) < _LEAST_SAID
        if says_little and (usable or most == 1):
            continue
        follows, bare = True, bare or says_little
        earlier.append(stems)
        usable.append(kept)
        if len(usable) == most:
            break
    # The title in other words may open what says more, but does not stand alone.
    return tuple(usable) if len(usable) > 1 or not bare else ()


class Enough:
    """Tells, of an answer as it grows, once it has all the sentences that are wanted: the rest need not be written.

    It has to be called with each state of one answer's text.
    """

    def __init__(self, start: str, question: str, sentences_wanted: int) -> None:
        self._start = start
        self._question = question
        self._wanted = sentences_wanted
        self._ends = 0

    def __call__(self, text: str) -> bool:
        """Whether `text` holds them, and has begun something else."""
        ends = len(_NEXT_SENTENCE.findall(text))
        if ends < self._wanted or ends == self._ends:
            self._ends = min(ends, self._ends)
            return False
        self._ends = ends
        usable = sentences_of(self._start, text, question=self._question, most=self._wanted, cut=True)
        return len(usable) == self._wanted


def says_again(text: str, given: Iterable[str]) -> bool:
    """Whether a sentence says no more than one of `given`."""
    stems = set(content(text))
    return any(_alike(stems, set(content(sentence))) for sentence in given)


def loops(text: str) -> bool:
    """Whether `text` goes round in circles: a word four times in a row, or runs of four words said three times or more.

    Those have to be a third of it at least, for a paper's own terms return too: one abstract in thirty says one of four
    words three times, and a tenth of its words at the most are in it.
    """
    said = words(text)
    runs: dict[tuple[str, ...], list[int]] = {}
    for at in range(len(said) - 3):
        runs.setdefault(tuple(said[at : at + 4]), []).append(at)
    again = {at + step for places in runs.values() if len(places) >= 3 for at in places for step in range(4)}
    if again and 3 * len(again) >= len(said):
        return True
    row = 1
    for one, other in pairwise(said):
        row = row + 1 if one == other else 1
        if row == 4:
            return True
    return False


def _joined(start: str, answer: str) -> str:
    """The whole answer; models that say the given beginning again are forgiven."""
    text = answer.strip()
    if start and text.casefold().startswith(start.casefold()):
        return text
    space = "" if not start or answer[:1] in {"", " ", "\n", ",", ".", "'", "’", "-"} else " "
    return f"{start}{space}{answer}".strip()


def _lines(text: str) -> list[str]:
    """Each line that says something, without markup, list marks and labels; a line is a thought of its own."""
    plain = _MARKUP.sub("", unicode_formulas(text))
    lines = (_LABEL.sub("", _LIST_MARK.sub("", line)).strip() for line in plain.splitlines())
    return [line for line in lines if line]


def _finished(sentence: str, *, cut: bool) -> str:
    sentence = _SAID_TWICE.sub("", sentence.strip(" \"'“”*-"))
    if _ENDED.search(sentence):
        return _capital(sentence)
    return "" if cut or sentence.endswith((",", ";", ":", "-")) else _capital(f"{sentence}.")


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _covered(stems: set[str], asked: set[str]) -> bool:
    """Whether a sentence says nothing that the question did not."""
    return bool(stems) and len(stems - asked) <= len(stems) * 0.25


def _alike(stems: set[str], other: set[str]) -> bool:
    """Whether two sentences say the same: nearly the same words, or all of one's in the other."""
    shared, fewer = len(stems & other), min(len(stems), len(other))
    if not fewer:
        return False
    return shared / len(stems | other) >= 0.75 or (fewer >= _LONG and shared / fewer >= 0.9)
