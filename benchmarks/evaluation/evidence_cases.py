"""Statements whose truth is known: true sentences, their rewordings, and both made false by rule."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evaluation.corruptions import BY_RULE, NAME, other_name
from evaluation.true_sentences import PaperSentences, reworded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

VERBATIM, REWORDED, BY_MODEL = "verbatim", "reworded by rule", "reworded by the starter model"
TRUE = "true"


@dataclass(frozen=True, slots=True)
class Case:
    """A statement about the paper at index `paper`: `base` says how it came from a true sentence, `kind` how it was made false."""

    paper: int
    base: str
    kind: str
    text: str


def cases(papers: Sequence[PaperSentences], seed: int, by_model: Mapping[str, str]) -> list[Case]:
    """The cases of one half; `by_model` are rewordings of sentences that a model made and that were accepted."""
    chance = random.Random(seed)  # noqa: S311 - drawn again alike, not in secret
    texts = [" ".join(passage.text for passage in paper.source.readable()) for paper in papers]
    names = [sorted(set(NAME.findall(text))) for text in texts]
    found: list[Case] = []
    for number, paper in enumerate(papers):
        elsewhere = [name for other, theirs in enumerate(names) if other != number for name in theirs]
        fresh = [name for name in elsewhere if name.lower() not in texts[number].lower()]
        for sentence in paper.sentences:
            bases = {VERBATIM: sentence, REWORDED: reworded(sentence), BY_MODEL: by_model.get(sentence, "")}
            for base, text in bases.items():
                if not text:
                    continue
                found.append(Case(number, base, TRUE, text))
                made = {kind: rule(text, chance, texts[number]) for kind, rule in BY_RULE.items()}
                made["name of the same paper"] = other_name(text, chance, names[number])
                made["name of another paper"] = other_name(text, chance, fresh)
                found += [Case(number, base, kind, false) for kind, false in made.items() if false and false != text]
                stranger = chance.choice([other for other in range(len(papers)) if other != number])
                found.append(Case(stranger, base, "another paper's sentence", text))
    return found
