"""Checked statements in the language that the person asked for; where a translation cannot be relied on, there is none.

What was checked is the statement's `text`, in the words it was written in. No check of Carrel's compares meanings across
languages, so a translation is kept only if its language, its length, its names and its numbers are what they have to be.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from carrel.digesting.answers import loops
from carrel.digesting.language import language_of
from carrel.digesting.numbers import Number, numbers, same
from carrel.domain.languages import LANGUAGES
from carrel.inference.engine import Completion, Prompt, Stopped
from carrel.paths import bundled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from carrel.domain.digest import Statement
    from carrel.inference.engine import Engine, Pending

_DENSE = {"zh": 3.0, "ja": 2.2, "ko": 2.0}
"""How many letters of an alphabet a character of these languages says as much as, about."""
_SHORTEST, _LONGEST = 0.45, 2.2
_TOKENS = 4
_ROOM = 48
_LABEL = re.compile(r"^\s*(?:[^\W\d_]+\s){0,2}translation\s*:\s*", re.IGNORECASE)
_QUOTED = re.compile(r"^[\"“„«»「『'‘](.*)[\"”“»«」』'’]$", re.DOTALL)
_NAME = re.compile(r"\b[A-Za-z]*[a-z][A-Z][A-Za-z0-9]*\b|\b[A-Z][A-Za-z]*\d\w*")
_GROUPED = re.compile(r"(?<![\d.,])\d{1,3}(?:\.\d{3}){2,}(?![\d.])")
_DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d{1,2}(?!\d))")
_SCALES = (
    (re.compile(r"(?<=\d)\s*(?:mil millones|milliard\w*|miliard\w*|miljard\w*|миллиард\w*|мільярд\w*)", re.IGNORECASE), " billion"),
    (re.compile(r"(?<=\d)\s*(?:mill?[ij][oóõ]\w*|milh[oõã]\w*|миллион\w*|мільйон\w*|juta)", re.IGNORECASE), " million"),
    (re.compile(r"(?<=\d)\s*(?:tausend|mille|mil|duizend|tusen|tysi\w*|тыс\w*|тис\w*|ribu)(?!\w)", re.IGNORECASE), " thousand"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Wording:
    """What is asked, from ``models/prompts/translation.toml``."""

    instructions: str
    before: str
    after: str
    question: str

    def prompt(self, text: str, language: str) -> Prompt:
        for mark in (self.before, self.after):
            text = re.sub(re.escape(mark).replace(r"\ ", r"\s+"), mark.lower(), text, flags=re.IGNORECASE)
        return Prompt(
            instructions=self.instructions,
            paper=f"{self.before}\n{text}\n{self.after}",
            question=self.question.format(language=LANGUAGES[language]),
        )


def translated(statements: Sequence[Statement], engine: Engine, language: str) -> tuple[Statement, ...]:
    """The statements, each with its `translation` into `language` (a code of `LANGUAGES`) where one can be relied on.

    Else `translation` is "": where the text is in that language already, and where what the model wrote is in another
    language, cut off, much shorter or longer, or does not carry exactly the numbers and names of the text.

    Raises:
        ModelError: the model failed. Cancelled: the engine was told to stop.
    """
    wording = _wording()
    asked: list[Pending | None] = []
    try:
        asked.extend(
            _submitted(wording.prompt(statement.text, language), statement.text, engine, language)
            for statement in statements
        )
        return tuple(
            replace(statement, translation=_kept(pending.result(), statement.text, language) if pending else "")
            for statement, pending in zip(statements, asked, strict=True)
        )
    finally:
        for pending in asked:
            if pending is not None:
                pending.cancel()


def _submitted(prompt: Prompt, text: str, engine: Engine, language: str) -> Pending | None:
    if language_of(text) == language:
        return None
    most = _TOKENS * engine.count(text) + _ROOM
    if engine.count_prompt(prompt) + most > engine.context:
        return None
    return engine.submit(prompt, max_tokens=most, stop=(_wording().before, _wording().after))


def _kept(completion: Completion, text: str, language: str) -> str:
    """The translation that a model wrote of `text`, "" where it cannot be relied on."""
    if completion.stopped in {Stopped.LENGTH, Stopped.TIME, Stopped.LOOP}:
        return ""
    lines = [line.strip() for line in completion.text.splitlines() if line.strip()]
    written = _LABEL.sub("", lines[0]) if lines else ""
    if quoted := _QUOTED.match(written):
        written = quoted[1].strip()
    length = len(written) * _DENSE.get(language, 1.0)
    if not _SHORTEST * len(text) <= length <= _LONGEST * len(text) + 20 or loops(written):
        return ""
    names = [name for name in _NAME.findall(text) if name not in written]
    if names or not _same_numbers(text, written) or language_of(written) != language:
        return ""
    return unicodedata.normalize("NFC", written)


def _same_numbers(text: str, written: str) -> bool:
    """Whether both carry the same numbers; those that are words in one may be figures or words in the other."""
    given = list(numbers(text))
    for claimed in numbers(_localised(written)):
        found = next((number for number in given if _agree(claimed, number)), None)
        if found is None:
            return False
        given.remove(found)
    return not any(number.text[:1].isdigit() or number.text[:1] == "." for number in given)


def _agree(claimed: Number, given: Number) -> bool:
    return same(claimed, given) and same(given, claimed)


def _localised(text: str) -> str:
    """`text` with figures written as in English: Western digits, decimal points, words for a thousand and more."""
    text = "".join(str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in text)
    text = text.replace("٫", ".").replace("٪", "%").replace("٬", ",")
    text = _GROUPED.sub(lambda match: match.group().replace(".", ","), text)
    text = _DECIMAL_COMMA.sub(".", text)
    for words, english in _SCALES:
        text = words.sub(english, text)
    return text


@cache
def _wording() -> _Wording:
    data = tomllib.loads(bundled("models/prompts/translation.toml").read_text(encoding="utf-8"))
    return _Wording(data["instructions"], data["before"], data["after"], data["question"])
