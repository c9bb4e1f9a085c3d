"""The questions a model is asked, as data: ``models/prompts/default.toml``, and a file for each family that needs others."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from carrel.domain.digest import Field
from carrel.domain.languages import LANGUAGES
from carrel.inference.engine import Prompt
from carrel.paths import bundled

if TYPE_CHECKING:
    from collections.abc import Mapping

    from carrel.inference.engine import ModelInfo

_FOLDER = "models/prompts"


@dataclass(frozen=True, slots=True)
class Ask:
    """One wording of a question and the first words of its answer."""

    question: str
    start: str


@dataclass(frozen=True, slots=True)
class Part:
    """One completion: at most so many sentences and tokens, its wordings in the order they are tried.

    `reads` is the field whose passages of a long paper it is asked about.
    """

    sentences: int
    tokens: int
    asks: tuple[Ask, ...]
    reads: Field = Field.SUMMARY


@dataclass(frozen=True, slots=True)
class Limits:
    """What a model of up to so many `parameters` is given, in tokens: at `once` for one question, None: what it holds.

    `altogether` is how much of a paper that is longer it reads piece by piece, noting what each says; None: it takes no
    notes, and reads of such a paper what its questions are asked about.
    """

    parameters: float
    once: int | None
    altogether: int | None


@dataclass(frozen=True, slots=True)
class Prompts:
    """All questions to models of one family. `note` is what is asked of each piece of a long paper."""

    version: str
    instructions: str
    before: str
    after: str
    limits: tuple[Limits, ...]
    note: Part
    fields: Mapping[Field, tuple[Part, ...]]
    in_language: str

    def paper(self, text: str) -> str:
        """A paper's text between its marks; marks that occur in it are broken, so it cannot end itself."""
        for mark in (self.before, self.after):
            text = re.sub(re.escape(mark).replace(r"\ ", r"\s+"), mark.lower(), text, flags=re.IGNORECASE)
        return f"{self.before}\n{text}\n{self.after}"

    def prompt(self, paper: str, ask: Ask) -> Prompt:
        """The prompt of one question about `paper` (as `paper()` gave it)."""
        return Prompt(instructions=self.instructions, paper=paper, question=ask.question, answer_start=ask.start)

    def speaking(self, language: str) -> Prompts:
        """These questions, to be answered in the paper's language (ISO 639-1); English ones as they are.

        The first words of an answer would put it into English: elsewhere none are given.
        """
        if language in {"", "en"} or language not in LANGUAGES:
            return self
        wanted = self.in_language.format(language=LANGUAGES[language])

        def put(part: Part) -> Part:
            return replace(part, asks=tuple(Ask(f"{ask.question} {wanted}", "") for ask in part.asks))

        fields = {field: tuple(map(put, parts)) for field, parts in self.fields.items()}
        return replace(self, note=put(self.note), fields=fields)

    def limits_of(self, parameters: int) -> Limits:
        """The limits of a model of this size; those of the largest where its size is not known."""
        return next((each for each in self.limits if 0 < parameters <= each.parameters), self.limits[-1])

    def parts(self) -> tuple[Part, ...]:
        """Every question there is."""
        return (self.note, *(part for parts in self.fields.values() for part in parts))


@cache
def prompts(family: str = "") -> Prompts:
    """The prompts for a family of models, as `family_of` names it; "" for those that every model can be asked."""
    data = _read("default")
    version = data["version"]
    if family:
        own = _read(family)
        version = f"{version} {family} {own['version']}"
        data = _merged(data, own)
    return Prompts(
        version=version,
        instructions=data["instructions"],
        before=data["before"],
        after=data["after"],
        limits=tuple(
            Limits(each.get("parameters", float("inf")), each.get("once"), each.get("altogether"))
            for each in data["limits"]
        ),
        note=_part(data["note"]),
        fields={field: tuple(map(_part, data["fields"][field.value]["each"])) for field in Field},
        in_language=data["in_language"],
    )


def family_of(info: ModelInfo) -> str:
    """The family whose prompts a model is asked with, by its name, else its architecture; "" for any other."""
    known = _families()
    for said in (info.name, info.file, info.architecture):
        for family, pattern in known.items():
            if re.search(pattern, said, re.IGNORECASE):
                return family
    return ""


@cache
def _families() -> dict[str, str]:
    return dict(_read("families"))


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(bundled(f"{_FOLDER}/{name}.toml").read_text(encoding="utf-8"))


def _merged(data: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """`data` with what a family's file holds in its place; tables are merged, all else is replaced."""
    tables = {
        key: _merged(data[key], value)
        for key, value in own.items()
        if isinstance(value, dict) and isinstance(data.get(key), dict)
    }
    return {**data, **own, **tables}


def _part(each: dict[str, Any]) -> Part:
    asks = tuple(Ask(ask["question"], ask["start"]) for ask in each["asks"])
    return Part(each["sentences"], each["tokens"], asks, Field(each.get("reads", Field.SUMMARY)))
