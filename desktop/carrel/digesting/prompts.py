"""The questions a model is asked, as data: ``models/prompts/default.toml``."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from carrel.domain.digest import Field
from carrel.inference.engine import Prompt
from carrel.paths import bundled

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Ask:
    """One wording of a question and the first words of its answer."""

    question: str
    start: str


@dataclass(frozen=True, slots=True)
class Part:
    """One completion of a field: at most so many sentences and tokens, its wordings in the order they are tried."""

    sentences: int
    tokens: int
    asks: tuple[Ask, ...]


@dataclass(frozen=True, slots=True)
class Prompts:
    """All questions. `reading` gives, for models of up to so many parameters, how many tokens of paper they are given."""

    version: str
    instructions: str
    before: str
    after: str
    reading: tuple[tuple[int, int], ...]
    fields: Mapping[Field, tuple[Part, ...]]

    def paper(self, text: str) -> str:
        """A paper's text between its marks; marks that occur in it are broken, so it cannot end itself."""
        for mark in (self.before, self.after):
            text = re.sub(re.escape(mark).replace(r"\ ", r"\s+"), mark.lower(), text, flags=re.IGNORECASE)
        return f"{self.before}\n{text}\n{self.after}"

    def prompt(self, paper: str, ask: Ask) -> Prompt:
        """The prompt of one question about `paper` (as `paper()` gave it)."""
        return Prompt(instructions=self.instructions, paper=paper, question=ask.question, answer_start=ask.start)

    def most_tokens(self, parameters: int) -> int | None:
        """How many tokens of a paper a model of this size is given; None where only its context is the limit."""
        if not parameters:
            return None
        return next((tokens for limit, tokens in self.reading if parameters <= limit), None)


@cache
def prompts() -> Prompts:
    """The prompts that come with Carrel."""
    data = tomllib.loads(bundled("models/prompts/default.toml").read_text(encoding="utf-8"))
    return Prompts(
        version=data["version"],
        instructions=data["instructions"],
        before=data["before"],
        after=data["after"],
        reading=tuple((entry["parameters"], entry["tokens"]) for entry in data["reading"]),
        fields={
            part: tuple(
                Part(
                    each["sentences"], each["tokens"], tuple(Ask(ask["question"], ask["start"]) for ask in each["asks"])
                )
                for each in data["fields"][part.value]["each"]
            )
            for part in Field
        },
    )
